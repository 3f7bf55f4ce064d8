"""Planning again from the state as the record has it: what has begun stays, the rest may change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

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
    # the planner counts; lists are made by name
    present = replace(present, people=(), keep=(), objective=dear)
    sure = committed(scenario, before, situation, at)
    approved, wanted, listed, ahead = [], [], {}, []
    for trip in before.trips:
        known = situation.trips.get(trip.id)
        if trip.id in sure or (known is not None and known.state not in (*STARTED, State.PLANNED)):
            continue
        hours = present.hours_until(trip.departs_at)
        moved = replace(trip, step=round(hours / present.step_h))
        if hours >= 0:
            ahead.append(moved)
        if known is not None and known.state in STARTED:
            wanted.append((_way(moved), trip.id, hours))
            listed[trip.id] = known.people
            if hours >= 0:
                approved.append(replace(moved, approved=True))
    return Prepared(
        present, tuple(approved), tuple(wanted), tuple(sorted(sure)), listed,
        # the approved first: what does not fit beside them makes room
        start=replace(before, trips=tuple(sorted(ahead, key=lambda trip: trip.id not in listed))),
    )  # fmt: skip


def concluded(given: Prepared, made: Plan) -> Replanned:
    """What became of the trips that were approved, why, and whom it concerns."""
    running = Counter(_way(trip) for trip in made.trips)
    possible = _possible(given.scenario)
    kept, given_up = [], []
    for way, name, hours in given.wanted:
        if running[way]:
            running[way] -= 1
            kept.append(name)
        else:
            given_up.append((name, _reason(way, hours, possible)))
    return Replanned(
        scenario=given.scenario,
        plan=made,
        kept=tuple(sorted((*kept, *given.committed))),
        given_up=tuple(sorted(given_up)),
        added=len(made.trips) - len(kept),
        committed=given.committed,
        concerned={name: given.listed.get(name, ()) for name, _ in given_up},
    )


def _way(trip: PlannedTrip) -> Way:
    return trip.fleet, trip.link, trip.departs_at


def _possible(scenario: Scenario) -> frozenset[Way]:
    """Every way that windows, closures and the time to come there leave open."""
    return frozenset(
        (service.fleet, service.link, scenario.moment(boundary))
        for service in find_services(scenario)
        for boundary in service.departures
    )


def _reason(way: Way, hours: float, possible: frozenset[Way]) -> str:
    if hours < 0:
        return "its departure has passed"
    if way not in possible:
        return "its way is closed at that time, or its vehicle cannot be there by then"
    return "vehicles, escorts, loading, intake or people are too few for it beside the others"
