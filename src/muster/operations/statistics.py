"""Figures of custody without persons: occupancy by day, arrivals, departures, incidents (R10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.custody.books import Books
from muster.operations.situation import Situation
from muster.record.events import moment

FEWEST = 5
"""Numbers below this could tell who somebody is and are not shown (a usual disclosure limit)."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """An anonymised report; None stands for a number from 1 to 4."""

    days: tuple[str, ...]
    occupancy: Mapping[str, tuple[int | None, ...]]
    """By site: people there at the end of each day (UTC)."""
    moves: Mapping[str, int | None]
    """Entries in the books by the account they lead to."""
    incidents: Mapping[str, int]
    """By kind; an incident is not a person."""


def statistics(situation: Situation, begin: datetime, end: datetime) -> Statistics:
    """Occupancy and trends from one day to another."""
    books = Books.of(situation.ledger)
    number = max((end.date() - begin.date()).days + 1, 0)
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    ends = [midnight + timedelta(days=day + 1) for day in range(number)]
    balances = [books.balance(moment(each)) for each in ends]
    sites = sorted(
        {account for each in balances for account in each if account.startswith("site:")}
    )
    moves = Counter(
        "trips" if change.target.startswith("trip:") else change.target
        for change in situation.ledger.changes
    )
    return Statistics(
        days=tuple((midnight + timedelta(days=day)).date().isoformat() for day in range(number)),
        occupancy={site: tuple(_hidden(each.get(site, 0)) for each in balances) for site in sites},
        moves={account: _hidden(count) for account, count in sorted(moves.items())},
        incidents=dict(Counter(each.body["kind"] for each in situation.incidents)),
    )


def _hidden(count: int) -> int | None:
    return None if 0 < count < FEWEST else count
