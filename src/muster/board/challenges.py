"""What a browser brings back once, soon, and the same browser: for passkeys, OpenID Connect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from fastapi import Request
from starlette.responses import Response

from muster.board.accounts import Accounts
from muster.board.stores import digest
from muster.board.tables import CHALLENGE
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
            self.accounts.store.run(CHALLENGE.delete().where(CHALLENGE.c.ends_at < moment(now)))
            self.accounts.store.run(
                CHALLENGE.insert().values(
                    token=digest(secret), value=value,
                    ends_at=moment(now + timedelta(minutes=LASTS_MIN)),
                )
            )  # fmt: skip
        response.set_cookie(
            self.cookie, secret, httponly=True, secure=self.is_secure, samesite="lax", path="/",
            max_age=LASTS_MIN * 60,
        )  # fmt: skip

    def take(self, request: Request) -> str | None:
        """The value kept for the browser of a request, once; None if there is none."""
        store = self.accounts.store
        is_this = CHALLENGE.c.token == digest(request.cookies.get(self.cookie, ""))
        lasting = CHALLENGE.c.ends_at > moment(self.accounts.now())
        with store.writing():
            found = store.row(sa.select(CHALLENGE.c.value).where(is_this, lasting))
            taken = store.run(CHALLENGE.delete().where(is_this))
        return str(found["value"]) if found is not None and taken else None
