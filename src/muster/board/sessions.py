"""Sessions: kept on the server, known to the browser by a random secret in a cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hmac import compare_digest

import sqlalchemy as sa
from fastapi import Request
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from muster.board.accounts import Accounts
from muster.board.stores import Row, digest
from muster.board.tables import SESSION
from muster.board.throttle import address_of
from muster.board.users import User
from muster.record.events import moment

IDLE_MIN, LONGEST_H = 60, 12
"""Minutes without a request, and hours in all, after which one signs in again."""
PASSWORD = "password"
"""How one signed in, in the session of somebody who did by password."""
FRESH_MIN = 15
"""Minutes after signing in within which one may change by what one signs in, and who may."""
SEEN_S = 60
"""A session is noted as seen at most so often, in seconds."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in."""

    user: User
    csrf: str
    how: str
    """By what they signed in."""
    begun_at: str

    def is_fresh(self, now: datetime) -> bool:
        """Whether they signed in a short while ago."""
        return now - datetime.fromisoformat(self.begun_at) <= timedelta(minutes=FRESH_MIN)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one board."""

    accounts: Accounts
    is_secure: bool

    @property
    def cookie(self) -> str:
        """The cookie's name; browsers bind `__Host-` to this host and to HTTPS."""
        return "__Host-muster" if self.is_secure else "muster"

    def begin(self, request: Request, user: User, how: str, response: Response) -> Session:
        """Sign a user in: a new session, and the one that the browser had before is over."""
        now = moment(self.accounts.now())
        secret, csrf = self.accounts.new_secret(), self.accounts.new_secret()
        self._forget(request.cookies.get(self.cookie, ""))
        self.accounts.store.run(
            SESSION.insert().values(
                token=digest(secret), user=user.id, csrf=csrf, begun_at=now, seen_at=now, how=how
            )
        )
        self.accounts.happened(user.id, f"signed in by {how}", address_of(request))
        response.set_cookie(
            self.cookie, secret, httponly=True, secure=self.is_secure, samesite="lax", path="/",
            max_age=LONGEST_H * 3600,
        )  # fmt: skip
        return Session(user, csrf, how, now)

    def end(self, secret: str, response: Response) -> None:
        """Sign out: the session is gone on the server, too."""
        self._forget(secret)
        response.delete_cookie(self.cookie, path="/", secure=self.is_secure, httponly=True)

    def found(self, secret: str) -> Session | None:
        """The session of a secret, unless it was idle too long or has lasted too long."""
        store, now = self.accounts.store, self.accounts.now()
        is_this = SESSION.c.token == digest(secret)
        row = store.row(sa.select(SESSION).where(is_this))
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
            self._forget(secret)
            return None
        if idle > timedelta(seconds=SEEN_S):
            store.run(SESSION.update().where(is_this).values(seen_at=moment(now)))
        return Session(user, row["csrf"], row["how"], row["begun_at"])

    def listed(self, user: str) -> list[Row]:
        """A user's sessions: by what they signed in, when, and when they were last seen."""
        own = sa.select(SESSION.c.how, SESSION.c.begun_at, SESSION.c.seen_at)
        return self.accounts.store.rows(
            own.where(SESSION.c.user == user).order_by(SESSION.c.seen_at.desc())
        )

    def end_all(self, user: str, but: str = "") -> int:
        """End a user's sessions, but for that of a secret; how many there were."""
        return self.accounts.store.run(
            SESSION.delete().where(SESSION.c.user == user, SESSION.c.token != digest(but))
        )

    def _forget(self, secret: str) -> None:
        self.accounts.store.run(SESSION.delete().where(SESSION.c.token == digest(secret)))


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
                    state["session"] = found
        await self.app(scope, receive, send)


def is_same(one: str, other: str) -> bool:
    """Whether two secrets are the same, in time that does not tell where they differ."""
    return bool(one) and compare_digest(one.encode(), other.encode())
