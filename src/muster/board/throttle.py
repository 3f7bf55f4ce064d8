"""Few guesses at a time: failed sign-ins are counted by user and by address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from fastapi import Request

from muster.board.accounts import Accounts
from muster.board.tables import ATTEMPT
from muster.errors import MusterError
from muster.record.events import moment

WINDOW_MIN = 15
PER_USER, PER_ADDRESS = 5, 30
"""Failures within the window after which more are not even looked at."""


class TooManyError(MusterError):
    """Too many failures; try again later."""

    retry_after_s = WINDOW_MIN * 60


@dataclass(frozen=True, slots=True)
class Throttle:
    """The failures of one board."""

    accounts: Accounts

    def check(self, request: Request, user: str) -> None:
        """Raise TooManyError if a user or an address has failed too often lately."""
        since = moment(self.accounts.now() - timedelta(minutes=WINDOW_MIN))
        store = self.accounts.store
        for subject in _subjects(request, user):
            most = PER_USER if subject.startswith("user ") else PER_ADDRESS
            failed = len(store.rows(
                sa.select(ATTEMPT.c.at).where(ATTEMPT.c.subject == subject, ATTEMPT.c.at > since)
            ))  # fmt: skip
            if failed >= most:
                raise TooManyError(
                    f"found {failed} failed sign-ins within {WINDOW_MIN} minutes; expected "
                    "fewer. Wait, and try again"
                )

    def note(self, request: Request, user: str) -> None:
        """Note a failure; old ones are forgotten."""
        now = self.accounts.now()
        store = self.accounts.store
        with store.writing():
            long_ago = moment(now - timedelta(minutes=2 * WINDOW_MIN))
            store.run(ATTEMPT.delete().where(ATTEMPT.c.at < long_ago))
            self.accounts.happened(user, "failed to sign in", address_of(request))
            for subject in _subjects(request, user):
                store.run(ATTEMPT.insert().values(subject=subject, at=moment(now)))

    def forget(self, user: str) -> None:
        """A user has signed in: their failures count no more."""
        self.accounts.store.run(ATTEMPT.delete().where(ATTEMPT.c.subject == f"user {user}"))


def _subjects(request: Request, user: str) -> list[str]:
    """Whose failures count together; where nobody is named, the address's alone."""
    return [*([f"user {user}"] if user else []), f"address {address_of(request)}"]


def address_of(request: Request) -> str:
    """From where a request comes."""
    return request.client.host if request.client is not None else "unknown"
