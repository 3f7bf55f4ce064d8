"""Who was where, under whom and on whose word, at any time: the folded record, ready to be asked.

Folding takes a while once; every question after that is answered for any past time from what the
fold has kept, and equals folding only what had occurred until then.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from muster.custody.discrepancies import Discrepancy
from muster.custody.entries import Entry
from muster.custody.fold import fold
from muster.custody.ledger import Custody, Ledger, Place

Said = TypeVar("Said", Place, Custody)

EVER = "9999-12-31T23:59:59.999Z"
"""A time after everything."""


class Books:
    """The record as balances, places and custody, at the end and at any time before."""

    def __init__(
        self, entries: Iterable[Entry], progress: Callable[[int], None] | None = None
    ) -> None:
        self._take(fold(entries, progress))

    @classmethod
    def of(cls, ledger: Ledger) -> Books:
        """The books of a ledger that is folded already; stale once it takes more events."""
        books = cls.__new__(cls)
        books._take(ledger)
        return books

    def _take(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.accounts: tuple[str, ...] = tuple(self.ledger.balance)
        self._times = [change.at for change in self.ledger.changes]
        number = {account: i for i, account in enumerate(self.accounts)}
        number[""] = len(self.accounts)
        changes = self.ledger.changes
        self._out = np.array([number[change.origin] for change in changes], np.int32)
        self._in = np.array([number[change.target] for change in changes], np.int32)

    def balance(self, at: str | None = None) -> Mapping[str, int]:
        """People by account at a time, the time included; accounts that hold nobody left out."""
        changes = len(self._times) if at is None else bisect_right(self._times, at)
        net = self._counted(self._in[:changes]) - self._counted(self._out[:changes])
        there = ((account, int(n)) for account, n in zip(self.accounts, net, strict=False) if n)
        return dict(sorted(there))

    def _counted(self, numbers: NDArray[np.int32]) -> NDArray[np.int64]:
        return np.bincount(numbers, minlength=len(self.accounts) + 1)[: len(self.accounts)]

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody ever named, by person_id."""
        return tuple(sorted(self.ledger.history))

    def history(self, person: str) -> tuple[Place, ...]:
        """Every place a person was in, in order of occurrence; empty if nobody named them."""
        return tuple(self.ledger.history.get(person, ()))

    def custody_history(self, person: str) -> tuple[Custody, ...]:
        """Under whom a person was, in order of occurrence."""
        return tuple(self.ledger.custody_history.get(person, ()))

    def place(self, person: str, at: str | None = None) -> Place | None:
        """Where a person was at a time; None before anybody named them."""
        return _last(self.ledger.history.get(person, ()), at)

    def custody(self, person: str, at: str | None = None) -> Custody | None:
        """Under whom a person was at a time; None where nobody has answered for them."""
        held = _last(self.ledger.custody_history.get(person, ()), at)
        return None if held is None or held.custodian is None else held

    def present(self, account: str, at: str | None = None) -> tuple[str, ...]:
        """The people in an account at a time, by person_id."""
        if at is None:
            return tuple(sorted(self.ledger.present.get(account, ())))
        there = ((person, self.place(person, at)) for person in self.people)
        return tuple(p for p, place in there if place is not None and place.account == account)

    def discrepancies(self, at: str | None = None) -> tuple[Discrepancy, ...]:
        """What did not fit at a time and was not yet explained, in order of occurrence."""
        now = EVER if at is None else at
        return tuple(
            each
            for each in self.ledger.discrepancies
            if each.occurred_at <= now and (each.explained_at is None or each.explained_at > now)
        )


def _last(said: Sequence[Said], at: str | None) -> Said | None:
    if at is None:
        return said[-1] if said else None
    number = bisect_right(said, at, key=lambda each: each.since)
    return said[number - 1] if number else None
