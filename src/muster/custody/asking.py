"""Everything that is open at a time: contradictions, what is missing, clocks and chains."""

from __future__ import annotations

from collections.abc import Sequence

from muster.custody.books import Books
from muster.custody.clocks import broken_chains, wrong_clocks
from muster.custody.discrepancies import Discrepancy
from muster.custody.entries import Entry, as_of
from muster.custody.outstanding import PATIENCE_H, Asked, outstanding
from muster.record.store import Store


def standing(
    entries: Sequence[Entry],
    store: Store,
    at: str,
    *,
    patience_h: float = PATIENCE_H,
    explained: bool = False,
    live: bool = True,
) -> tuple[Discrepancy, ...]:
    """What does not fit, or has not happened and should have, in order of occurrence.

    With `explained`, also what an event has explained by then. Chains of devices are judged only
    `live`: what had not arrived at some time before is not in the record.
    """
    until = as_of(entries, at)
    books = Books(until)
    noted = (
        [each for each in books.ledger.discrepancies if each.occurred_at <= at]
        if explained
        else books.discrepancies(at)
    )
    clocks = wrong_clocks([each for each in until if each.event.occurred_at <= at])
    found = [*noted, *outstanding(books.ledger, Asked(at, patience_h)), *clocks]
    if live:
        found += broken_chains(store)
    return tuple(sorted(found, key=lambda each: (each.occurred_at, each.kind, each.event)))
