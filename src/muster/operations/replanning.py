"""Planning again from the state as the record has it: what has begun stays, the rest may change."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import TypeAlias

from muster.operations.given_up import CLOSED_WAY, DEPARTED_BY_NOW, TOO_FEW
from muster.operations.present import STARTED, committed, present_scenario
from muster.operations.situation import Situation, State
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.planning.planner import PlanOptions, Report, plan
from muster.planning.services import find_services
from muster.scenario import Scenario
from muster.scenario.people import Person

Way: TypeAlias = tuple[str, str, datetime]
"""Fleet, link and departure: what a trip is by, whatever its id."""
KEEPING_PRICE = 1_000.0
"""Weighted people one would lose rather than give up an approved trip that can run: more than any
trip saves. Crews and people were told of it; nobody trades it for a somewhat better plan."""


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan from now on, and what became of the trips that were approved."""

    scenario: Scenario
    """The present, as the planner was given it."""
    plan: Plan
    kept: tuple[str, ...]
    """Approved trips that still run, by their ids in the plan before."""
    given_up: tuple[tuple[str, str], ...]
    """Approved trips that do not, each with the reason."""
    added: int
    """Trips that nobody had approved."""
    committed: tuple[str, ...] = ()
    """Those of the kept that depart too soon to be called back; the new plan leaves them out."""
    concerned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By trip given up: the people on its list."""
    new: tuple[str, ...] = ()
    """Trips that the plan before did not have."""
    dropped: tuple[str, ...] = ()
    """Trips of the plan before that nobody had approved and that are in it no more."""
    members: Mapping[str, str] = field(default_factory=dict)
    """By person: their group in the present."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the planner is given to plan again: plain values, so that another process can."""

    scenario: Scenario
    approved: tuple[PlannedTrip, ...]
    """Trips that are kept unless they cannot run."""
    wanted: tuple[tuple[Way, str, float], ...]
    """Way, id in the plan before, and hours until the departure of each; ways may repeat."""
    committed: tuple[str, ...] = ()
    """Approved trips that depart too soon to be called back: their people count as on the way."""
    listed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By approved trip: the people on its list."""
    start: Plan | None = None
    """What is left of the plan before, to begin from: it keeps every approved trip that can run."""
    known: tuple[tuple[Way, str], ...] = ()
    """Trips of the plan before that could run again, with their ids: the approved first, then those
    that are written down."""
    used: frozenset[str] = frozenset()
    """Ids of every trip so far: none of them names another one."""
    members: Mapping[str, str] = field(default_factory=dict)
    """By person: their group in the present."""


def replan(
    scenario: Scenario,
    before: Plan,
    people: Sequence[Person],
    situation: Situation,
    at: datetime,
    options: PlanOptions,
    report: Report | None = None,
) -> Replanned:
    """Plan from a time on: trips under way arrive, approved ones stay unless they cannot.

    `people` is the roster with everybody's own destinations; where each is comes from the record.
    """
    given = prepare(scenario, before, people, situation, at)
    made = plan(
        given.scenario, options, start=given.start, approved=list(given.approved), report=report
    )
    return concluded(given, made)


def prepare(
    scenario: Scenario,
    before: Plan,
    people: Sequence[Person],
    situation: Situation,
    at: datetime,
) -> Prepared:
    """The present as the planner takes it; giving up what is approved is dearer than any loss."""
    present = present_scenario(scenario, before, people, situation, at)
    dear = replace(scenario.objective, change_price=KEEPING_PRICE)
    members = {person.person_id: person.group for person in present.people}
    # the planner counts; lists are made by name
    present = replace(present, people=(), keep=(), objective=dear)
    sure = committed(scenario, before, situation, at)
    approved, wanted, listed, ahead = [], [], {}, []
    written: list[tuple[Way, str]] = []
    for trip in before.trips:
        known = situation.trips.get(trip.id)
        if trip.id in sure or (known is not None and known.state not in (*STARTED, State.PLANNED)):
            continue
        hours = present.hours_until(trip.departs_at)
        moved = replace(trip, step=round(hours / present.step_h))
        if hours >= 0:
            ahead.append(moved)
        if known is not None and known.state is State.PLANNED:
            written.append((_way(moved), trip.id))
        if known is not None and known.state in STARTED:
            wanted.append((_way(moved), trip.id, hours))
            listed[trip.id] = known.people
            if hours >= 0:
                approved.append(replace(moved, approved=True))
    return Prepared(
        present, tuple(approved), tuple(wanted), tuple(sorted(sure)), listed,
        # the approved first: what does not fit beside them makes room
        start=replace(before, trips=tuple(sorted(ahead, key=lambda trip: trip.id not in listed))),
        known=(
            *((way, name) for way, name, _ in wanted), *written,
            *((_way(trip), trip.id) for trip in ahead if trip.id not in situation.trips),
        ),
        used=frozenset(situation.trips) | {trip.id for trip in before.trips},
        members=members,
    )  # fmt: skip


def concluded(given: Prepared, made: Plan) -> Replanned:
    """What became of the trips that were approved, why, and whom it concerns.

    A trip that was in the plan before keeps its id; a new one gets an id that no trip has had.
    """
    running = Counter(_way(trip) for trip in made.trips)
    possible = _possible(given.scenario)
    kept, given_up = [], []
    for way, name, hours in given.wanted:
        if running[way]:
            running[way] -= 1
            kept.append(name)
        else:
            given_up.append((name, _reason(way, hours, possible)))
    named = _named(given, made)
    runs, before = {trip.id for trip in named.trips}, {name for _, name in given.known}
    return Replanned(
        scenario=given.scenario,
        plan=named,
        kept=tuple(sorted((*kept, *given.committed))),
        given_up=tuple(sorted(given_up)),
        added=len(made.trips) - len(kept),
        committed=given.committed,
        concerned={name: given.listed.get(name, ()) for name, _ in given_up},
        new=tuple(sorted(runs - before)),
        dropped=tuple(sorted(before - runs - {name for _, name, _ in given.wanted})),
        members=given.members,
    )


def _way(trip: PlannedTrip) -> Way:
    return trip.fleet, trip.link, trip.departs_at


def _named(given: Prepared, made: Plan) -> Plan:
    """The plan with ids that mean one trip each, over all plans of the operation."""
    free: dict[Way, list[str]] = defaultdict(list)
    for way, name in given.known:
        free[way].append(name)
    last = max((int(n) for n in re.findall(r"\bT(\d+)\b", " ".join(given.used))), default=0)
    new, ids = count(last + 1), {}
    for trip in sorted(made.trips, key=lambda each: not each.approved):
        same = free[_way(trip)]
        ids[trip.id] = same.pop(0) if same else f"T{next(new):04d}"
    return replace(
        made,
        trips=tuple(replace(trip, id=ids[trip.id]) for trip in made.trips),
        loads=tuple(replace(load, trip=ids[load.trip]) for load in made.loads),
    )


def _possible(scenario: Scenario) -> frozenset[Way]:
    """Every way that windows, closures and the time to come there leave open."""
    return frozenset(
        (service.fleet, service.link, scenario.moment(boundary))
        for service in find_services(scenario)
        for boundary in service.departures
    )


def _reason(way: Way, hours: float, possible: frozenset[Way]) -> str:
    if hours < 0:
        return DEPARTED_BY_NOW
    return TOO_FEW if way in possible else CLOSED_WAY
