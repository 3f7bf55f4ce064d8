"""The next expected event of each trip and person: when it is due, and what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.custody.discrepancies import Kind
from muster.operations.situation import Situation, State, Trip
from muster.record.events import moment

STEP_H = {"approval": -6.0, "loading": -3.0}
"""Hours from the departure, before it, by which a step is expected."""
ANSWER_H, CLOSE_H = 2.0, 24.0
"""Hours for an answer to an offer, and for closing a trip that was handed over."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should happen next."""

    subject: str
    """An account or a person_id."""
    what: str
    by: str
    is_overdue: bool


def next_of_trip(trip: Trip, now: str) -> Expected | None:
    """What should happen next to a trip; nothing once it is closed or cancelled."""
    departs = trip.planned.body["departs"]
    if trip.state is State.PLANNED:
        what, by = "approval", _shifted(departs, STEP_H["approval"])
    elif trip.state is State.APPROVED:
        what, by = "loading", _shifted(departs, STEP_H["loading"])
    elif trip.state is State.LOADING:
        what, by = "departure", departs
    elif trip.state is State.DEPARTED:
        what, by = f"arrival at {trip.target}", trip.expected
    elif trip.state is State.ARRIVED:
        began = trip.offered_in or trip.arrived
        what = "answer of the receiver" if trip.offered_in is not None else "offer to the receiver"
        by = _shifted(began.occurred_at if began is not None else trip.expected, ANSWER_H)
    elif trip.state is State.HANDED_OVER:
        ended = trip.arrived.occurred_at if trip.arrived is not None else trip.expected
        what, by = "closing", _shifted(ended, CLOSE_H)
    else:
        return None
    return Expected(trip.account, what, by, by < now)


def next_of_person(situation: Situation, person: str, now: str) -> Expected | None:
    """What should happen next to a person: the next step of the trip that lists them."""
    for trip in situation.running:
        if person in trip.people and person not in trip.accepted:
            expected = next_of_trip(trip, now)
            if expected is not None:
                return Expected(person, f"{expected.what} ({trip.account})", expected.by,
                                expected.is_overdue)  # fmt: skip
    return None


def alarms(situation: Situation, now: str) -> tuple[Expected, ...]:
    """Every trip whose next event is overdue, and every trip that was misdirected."""
    late = [next_of_trip(trip, now) for trip in situation.running]
    found = [each for each in late if each is not None and each.is_overdue]
    found += [
        Expected(each.account, f"misdirected: {each.text}", each.occurred_at, True)
        for each in situation.ledger.discrepancies
        if each.kind is Kind.MISDIRECTED and each.is_open
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.subject)))


def _shifted(text: str, hours: float) -> str:
    return moment(datetime.fromisoformat(text) + timedelta(hours=hours))
