"""Figures without persons, and handovers in the words of NIEM, for other authorities."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Time
from muster.board.api.paging import Shape
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.operations.after_action import after_action
from muster.operations.exchange import custody_transfers
from muster.operations.statistics import statistics

router = APIRouter(tags=["figures"])
LONGEST = timedelta(days=366)


class AfterActionShape(Shape):
    """An operation in figures, as its record has them; nobody is named."""

    people: int = Field(description="Everybody ever named")
    balance_closed: bool = Field(description="Everybody is accounted for, nothing unexplained")
    trips: dict[str, int] = Field(description="By state")
    rides: int
    handovers: int
    accounts: dict[str, int] = Field(description="People by account at the end")
    trouble: dict[str, int] = Field(description="By what went wrong")
    refused: dict[str, int] = Field(description="Refusals by rule")
    discrepancies: dict[str, int] = Field(description="By kind, explained ones included")
    open_discrepancies: int
    duties: dict[str, int] = Field(description="Open ones by what they are")
    unguarded_h: dict[str, float] = Field(description="Hours without guards, by site")


class StatisticsShape(Shape):
    """Figures of custody; null stands for a number from 1 to 4."""

    days: list[str]
    occupancy: dict[str, list[int | None]]
    moves: dict[str, int | None]
    incidents: dict[str, int]


@router.get("/statistics", response_model=StatisticsShape)
def figures(
    access: Annotated[Access, asks(Action.SEE_REPORTS)],
    begin: Annotated[Time, Query(alias="from", description="First day")],
    end: Annotated[Time, Query(alias="to", description="Last day, at most 366 days on")],
) -> StatisticsShape:
    """Occupancy by day, moves and incidents, without persons (R10)."""
    if not timedelta(0) <= end - begin <= LONGEST:
        raise HTTPException(
            422, "found another time between `from` and `to`; expected 0 to 366 days"
        )
    try:
        first, last = begin.astimezone(UTC), end.astimezone(UTC)
        with access.live.reading() as situation:
            return StatisticsShape.model_validate(statistics(situation, first, last))
    except OverflowError:
        raise HTTPException(422, "found a time that no calendar has; expected another") from None


@router.get("/reports/after-action", response_model=AfterActionShape)
def after(access: Annotated[Access, asks(Action.SEE_REPORTS)]) -> AfterActionShape:
    """What went wrong and what did not, as the printed report has it: figures, and no person."""
    with access.live.reading() as situation:
        return AfterActionShape.model_validate(after_action(situation))


@router.get("/custody-transfers", response_model=dict[str, Any])
def transfers(access: Annotated[Access, asks(Action.EXPORT_EVENTS)]) -> JSONResponse:
    """Every handover as NIEM 6 custody transfers (JSON-LD); people by their ids."""
    with access.live.reading() as situation:
        return JSONResponse(custody_transfers(situation))
