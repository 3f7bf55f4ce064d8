"""Where somebody lands who has signed in and named no page: on the first that their roles open."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from muster.board.guarding import Access, asks
from muster.board.rights import Action

router = APIRouter(include_in_schema=False)
HOME = "/home"
LANDINGS = (
    (Action.SEE_SITUATION, "/"),
    (Action.SEE_MATCHING, "/matching"),
    (Action.MANAGE_USERS, "/users"),
)
"""The first that somebody may see is theirs; whoever may see none lands at the own account."""


@router.get(HOME)
def home(access: Annotated[Access, asks(Action.OWN_ACCOUNT)]) -> RedirectResponse:
    """Go on to the page at which one's roles begin."""
    place = next((path for action, path in LANDINGS if access.allows(action)), "/account")
    return RedirectResponse(place, status_code=303)
