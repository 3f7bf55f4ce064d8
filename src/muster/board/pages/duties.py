"""Duties and discrepancies: what is owed, and what does not fit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.duties import duties_shown
from muster.custody.outstanding import Asked, outstanding

router = APIRouter()
Text = Annotated[str, Query(max_length=120)]
LAST_EXPLAINED = 40


@router.get("/duties")
def duties(
    request: Request,
    access: Annotated[Access, asks(Action.SEE_DUTIES)],
    duty: Text = "",
    owner: Text = "",
    list_page: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Open duties."""
    live = access.live
    with live.reading() as situation:
        shown = duties_shown(
            situation, live.now(), lambda each: access.allows(duty=each.event_id), duty=duty,
            owner=owner, page=list_page,
        )  # fmt: skip
    return page(request, "duties.html", shown=shown, duty=duty, owner=owner)


@router.get("/discrepancies")
def discrepancies(
    request: Request, access: Annotated[Access, asks(Action.SEE_DISCREPANCIES)]
) -> HTMLResponse:
    """What does not fit, open and explained."""
    live = access.live
    with live.reading() as situation:
        noted = situation.ledger.discrepancies
        found = [each for each in noted if each.is_open]
        found += outstanding(situation.ledger, Asked(live.now()))
        explained = [each for each in noted if not each.is_open][-LAST_EXPLAINED:][::-1]
    seen = [d for d in found if access.allows(account=d.account)]
    told = [d for d in explained if access.allows(account=d.account)]
    return page(request, "discrepancies.html", open_ones=seen, explained=told)
