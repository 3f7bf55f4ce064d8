"""Signing in and out: by password, or as one of the demonstration's users."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from muster.board.guarding import asks, public
from muster.board.landing import HOME
from muster.board.rendering import page
from muster.board.rights import Action
from muster.board.sessions import PASSWORD
from muster.errors import MusterError

router = APIRouter(include_in_schema=False)
DEMONSTRATION = "demonstration"
LEFT = '"cache"'
"""What a browser clears when somebody signs out (Clear-Site-Data); what it remembers of the log
stays, for by that it sees whether the log was rewritten."""


def own_path(path: str) -> str:
    """A path of this server to go on to; never another host's. The root is for each their own
    page."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    return path if is_own and path.isprintable() and path != "/" else HOME


@router.get("/sign-in", dependencies=[public()])
def sign_in_page(request: Request, next: str = HOME) -> HTMLResponse:
    """The page at which one signs in."""
    return _sign_in(request, next, failed="")


@router.post("/sign-in", dependencies=[public()])
def sign_in(
    request: Request,
    user: Annotated[str, Form(max_length=64)],
    password: Annotated[str, Form(max_length=256)] = "",
    next: Annotated[str, Form(max_length=2000)] = HOME,
) -> Response:
    """Sign in by password; in a demonstration any user signs in without one."""
    state = request.app.state
    throttle = state.throttle
    accounts = state.accounts
    throttle.check(request, user)
    if state.settings.is_demo:
        found = accounts.user(user)
    else:
        found = accounts.with_password(user, password)
    if found is None:
        throttle.note(request, user)
        return _sign_in(request, next, failed="password")
    throttle.forget(user)
    answer = RedirectResponse(own_path(next), status_code=303)
    how = DEMONSTRATION if state.settings.is_demo else PASSWORD
    state.sessions.begin(request, found, how, answer)
    return answer


@router.get("/link", dependencies=[public()])
def link_page(request: Request, token: Annotated[str, Query(max_length=100)]) -> HTMLResponse:
    """The page at which a user chooses a password, by a link that works once."""
    is_good = request.app.state.accounts.user_of_link(token) is not None
    return page(
        request, "link.html", status_code=200 if is_good else 410, token=token if is_good else "",
        failed="" if is_good else "link",
    )  # fmt: skip


@router.post("/link", dependencies=[public()])
def link(
    request: Request,
    token: Annotated[str, Form(max_length=100)],
    password: Annotated[str, Form(max_length=256)],
) -> Response:
    """Choose a password by a link; the user is then signed in and the link gone."""
    state = request.app.state
    try:
        user = state.accounts.use_link(token, password)
    except MusterError as error:
        return page(request, "link.html", status_code=422, token=token, failed=str(error))
    answer = RedirectResponse(HOME, status_code=303)
    state.sessions.begin(request, user, PASSWORD, answer)
    return answer


@router.post("/sign-out")
def sign_out(request: Request, access: Annotated[object, asks(Action.OWN_ACCOUNT)]) -> Response:
    """Sign out; the session is gone on the server, too."""
    sessions = request.app.state.sessions
    answer = RedirectResponse("/sign-in", status_code=303)
    sessions.end(request.cookies.get(sessions.cookie, ""), answer)
    answer.headers["Clear-Site-Data"] = LEFT
    return answer


def _sign_in(request: Request, next: str, failed: str) -> HTMLResponse:
    state = request.app.state
    demo = state.accounts.users() if state.settings.is_demo else []
    return page(
        request, "sign_in.html", status_code=401 if failed else 200, next=own_path(next),
        failed=failed, passkeys=True, openid=state.settings.openid is not None, demo_users=demo,
    )  # fmt: skip
