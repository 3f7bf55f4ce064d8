"""Duties: what an event obliges somebody to do by a time, and what is overdue.

Each deadline of the record-keeping rules becomes a `duty_due` event beside the event that starts
it; a `duty_done` event with its proof ends it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from muster.operations.facts import Facts
from muster.operations.in_force import is_in_force
from muster.operations.settings import Settings
from muster.operations.situation import Situation
from muster.record.events import Event, moment
from muster.record.recorder import Statement

if TYPE_CHECKING:
    from muster.operations.desk import Desk

BUREAU_TYPES = ("escape", "release", "repatriation", "hospital_admission", "death")
"""What the National Information Bureau learns of beside transfers (R20)."""
GRAVE = ("injury", "use_of_force", "attack", "riot")
"""Incidents with people hurt that an independent authority looks into (R27)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that must be done by a time."""

    duty: str
    rule: str
    owner: str
    due: str
    people: tuple[str, ...]

    def statement(self, at: str) -> Statement:
        """The event that records it."""
        body = {"duty": self.duty, "rule": self.rule, "owner": self.owner, "due": self.due}
        return Statement("duty_due", {**body, "people": list(self.people)}, at)


def arising(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Iterator[Duty]:
    """The duties that an event starts."""
    started = _STARTED.get(event.type)
    if started is None:
        return
    for name, rule, owner, people in started(event, situation, facts, settings):
        if people and is_in_force(situation, rule, event.occurred_at):
            due = _later(event.occurred_at, settings.due_h[name])
            yield Duty(name, rule, owner, due, tuple(sorted(people)))


Started = Iterator[tuple[str, str, str, Sequence[str]]]


def _accepted(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Started:
    """A transfer to another authority: cards, bureau, family, consulate, visit."""
    offer = situation.ledger.offers.get(event.body["offer"])
    account = "" if offer is None else offer.body.get("at") or ""
    trip = situation.trips.get(account.removeprefix("trip:"))
    if offer is None or trip is None or offer.body["giving"] != trip.escort:
        return
    people, receiver = event.body["people"], event.body["receiving"]
    yield "card", "R19", receiver, people
    yield "bureau message", "R20", receiver, people
    yield "inform family", "R25", receiver, people
    own = settings.nationals.get(receiver)
    foreign = [p for p in people if p in facts and facts[p].nationality not in ("", own)]
    yield "consular offer", "R28", receiver, foreign
    if trip.planned.body["giving"] != receiver:
        yield "visit after transfer", "R33", settings.independent, people


def _bureau(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Started:
    people = event.body["people"]
    owner = _owner(situation, people)
    yield "bureau message", "R20", owner, people
    if event.type == "death":
        yield "next of kin", "R26", owner, people
        yield "independent report", "R27", settings.independent, people
    elif event.type == "hospital_admission":
        yield "next of kin", "R26", owner, people
        yield "weekly news", "R23", owner, people
        yield "card", "R19", owner, people
    elif event.type == "escape":
        yield "independent report", "R27", settings.independent, people
    elif event.type in ("release", "repatriation"):
        yield "copy of the file", "R9", owner, people


def _incident(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Started:
    people = event.body.get("people", ())
    if event.body["kind"] in GRAVE:
        yield "independent report", "R27", settings.independent, people
    if event.body["kind"] in ("injury", "illness"):
        yield "next of kin", "R26", _owner(situation, people), people


def _property(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Started:
    """What stays behind is sent on (R14)."""
    person = event.body["person"]
    if event.body["action"] == "left_behind":
        yield "forward property", "R14", _owner(situation, [person]), [person]


def _again(
    event: Event, situation: Situation, facts: Mapping[str, Facts], settings: Settings
) -> Started:
    """News of who is still in hospital is owed again after a week (R23)."""
    due = situation.due.get(event.body["due_event"])
    if due is not None and due.body["duty"] == "weekly news":
        still = [p for p in due.body.get("people", ()) if p in situation.in_hospital]
        yield "weekly news", "R23", due.body["owner"], still


ACCEPTED = ("handover_accepted", "handover_accepted_with_exceptions")
_STARTED = {
    **dict.fromkeys(ACCEPTED, _accepted),
    **dict.fromkeys(BUREAU_TYPES, _bureau),
    "incident": _incident,
    "property": _property,
    "duty_done": _again,
}


def done(desk: Desk, duty: str, by: str, at: datetime, proof: str | None = None) -> Event:
    """A duty was met; `proof` is the SHA-256 of what shows it."""
    body = {"due_event": duty, "by": by, **({"proof": proof} if proof else {})}
    return desk.say("duty_done", at, **body)


def start_held(desk: Desk, at: datetime) -> tuple[Event, ...]:
    """Start the duty to tell the bureau of everybody held over 14 days of whom it knows nothing.

    This duty comes with time and not with an event (R20): whoever lists duties asks for it.
    """
    situation, when = desk.catch_up(), moment(at)
    if not is_in_force(situation, "R20", when):
        return ()
    told = {
        person
        for event in situation.due.values()
        if event.body["duty"] == "bureau message"
        for person in event.body.get("people", ())
    }
    by_owner: dict[str, list[str]] = {}
    limit = moment(at - timedelta(hours=desk.settings.held_h))
    for person, places in situation.ledger.history.items():
        held = situation.ledger.places[person].account
        if person not in told and places[0].since <= limit and not held.startswith("outside:"):
            by_owner.setdefault(_owner(situation, [person]), []).append(person)
    due = _later(when, desk.settings.due_h["bureau message"])
    said = [
        ("duty_due", {"duty": "bureau message", "rule": "R20", "owner": owner, "due": due,
                      "people": sorted(people)})
        for owner, people in sorted(by_owner.items())
    ]  # fmt: skip
    return desk.say_all(said, at) if said else ()


@dataclass(slots=True)
class LookedAt:
    """The events whose duties were looked for, so that each is looked at once.

    Late events and those that an earlier one names may come at any time: what an event names must
    be there, and what holds for all of them as it was, or it is looked at again.
    """

    _ids: set[str] = field(default_factory=set)
    _ground: object = None

    def left(self, situation: Situation) -> list[Event]:
        """The events that are to be looked at."""
        if self._ground != _ground(situation):
            return list(situation.starting)
        return [each for each in situation.starting if each.event_id not in self._ids]

    def add(self, events: Sequence[Event], situation: Situation) -> None:
        """They were looked at, and their duties are in the record."""
        self._ids.update(each.event_id for each in events if _is_whole(each, situation))
        self._ground = _ground(situation)


def _ground(situation: Situation) -> object:
    """What decides of any event which duties it starts."""
    return (
        dict(situation.switched_off),
        situation.legal_regime,
        frozenset(situation.in_hospital),
        frozenset(situation.ledger.corrected),
    )


def _is_whole(event: Event, situation: Situation) -> bool:
    """Whether everything that an event names is there."""
    if event.type == "duty_done":
        return event.body["due_event"] in situation.due
    if event.type not in ACCEPTED:
        return True
    offer = situation.ledger.offers.get(event.body["offer"])
    if offer is None:
        return False
    place, _, trip = (offer.body.get("at") or "").partition(":")
    return place != "trip" or trip in situation.trips


def missing(
    situation: Situation,
    facts: Mapping[str, Facts],
    settings: Settings,
    events: Iterable[Event] | None = None,
) -> list[Duty]:
    """Duties that events started and nobody recorded, whoever recorded the event.

    A device that was without a connection says what happened and no more, and a desk may stop
    between an event and its duties. A duty is there for a person if one of the same name, rule and
    time is. Without `events`, all that start duties are looked at.
    """
    looked_at = situation.starting if events is None else events
    owed = [duty for e in looked_at for duty in arising(e, situation, facts, settings)]
    times = {duty.due for duty in owed}
    there = {
        (due.body["duty"], due.body["rule"], due.body["due"], person)
        for due in (situation.due.values() if owed else ())
        if due.body["due"] in times
        for person in due.body.get("people", ())
    }
    found = []
    for duty in owed:
        keys = {person: (duty.duty, duty.rule, duty.due, person) for person in duty.people}
        people = tuple(person for person, key in keys.items() if key not in there)
        there.update(keys.values())
        if people:
            found.append(replace(duty, people=people))
    return found


def start_missing(desk: Desk, at: datetime) -> tuple[Event, ...]:
    """Start the duties that are `missing`, of the events that came since it was last done."""
    situation, when = desk.catch_up(), moment(at)
    events = desk.looked_at.left(situation)
    waiting = [
        each.statement(when) for each in missing(situation, desk.facts, desk.settings, events)
    ]
    said = desk.say_all([(each.type, each.body) for each in waiting], at)
    desk.looked_at.add(events, situation)
    return said


def start_waiting(desk: Desk, at: datetime) -> tuple[Event, ...]:
    """Start the duties that no desk has started: those that are `missing`, and `start_held`."""
    return start_missing(desk, at) + start_held(desk, at)


def open_duties(situation: Situation) -> list[Event]:
    """Duties that nobody has met yet, the first due first."""
    still = [event for key, event in situation.due.items() if key not in situation.done]
    return sorted(still, key=lambda event: (event.body["due"], event.event_id))


def overdue(situation: Situation, at: str) -> list[Event]:
    """Open duties whose time has passed."""
    return [event for event in open_duties(situation) if event.body["due"] < at]


def _owner(situation: Situation, people: Sequence[str]) -> str:
    """Who answers for people, or did last."""
    for person in people:
        held = situation.ledger.custody_history.get(person, ())
        for each in reversed(held):
            if each.custodian is not None:
                return each.custodian
    return "whoever held them last"


def _later(text: str, hours: float) -> str:
    return moment(datetime.fromisoformat(text) + timedelta(hours=hours))
