"""The balance by account over a day: opening, in, out, closing, by double entry."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.custody.ledger import NOT_REGISTERED, Ledger
from muster.record.events import moment

ON_TRIPS = "trips"
"""All running trips together, in a table of accounts."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account over a day: opening + received - left = closing."""

    account: str
    opening: int
    received: int
    left: int
    closing: int


@dataclass(frozen=True, slots=True)
class Balance:
    """All accounts; together they hold everybody ever named."""

    rows: tuple[AccountRow, ...]
    people: int
    hours: float

    @property
    def is_closed(self) -> bool:
        """Whether the accounts add up to everybody."""
        return sum(row.closing for row in self.rows) == self.people


def balance_of(ledger: Ledger, now: str, hours: float = 24.0) -> Balance:
    """The accounts as they are now, and what moved within some hours before."""
    since = moment(datetime.fromisoformat(now) - timedelta(hours=hours))
    begin = bisect_left(ledger.changes, since, key=lambda change: change.at)
    received: Counter[str] = Counter()
    left: Counter[str] = Counter()
    for change in ledger.changes[begin:]:
        received[_named(change.target)] += 1
        if change.origin:
            left[_named(change.origin)] += 1
    closing: Counter[str] = Counter()
    for account, people in ledger.balance.items():
        closing[_named(account)] += people
    names = {name for name in closing if closing[name] or received[name] or left[name]}
    names.discard(NOT_REGISTERED)
    rows = tuple(
        AccountRow(name, closing[name] - received[name] + left[name], received[name], left[name],
                   closing[name])
        for name in sorted(names, key=lambda name: (_rank(name), -closing[name], name))
    )  # fmt: skip
    return Balance(rows, ledger.people, hours)


def _named(account: str) -> str:
    return ON_TRIPS if account.startswith("trip:") else account


def _rank(account: str) -> int:
    if account == ON_TRIPS:
        return 1
    return 2 if account.startswith("outside:") else 0
