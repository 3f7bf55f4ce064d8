"""Sessions: kept on the server, known to the browser by a random secret in a cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from muster.board.accounts import Accounts
from muster.board.stores import digest
from muster.board.users import User
from muster.record.events import moment

IDLE_MIN, LONGEST_H = 60, 12
"""Minutes without a request, and hours in all, after which one signs in again."""
SEEN_S = 60
"""A session is noted as seen at most so often, in seconds."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in."""

    user: User
    csrf: str
    how: str
    """By what they signed in."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one board."""

    accounts: Accounts
    is_secure: bool

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers bind `__Host-` to this host and to HTTPS."""
        return "__Host-muster" if self.is_secure else "muster"

    def begin(self, user: User, how: str, response: Response, address: str = "") -> Session:
        """Sign a user in: a new session, whatever the browser had before."""
        now = moment(self.accounts.now())
        secret, csrf = self.accounts.new_secret(), self.accounts.new_secret()
        self.accounts.store.run(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)",
            (digest(secret), user.id, csrf, now, now, how),
        )
        self.accounts.happened(user.id, f"signed in by {how}", address)
        response.set_cookie(
            self.cookie, secret, httponly=True, secure=self.is_secure, samesite="lax", path="/",
            max_age=LONGEST_H * 3600,
        )  # fmt: skip
        return Session(user, csrf, how)

    def end(self, secret: str, response: Response) -> None:
        """Sign out: the session is gone on the server, too."""
        self.accounts.store.run("DELETE FROM session WHERE token = ?", (digest(secret),))
        response.delete_cookie(self.cookie, path="/", secure=self.is_secure, httponly=True)

    def found(self, secret: str) -> Session | None:
        """The session of a secret, unless it was idle too long or has lasted too long."""
        store, now = self.accounts.store, self.accounts.now()
        row = store.row("SELECT * FROM session WHERE token = ?", (digest(secret),))
        if row is None:
            return None
        idle = now - datetime.fromisoformat(row["seen_at"])
        lasted = now - datetime.fromisoformat(row["begun_at"])
        user = self.accounts.user(row["user"])
        if (
            user is None
            or idle > timedelta(minutes=IDLE_MIN)
            or lasted > timedelta(hours=LONGEST_H)
        ):
            store.run("DELETE FROM session WHERE token = ?", (digest(secret),))
            return None
        if idle > timedelta(seconds=SEEN_S):
            store.run(
                "UPDATE session SET seen_at = ? WHERE token = ?", (moment(now), digest(secret))
            )
        return Session(user, row["csrf"], row["how"])


class SessionMiddleware:
    """Finds who is signed in, by cookie or by token, for every request."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self.app, self.sessions = app, sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            asked = HTTPConnection(scope)
            state = scope.setdefault("state", {})
            scheme, _, bearer = asked.headers.get("authorization", "").partition(" ")
            secret = asked.cookies.get(self.sessions.cookie, "")
            if scheme.lower() == "bearer":
                state["user"] = self.sessions.accounts.user_of_token(bearer.strip())
                state["by_token"] = True
            elif secret:
                found = self.sessions.found(secret)
                if found is not None:
                    state["user"], state["csrf"] = found.user, found.csrf
        await self.app(scope, receive, send)


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in time that does not tell where they differ."""
    return bool(one) and compare_digest(one.encode(), other.encode())
