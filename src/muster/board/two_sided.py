"""Two officers sign the same words, each for a side; only then is it done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from muster.board.stores import BoardStore
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
    with store.writing():
        row = store.row(
            "SELECT user FROM signed WHERE site = ? AND user <> ? AND said = ? AND at > ?",
            (site, by, f"{other} {said}", since),
        )
        if row is None:
            store.run(
                "INSERT OR REPLACE INTO signed VALUES (?, ?, ?, ?)",
                (site, by, f"{side} {said}", moment(now)),
            )
            return None
    first = str(row["user"])
    return Sides(by, first) if side == GIVING else Sides(first, by)


def forget(store: BoardStore, site: str) -> None:
    """What was signed has been done."""
    store.run("DELETE FROM signed WHERE site = ?", (site,))
