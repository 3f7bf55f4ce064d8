"""Claims: numbers that somebody stated."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from pydantic import Field

from muster.board.api.bodies import Body, Id, Number, Text
from muster.board.api.doing import Done, Once
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.shapes import Kind
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rights import Action
from muster.board.views.claims import ClaimRow
from muster.custody.claims import QUALIFIERS

router = APIRouter(prefix="/claims", tags=["claims"])


class Claim(Body):
    """One stated number, with its source."""

    quantity: Text
    scope: Text
    value: Number
    qualifier: Id = Field(description=f"One of: {', '.join(QUALIFIERS)}")
    source: Text
    said_on: Id = Field(description="Day, month or year: 2026-01-28, 2026-01")
    about: Id


class ClaimShape(Shape):
    """A stated number; the record's own are among them."""

    quantity: str
    scope: str
    value: int
    qualifier: str
    source: str
    said_on: str
    about: str
    is_record: bool


class StatedShape(Shape):
    """A claim that is held against another."""

    quantity: str
    scope: str
    value: int
    qualifier: str
    source: str
    said_on: str
    about: str


class PairShape(Shape):
    """Two claims that differ, and what explains it."""

    a: StatedShape
    b: StatedShape
    why: Kind
    text: str


class ReportShape(Shape):
    """Which claims differ and why; what nothing explains stays open."""

    numbers: dict[str, int]
    telling: list[PairShape]


@router.get("", response_model=Page[ClaimShape])
def claims(
    request: Request,
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_CLAIMS)],
    quantity: Annotated[str, Query(max_length=60)] = "",
) -> Paged[Any]:
    """What each source says, by the day that it is about."""
    rows = sorted(kept_of(request.app).claims(quantity).rows, key=_order)
    return window.page(rows, _order)


@router.get("/report", response_model=ReportShape)
def report(request: Request, access: Annotated[Access, asks(Action.SEE_CLAIMS)]) -> dict[str, Any]:
    """What the claims say against each other and against the record."""
    shown = kept_of(request.app).claims("")
    return {"numbers": dict(shown.numbers), "telling": shown.telling}


def _order(row: ClaimRow) -> tuple[str | int, ...]:
    return (row.about, row.quantity, row.scope, row.source, row.value, row.qualifier, row.said_on)


@router.post("", response_model=Done, status_code=201)
def claim(
    body: Claim, once: Once, access: Annotated[Access, asks(Action.ADD_CLAIM)]
) -> JSONResponse:
    """Record a number that somebody stated."""
    return once.do(access, "record a claim",
                   lambda d, by, at: d.say("claim", at, **body.model_dump()))  # fmt: skip
