"""The page Claims: what each source says over time, against the balance, and why they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.board.views.times import written
from muster.custody.books import Books
from muster.custody.claims import Claim, claims_of
from muster.custody.claims_report import THE_RECORD, report_of
from muster.custody.entries import Entry
from muster.custody.reconciliation import Pair
from muster.record.events import read_stored
from muster.record.store import Store
from muster.scenario import Scenario

ARRIVING = "transferred"
"""The quantity that the record can answer: people who have come to a reception site."""
NATIONAL = ("Iraqis", "foreigners", "other Arabs", "others")


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One stated number."""

    quantity: str
    scope: str
    value: int
    qualifier: str
    source: str
    said_on: str
    about: str
    is_record: bool


@dataclass(frozen=True, slots=True)
class ClaimsShown:
    """Everything on the page."""

    rows: tuple[ClaimRow, ...]
    telling: tuple[Pair, ...]
    numbers: Mapping[str, int]
    """Pairs of claims by what explains them."""
    record: tuple[tuple[str, int], ...]
    """People whom the record has at reception sites, at the end of each day."""
    quantities: tuple[str, ...]


def stated_in(store: Store, begin: int, end: int) -> tuple[Claim, ...]:
    """Claims among the events of a record from one place to another."""
    entries = (
        Entry(row.seq, read_stored(row.raw), row.received_at)
        for row in store.entries(begin, end)
        if row.type == "claim"
    )
    return claims_of(entries)


def stated_before(scenario: Scenario | None) -> tuple[Claim, ...]:
    """Claims that the scenario gives."""
    if scenario is None:
        return ()
    return tuple(
        Claim(c.quantity, c.scope, c.value, c.qualifier, c.source, c.said_on.isoformat(), c.about)
        for c in scenario.claims
    )


def claims_shown(
    claims: Iterable[Claim], books: Books, scenario: Scenario | None, now: str, quantity: str = ""
) -> ClaimsShown:
    """Claims against each other and against the balance."""
    stated = tuple(dict.fromkeys(claims))
    found = report_of(stated, books, dict.fromkeys(NATIONAL, "all"))
    rows = tuple(
        ClaimRow(c.quantity, c.scope, c.value, c.qualifier, c.source, c.said_on, c.about,
                 c.source == THE_RECORD)
        for c in sorted(found.claims, key=lambda c: (c.about, c.quantity, c.scope, c.source))
        if not quantity or c.quantity == quantity
    )  # fmt: skip
    telling = tuple(p for p in found.telling if not quantity or p.a.quantity == quantity)
    return ClaimsShown(
        rows, telling, found.numbers, _received(books, scenario, now),
        tuple(sorted({claim.quantity for claim in found.claims})),
    )  # fmt: skip


def _received(books: Books, scenario: Scenario | None, now: str) -> tuple[tuple[str, int], ...]:
    """People at reception sites at the end of each day of the operation, and now."""
    if scenario is None:
        return ()
    accounts = [f"site:{s.id}" for s in scenario.sites.values() if s.kind.value == "reception"]
    found, step = [], 0
    per_day = max(round(24 / scenario.step_h), 1)
    while (at := written(scenario.moment(step))) < now:
        found.append((at, _held(books, accounts, at)))
        step += per_day
    found.append((now, _held(books, accounts, now)))
    return tuple(found)


def _held(books: Books, accounts: list[str], at: str) -> int:
    balance = books.balance(at)
    return sum(balance.get(account, 0) for account in accounts)
