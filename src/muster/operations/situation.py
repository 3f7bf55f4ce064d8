"""The present, folded from the record: the books, every trip, everybody's readiness, open duties.

Nothing here is stored: it is derived from the events, and can be derived again at any time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from muster.custody.entries import BESIDE, Entry, Placed, corrections, in_order
from muster.custody.fold import take
from muster.custody.ledger import Ledger
from muster.operations.trip_state import STEPS
from muster.operations.trip_state import State as State
from muster.operations.trip_state import Trip as Trip
from muster.record.events import Event, Json
from muster.record.vocabulary import faults_of, is_known

CHECKED = ("identity", "health", "review", "advice")
"""Types of event that say whether a person is ready."""


STARTING = (
    "handover_accepted", "handover_accepted_with_exceptions", "escape", "release", "repatriation",
    "hospital_admission", "death", "incident", "property", "duty_done",
)  # fmt: skip
"""Types of events that can oblige somebody to do something by a time."""


@dataclass
class Situation:
    """What is known now."""

    ledger: Ledger = field(default_factory=Ledger)
    trips: dict[str, Trip] = field(default_factory=dict)
    adopted: list[Event] = field(default_factory=list)
    """Plans put under way in the place of the first, in their order."""
    readiness: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    """By person and type: the last word on it."""
    orders: list[Event] = field(default_factory=list)
    ordered: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    """Orders that name a person."""
    overrides: list[Event] = field(default_factory=list)
    restraints: dict[str, Event] = field(default_factory=dict)
    """By person: the restraint that is on."""
    restrained: int = 0
    """Times that a restraint was put on."""
    seals: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=lambda: defaultdict(dict))
    """By person and action: seal numbers of their property."""
    sealed: dict[str, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    """By person and field: the last box of personal fields, which only their key opens."""
    files: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    """Medical events by person."""
    examined: dict[str, Event] = field(default_factory=dict)
    """By person: the last examination on arrival."""
    welfare: dict[str, str] = field(default_factory=dict)
    """By person: when somebody last looked after them."""
    due: dict[str, Event] = field(default_factory=dict)
    done: dict[str, Event] = field(default_factory=dict)
    """By the event_id of the duty."""
    starting: list[Event] = field(default_factory=list)
    """Events of a type that starts duties, in the order in which they occurred."""
    incidents: list[Event] = field(default_factory=list)
    refusals: list[Event] = field(default_factory=list)
    dispositions: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    guards: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    switched_off: dict[str, Event] = field(default_factory=dict)
    """By rule: the order that switched it off and was not taken back."""
    legal_regime: str = ""
    """gc3, gc4 or domestic; until somebody says, every rule is in force."""
    apart: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By person: who must not travel with them."""
    hostile: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The same by faction."""
    together: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """By person: who must travel with them."""
    guardians: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    """By person, and family or consulate: the last answer."""
    gaps: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    """By person and field: why a file does not have it."""
    in_hospital: set[str] = field(default_factory=set)
    hurt: set[str] = field(default_factory=set)
    """People whose injuries somebody has recorded."""
    counted: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    """By account and point: the last count."""
    now: str = ""
    """When the last event occurred."""

    @property
    def running(self) -> list[Trip]:
        """Trips that are neither closed nor cancelled."""
        ended = (State.CLOSED, State.CANCELLED)
        return [trip for trip in self.trips.values() if trip.state not in ended]

    def aboard(self, trip: Trip) -> set[str]:
        """Who is on a trip, by the books."""
        return self.ledger.present.get(trip.account, set())

    def open_discrepancies(self, account: str) -> list[str]:
        """What is open at an account, in words."""
        return [
            f"{each.kind.value}: {each.text}"
            for each in self.ledger.discrepancies
            if each.is_open and each.account == account
        ]

    def take(self, event: Event, *, is_late: bool = False) -> None:
        """One more event, which occurred no earlier than those before."""
        if isinstance(self.ledger.occurred, dict):
            self.ledger.occurred[event.event_id] = event.occurred_at
        is_offer = event.type == "handover_offered" and not faults_of(event)
        if is_offer and isinstance(self.ledger.offers, dict):
            self.ledger.offers[event.event_id] = event
        take(self.ledger, event, is_late=is_late)
        if "sealed" in event.body and not faults_of(event):
            named = event.body.get("people") or [event.body.get("person")]
            if len(named) == 1:
                self.sealed[named[0]].update(event.body["sealed"])
        if event.type not in BESIDE:
            self.now = max(self.now, event.occurred_at)
        handler = _HANDLERS.get(event.type)
        if handler is None or event.event_id in self.ledger.corrected:
            return
        if is_known(event) and not faults_of(event):
            handler(self, event)
            if event.type in STARTING:
                self.starting.append(event)


def situation_of(entries: Iterable[Entry]) -> Situation:
    """The present by all entries, in order of occurrence."""
    placed = in_order(entries)
    situation = Situation(ledger_of(placed))
    for each in placed:
        situation.take(each.entry.event, is_late=each.is_late)
    return situation


def ledger_of(placed: Iterable[Placed]) -> Ledger:
    """Empty books that know which offers there are, what was corrected, and when all occurred."""
    entries = [each.entry for each in placed]
    events = [each.event for each in entries]
    return Ledger(
        corrected=corrections(entries),
        offers={e.event_id: e for e in events if e.type == "handover_offered" and not faults_of(e)},
        occurred={event.event_id: event.occurred_at for event in events},
    )


def _plan(situation: Situation, event: Event) -> None:
    body = event.body
    situation.trips[body["trip"]] = Trip(
        body["trip"], event, seats=body["seats"], target=body["to"], expected=body["expected"]
    )


def _step(situation: Situation, event: Event) -> None:
    trip = situation.trips.get(event.body["trip"])
    if trip is None:
        return
    trip.state = STEPS[event.type]
    if event.type == "trip_approved":
        trip.approved = event
    elif event.type == "loading_begun":
        trip.loading = event
    elif event.type == "departure":
        trip.departed, trip.aboard_before = event, frozenset(event.body["people"])
    elif event.type == "arrival":
        trip.arrived = event
        late = datetime.fromisoformat(event.occurred_at) - datetime.fromisoformat(trip.expected)
        trip.delay_h = max(late.total_seconds() / 3600, 0.0)


def _redirect(situation: Situation, event: Event) -> None:
    trip = situation.trips.get(event.body["trip"])
    if trip is not None:
        trip.target, trip.expected = event.body["to"], event.body["expected"]
        trip.state, trip.arrived, trip.offered_in = State.DEPARTED, None, None


def _change_vehicle(situation: Situation, event: Event) -> None:
    trip = situation.trips.get(event.body["trip"])
    if trip is not None:
        trip.seats = event.body["seats"]


def _stop(situation: Situation, event: Event) -> None:
    trip = situation.trips.get(event.body["trip"])
    if trip is not None:
        trip.expected = max(trip.expected, event.body["until"])


def _count(situation: Situation, event: Event) -> None:
    account = event.body["at"]
    situation.counted[account][event.body["point"]] = event
    if account.startswith("trip:"):
        trip = situation.trips.get(account.removeprefix("trip:"))
        if trip is not None:
            trip.counts[event.body["point"]] = event


def _trip_of_offer(situation: Situation, offer: Event) -> Trip | None:
    account = offer.body.get("at") or ""
    is_trip = account.startswith("trip:")
    return situation.trips.get(account.removeprefix("trip:")) if is_trip else None


def _offer(situation: Situation, event: Event) -> None:
    trip = _trip_of_offer(situation, event)
    if trip is None:
        return
    if event.body["giving"] == trip.escort:
        trip.offered_in, trip.refused = event, None
    else:
        trip.offered_out = event


def _answer(situation: Situation, event: Event) -> None:
    offer = situation.ledger.offers.get(event.body["offer"])
    trip = None if offer is None else _trip_of_offer(situation, offer)
    if trip is None or offer is None or offer.body["giving"] != trip.escort:
        return
    if event.type == "handover_refused":
        trip.refused, trip.handed_back = event, trip.handed_back + 1
        return
    trip.accepted |= frozenset(event.body["people"])
    trip.excepted = frozenset(event.body.get("exceptions", ()))
    trip.state = State.HANDED_OVER


def _ready(situation: Situation, event: Event) -> None:
    situation.readiness[event.body["person"]][event.type] = event


def _order(situation: Situation, event: Event) -> None:
    situation.orders.append(event)
    for person in event.body.get("people", ()):
        situation.ordered[person].append(event)


def _restrain(situation: Situation, event: Event) -> None:
    if event.body["action"] == "on":
        situation.restraints[event.body["person"]] = event
        situation.restrained += 1
    else:
        situation.restraints.pop(event.body["person"], None)


def _property(situation: Situation, event: Event) -> None:
    seals = tuple(sorted(event.body.get("seals", ())))
    situation.seals[event.body["person"]][event.body["action"]] = seals


def _welfare(situation: Situation, event: Event) -> None:
    for person in event.body["people"]:
        situation.welfare[person] = event.occurred_at


def _examine(situation: Situation, event: Event) -> None:
    situation.examined[event.body["person"]] = event
    if event.body["injuries"]:
        situation.hurt.add(event.body["person"])


def _incident(situation: Situation, event: Event) -> None:
    situation.incidents.append(event)
    if event.body["kind"] == "injury":
        situation.hurt.update(event.body.get("people", ()))


def _switch_off(situation: Situation, event: Event) -> None:
    situation.switched_off[event.body["rule"]] = event


def _switch_on(situation: Situation, event: Event) -> None:
    situation.switched_off.pop(event.body["rule"], None)


def _regime(situation: Situation, event: Event) -> None:
    situation.legal_regime = event.body["regime"]


def _keep(situation: Situation, event: Event) -> None:
    body = event.body
    first, second = body["first"], body["second"]
    if body["kind"] == "together":
        pairs = situation.together
    else:
        pairs = situation.hostile if body["between"] == "faction" else situation.apart
    pairs[first].add(second)
    pairs[second].add(first)


def _guardian(situation: Situation, event: Event) -> None:
    situation.guardians[event.body["person"]] = event.body["guardian"]


def _contact(situation: Situation, event: Event) -> None:
    situation.contacts[event.body["person"]][event.body["who"]] = event


def _gap(situation: Situation, event: Event) -> None:
    situation.gaps[event.body["person"]][event.body["field"]] = event


def _to_hospital(situation: Situation, event: Event) -> None:
    situation.in_hospital.update(event.body["people"])


def _from_hospital(situation: Situation, event: Event) -> None:
    situation.in_hospital.difference_update(event.body["people"])


_HANDLERS: Mapping[str, Callable[[Situation, Event], None]] = {
    "plan_adopted": lambda situation, event: situation.adopted.append(event),
    "trip_planned": _plan,
    **dict.fromkeys(STEPS.keys() - {"trip_planned"}, _step),
    "trip_turned_back": _redirect,
    "trip_diverted": _redirect,
    "vehicle_changed": _change_vehicle,
    "overnight_stop": _stop,
    "count": _count,
    "handover_offered": _offer,
    "handover_accepted": _answer,
    "handover_accepted_with_exceptions": _answer,
    "handover_refused": _answer,
    **dict.fromkeys(CHECKED, _ready),
    "order": _order,
    "override": lambda situation, event: situation.overrides.append(event),
    "restraint": _restrain,
    "property": _property,
    "medical": lambda situation, event: situation.files[event.body["person"]].append(event),
    "examination": _examine,
    "welfare": _welfare,
    "duty_due": lambda situation, event: situation.due.__setitem__(event.event_id, event),
    "duty_done": lambda s, event: s.done.__setitem__(event.body["due_event"], event),
    "incident": _incident,
    "rule_switched_off": _switch_off,
    "rule_switched_on": _switch_on,
    "legal_regime": _regime,
    "keep": _keep,
    "guardian": _guardian,
    "contact": _contact,
    "file_gap": _gap,
    "hospital_admission": _to_hospital,
    **dict.fromkeys(
        ("hospital_discharge", "death", "escape", "release", "repatriation"), _from_hospital
    ),
    "refusal": lambda situation, event: situation.refusals.append(event),
    "disposition": lambda s, event: s.dispositions[event.body["person"]].append(event),
    "guard_roster": lambda situation, event: situation.guards[event.body["site"]].append(event),
}
