"""How many people's sealed fields one user reads one by one within an hour: no more than a few.

Each reading is an event of the record, too; the limit keeps somebody with a right from copying the
register before anybody looks there. Papers of a trip are not counted: they are one reading of a
list that the operation made.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from fastapi import Request

from muster.board.tables import READ
from muster.board.throttle import TooManyError, address_of
from muster.record.events import moment

WINDOW_H = 1


class TooManyReadError(TooManyError):
    """More people than one reads by oneself within an hour."""

    retry_after_s = WINDOW_H * 3600


def note_reading(request: Request, user: str, people: Iterable[str]) -> None:
    """Count people whom a user is about to read; TooManyReadError, noted at the door, if they are
    too many. Whom they have read within the hour does not count again. Call inside
    `live.writing`, so that no two requests count at once."""
    accounts, most = request.app.state.accounts, request.app.state.settings.reads_an_hour
    store, now = accounts.store, accounts.now()
    since = moment(now - timedelta(hours=WINDOW_H))
    lately = sa.select(READ.c.person).where(READ.c.user == user, READ.c.at > since).distinct()
    known = {row["person"] for row in store.rows(lately)}
    further = set(people) - known
    if len(known) + len(further) > most:
        accounts.happened(user, "reached the limit of reading", address_of(request))
        raise TooManyReadError(
            f"found {len(known)} people read within an hour; expected {most} at most. Wait, and "
            "try again"
        )
    with store.writing():
        store.run(READ.delete().where(READ.c.at <= since))
        for person in sorted(further):
            store.run(READ.insert().values(user=user, person=person, at=moment(now)))
