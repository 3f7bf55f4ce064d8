"""The own account, and who may sign in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from muster.board.guarding import Access, asks
from muster.board.rendering import page
from muster.board.rights import Action, Role

router = APIRouter()
Words = Annotated[str, Form(max_length=2000)]


@router.get("/account")
def account(request: Request, access: Annotated[Access, asks(Action.OWN_ACCOUNT)]) -> HTMLResponse:
    """What one signs in with."""
    store, user = request.app.state.accounts.store, access.user.id
    passkeys = store.rows("SELECT name, made_at FROM passkey WHERE user = ?", (user,))
    return page(request, "account.html", passkeys=[dict(row) for row in passkeys])


@router.get("/users")
def users(request: Request, access: Annotated[Access, asks(Action.MANAGE_USERS)]) -> HTMLResponse:
    """Everybody who may sign in."""
    return _users(request)


@router.post("/users")
def add_user(
    request: Request,
    access: Annotated[Access, asks(Action.MANAGE_USERS)],
    user: Annotated[str, Form(max_length=64)],
    roles: Annotated[list[Role], Form()],
    organisations: Words = "",
    sites: Words = "",
) -> HTMLResponse:
    """Make a user, and show once the link by which they choose a password."""
    accounts = request.app.state.accounts
    accounts.add(user, roles, _listed(organisations), _listed(sites))
    link = request.app.state.settings.link(accounts.new_link(user))
    return _users(request, user, link)


def _users(request: Request, made: str = "", link: str = "") -> HTMLResponse:
    found = request.app.state.accounts.users()
    return page(request, "users.html", users=found, roles=list(Role), made=made, link=link)


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
