"""Matching of lists: how far it is, and two records side by side for whoever compares names."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.kept import kept_of
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.views.matching import Matchings

router = APIRouter()


@router.get("/matching")
def matchings(
    request: Request, access: Annotated[Access, asks(Action.SEE_MATCHING)]
) -> HTMLResponse:
    """Every matching of this operation; ids and numbers, no names."""
    with access.live.reading():
        lines = Matchings(kept_of(request.app)).lines()
    return page(request, "matching.html", lines=lines)


@router.get("/matching/{name}")
def review(
    request: Request,
    name: str,
    access: Annotated[Access, asks(Action.REVIEW_MATCHING)],
    look: Annotated[str, Query(max_length=200)] = "",
    row: Annotated[str, Query(max_length=200)] = "",
    later: Annotated[list[str] | None, Query(max_length=100)] = None,
) -> HTMLResponse:
    """The next pair for this reviewer; `look` brings a row found by search beside `row`."""
    live, found = access.live, Matchings(kept_of(request.app))
    passed = later or []
    with live.reading():
        if not found.has(name):
            raise HTTPException(404, "found no matching of this name; expected one")
        may_see = found.may_see_names(name, access.user.id, live.now())
        shown = found.shown(name, access.user.id, row, look, passed) if may_see else None
        files = found.files(name)
    return page(request, "matching_review.html", name=name, may_see=may_see, shown=shown,
                files=files, later=passed)  # fmt: skip
