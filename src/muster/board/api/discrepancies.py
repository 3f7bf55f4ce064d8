"""Discrepancies: what does not fit, until an event explains it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from muster.board.api.paging import AskedPage, Page, Paged
from muster.board.api.shapes import DifferenceShape
from muster.board.guarding import Access, asks
from muster.board.rights import Action
from muster.custody.discrepancies import Discrepancy
from muster.custody.outstanding import Asked, outstanding

router = APIRouter(prefix="/discrepancies", tags=["discrepancies"])


@router.get("", response_model=Page[DifferenceShape])
def discrepancies(
    window: AskedPage,
    access: Annotated[Access, asks(Action.SEE_DISCREPANCIES)],
    explained: bool = False,
) -> Paged[Any]:
    """What does not fit or is missing, the oldest first; with `explained`, also what no longer is
    open."""
    live = access.live
    with live.reading() as situation:
        noted = [d for d in situation.ledger.discrepancies if d.is_open or explained]
        missing = outstanding(situation.ledger, Asked(live.now()))
        rows = sorted({*noted, *missing}, key=_order)
        return window.page(rows, _order, lambda d: access.allows(account=d.account))


def _order(each: Discrepancy) -> tuple[str, ...]:
    return (
        each.occurred_at, each.kind.value, each.account, each.event, each.text,
        " ".join(each.people), each.explained_by or "",
    )  # fmt: skip
