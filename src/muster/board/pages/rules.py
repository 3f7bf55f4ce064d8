"""Rules: which are in force, and by whose order one is not."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.pages.trips import offset_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.operations.in_force import is_in_force
from muster.operations.rules import RULES

router = APIRouter()


@router.get("/rules")
def rules(request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]) -> HTMLResponse:
    """Every rule, those that are switched off first."""
    live, now = access.live, access.live.now()
    with live.reading() as situation:
        shown = [
            (each, is_in_force(situation, each.id, now), situation.switched_off.get(each.id))
            for each in RULES.values()
        ]
        regime = situation.legal_regime
    shown.sort(key=lambda each: (each[2] is None, each[1]))
    return page(request, "rules.html", shown=shown, regime=regime, offset=offset_of(access))
