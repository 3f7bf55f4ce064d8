"""What a browser brings back once, soon, and the same browser: for passkeys, OpenID Connect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from starlette.responses import Response

from muster.board.accounts import Accounts
from muster.board.stores import digest
from muster.record.events import moment

LASTS_MIN = 10


@dataclass(frozen=True, slots=True)
class Challenges:
    """Values kept on the server under a secret that only one browser has, in a cookie."""

    accounts: Accounts
    is_secure: bool

    @property
    def cookie(self) -> str:
        """The cookie's name."""
        return "__Host-muster-challenge" if self.is_secure else "muster-challenge"

    def keep(self, value: str, response: Response) -> None:
        """Keep a value for the browser of a response."""
        now, secret = self.accounts.now(), self.accounts.new_secret()
        with self.accounts.store.writing():
            self.accounts.store.run("DELETE FROM challenge WHERE ends_at < ?", (moment(now),))
            self.accounts.store.run(
                "INSERT INTO challenge VALUES (?, ?, ?)",
                (digest(secret), value, moment(now + timedelta(minutes=LASTS_MIN))),
            )
        response.set_cookie(
            self.cookie, secret, httponly=True, secure=self.is_secure, samesite="lax", path="/",
            max_age=LASTS_MIN * 60,
        )  # fmt: skip

    def take(self, request: Request) -> str | None:
        """The value kept for the browser of a request, once; None if there is none."""
        secret = digest(request.cookies.get(self.cookie, ""))
        with self.accounts.store.writing():
            found = self.accounts.store.row(
                "SELECT value FROM challenge WHERE token = ? AND ends_at > ?",
                (secret, moment(self.accounts.now())),
            )
            self.accounts.store.run("DELETE FROM challenge WHERE token = ?", (secret,))
        return None if found is None else str(found["value"])
