"""Situation: the map, what moves, the balance, and what needs a decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.pages.kept import kept_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.courses import course_of
from muster.board.views.outlook import CLASSES
from muster.board.views.situation import marker_places, panel_places, situation_shown

router = APIRouter()
MINUTE = 16
"""Characters of a time up to its minute."""


@router.get("/")
def situation(
    request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]
) -> HTMLResponse:
    """The situation now."""
    live, kept = access.live, kept_of(request.app)
    now = live.now()
    ahead = kept.outlooks()
    with live.reading() as known:
        shown = kept.once(
            "situation", (live.size, now[:MINUTE]),
            lambda: situation_shown(known, live.scenario, ahead, now),
        )  # fmt: skip
    panels = kept.ground(choices_of(request).language)
    return page(
        request, "situation.html", shown=shown, classes=CLASSES,
        panels=[(panel, marker_places(panel, shown.sites)) for panel in panels],
        panel_places=panel_places,
    )  # fmt: skip


@router.get("/situation/course")
def course(request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]) -> Response:
    """People by site and trips over time, for the slider; nobody is named."""
    live, kept = access.live, kept_of(request.app)
    now = live.now()
    ahead = kept.outlooks()
    with live.reading() as known:
        found = kept.once(
            "course", (live.size, now[:MINUTE]),
            lambda: course_of(known, live.scenario, live.plan, ahead, now).plain(),
        )  # fmt: skip
    return JSONResponse(found)
