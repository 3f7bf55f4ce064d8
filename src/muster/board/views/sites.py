"""The page Site: who is there, how many beds are free by day, who guards, what comes and goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from muster.board.views.courses import Course
from muster.board.views.outlook import Outlooks, class_of
from muster.board.views.situation import TripNow, trip_now
from muster.board.views.times import read, written
from muster.board.views.trips import Counted
from muster.custody.discrepancies import Discrepancy
from muster.operations.desk import Desk
from muster.operations.guards import (
    Shift,
    Staying,
    Unguarded,
    shifts,
    staying,
    unguarded,
    unguarded_h,
)
from muster.operations.situation import Situation, State
from muster.record.events import Event
from muster.scenario import Scenario

DAYS = 7
SHIFTS = 6
"""Rosters of guards that are shown."""
POINTS = ("routine", "cell", "receiving")


@dataclass(frozen=True, slots=True)
class BedDay:
    """Room at a site at the end of a day, as planned."""

    at: str
    people: int
    free: int | None
    """Capacity less those there, and less those whom the scenario does not know by name."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    """People of one separation class, and beds for it where they are set."""

    name: str
    people: int
    beds: int | None


@dataclass(frozen=True, slots=True)
class SiteShown:
    """Everything on the page."""

    id: str
    kind: str
    people: int
    occupied: int
    capacity: int | None
    custodian: str
    chance: float | None
    colour: int
    guards: float | None
    guards_needed: float | None
    unguarded_h: float
    classes: tuple[ClassRow, ...]
    days: tuple[BedDay, ...]
    counts: tuple[Counted, ...]
    differences: tuple[Discrepancy, ...]
    leaving: tuple[TripNow, ...]
    coming: tuple[TripNow, ...]
    planned: tuple[Mapping[str, Any], ...]
    """Trips of the plan that nobody has written down yet, from or to here."""
    incidents: tuple[Event, ...]
    shifts: tuple[Shift, ...]
    """The last rosters of guards, the last first."""
    staying: tuple[Staying, ...]
    """Guards who serve on under another authority than before."""
    left_alone: tuple[Unguarded, ...]
    """Times for which nobody guarded the site, the last first."""

    @property
    def account(self) -> str:
        return f"site:{self.id}"


def site_shown(
    desk: Desk, site_id: str, scenario: Scenario | None, ahead: Outlooks | None, course: Course,
    now: str,
) -> SiteShown | None:  # fmt: skip
    """One site at a time; None if neither record nor scenario knows it."""
    situation, account = desk.situation, f"site:{site_id}"
    given = None if scenario is None else scenario.sites.get(site_id)
    ledger = situation.ledger
    if given is None and account not in ledger.balance and site_id not in ledger.site_custodian:
        return None
    guards, needed = _guards(situation, site_id)
    if guards is None and given is not None:
        guards, needed = given.guards, given.guards_needed
    chance = None if ahead is None else ahead.at(site_id, read(now))
    trips = [trip_now(situation, scenario, name, now) for name in situation.trips]
    going = [each for each in trips if each.state not in ("closed", "cancelled", "handed over")]
    return SiteShown(
        id=site_id,
        kind="" if given is None else str(given.kind.value),
        people=ledger.balance.get(account, 0),
        occupied=0 if given is None else given.occupied,
        capacity=None if given is None else given.capacity,
        custodian=ledger.site_custodian.get(site_id, "" if given is None else given.custodian),
        chance=chance,
        colour=class_of(chance),
        guards=guards,
        guards_needed=needed,
        unguarded_h=unguarded_h(desk, site_id),
        classes=_classes(desk, account, {} if given is None else given.beds),
        days=_days(course, site_id, given, now),
        counts=_counts(situation, account),
        differences=tuple(d for d in ledger.discrepancies if d.is_open and d.account == account),
        leaving=tuple(e for e in going if e.origin == site_id and e.state != State.DEPARTED.value),
        coming=tuple(e for e in going if e.target == site_id),
        planned=tuple(
            each for each in course.trips
            if each["state"] == "" and site_id in (each["from"], each["to"])
        )[:12],
        shifts=shifts(situation, site_id)[::-1][:SHIFTS],
        staying=staying(situation, site_id),
        left_alone=unguarded(situation, site_id)[::-1],
        incidents=tuple(e for e in situation.incidents if e.body.get("at") == account)[-10:],
    )  # fmt: skip


def _guards(situation: Situation, site: str) -> tuple[float | None, float | None]:
    """As the last roster of guards has it."""
    said = situation.guards.get(site)
    if not said:
        return None, None
    return said[-1].body["present"], said[-1].body["needed"]


def _classes(desk: Desk, account: str, beds: Mapping[str, int]) -> tuple[ClassRow, ...]:
    """Numbers by class: they name nobody."""
    there = desk.situation.ledger.present.get(account, ())
    counted: Counter[str] = Counter(
        desk.facts[person].separation_class if person in desk.facts else "" for person in there
    )
    names = sorted({*counted, *beds}, key=lambda name: (-counted[name], name))
    return tuple(ClassRow(name, counted[name], beds.get(name)) for name in names)


def _days(course: Course, site: str, given: Any, now: str) -> tuple[BedDay, ...]:
    people = course.people.get(site)
    if people is None:
        return ()
    found, index = [], 0
    for day in range(DAYS + 1):
        at = written(read(now) + timedelta(days=day))
        while index + 1 < len(course.times) and course.times[index + 1] <= at:
            index += 1
        if course.times[-1] < at:
            break
        free = None
        if given is not None and given.capacity is not None:
            free = given.capacity - given.occupied - people[index]
        found.append(BedDay(at, people[index], free))
    return tuple(found)


def _counts(situation: Situation, account: str) -> tuple[Counted, ...]:
    expected = situation.ledger.balance.get(account, 0)
    said = situation.counted.get(account, {})
    return tuple(
        Counted(point, account, expected, said[point].body["persons"], said[point].occurred_at,
                said[point].body["by"])
        for point in POINTS
        if point in said
    )  # fmt: skip
