"""Situation: the map, what moves, the balance, and what needs a decision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from muster.board.choosing import choices_of
from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.pages.papers import papers_of_operation
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.outlook import CLASSES
from muster.board.views.situation import marker_places, panel_places

router = APIRouter()


@router.get("/")
def situation(
    request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]
) -> HTMLResponse:
    """The situation now."""
    kept = kept_of(request.app)
    shown = kept.situation()
    panels = kept.ground(choices_of(request).language)
    return page(
        request, "situation.html", shown=shown, classes=CLASSES,
        panels=[(panel, marker_places(panel, shown.sites)) for panel in panels],
        panel_places=panel_places, papers=papers_of_operation(request),
    )  # fmt: skip


@router.get("/situation/course")
def course(request: Request, access: Annotated[Access, asks(Action.SEE_SITUATION)]) -> Response:
    """People by site and trips over time, for the slider; nobody is named."""
    return JSONResponse(kept_of(request.app).course().plain())
