"""Folding the record into the books, event by event in order of occurrence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from muster.custody import counts, handovers, trips
from muster.custody.discrepancies import Kind
from muster.custody.entries import Entry, corrections, in_order
from muster.custody.ledger import Ledger
from muster.custody.moves import move
from muster.record.events import Event
from muster.record.vocabulary import TYPES, faults_of, is_known

CHECKS: Mapping[str, Callable[[Ledger, Event], None]] = {
    "boarding": trips.board,
    "departure": trips.depart,
    "arrival": trips.arrive,
    "alighting": trips.alight,
    "trip_turned_back": trips.redirect,
    "trip_diverted": trips.redirect,
    "overnight_stop": trips.stop,
    "site_custodian": handovers.change_site,
    "handover_offered": handovers.offer,
    "handover_accepted": handovers.accept,
    "handover_accepted_with_exceptions": handovers.accept,
    "handover_refused": handovers.refuse,
    "count": counts.count,
    "correction": counts.correct,
}
"""What each type must agree with; types that move people also change the books."""


def fold(entries: Iterable[Entry], progress: Callable[[int], None] | None = None) -> Ledger:
    """The books after all entries; `progress` is told how many were taken, now and then."""
    placed = in_order(entries)
    events = [each.entry.event for each in placed]
    ledger = Ledger(
        offers={e.event_id: e for e in events if e.type == "handover_offered" and not faults_of(e)},
        corrected=corrections(each.entry for each in placed),
        occurred={event.event_id: event.occurred_at for event in events},
    )
    for number, each in enumerate(placed):
        take(ledger, each.entry.event, is_late=each.is_late)
        if progress is not None and number % 10_000 == 0:
            progress(number)
    return ledger


def take(ledger: Ledger, event: Event, *, is_late: bool) -> None:
    """One more event, which occurred no earlier than those before."""
    if not is_known(event):
        ledger.unknown.append(event.event_id)
        return
    check = CHECKS.get(event.type)
    moves = TYPES[event.type].moves
    if check is None and not moves:
        return
    faults = faults_of(event)
    if faults:
        text = "; ".join(faults)
        noted = partial(_note_faults, text=text)
        ledger.take(event, noted)
        return
    if check is not None:
        ledger.take(event, check)
    if moves:
        ledger.take(event, partial(move, is_late=is_late))


def _note_faults(ledger: Ledger, event: Event, *, text: str) -> None:
    ledger.note(Kind.NOT_UNDERSTOOD, event, "", [], f"{event.type}: {text}", always=True)
