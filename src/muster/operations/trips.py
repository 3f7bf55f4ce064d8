"""Trips as they run: planned, approved, loading, departed, arrived, handed over, closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from muster.custody.lists import list_digest
from muster.operations.company import unfit_company
from muster.operations.desk import Desk
from muster.operations.readiness import is_overridden, unready
from muster.operations.rules import Breach, RuleError
from muster.operations.situation import Situation, State, Trip
from muster.record.events import Event, moment


@dataclass(frozen=True, slots=True)
class Planned:
    """A trip as somebody plans it."""

    id: str
    origin: str
    target: str
    departs: datetime
    expected: datetime
    """At the target."""
    seats: int
    compartments: int
    """Each is given to one separation class."""
    people: tuple[str, ...]
    giving: str
    """Custodian of the origin."""
    escort: str
    receiving: str
    """Custodian of the target."""
    risk: str
    """Why the way is less dangerous than staying (R16)."""
    interests: str
    """How the persons' interests and return home were weighed (R18)."""


@dataclass(frozen=True, slots=True)
class Loading:
    """What stands ready at a trip's loading."""

    vehicle: str
    certificate: str
    """Of a ventilated, lit vehicle (R29)."""
    escorts: int
    women_staff: int
    health_staff: int
    provisions_h: int
    """Hours for which food and water last (R17)."""
    call: bool
    """Whether people can call staff on the way (R31)."""


def plan(desk: Desk, planned: Planned, by: str, at: datetime) -> Event:
    """Write a trip down with its list; what was written needs another's approval."""
    breaches = []
    if planned.id in desk.situation.trips:
        breaches.append(Breach("STATE", f"found a trip {planned.id} there; expected a new id"))
    for rule, name, text in (
        ("R16", "risk", planned.risk),
        ("R18", "interests", planned.interests),
    ):
        if not text.strip():
            breaches.append(Breach(rule, f"found no {name} written down; expected it"))
    breaches += _on_other_trips(desk, planned.id, planned.people)
    desk.refuse(breaches, at)
    return desk.say(
        "trip_planned", at, trip=planned.id, to=planned.target, seats=planned.seats,
        compartments=planned.compartments, by=by,
        departs=moment(planned.departs), expected=moment(planned.expected),
        people=list(planned.people), list=list_digest(planned.people), giving=planned.giving,
        custodian=planned.escort, receiving=planned.receiving, risk=planned.risk,
        interests=planned.interests, **{"from": planned.origin},
    )  # fmt: skip


def approve(desk: Desk, trip_id: str, by: str, at: datetime) -> Event:
    """Somebody else than the planner approves the list; everybody on it is ready."""
    trip = trip_in(desk, trip_id, State.PLANNED)
    breaches = []
    if by in _planners(desk.situation, trip):
        breaches.append(Breach("FOUR-EYES", f"found {by}, who planned it; expected another"))
    if len(trip.people) > trip.seats:
        breaches.append(Breach("R31", _seats(len(trip.people), trip.seats)))
    breaches += unready(desk, trip, trip.people, moment(at))
    breaches += unfit_company(desk, trip, trip.people)
    desk.refuse(breaches, at)
    listed = trip.planned.body["list"]
    return desk.say("trip_approved", at, trip=trip_id, list=listed, by=by)


def _planners(situation: Situation, trip: Trip) -> set[str]:
    """Who wrote a trip down, and who put the plan under way that it was taken from."""
    took = {e.body["by"] for e in situation.adopted if trip.id in e.body["new"]}
    return {trip.planned.body["by"], *took}


def begin_loading(desk: Desk, trip_id: str, ready: Loading, by: str, at: datetime) -> Event:
    """Vehicle, escort and provisions are as the rules ask before anybody boards."""
    trip = trip_in(desk, trip_id, State.APPROVED)
    now = moment(at)
    breaches = []
    if not ready.certificate.strip():
        breaches.append(Breach("R29", "found no vehicle certificate; expected one"))
    if not ready.call:
        breaches.append(Breach("R31", "found no way to call staff; expected one"))
    if ready.escorts < 1:
        breaches.append(Breach("R31", "found no escort; expected people always escorted"))
    if not is_overridden(desk.situation, "R32", trip, None, now):
        breaches += _escort(desk, trip, ready)
    ride_h = _hours(now, trip.expected)
    if ready.provisions_h < ride_h and not is_overridden(desk.situation, "R17", trip, None, now):
        text = f"found provisions for {ready.provisions_h} h; expected {ceil(ride_h)} h"
        breaches.append(Breach("R17", text))
    desk.refuse(breaches, at)
    return desk.say(
        "loading_begun", at, trip=trip_id, vehicle=ready.vehicle, certificate=ready.certificate,
        escorts=ready.escorts, women_staff=ready.women_staff, health_staff=ready.health_staff,
        provisions_h=ready.provisions_h, call=ready.call, by=by,
    )  # fmt: skip


def depart(desk: Desk, trip_id: str, at: datetime) -> Event:
    """A trip departs with exactly those aboard, counted, ready, and in the escort's custody."""
    trip = trip_in(desk, trip_id, State.LOADING)
    situation, aboard = desk.situation, desk.situation.aboard(trip)
    breaches = []
    if not aboard:
        breaches.append(Breach("R12", "found nobody aboard; expected a list"))
    if not aboard <= set(trip.people):
        breaches.append(Breach("R12", "found people aboard who are not on the list"))
    counted = trip.counts.get("boarding")
    if counted is None or counted.body["persons"] != len(aboard):
        found = "none" if counted is None else str(counted.body["persons"])
        text = f"found a count of {found} and {len(aboard)} boarded; expected them equal"
        breaches.append(Breach("R12", text))
    breaches += [Breach("R12", open_one) for open_one in situation.open_discrepancies(trip.account)]
    others = sorted(p for p in aboard if situation.ledger.custodian(p) != trip.escort)
    if others:
        text = f"found {len(others)} aboard whom {trip.escort} has not accepted; expected all"
        breaches.append(Breach("CUSTODY", text, tuple(others)))
    breaches += unready(desk, trip, sorted(aboard), moment(at))
    breaches += unfit_company(desk, trip, aboard)
    desk.refuse(breaches, at)
    people = sorted(aboard)
    return desk.say(
        "departure", at, trip=trip_id, people=people, list=list_digest(people),
        custodian=trip.escort, to=trip.target, expected=trip.expected,
    )  # fmt: skip


def arrive(desk: Desk, trip_id: str, site: str, at: datetime) -> Event:
    """A trip is at a site; its people are still in the escort's custody."""
    trip_in(desk, trip_id, State.DEPARTED)
    return desk.say("arrival", at, trip=trip_id, at=site)


def close(desk: Desk, trip_id: str, by: str, at: datetime) -> Event:
    """Nothing of a trip is open: nobody aboard, seals as they were, files acknowledged."""
    trip = trip_in(desk, trip_id, State.HANDED_OVER)
    situation, now = desk.situation, moment(at)
    breaches = [Breach("R12", text) for text in situation.open_discrepancies(trip.account)]
    left = sorted(situation.aboard(trip))
    if left:
        text = f"found {len(left)} people still aboard; expected nobody"
        breaches.append(Breach("R12", text, tuple(left)))
    people = sorted(trip.accepted)
    breaches += _each(
        "R5",
        people,
        lambda p: _seals_differ(desk, p),
        "found other seals than were sent; expected the same, or an authority's word",
        desk,
        trip,
        now,
    )
    breaches += _each(
        "R35",
        people,
        lambda p: not _file_acknowledged(desk, trip, p),
        "found the medical file not acknowledged by the receiver's health staff; expected it",
        desk,
        trip,
        now,
    )
    desk.refuse(breaches, at)
    return desk.say("trip_closed", at, trip=trip_id, by=by)


def cancel(desk: Desk, trip_id: str, reason: str, by: str, at: datetime) -> Event:
    """A trip will not run; nobody may be aboard."""
    trip = trip_in(desk, trip_id, State.PLANNED, State.APPROVED, State.LOADING)
    aboard = desk.situation.aboard(trip)
    if aboard:
        text = f"found {len(aboard)} people aboard; expected them to alight first"
        raise RuleError((Breach("STATE", text),))
    return desk.say("trip_cancelled", at, trip=trip_id, reason=reason, by=by)


def turn_back(
    desk: Desk, trip_id: str, expected: datetime, reason: str, by: str, at: datetime
) -> Event:
    """A trip goes back to where it came from."""
    trip = trip_in(desk, trip_id, State.DEPARTED, State.ARRIVED)
    return desk.say(
        "trip_turned_back", at, trip=trip_id, to=trip.planned.body["from"],
        expected=moment(expected), reason=reason, by=by,
    )  # fmt: skip


def divert(
    desk: Desk, trip_id: str, site: str, expected: datetime, reason: str, by: str, at: datetime
) -> Event:
    """A trip goes to another site than planned."""
    trip_in(desk, trip_id, State.DEPARTED, State.ARRIVED)
    return desk.say(
        "trip_diverted", at, trip=trip_id, to=site, expected=moment(expected), reason=reason, by=by
    )


def stop_overnight(
    desk: Desk, trip_id: str, site: str, until: datetime, reason: str, by: str, at: datetime
) -> Event:
    """A trip rests on its way; its people stay aboard and in the escort's custody."""
    trip_in(desk, trip_id, State.DEPARTED)
    return desk.say(
        "overnight_stop", at, trip=trip_id, at=site, until=moment(until), reason=reason, by=by
    )


def change_vehicle(
    desk: Desk, trip_id: str, vehicle: str, certificate: str, seats: int, reason: str, by: str,
    at: datetime,
) -> Event:  # fmt: skip
    """Another vehicle takes the trip; it seats everybody aboard and is certified."""
    trip = trip_in(desk, trip_id, State.APPROVED, State.LOADING, State.DEPARTED)
    needed = len(desk.situation.aboard(trip)) or len(trip.people)
    breaches = [] if certificate.strip() else [Breach("R29", "found no certificate; expected one")]
    if seats < needed:
        breaches.append(Breach("R31", _seats(needed, seats)))
    desk.refuse(breaches, at)
    return desk.say(
        "vehicle_changed", at, trip=trip_id, vehicle=vehicle, certificate=certificate, seats=seats,
        reason=reason, by=by,
    )  # fmt: skip


def trip_in(desk: Desk, trip_id: str, *states: State) -> Trip:
    """A trip that is in one of some states; RuleError otherwise."""
    trip = desk.catch_up().trips.get(trip_id)
    if trip is None:
        text = f"found no trip {trip_id}; expected one that is planned"
        raise RuleError((Breach("STATE", text),))
    if trip.state not in states:
        wanted = " or ".join(state.value for state in states)
        text = f"found trip {trip_id} {trip.state.value}; expected it {wanted}"
        raise RuleError((Breach("STATE", text),))
    return trip


def sent_along(situation: Situation, trip: Trip, person: str) -> set[str]:
    """Seals of the medicines and the medical file that were sent with a person on a trip."""
    return {
        seal
        for event in situation.files.get(person, ())
        if event.body["kind"] == "sent along" and event.occurred_at >= trip.planned.occurred_at
        for seal in event.body.get("seals", ())
    }


def _on_other_trips(desk: Desk, trip_id: str, people: Sequence[str]) -> list[Breach]:
    listed = set(people)
    breaches = []
    for other in desk.catch_up().running:
        both = sorted(listed & set(other.people) - other.accepted - other.excepted)
        if other.id != trip_id and both:
            text = f"found {len(both)} people on trip {other.id} too; expected each on one"
            breaches.append(Breach("CUSTODY", text, tuple(both)))
    return breaches


def _escort(desk: Desk, trip: Trip, ready: Loading) -> list[Breach]:
    """R32: enough escorts, women staff for women, health staff for who needs care."""
    settings = desk.settings
    known = [desk.facts[person] for person in trip.people if person in desk.facts]
    needed = ceil(len(trip.people) / settings.people_per_escort)
    breaches = []
    if ready.escorts < needed:
        text = f"found {ready.escorts} in the escort; expected {needed} for {len(trip.people)}"
        breaches.append(Breach("R32", text))
    if ready.women_staff < 1 and any(k.separation_class in settings.women_staff_for for k in known):
        breaches.append(Breach("R32", "found no women among the staff; expected one at least"))
    if ready.health_staff < 1 and any(k.seat_kind != "seated" for k in known):
        breaches.append(Breach("R32", "found no health staff; expected one for who needs care"))
    return breaches


def _each(
    rule: str,
    people: Collection[str],
    is_wrong: Callable[[str], bool],
    text: str,
    desk: Desk,
    trip: Trip,
    now: str,
) -> list[Breach]:
    wrong = tuple(
        p for p in people
        if is_wrong(p) and not is_overridden(desk.situation, rule, trip, p, now)
    )  # fmt: skip
    return [Breach(rule, f"{text} ({len(wrong)} people)", wrong)] if wrong else []


def _seals_differ(desk: Desk, person: str) -> bool:
    """Seals handed over at departure against those received; nothing handed over needs nothing."""
    seals = desk.situation.seals.get(person, {})
    return "handed_over" in seals and seals.get("received") != seals["handed_over"]


def _file_acknowledged(desk: Desk, trip: Trip, person: str) -> bool:
    """That the receiver's health staff have the file, and every sealed packet sent with it."""
    arrived = "" if trip.arrived is None else trip.arrived.occurred_at
    events = desk.situation.files.get(person, ())
    had = [
        event for event in events
        if event.body["kind"] == "file acknowledged" and event.occurred_at >= arrived
    ]  # fmt: skip
    received = {seal for event in had for seal in event.body.get("seals", ())}
    return bool(had) and sent_along(desk.situation, trip, person) <= received


def _hours(begin: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds() / 3600


def _seats(people: int, seats: int) -> str:
    return f"found {people} people for {seats} seats; expected no more people than seats"
