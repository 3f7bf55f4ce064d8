"""The page Trip: who rides, who is ready, who is aboard, what was counted, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muster.board.views.situation import TripNow, trip_now
from muster.operations.desk import Desk
from muster.operations.expected import Expected, next_of_trip
from muster.operations.readiness import unready
from muster.operations.situation import Situation, State, Trip
from muster.record.events import Event
from muster.scenario import Scenario

STEPS = tuple(state.value for state in State if state is not State.CANCELLED)
BEFORE = (State.PLANNED, State.APPROVED, State.LOADING)
"""States in which readiness still decides who may go."""
SHOWN_PEOPLE = 6
"""People named with a rule that is not met; of more, the number is given."""


@dataclass(frozen=True, slots=True)
class Rider:
    """A person on the list."""

    person: str
    status: str
    """waiting, aboard, left (the trip, where it stood), accepted, excepted or elsewhere."""
    rules: tuple[str, ...]
    """Rules that keep them from boarding."""
    is_restrained: bool
    is_examined: bool
    """By the receiver, since the trip arrived."""
    injuries: bool = False
    complaints: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A count at one of the four points."""

    point: str
    account: str
    expected: int
    """As the books have it now."""
    persons: int | None
    at: str
    by: str

    @property
    def agrees(self) -> bool:
        return self.persons == self.expected


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that is not met, and for how many."""

    rule: str
    text: str
    people: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer of people, and its answer."""

    giving: str
    receiving: str
    people: int
    at: str
    by: str
    event: str
    answer: str
    """accepted, accepted with exceptions, refused, or nothing yet."""
    answered_at: str = ""
    answered_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a trip's history."""

    what: str
    at: str
    by: str
    event: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class TripShown:
    """Everything on the page."""

    now: TripNow
    trip: Trip
    steps: tuple[str, ...]
    riders: tuple[Rider, ...]
    aboard: int
    counts: tuple[Counted, ...]
    unmet: tuple[Unmet, ...]
    offers: tuple[Offered, ...]
    history: tuple[Happened, ...]
    following: Expected | None
    differences: tuple[str, ...]
    stands_at: str
    """The site where it stands, if it stands."""
    incidents: tuple[Event, ...] = ()
    files_there: bool = False
    """Whether the receiver's health staff have the medical file of everybody accepted."""
    seals_open: bool = False
    """Whether property was sent under seal and nobody has said how it came."""

    @property
    def waiting(self) -> tuple[Rider, ...]:
        return tuple(each for each in self.riders if each.status == "waiting")

    @property
    def open_offer(self) -> Offered | None:
        """The last offer, while nobody has answered it."""
        return next((each for each in reversed(self.offers) if not each.answer), None)


def trip_shown(desk: Desk, trip_id: str, scenario: Scenario | None, now: str) -> TripShown | None:
    """One trip at a time; None if the record does not know it."""
    situation = desk.situation
    trip = situation.trips.get(trip_id)
    if trip is None:
        return None
    unmet = _unmet(desk, trip, now) if trip.state in BEFORE else ()
    stands_at = ""
    if trip.departed is None:
        stands_at = trip.planned.body["from"]
    elif trip.arrived is not None:
        stands_at = trip.arrived.body["at"]
    return TripShown(
        now=trip_now(situation, scenario, trip_id, now),
        trip=trip,
        steps=STEPS,
        riders=_riders(situation, trip, unmet),
        aboard=len(situation.aboard(trip)),
        counts=_counts(situation, trip),
        unmet=unmet,
        offers=_offers(situation, trip),
        history=_history(situation, trip),
        following=next_of_trip(trip, now),
        differences=tuple(situation.open_discrepancies(trip.account)),
        stands_at=stands_at,
        incidents=tuple(e for e in situation.incidents if e.body.get("at") == trip.account),
        files_there=_files_there(situation, trip),
        seals_open=any(
            "handed_over" in seals and "received" not in seals
            for seals in (situation.seals.get(person, {}) for person in trip.accepted)
        ),
    )


def _files_there(situation: Situation, trip: Trip) -> bool:
    arrived = "" if trip.arrived is None else trip.arrived.occurred_at
    return bool(trip.accepted) and all(
        any(
            event.body["kind"] == "file acknowledged" and event.occurred_at >= arrived
            for event in situation.files.get(person, ())
        )
        for person in trip.accepted
    )


def _unmet(desk: Desk, trip: Trip, now: str) -> tuple[Unmet, ...]:
    waiting = [p for p in trip.people if p not in desk.situation.aboard(trip)]
    return tuple(
        Unmet(each.rule, each.text, each.people, len(each.people))
        for each in unready(desk, trip, waiting, now)
    )


def _riders(situation: Situation, trip: Trip, unmet: Sequence[Unmet]) -> tuple[Rider, ...]:
    rules: dict[str, list[str]] = {}
    for each in unmet:
        for person in each.people:
            rules.setdefault(person, []).append(each.rule)
    arrived = "" if trip.arrived is None else trip.arrived.occurred_at
    found = []
    for person in sorted({*trip.people, *situation.aboard(trip)}):
        looked = situation.examined.get(person)
        is_examined = (
            trip.arrived is not None and looked is not None and (looked.occurred_at >= arrived)
        )
        body = looked.body if looked is not None and is_examined else {}
        found.append(Rider(
            person, _status(situation, trip, person), tuple(rules.get(person, ())),
            person in situation.restraints, is_examined,
            bool(body.get("injuries")), bool(body.get("complaints")),
        ))  # fmt: skip
    return tuple(found)


def _status(situation: Situation, trip: Trip, person: str) -> str:
    place = situation.ledger.places.get(person)
    account = "" if place is None else place.account
    if account == trip.account:
        return "aboard"
    if person in trip.accepted:
        return "accepted"
    if person in trip.excepted:
        return "excepted"
    if trip.departed is not None:
        return "left" if person in trip.aboard_before else "stayed"
    return "waiting" if account == f"site:{trip.planned.body['from']}" else "elsewhere"


def _counts(situation: Situation, trip: Trip) -> tuple[Counted, ...]:
    origin, target = f"site:{trip.planned.body['from']}", f"site:{trip.target}"
    found = []
    for point, account in (
        ("cell", origin), ("boarding", trip.account), ("alighting", trip.account),
        ("receiving", target),
    ):  # fmt: skip
        said = situation.counted.get(account, {}).get(point)
        if said is not None and said.occurred_at < trip.planned.occurred_at:
            said = None
        expected = situation.ledger.balance.get(account, 0)
        if account == trip.account and said is not None and _is_over(trip, point):
            expected = _people_then(trip, said.body["persons"], expected)
        found.append(Counted(
            point, account, expected, None if said is None else said.body["persons"],
            "" if said is None else said.occurred_at, "" if said is None else said.body["by"],
        ))  # fmt: skip
    return tuple(found)


def _is_over(trip: Trip, point: str) -> bool:
    """Whether people have left since a count at a point could be made."""
    return trip.departed is not None if point == "boarding" else bool(trip.accepted)


def _people_then(trip: Trip, counted: int, expected: int) -> int:
    """Who rode, once the books no longer have them aboard."""
    return len(trip.aboard_before) or expected or counted


def _offers(situation: Situation, trip: Trip) -> tuple[Offered, ...]:
    found = []
    for offer in situation.ledger.offered.values():
        if offer.body.get("at") != trip.account:
            continue
        answer = situation.ledger.answered.get(offer.event_id)
        said = "" if answer is None else answer.type.removeprefix("handover_").replace("_", " ")
        found.append(Offered(
            offer.body["giving"], offer.body["receiving"], len(offer.body["people"]),
            offer.occurred_at, offer.body["by"], offer.event_id, said,
            "" if answer is None else answer.occurred_at,
            "" if answer is None else answer.body["by"],
            "" if answer is None else answer.body.get("reason", ""),
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: each.at))


def _history(situation: Situation, trip: Trip) -> tuple[Happened, ...]:
    steps = [trip.planned, trip.approved, trip.loading, trip.departed, trip.arrived]
    steps += list(trip.counts.values())
    events = [each for each in steps if each is not None]
    events += [e for e in situation.incidents if e.body.get("at") == trip.account]
    events += [e for e in situation.overrides if e.body.get("trip") == trip.id]
    for offer in situation.ledger.offered.values():
        if offer.body.get("at") == trip.account:
            events.append(offer)
            answer = situation.ledger.answered.get(offer.event_id)
            events += [] if answer is None else [answer]
    events.sort(key=lambda each: (each.occurred_at, each.n), reverse=True)
    return tuple(
        Happened(e.type, e.occurred_at, str(e.body.get("by", "")), e.event_id, _told(e))
        for e in events
    )


def _told(event: Event) -> str:
    if event.type == "count":
        return f"{event.body['persons']}"
    if event.type == "incident":
        return str(event.body["kind"])
    return ""


@dataclass(frozen=True, slots=True)
class TripList:
    """Trips that somebody looks for."""

    trips: tuple[TripNow, ...]
    by_state: dict[str, int]


def trips_listed(
    situation: Situation, scenario: Scenario | None, now: str, *, state: str = ""
) -> TripList:
    """Every trip, or those of a state (`late`: those behind their time), the next first."""
    everything = [trip_now(situation, scenario, name, now) for name in situation.trips]
    by_state: dict[str, int] = {}
    for each in everything:
        by_state[each.state] = by_state.get(each.state, 0) + 1
        if each.is_late:
            by_state["late"] = by_state.get("late", 0) + 1
    chosen = [
        each for each in everything
        if not state or each.state == state or (state == "late" and each.is_late)
    ]  # fmt: skip
    over = ("closed", "cancelled")
    chosen.sort(key=lambda each: each.departs, reverse=state in over)
    chosen.sort(key=lambda each: each.state in over)
    return TripList(tuple(chosen), by_state)
