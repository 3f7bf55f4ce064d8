"""The next expected event of each trip and person: when it is due, and what is overdue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.custody.discrepancies import Kind
from muster.operations.settings import Settings
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
    """What should happen next to a person; nothing once they have left custody."""
    return next_of_people(situation, (person,), now).get(person)


def next_of_people(
    situation: Situation, people: Iterable[str], now: str, settings: Settings | None = None
) -> dict[str, Expected]:
    """The first of what is expected of each: their trip's next step, a welfare check on the way,
    a duty towards them, the next count where they are."""
    given, wanted = settings or Settings(), set(people)
    found: dict[str, Expected] = {}
    for trip in situation.running:
        for each in _of_trip(situation, trip, now, given):
            for person in wanted & (set(trip.people) - trip.accepted):
                _earlier(found, person, f"{each.what} ({trip.account})", each.by, now)
    for duty in situation.due.values():
        if duty.event_id not in situation.done:
            for person in wanted & set(duty.body.get("people", ())):
                _earlier(found, person, f"{duty.body['duty']} ({duty.body['rule']})",
                         duty.body["due"], now)  # fmt: skip
    for person in wanted:
        place = situation.ledger.places.get(person)
        if place is not None and place.account.startswith("site:"):
            by = _shifted(_last_count(situation, place.account) or place.since, given.count_h)
            _earlier(found, person, f"headcount at {place.account}", by, now)
    return found


def counts_overdue(
    situation: Situation, now: str, settings: Settings | None = None
) -> tuple[Expected, ...]:
    """Sites with people in them that nobody has counted for too long."""
    given, found = settings or Settings(), []
    for account, people in sorted(situation.ledger.present.items()):
        if not people or not account.startswith("site:"):
            continue
        since = _last_count(situation, account) or min(
            situation.ledger.places[person].since for person in people
        )
        by = _shifted(since, given.count_h)
        if by < now:
            found.append(Expected(account, "headcount", by, True))
    return tuple(found)


def misdirected(situation: Situation) -> dict[str, str]:
    """By person: an event that contradicts where their trip was to bring them."""
    found = {}
    for each in situation.ledger.discrepancies:
        if each.kind is not Kind.MISDIRECTED or not each.is_open:
            continue
        trip = situation.trips.get(each.account.removeprefix("trip:"))
        people = set(each.people) | (set() if trip is None else set(trip.aboard_before))
        found.update(dict.fromkeys(people, each.text))
    return found


def _of_trip(situation: Situation, trip: Trip, now: str, settings: Settings) -> Iterator[Expected]:
    following = next_of_trip(trip, now)
    if following is not None:
        yield following
    if trip.state is State.DEPARTED and trip.departed is not None:
        looked = [situation.welfare.get(person, "") for person in trip.aboard_before]
        last = max([trip.departed.occurred_at, *looked])
        by = _shifted(last, settings.welfare_h)
        if by < trip.expected:
            yield Expected(trip.account, "welfare check", by, by < now)


def _earlier(found: dict[str, Expected], person: str, what: str, by: str, now: str) -> None:
    known = found.get(person)
    if known is None or by < known.by:
        found[person] = Expected(person, what, by, by < now)


def _last_count(situation: Situation, account: str) -> str:
    counts = situation.counted.get(account, {})
    return max((event.occurred_at for event in counts.values()), default="")


def alarms(situation: Situation, now: str) -> tuple[Expected, ...]:
    """Every trip whose next event is overdue, and every trip that was misdirected."""
    late = [each for trip in situation.running
            for each in _of_trip(situation, trip, now, Settings())]  # fmt: skip
    found = [each for each in late if each.is_overdue]
    found += [
        Expected(each.account, f"misdirected: {each.text}", each.occurred_at, True)
        for each in situation.ledger.discrepancies
        if each.kind is Kind.MISDIRECTED and each.is_open
    ]
    return tuple(sorted(found, key=lambda each: (each.by, each.subject)))


def _shifted(text: str, hours: float) -> str:
    return moment(datetime.fromisoformat(text) + timedelta(hours=hours))
