"""The own account, and who may sign in."""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from muster.board.guarding import Access, asks, asks_fresh, is_fresh, is_weak
from muster.board.rendering import page
from muster.board.rights import Action, Role
from muster.board.sessions import PASSWORD
from muster.board.tables import PASSKEY
from muster.board.throttle import address_of
from muster.errors import MusterError

router = APIRouter()
Words = Annotated[str, Form(max_length=2000)]
Secret = Annotated[str, Form(max_length=256)]
Own = Annotated[Access, asks(Action.OWN_ACCOUNT)]
OwnFresh = Annotated[Access, asks_fresh(Action.OWN_ACCOUNT)]
ManagedFresh = Annotated[Access, asks_fresh(Action.MANAGE_USERS)]


@router.get("/account")
def account(request: Request, access: Own) -> HTMLResponse:
    """What one signs in with, and where one is signed in."""
    return _account(request, access.user.id)


@router.post("/account/password")
def change_password(request: Request, access: Own, current: Secret, new: Secret) -> Response:
    """Choose another password, by the one that there is; every other session of it ends."""
    state, user = request.app.state, access.user.id
    state.throttle.check(request, user)
    try:
        is_changed = state.accounts.change_password(user, current, new)
    except MusterError as error:
        return _account(request, user, status_code=422, failed=str(error))
    if not is_changed:
        state.throttle.note(request, user)
        return _account(request, user, status_code=403, failed="current")
    answer = RedirectResponse("/account", status_code=303)
    state.sessions.begin(request, access.user, PASSWORD, answer)
    return answer


@router.post("/account/passkeys/removal")
def remove_passkey(
    request: Request, access: OwnFresh, passkey: Annotated[str, Form(pattern=r"^[0-9a-f]{2,2048}$")]
) -> Response:
    """Take a passkey away; whoever has it signs in no more."""
    accounts, user = request.app.state.accounts, access.user.id
    removed = accounts.store.run(
        PASSKEY.delete().where(PASSKEY.c.id == bytes.fromhex(passkey), PASSKEY.c.user == user)
    )
    if not removed:
        raise HTTPException(404, "found no such passkey; expected one of yours")
    accounts.happened(user, "passkey removed", address_of(request))
    return RedirectResponse("/account", status_code=303)


@router.post("/account/sessions/end")
def end_sessions(request: Request, access: OwnFresh) -> Response:
    """Sign out everywhere but here."""
    state, user = request.app.state, access.user.id
    state.sessions.end_all(user, but=request.cookies.get(state.sessions.cookie, ""))
    state.accounts.happened(user, "other sessions ended", address_of(request))
    return RedirectResponse("/account", status_code=303)


@router.get("/users")
def users(request: Request, access: Annotated[Access, asks(Action.MANAGE_USERS)]) -> HTMLResponse:
    """Everybody who may sign in, and what happened at the door."""
    return _users(request)


@router.post("/users")
def add_user(
    request: Request,
    access: ManagedFresh,
    user: Annotated[str, Form(max_length=64)],
    roles: Annotated[list[Role], Form()],
    organisations: Words = "",
    sites: Words = "",
) -> HTMLResponse:
    """Make a user, and show once the link by which they choose a password."""
    accounts = request.app.state.accounts
    accounts.add(user, roles, _listed(organisations), _listed(sites))
    return _linked(request, access, user)


@router.post("/users/{user_id}/link")
def new_link(request: Request, access: ManagedFresh, user_id: str) -> HTMLResponse:
    """Show once a link by which a user chooses another password."""
    return _linked(request, access, user_id)


@router.post("/users/{user_id}/sessions/end")
def end_sessions_of(request: Request, access: ManagedFresh, user_id: str) -> Response:
    """Sign a user out everywhere."""
    state = request.app.state
    state.sessions.end_all(user_id)
    state.accounts.happened(user_id, f"signed out by {access.user.id}", address_of(request))
    return RedirectResponse("/users", status_code=303)


@router.post("/users/{user_id}/closing")
def close_account(
    request: Request, access: ManagedFresh, user_id: str, sure: Annotated[Literal["yes"], Form()]
) -> Response:
    """Let a user sign in no more; what they did stays in the record."""
    accounts = request.app.state.accounts
    user = accounts.user(user_id)
    if user is None or user_id == access.user.id:
        raise HTTPException(404, "found no such user; expected another user who may sign in")
    accounts.change(user_id, user.roles, user.organisations, user.sites, is_active=False)
    accounts.happened(user_id, f"account closed by {access.user.id}", address_of(request))
    return RedirectResponse("/users", status_code=303)


def _account(request: Request, user: str, status_code: int = 200, failed: str = "") -> HTMLResponse:
    state = request.app.state
    passkeys = state.accounts.store.rows(
        sa.select(PASSKEY).where(PASSKEY.c.user == user).order_by(PASSKEY.c.made_at)
    )
    return page(
        request, "account.html", status_code=status_code, failed=failed,
        passkeys=[(bytes(row["id"]).hex(), row["name"], row["made_at"]) for row in passkeys],
        sessions=state.sessions.listed(user), has_password=state.accounts.has_password(user),
        is_fresh=is_fresh(request), is_weak=is_weak(request),
    )  # fmt: skip


def _linked(request: Request, access: Access, user: str) -> HTMLResponse:
    accounts = request.app.state.accounts
    link = request.app.state.settings.link(accounts.new_link(user))
    accounts.happened(user, f"link made by {access.user.id}", address_of(request))
    return _users(request, user, link)


def _users(request: Request, made: str = "", link: str = "") -> HTMLResponse:
    accounts = request.app.state.accounts
    return page(
        request, "users.html", users=accounts.users(), roles=list(Role), made=made, link=link,
        log=accounts.log(), is_fresh=is_fresh(request),
    )  # fmt: skip


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
