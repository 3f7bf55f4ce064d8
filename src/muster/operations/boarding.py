"""At the vehicle: boarding, alighting, counting, restraints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from muster.custody.lists import list_digest
from muster.operations.company import enemies
from muster.operations.desk import Desk
from muster.operations.readiness import unready
from muster.operations.rules import Breach
from muster.operations.situation import State
from muster.operations.trips import trip_in
from muster.record.events import Event, moment

FORBIDDEN = ("stun belt", "handcuffs in a locked cubicle", "chains", "irons")
"""Never used (CPT/Inf(2018)24; Mandela 47)."""


def board(
    desk: Desk, trip_id: str, people: Sequence[str], by: str, at: datetime
) -> tuple[Event, ...]:
    """People board who are on the list, at its origin, ready, and have a seat: one event each."""
    trip = trip_in(desk, trip_id, State.LOADING)
    ledger, origin = desk.situation.ledger, f"site:{trip.planned.body['from']}"
    breaches = []
    unlisted = sorted(set(people) - set(trip.people))
    if unlisted:
        text = f"found {len(unlisted)} who are not on the list; expected those listed"
        breaches.append(Breach("R12", text, tuple(unlisted)))
    elsewhere = sorted(
        p for p in set(people) if p not in ledger.places or ledger.places[p].account != origin
    )
    if elsewhere or len(set(people)) < len(people):
        text = f"found {len(elsewhere)} who are not at {origin}; expected each there, once"
        breaches.append(Breach("R12", text, tuple(elsewhere)))
    aboard = len(desk.situation.aboard(trip)) + len(people)
    if aboard > trip.seats:
        text = f"found {aboard} people for {trip.seats} seats; expected no more people than seats"
        breaches.append(Breach("R31", text))
    breaches += unready(desk, trip, people, moment(at))
    for first, second in enemies(
        desk.situation, desk.facts, desk.situation.aboard(trip) | set(people)
    ):
        text = f"found {first} and {second} in one vehicle; expected them apart"
        breaches.append(Breach("APART", text, (first, second)))
    desk.refuse(breaches, at)
    move = {"from": origin, "to": trip.account, "trip": trip_id, "by": by}
    return desk.say_all([("boarding", {"people": [person], **move}) for person in people], at)


def alight(
    desk: Desk, trip_id: str, people: Sequence[str], by: str, at: datetime
) -> tuple[Event, ...]:
    """People leave a trip where it stands: before it departs, or where it arrived."""
    trip = trip_in(desk, trip_id, State.LOADING, State.ARRIVED, State.HANDED_OVER)
    aboard = desk.situation.aboard(trip)
    missing = sorted(set(people) - aboard)
    if missing or len(set(people)) < len(people):
        text = f"found {len(missing)} who are not aboard; expected each aboard, once"
        desk.refuse([Breach("R12", text, tuple(missing))], at)
    here = trip.planned.body["from"] if trip.arrived is None else trip.arrived.body["at"]
    move = {"from": trip.account, "to": f"site:{here}", "trip": trip_id, "by": by}
    return desk.say_all([("alighting", {"people": [person], **move}) for person in people], at)


def count(
    desk: Desk, account: str, point: str, persons: int, by: str, at: datetime
) -> tuple[Event, bool]:
    """Record a headcount; returns it and whether it agrees with the balance.

    A count that does not agree is recorded and stops the leg until one agrees or a correction
    explains it.
    """
    desk.catch_up()
    expected = desk.situation.ledger.balance[account]
    body = {"at": account, "point": point, "persons": persons, "by": by}
    if persons == expected:
        body["list"] = list_digest(desk.situation.ledger.present.get(account, ()))
    return desk.say("count", at, **body), persons == expected


def restrain(
    desk: Desk, person: str, kind: str, authorised_by: str, reason: str, at: datetime
) -> Event:
    """Put a restraint on somebody, on an authoriser's word and for a reason (R30, R31)."""
    breaches = []
    if kind.strip().lower() in FORBIDDEN:
        breaches.append(Breach("R31", f"found {kind}; expected none of {', '.join(FORBIDDEN)}"))
    if not authorised_by.strip() or not reason.strip():
        breaches.append(Breach("R30", "found no authoriser or no reason; expected both"))
    fit = desk.catch_up().readiness.get(person, {}).get("health")
    if fit is not None and fit.body.get("reason") in ("labour", "birth", "childbirth"):
        breaches.append(Breach("R30", "found a woman in labour or birth; expected no restraint"))
    desk.refuse(breaches, at)
    return desk.say(
        "restraint", at, person=person, action="on", kind=kind, authorised_by=authorised_by,
        reason=reason,
    )  # fmt: skip


def free(desk: Desk, person: str, by: str, at: datetime) -> Event:
    """Take a restraint off."""
    on = desk.catch_up().restraints.get(person)
    if on is None:
        desk.refuse(
            [Breach("R30", "found no restraint on; expected one to take off", (person,))], at
        )
    kind = "" if on is None else on.body["kind"]
    return desk.say("restraint", at, person=person, action="off", kind=kind, authorised_by=by)
