"""The page Person: where, since when, under whom, on whose word; and lists of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.custody.discrepancies import Discrepancy
from muster.custody.ledger import Custody, Place
from muster.operations.disposition import Disposition, disposition_of
from muster.operations.duties import open_duties
from muster.operations.expected import Expected, next_of_person
from muster.operations.files import FileState, lacking
from muster.operations.situation import CHECKED, Situation
from muster.record.events import Event

PAGE = 120
"""People on one page of a list."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a person's history, with the event that says so."""

    at: str
    event: str
    kind: str
    """place or custody."""
    account: str
    custodian: str
    is_late: bool
    """Whether the event came after others that happened later."""


@dataclass(frozen=True, slots=True)
class Check:
    """One part of somebody's readiness."""

    kind: str
    outcome: str
    """ready, not_ready, waived or missing."""
    at: str = ""
    by: str = ""
    until: str = ""
    event: str = ""


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """A duty that concerns the person."""

    duty: str
    rule: str
    owner: str
    due: str
    event: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Everything on the page; nothing that identifies."""

    id: str
    place: Place
    custody: Custody | None
    history: tuple[Step, ...]
    checks: tuple[Check, ...]
    trips: tuple[str, ...]
    disposition: Disposition
    duties: tuple[OpenDuty, ...]
    differences: tuple[Discrepancy, ...]
    following: Expected | None
    restraint: Event | None
    seals: tuple[tuple[str, tuple[str, ...]], ...]
    examined: Event | None
    files: tuple[Event, ...]
    said: tuple[Event, ...]
    """What states and courts said of the person's case, the last first."""
    overrides: tuple[Event, ...]
    """Rules that are set aside for the person by now, the last first."""
    file: FileState
    gaps: tuple[tuple[str, Event], ...]
    """Fields of the file that are refused or unknown, and who said so."""
    contacts: Mapping[str, Event]
    """By family or consulate: the last answer."""
    guardian: str


def person_shown(situation: Situation, person: str, now: str) -> PersonShown | None:
    """One person at a time; None if nobody ever named them."""
    ledger = situation.ledger
    place = ledger.places.get(person)
    if place is None:
        return None
    return PersonShown(
        id=person,
        place=place,
        custody=ledger.custody.get(person),
        history=_history(situation, person),
        checks=tuple(_checks(situation, person, now)),
        trips=tuple(t.id for t in situation.trips.values() if person in t.planned.body["people"]),
        disposition=disposition_of(situation.dispositions.get(person, ())),
        duties=tuple(
            OpenDuty(e.body["duty"], e.body["rule"], e.body["owner"], e.body["due"], e.event_id,
                     e.body["due"] < now)
            for e in open_duties(situation) if person in e.body["people"]
        ),
        differences=tuple(d for d in ledger.discrepancies if d.is_open and person in d.people),
        following=next_of_person(situation, person, now),
        restraint=situation.restraints.get(person),
        seals=tuple(sorted(situation.seals.get(person, {}).items())),
        examined=situation.examined.get(person),
        files=tuple(situation.files.get(person, ())),
        said=tuple(situation.dispositions.get(person, ()))[::-1],
        overrides=tuple(
            each for each in reversed(situation.overrides)
            if person in each.body.get("people", ()) and each.body.get("until", now) >= now
        ),
        file=lacking(situation, person),
        gaps=tuple(sorted(situation.gaps.get(person, {}).items())),
        contacts=situation.contacts.get(person, {}),
        guardian=situation.guardians.get(person, ""),
    )  # fmt: skip


def _history(situation: Situation, person: str) -> tuple[Step, ...]:
    ledger = situation.ledger
    steps = [
        Step(each.since, each.event, "place", each.account, "", each.is_late)
        for each in ledger.history.get(person, ())
    ]
    steps += [
        Step(each.since, each.event, "custody", "", each.custodian or "", False)
        for each in ledger.custody_history.get(person, ())
    ]
    return tuple(sorted(steps, key=lambda step: (step.at, step.kind), reverse=True))


def _checks(situation: Situation, person: str, now: str) -> Iterable[Check]:
    orders = [
        order for order in situation.ordered.get(person, ())
        if order.body["action"] == "transfer" and order.body.get("valid_until", now) >= now
    ]  # fmt: skip
    if orders:
        last = orders[-1]
        yield Check("order", "ready", last.occurred_at, last.body["authority"],
                    last.body.get("valid_until", ""), last.event_id)  # fmt: skip
    else:
        yield Check("order", "missing")
    said = situation.readiness.get(person, {})
    for kind in CHECKED:
        event = said.get(kind)
        if event is None:
            yield Check(kind, "missing")
            continue
        until = event.body.get("until", "")
        outcome = event.body["outcome"]
        if until and until < now:
            outcome = "missing"
        yield Check(kind, outcome, event.occurred_at, event.body["by"], until, event.event_id)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list."""

    id: str
    account: str
    custodian: str
    since: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A page of people, and how many there are in all."""

    rows: tuple[PersonRow, ...]
    number: int
    page: int
    pages: int


def people_listed(situation: Situation, people: Iterable[str], page: int, now: str) -> PeopleList:
    """A page of some people, by their ids."""
    listed = sorted(people)
    pages = max(-(-len(listed) // PAGE), 1)
    page = min(max(page, 1), pages)
    rows = [
        person_row(situation, person, now) for person in listed[(page - 1) * PAGE : page * PAGE]
    ]
    return PeopleList(tuple(rows), len(listed), page, pages)


def people_like(situation: Situation, wanted: str, account: str) -> list[str]:
    """People whose id has a text in it, in an account if one is named."""
    text = wanted.strip().casefold()
    ledger = situation.ledger
    if account == "nobody":
        there: Iterable[str] = [
            person for person, place in ledger.places.items()
            if person not in ledger.custody and not place.account.startswith("outside:")
        ]  # fmt: skip
    elif account:
        there = ledger.present.get(account, ())
    else:
        there = ledger.places
    return [person for person in there if text in person.casefold()]


def person_row(situation: Situation, person: str, now: str) -> PersonRow:
    """A person as a list has them."""
    place = situation.ledger.places[person]
    checks = _checks(situation, person, now)
    return PersonRow(
        person, place.account, situation.ledger.custodian(person) or "", place.since,
        all(each.outcome in ("ready", "waived") for each in checks),
    )  # fmt: skip
