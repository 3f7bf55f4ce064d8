"""Two officers sign the same words, each for a side; only then is it done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from muster.board.stores import BoardStore
from muster.board.tables import SIGNED
from muster.record.events import moment

LASTS_H = 12
"""Hours for which one side's word waits for the other's."""
GIVING, RECEIVING = "giving", "receiving"


@dataclass(frozen=True, slots=True)
class Sides:
    """The officers who signed."""

    giving: str
    receiving: str


def sign(
    store: BoardStore, site: str, side: str, words: Mapping[str, Any], by: str, now: datetime
) -> Sides | None:
    """Keep one side's word on the handover of a site; both officers once the other side has said
    exactly the same."""
    said = json.dumps(words, sort_keys=True)
    other = RECEIVING if side == GIVING else GIVING
    since = moment(now - timedelta(hours=LASTS_H))
    word = {"said": f"{side} {said}", "at": moment(now)}
    with store.writing():
        row = store.row(
            sa.select(SIGNED.c.user).where(
                SIGNED.c.site == site, SIGNED.c.user != by, SIGNED.c.said == f"{other} {said}",
                SIGNED.c.at > since,
            )
        )  # fmt: skip
        if row is None:
            adding = store.adding(SIGNED).values(site=site, user=by, **word)
            key = (SIGNED.c.site, SIGNED.c.user)
            store.run(adding.on_conflict_do_update(index_elements=key, set_=word))
            return None
    first = str(row["user"])
    return Sides(by, first) if side == GIVING else Sides(first, by)


@dataclass(frozen=True, slots=True)
class Signed:
    """One side's word that still waits for the other's."""

    side: str
    user: str
    at: str
    words: Mapping[str, Any]


def waiting(store: BoardStore, site: str, now: datetime) -> tuple[Signed, ...]:
    """What was signed on the handover of a site and is not done yet."""
    since = moment(now - timedelta(hours=LASTS_H))
    found = []
    for row in store.rows(sa.select(SIGNED).where(SIGNED.c.site == site, SIGNED.c.at > since)):
        side, _, said = str(row["said"]).partition(" ")
        found.append(Signed(side, str(row["user"]), str(row["at"]), json.loads(said)))
    return tuple(sorted(found, key=lambda each: each.at))


def forget(store: BoardStore, site: str) -> None:
    """What was signed has been done."""
    store.run(SIGNED.delete().where(SIGNED.c.site == site))
