"""The reconciliation report: what each source says, pair by pair, and what explains each pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.custody.arithmetic import Totals, totals
from muster.custody.books import Books
from muster.custody.claims import Claim, claims_of
from muster.custody.entries import Entry
from muster.custody.reconciliation import Pair, Why, reconcile

THE_RECORD = "the record"
"""The source of a figure that the balance gives."""
TELLING = (Why.UNEXPLAINED, Why.CODE_LIST, Why.ARITHMETIC)


@dataclass(frozen=True, slots=True)
class Report:
    """Claims, and why each two of them differ."""

    claims: tuple[Claim, ...]
    pairs: tuple[Pair, ...]
    totals: tuple[Totals, ...]

    @property
    def numbers(self) -> Mapping[str, int]:
        """Pairs by what explains them."""
        counted = Counter(pair.why for pair in self.pairs)
        return {why.value: counted[why] for why in Why if counted[why]}

    @property
    def telling(self) -> tuple[Pair, ...]:
        """Pairs that time and scope do not explain, the unexplained first."""
        told = [pair for pair in self.pairs if pair.why in TELLING]
        return tuple(sorted(told, key=lambda pair: TELLING.index(pair.why)))


def report(entries: Iterable[Entry], within: Mapping[str, str] | None = None) -> Report:
    """Reconcile the claims of a record, and those of people held at a site with its balance."""
    listed = list(entries)
    return report_of(claims_of(listed), Books(listed), within)


def report_of(
    stated: Iterable[Claim], books: Books, within: Mapping[str, str] | None = None
) -> Report:
    """The same for claims and books that are at hand."""
    claims = tuple(stated)
    known = (*claims, *_balances(claims, books))
    return Report(known, reconcile(known, within), tuple(totals(known, within)))


def _balances(stated: Iterable[Claim], books: Books) -> list[Claim]:
    """What the books have for each site and day that somebody claims people to be held at."""
    asked = {(c.scope, c.about) for c in stated if c.quantity == "held" and len(c.about) == 10}
    found = []
    for scope, day in sorted(asked):
        account = scope if scope.startswith("site:") else f"site:{scope}"
        if account in books.accounts:
            held = books.balance(f"{day}T23:59:59.999Z").get(account, 0)
            found.append(Claim("held", scope, held, "exact", THE_RECORD, day, day))
    return found
