"""What events that move people do to the books."""

from __future__ import annotations

from muster.custody.discrepancies import Kind
from muster.custody.ledger import ENDED, NOT_REGISTERED, Ledger
from muster.record.events import Event


def move(ledger: Ledger, event: Event, *, is_late: bool) -> None:
    """Move people; the last word that occurred counts, and what it contradicts is noted."""
    origin, target = event.body["from"], event.body["to"]
    is_new = event.type == "registration"
    elsewhere, ended, again, there = [], [], [], []
    for person in event.body["people"]:
        known = ledger.places.get(person)
        here = known.account if known is not None else NOT_REGISTERED
        has_ended = here in ENDED
        if is_new:
            if here != NOT_REGISTERED and not has_ended:
                again.append(person)
        elif has_ended:
            ended.append(person)
        elif here == target != origin:
            there.append(person)
            continue
        elif here != origin:
            elsewhere.append(person)
        ledger.put(person, target, event, is_late=is_late)
    ledger.note(Kind.REGISTERED_TWICE, event, target, again, "expected each person once")
    ledger.note(Kind.GONE, event, origin, ended, "expected nobody who had died or left custody")
    ledger.note(Kind.MOVED_TWICE, event, target, there, f"expected them to come to {target} once")
    ledger.note(Kind.IN_TWO_PLACES, event, origin, elsewhere, f"expected them at {origin}")
