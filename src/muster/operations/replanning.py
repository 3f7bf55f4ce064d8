"""Planning again from the state as the record has it: what has begun stays, the rest may change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

from muster.errors import MusterError
from muster.operations.disposition import allowed_destinations, disposition_of
from muster.operations.situation import Situation, State, Trip
from muster.planning.plan import Plan
from muster.planning.plan import Trip as PlannedTrip
from muster.planning.planner import PlanOptions, Report, plan
from muster.scenario import Scenario
from muster.scenario.change import Change, ChangeTarget
from muster.scenario.grouping import group_people
from muster.scenario.people import Group, Person

Way: TypeAlias = tuple[str, str, datetime]
"""Fleet, link and departure: what a trip is by, whatever its id."""
STARTED = (State.APPROVED, State.LOADING)
"""States in which a trip is kept unless it became impossible."""


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


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the planner is given to plan again: plain values, so that another process can."""

    scenario: Scenario
    approved: tuple[PlannedTrip, ...]
    """Trips that are kept unless they cannot run."""
    wanted: tuple[tuple[Way, str, float], ...]
    """Way, id in the plan before, and hours until the departure of each; ways may repeat."""


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
    made = plan(given.scenario, options, approved=list(given.approved), report=report)
    return concluded(given, made)


def prepare(
    scenario: Scenario,
    before: Plan,
    people: Sequence[Person],
    situation: Situation,
    at: datetime,
) -> Prepared:
    """The present as the planner takes it."""
    present = present_scenario(scenario, before, people, situation, at)
    present = replace(present, people=(), keep=())  # the planner counts; lists are made by name
    approved, wanted = [], []
    for trip in before.trips:
        known = situation.trips.get(trip.id)
        if known is not None and known.state in STARTED:
            hours = present.hours_until(trip.departs_at)
            moved = replace(trip, step=round(hours / present.step_h), approved=True)
            wanted.append((_way(moved), trip.id, hours))
            if hours >= 0:
                approved.append(moved)
    return Prepared(present, tuple(approved), tuple(wanted))


def concluded(given: Prepared, made: Plan) -> Replanned:
    """What became of the trips that were approved."""
    running = Counter(_way(trip) for trip in made.trips)
    kept, given_up = [], []
    for way, name, hours in given.wanted:
        if running[way]:
            running[way] -= 1
            kept.append(name)
        else:
            given_up.append((name, _reason(hours)))
    added = len(made.trips) - len(kept)
    return Replanned(given.scenario, made, tuple(sorted(kept)), tuple(sorted(given_up)), added)


def present_scenario(
    scenario: Scenario,
    before: Plan,
    people: Iterable[Person],
    situation: Situation,
    at: datetime,
) -> Scenario:
    """The scenario from the first step boundary that is not before a time.

    Raises MusterError if the horizon has ended by then.
    """
    begun = max(ceil(scenario.hours_until(at) / scenario.step_h - 1e-9), 0)
    if begun >= scenario.steps:
        raise MusterError(
            f"found the horizon ended before {at.isoformat()}; expected a time within it. "
            "Give the scenario more steps"
        )
    start = scenario.moment(begun)
    listed = list(people)
    there, under_way = _where(scenario, listed, situation)
    groups, roster = group_people(there, scenario.keep)
    for trip_id, aboard in sorted(under_way.items()):
        more, riders = _arriving(aboard, situation.trips[trip_id], start)
        groups |= more
        roster += riders
    sites = {
        name: replace(site, custodian=situation.ledger.site_custodian.get(name, site.custodian))
        for name, site in scenario.sites.items()
    }
    return replace(
        scenario,
        start=start,
        steps=scenario.steps - begun,
        groups=groups,
        people=roster,
        sites=sites,
        changes=(*scenario.changes, *_means_out(scenario, before, situation, start)),
    )


def _where(
    scenario: Scenario, people: Sequence[Person], situation: Situation
) -> tuple[list[Person], dict[str, list[Person]]]:
    """People at sites, and people on the way by trip; who is outside is nobody's to plan for."""
    there: list[Person] = []
    under_way: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        place = situation.ledger.places.get(person.person_id)
        account = f"site:{person.site}" if place is None else place.account
        kind, _, name = account.partition(":")
        if kind == "site" and name in scenario.sites:
            there.append(_as_now(scenario, person, name, situation))
        elif kind == "trip" and name in situation.trips:
            trip = situation.trips[name]
            if trip.state is State.DEPARTED:
                under_way[name].append(_as_now(scenario, person, trip.target, situation))
            else:
                site = (
                    trip.planned.body["from"] if trip.arrived is None else trip.arrived.body["at"]
                )
                there.append(_as_now(scenario, person, site, situation))
    return there, under_way


def _as_now(scenario: Scenario, person: Person, site: str, situation: Situation) -> Person:
    """A person at the site where they are; who is not clear to go stays there."""
    last = situation.readiness.get(person.person_id, {})
    is_barred = any(
        kind in last and last[kind].body["outcome"] == "not_ready" for kind in ("health", "review")
    )
    said = situation.dispositions.get(person.person_id, ())
    destinations = person.destinations
    if said:
        states = {name: known.custodian or "" for name, known in scenario.sites.items()}
        held_in = states.get(site, "")
        destinations = allowed_destinations(destinations, states, disposition_of(said), held_in)
    return replace(person, site=site, destinations=(site,) if is_barred else destinations, group="")


def _arriving(
    aboard: Sequence[Person], trip: Trip, start: datetime
) -> tuple[dict[str, Group], tuple[Person, ...]]:
    """Groups that reach a site when their trip does."""
    found, riders = group_people(aboard, ())
    arrives = max(datetime.fromisoformat(trip.expected).astimezone(start.tzinfo), start)
    named = {old: f"{old}@{trip.id}" for old in found}
    groups = {
        named[old]: replace(group, id=named[old], arrives_at=arrives)
        for old, group in found.items()
    }
    return groups, tuple(replace(rider, group=named[rider.group]) for rider in riders)


def _means_out(
    scenario: Scenario, before: Plan, situation: Situation, start: datetime
) -> list[Change]:
    """Vehicles and escort teams that running trips still hold, as changes with their ends."""
    planned = {trip.id: trip for trip in before.trips}
    out: dict[tuple[ChangeTarget, str, str], list[datetime]] = defaultdict(list)
    for trip in situation.trips.values():
        if trip.state not in (State.DEPARTED, State.ARRIVED):
            continue
        known = planned.get(trip.id)
        if known is None:
            continue
        fleet, hours = known.fleet, scenario.links[known.link].duration_h
        hours += scenario.fleets[fleet].turnaround_h
        back = datetime.fromisoformat(trip.expected).astimezone(start.tzinfo) + timedelta(
            hours=hours
        )
        if back <= start:
            continue
        out[ChangeTarget.FLEET, fleet, "vehicles"].append(back)
        pool = scenario.fleets[fleet].escort_pool
        if pool is not None:
            teams = scenario.fleets[fleet].escorts_per_trip
            out[ChangeTarget.ESCORTS, pool, "teams"] += [back] * teams
    changes = []
    for (kind, target, name), ends in out.items():
        for time in sorted({start, *ends}):
            held = sum(end > time for end in ends)
            whole = _given(scenario, kind, target, time)
            changes.append(
                Change(time, kind, target, name, max(whole - held, 0), "trips under way")
            )
    return changes


def _given(scenario: Scenario, kind: ChangeTarget, target: str, time: datetime) -> int:
    """How many vehicles or teams the scenario gives at a time."""
    if kind is ChangeTarget.FLEET:
        number = scenario.fleets[target].vehicles
    else:
        number = scenario.escort_pools[target].teams
    for change in sorted(scenario.changes, key=lambda each: each.at):
        if (change.target_kind, change.target) == (kind, target) and change.at <= time:
            number = int(change.value or 0)
    return number


def _way(trip: PlannedTrip) -> Way:
    return trip.fleet, trip.link, trip.departs_at


def _reason(hours: float) -> str:
    if hours < 0:
        return "its departure has passed"
    return "it can no longer run, or another trip saves more than changing it costs"
