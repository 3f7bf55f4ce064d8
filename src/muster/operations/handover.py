"""Handover of people, signed by both sides over one list; and of a whole site, in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.custody.discrepancies import Kind
from muster.custody.lists import list_digest
from muster.operations.desk import Desk
from muster.operations.rules import Breach, RuleError
from muster.operations.situation import State, Trip
from muster.operations.trips import trip_in
from muster.record.events import Event, Json


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes along with a person."""

    seals: tuple[str, ...] = ()
    """Seal numbers of their property."""
    medicines: tuple[str, ...] = ()
    """Seal numbers of their medicines; what is in them is for health staff alone (R35)."""
    file: str = ""
    """Seal number of the envelope with their medical file."""


def offer(
    desk: Desk, trip_id: str, by: str, at: datetime, along: Mapping[str, Sealed] | None = None
) -> Event:
    """Offer everybody aboard: to the escort while loading, to the receiver on arrival.

    What goes along with them, by person, is recorded as handed over.
    """
    trip = trip_in(desk, trip_id, State.LOADING, State.ARRIVED, State.HANDED_OVER)
    people = sorted(desk.situation.aboard(trip))
    giving, receiving = _sides(desk, trip)
    breaches = []
    if trip.arrived is not None:
        breaches += [
            Breach("R12", text)
            for text in desk.situation.open_discrepancies(trip.account)
            if text.startswith(Kind.COUNT_AGAINST_BALANCE.value)
        ]
    if not people:
        breaches.append(Breach("R12", "found nobody aboard; expected people to hand over"))
    others = [p for p in people if desk.situation.ledger.custodian(p) != giving]
    if others:
        text = f"found {len(others)} who are not in the custody of {giving}; expected all"
        breaches.append(Breach("CUSTODY", text, tuple(others)))
    absent = sorted(set(along or {}).difference(people))
    if absent:
        text = f"found things that go along with {len(absent)} who are not aboard; expected none"
        breaches.append(Breach("CUSTODY", text, tuple(absent)))
    desk.refuse(breaches, at)
    said: list[tuple[str, dict[str, Json]]] = []
    for person, kept in sorted((along or {}).items()):
        body: dict[str, Json] = {"person": person, "by": by}
        said.append(("property", {**body, "action": "handed_over", "seals": list(kept.seals)}))
        sent = [*kept.medicines, *([kept.file] if kept.file else [])]
        if sent:
            said.append(("medical", {**body, "kind": "sent along", "seals": sent}))
    said.append(
        ("handover_offered", {
            "people": people, "list": list_digest(people), "giving": giving,
            "receiving": receiving, "by": by, "at": trip.account,
        })
    )  # fmt: skip
    return desk.say_all(said, at)[-1]


def accept(
    desk: Desk,
    trip_id: str,
    people: Sequence[str],
    by: str,
    at: datetime,
    exceptions: Mapping[str, str] | None = None,
) -> Event:
    """The receiver takes exactly those named; custody passes for them, at this moment.

    `exceptions` are those offered and not taken, each with its reason. On arrival everybody taken
    was examined by the receiver first (R4).
    """
    trip = trip_in(desk, trip_id, State.LOADING, State.ARRIVED, State.HANDED_OVER)
    offered = _open_offer(desk, trip)
    giving = offered.body["giving"]
    listed, taken, left = set(offered.body["people"]), set(people), set(exceptions or {})
    breaches = []
    if taken | left != listed or taken & left or len(taken) < len(people):
        text = f"found {len(taken)} taken and {len(left)} excepted of {len(listed)} offered; "
        breaches.append(Breach("CUSTODY", text + "expected each of them once"))
    moved = sorted(p for p in taken if desk.situation.ledger.custodian(p) != giving)
    if moved:
        text = f"found {len(moved)} no longer in the custody of {giving}; expected all"
        breaches.append(Breach("CUSTODY", text, tuple(moved)))
    if trip.arrived is not None:
        breaches += _unexamined(desk, trip, taken)
    desk.refuse(breaches, at)
    body: dict[str, Json] = {
        "offer": offered.event_id, "people": sorted(taken), "list": offered.body["list"],
        "receiving": offered.body["receiving"], "by": by,
    }  # fmt: skip
    if not left:
        return desk.say("handover_accepted", at, **body)
    if not taken:
        reason = "; ".join(sorted(set((exceptions or {}).values())))
        return refuse_handover(desk, trip_id, reason, by, at)
    body["exceptions"] = sorted(left)
    body["reason"] = "; ".join(f"{p}: {why}" for p, why in sorted((exceptions or {}).items()))
    return desk.say("handover_accepted_with_exceptions", at, **body)


def refuse_handover(desk: Desk, trip_id: str, reason: str, by: str, at: datetime) -> Event:
    """The receiver takes nobody (lockout); custody stays with the escort."""
    trip = trip_in(desk, trip_id, State.LOADING, State.ARRIVED, State.HANDED_OVER)
    offered = _open_offer(desk, trip)
    return desk.say(
        "handover_refused", at, offer=offered.event_id, list=offered.body["list"],
        receiving=offered.body["receiving"], by=by, reason=reason,
    )  # fmt: skip


def examine(
    desk: Desk,
    found: Mapping[str, tuple[bool, bool]],
    by: str,
    at: datetime,
) -> tuple[Event, ...]:
    """The receiver looks at people on arrival: (injuries, complaints) of each (R4).

    Injuries that nobody had recorded before open an incident, with its duties.
    """
    situation = desk.catch_up()
    new = sorted(p for p, (hurt, _) in found.items() if hurt and p not in situation.hurt)
    said: list[tuple[str, dict[str, Json]]] = [
        ("examination", {"person": p, "injuries": hurt, "complaints": told, "by": by})
        for p, (hurt, told) in sorted(found.items())
    ]
    for person in new:
        place = situation.ledger.places.get(person)
        body: dict[str, Json] = {
            "kind": "injury", "people": [person], "by": by,
            "text": "visible on arrival, and not recorded at the departure",
        }  # fmt: skip
        if place is not None:
            body["at"] = place.account
        said.append(("incident", body))
    return desk.say_all(said, at)


@dataclass(frozen=True, slots=True)
class SiteHandover:
    """What both custodians of a site found together."""

    site: str
    giving: str
    receiving: str
    counted: int
    """By both, together."""
    files: frozenset[str]
    """People whose files both went through."""
    guards_staying: int = 0
    """Who serve on under the new authority."""
    guards_present: int = 0
    guards_needed: int = 0
    guards: tuple[str, ...] = ()
    """Ids of the guards who stay, where they are known by id; then they are counted."""


def hand_over_site(
    desk: Desk, done: SiteHandover, by_giving: str, by_receiving: str, at: datetime
) -> tuple[Event, ...]:
    """A site passes with everybody in it: both count, go through the files, and sign."""
    ledger, account = desk.catch_up().ledger, f"site:{done.site}"
    there = ledger.present.get(account, set())
    breaches = []
    if by_giving == by_receiving:
        breaches.append(Breach("FOUR-EYES", "found one officer for both sides; expected two"))
    held = ledger.site_custodian.get(done.site)
    if held is not None and held != done.giving:
        text = f"found {done.giving} giving up {done.site}; expected {held}, who holds it"
        breaches.append(Breach("CUSTODY", text))
    if done.counted != len(there):
        text = f"found {done.counted} counted by both; expected {len(there)}, as in the books"
        breaches.append(Breach("R12", text))
    if done.files != there:
        missing = len(there - done.files)
        breaches.append(Breach("R2", f"found {missing} files not gone through; expected all"))
    desk.refuse(breaches, at)
    shared = {"at": account, "point": "routine", "persons": done.counted}
    roster: dict[str, Json] = {
        "site": done.site, "shift": "handover", "present": done.guards_present,
        "needed": done.guards_needed, "custodian": done.receiving,
        "staying": len(done.guards) or done.guards_staying, "before": done.giving,
        "by": by_receiving,
    }  # fmt: skip
    if done.guards:
        roster["guards"] = sorted(done.guards)
    passing: dict[str, Json] = {
        "site": done.site, "giving": done.giving, "custodian": done.receiving, "by": by_receiving,
    }  # fmt: skip
    if there:
        passing["people"] = sorted(there)
    return desk.say_all(
        [
            ("count", {**shared, "by": by_giving}),
            ("count", {**shared, "by": by_receiving}),
            ("guard_roster", roster),
            ("site_custodian", passing),
        ],
        at,
    )


def _sides(desk: Desk, trip: Trip) -> tuple[str, str]:
    """Who gives and who receives: the escort from the origin, the custodian of where it stands."""
    body = trip.planned.body
    if trip.arrived is None:
        return body["giving"], trip.escort
    here = desk.situation.ledger.site_custodian.get(trip.arrived.body["at"])
    return trip.escort, here if here is not None else body["receiving"]


def _open_offer(desk: Desk, trip: Trip) -> Event:
    """The last offer of a trip that has no answer yet."""
    offered = trip.offered_out if trip.arrived is None else trip.offered_in
    if offered is None or offered.event_id in desk.situation.ledger.answered:
        raise RuleError((Breach("CUSTODY", "found nothing offered; expected an offer to answer"),))
    return offered


def _unexamined(desk: Desk, trip: Trip, people: set[str]) -> list[Breach]:
    arrived = "" if trip.arrived is None else trip.arrived.occurred_at
    examined = desk.situation.examined
    missing = sorted(p for p in people if p not in examined or examined[p].occurred_at < arrived)
    if not missing:
        return []
    text = f"found {len(missing)} not examined on arrival; expected injuries and complaints of each"
    return [Breach("R4", text, tuple(missing))]
