"""Who one is, and the tokens by which one's programs sign in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from muster.board.api.bodies import Body, Text
from muster.board.api.doing import Once
from muster.board.api.paging import AskedPage, Page, Paged, Shape
from muster.board.api.users import UserShape, user_shape
from muster.board.guarding import Access, asks
from muster.board.rights import Action

router = APIRouter(prefix="/me", tags=["users"])
Mine = Annotated[Access, asks(Action.OWN_ACCOUNT)]


class NewToken(Body):
    """What it is for."""

    name: Text


class TokenShape(Shape):
    """A token, without its secret."""

    id: str
    name: str
    begun_at: str
    ends_at: str


class MadeToken(Shape):
    """A token, shown once."""

    token: str


@router.get("", response_model=UserShape)
def me(access: Mine) -> UserShape:
    """Who is signed in, as what, for whom and where."""
    return user_shape(access.user)


@router.get("/tokens", response_model=Page[TokenShape])
def tokens(request: Request, window: AskedPage, access: Mine) -> Paged[Any]:
    """One's own tokens."""
    found = request.app.state.accounts.tokens(access.user.id)
    return window.page(found, lambda token: (token.id,))


@router.post("/tokens", response_model=MadeToken, status_code=201)
def make_token(body: NewToken, request: Request, once: Once, access: Mine) -> JSONResponse:
    """Make a token that lasts 90 days; only whoever has signed in may, not a token."""
    if getattr(request.state, "by_token", False):
        raise HTTPException(403, "found a token; expected a session: a token makes no tokens")
    accounts = request.app.state.accounts
    return once.once(access, lambda: {"token": accounts.new_token(access.user.id, body.name)})


@router.delete("/tokens/{token_id}", status_code=204, response_class=Response)
def end_token(token_id: str, request: Request, access: Mine) -> Response:
    """End one of one's own tokens."""
    if not request.app.state.accounts.end_token(access.user.id, token_id):
        raise HTTPException(404, "found no token of this id; expected one of yours")
    return Response(status_code=204)
