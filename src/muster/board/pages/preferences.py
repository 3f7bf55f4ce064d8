"""How somebody reads: language, numerals, light; kept in the browser, nowhere else."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from muster.board.choosing import cookie_of
from muster.board.guarding import public
from muster.board.sign_in import own_path
from muster.locale.choices import LANGUAGES, MODES, NUMERALS

router = APIRouter()
YEAR_S = 365 * 24 * 3600


@router.post("/preferences", dependencies=[public()])
def preferences(
    request: Request,
    language: Annotated[str, Form(max_length=8)] = "",
    numerals: Annotated[str, Form(max_length=8)] = "",
    mode: Annotated[str, Form(max_length=8)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> RedirectResponse:
    """Keep what was chosen, and go back to where one was."""
    answer = RedirectResponse(own_path(next), status_code=303)
    for name, value, known in (
        ("language", language, tuple(LANGUAGES)),
        ("numerals", numerals, NUMERALS),
        ("mode", mode, MODES),
    ):
        if value in known:
            answer.set_cookie(
                cookie_of(request, name), value, max_age=YEAR_S, httponly=True, samesite="lax",
                path="/", secure=request.app.state.settings.is_secure,
            )  # fmt: skip
    return answer
