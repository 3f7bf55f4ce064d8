"""Who moved when, as far as the events say: one reading of them at a time."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from math import ceil

from muster.errors import MusterError
from muster.planning.passage import appears_at, may_enter
from muster.planning.plan import Load, Plan, Trip
from muster.replay.events import Event, Kind
from muster.scenario import Group, Scenario
from muster.scenario.ways import steps_of


class Order(StrEnum):
    """Who went first, where the events do not say."""

    DANGEROUS_FIRST = "dangerous first"
    ALIKE = "all alike"
    DANGEROUS_LAST = "dangerous last"


class Pace(StrEnum):
    """When they arrived between two counts."""

    EARLY = "at once after the count before"
    EVEN = "evenly"
    LATE = "just before the count"


@dataclass(frozen=True, slots=True)
class Reading:
    """How what the events leave open is read."""

    order: Order
    pace: Pace


USED = Reading(Order.DANGEROUS_FIRST, Pace.EVEN)


@dataclass(frozen=True, slots=True)
class Ride:
    """People of a group on a link."""

    link: str
    step: int
    group: str
    people: int


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """People who arrived within a window of boundaries."""

    after: int
    by: int
    people: int
    event: Event


def lengthened(scenario: Scenario, events: Iterable[Event]) -> Scenario:
    """The scenario with steps until the last event; what is evaluated ends when it did."""
    last = max(scenario.hours_until(event.at) for event in events)
    steps = max(scenario.steps, ceil(last / scenario.step_h - 1e-9))
    more_h = (steps - scenario.steps) * scenario.step_h
    beyond_h = max(0.0, scenario.objective.beyond_h - more_h)
    objective = replace(scenario.objective, beyond_h=beyond_h)
    return replace(scenario, steps=steps, objective=objective)


def course_of(scenario: Scenario, events: Sequence[Event], reading: Reading) -> tuple[Ride, ...]:
    """The rides that a reading makes of the events.

    Raises MusterError where more people moved than the scenario has who may go there.
    """
    mover = _Mover(scenario, reading.order)
    for arrivals in _arrivals(scenario, events):
        for boundary, people in _paced(arrivals, reading.pace):
            mover.move(people, boundary, arrivals.event)
    return tuple(mover.rides)


def _arrivals(scenario: Scenario, events: Sequence[Event]) -> Iterable[_Arrivals]:
    """People by window: from the row before (of the same way) to the row."""
    moved, before = 0, defaultdict[tuple[str | None, str | None], int](int)
    for event in events:
        if event.kind is Kind.FAILED:
            continue
        by = min(scenario.steps, ceil(scenario.hours_until(event.at) / scenario.step_h - 1e-9))
        people = event.people - moved if event.kind is Kind.TOTAL else event.people
        way = event.origin, event.destination
        after = max(before[way], before[None, None])
        before[way] = by
        moved += people
        if people:
            yield _Arrivals(min(after, by), by, people, event)


def _paced(arrivals: _Arrivals, pace: Pace) -> Iterable[tuple[int, int]]:
    """(boundary, people) within a window, in time order."""
    first, last = min(arrivals.after + 1, arrivals.by), arrivals.by
    if pace is Pace.EARLY:
        return [(first, arrivals.people)]
    if pace is Pace.LATE:
        return [(last, arrivals.people)]
    number = last - first + 1
    sums = [arrivals.people * (at + 1) // number for at in range(number)]
    each = [now - before for now, before in zip(sums, [0, *sums], strict=False)]
    return [(first + at, people) for at, people in enumerate(each) if people]


class _Mover:
    """Takes people in an order, and sends them the shortest way."""

    def __init__(self, scenario: Scenario, order: Order) -> None:
        self._scenario, self._order = scenario, order
        self._left = {group.id: group.people for group in scenario.groups.values()}
        self._ways: dict[tuple[str, str | None], list[str] | None] = {}
        self.rides: list[Ride] = []

    def move(self, people: int, arrival: int, event: Event) -> None:
        """Let people arrive at a boundary."""
        able = [
            group
            for group in self._scenario.groups.values()
            if self._left[group.id]
            and event.origin in (None, group.site)
            and self._way(group, event.destination)
        ]
        there = sum(self._left[group.id] for group in able)
        if there < people:
            raise MusterError(
                f"events, {event.at.isoformat()}: found {people:,} more people moved"
                f"{'' if event.origin is None else ' from ' + event.origin}"
                f"{'' if event.destination is None else ' to ' + event.destination}; expected at "
                f"most {there:,}, who are still there and may end there. Correct the event, or "
                "the scenario's people and destinations"
            )
        for group, number in self._taken(able, people):
            self._left[group.id] -= number
            self._send(group, number, arrival, event.destination)

    def _taken(self, able: list[Group], people: int) -> Iterable[tuple[Group, int]]:
        if self._order is Order.ALIKE:
            whole = sum(self._left[group.id] for group in able)
            given = [self._left[group.id] * people // whole for group in able]
            for at in range(len(able)):  # what whole numbers left over, one each
                if sum(given) < people and given[at] < self._left[able[at].id]:
                    given[at] += 1
            return [pair for pair in zip(able, given, strict=True) if pair[1]]
        sign = -1.0 if self._order is Order.DANGEROUS_FIRST else 1.0
        taken = []
        for group in sorted(able, key=lambda each: (sign * each.priority, each.id)):
            number = min(people, self._left[group.id])
            people -= number
            if number:
                taken.append((group, number))
        return taken

    def _send(self, group: Group, people: int, arrival: int, destination: str | None) -> None:
        links = [self._scenario.links[id] for id in self._way(group, destination) or ()]
        rides = [steps_of(link.duration_h, self._scenario.step_h) for link in links]
        step = max(arrival - sum(rides), appears_at(self._scenario, group))
        for link, ride in zip(links, rides, strict=True):
            if step + ride <= self._scenario.steps:
                self.rides.append(Ride(link.id, step, group.id, people))
            step += ride

    def _way(self, group: Group, destination: str | None) -> list[str] | None:
        """Links of the shortest way to one of the places where the group may end."""
        key = group.id, destination
        if key not in self._ways:
            ends = [
                site
                for site in group.destinations
                if site != group.site and destination in (None, site)
            ]
            self._ways[key] = _shortest(self._scenario, group, ends)
        return self._ways[key]


def _shortest(scenario: Scenario, group: Group, ends: Sequence[str]) -> list[str] | None:
    queue: list[tuple[float, str, list[str]]] = [(0.0, group.site, [])]
    seen: set[str] = set()
    while queue:
        hours, site, links = heapq.heappop(queue)
        if site in ends:
            return links
        if site in seen:
            continue
        seen.add(site)
        for link in scenario.links.values():
            if link.origin == site and may_enter(scenario, group, link.destination):
                heapq.heappush(
                    queue, (hours + link.duration_h, link.destination, [*links, link.id])
                )
    return None


def rides_of(plan: Plan) -> tuple[Ride, ...]:
    """The rides of a plan."""
    trips = {trip.id: trip for trip in plan.trips}
    return tuple(
        Ride(trips[load.trip].link, trips[load.trip].step, load.group, load.people)
        for load in plan.loads
    )


def as_plan(scenario: Scenario, rides: Sequence[Ride], like: Plan) -> Plan:
    """Rides as a plan to be rehearsed: a trip for each, of no fleet in particular."""
    trips, loads = [], []
    for number, ride in enumerate(sorted(rides, key=lambda each: each.step), start=1):
        departs_at = scenario.moment(ride.step)
        id = f"H{number:05d}"
        arrives_at = departs_at + timedelta(hours=scenario.links[ride.link].duration_h)
        trips.append(Trip(id, "", ride.link, ride.step, departs_at, arrives_at, {}, ride.people))
        loads.append(Load(id, ride.group, ride.people))
    return replace(like, trips=tuple(trips), loads=tuple(loads))


def arrived_by(scenario: Scenario, rides: Iterable[Ride]) -> list[int]:
    """(T + 1,) people who had reached a place where they may end, by each boundary.

    Who was at such a place from the start and stayed there did not arrive.
    """
    came = [0] * (scenario.steps + 1)
    for ride in rides:
        link = scenario.links[ride.link]
        group = scenario.groups[ride.group]
        if link.destination in group.destinations:
            came[ride.step + steps_of(link.duration_h, scenario.step_h)] += ride.people
        if link.origin in group.destinations and link.origin != group.site:
            came[ride.step] -= ride.people
    total, sums = 0, []
    for number in came:
        total += number
        sums.append(total)
    return sums


def present_at(
    scenario: Scenario, rides: Iterable[Ride], site: str, boundaries: Iterable[int]
) -> Mapping[int, int]:
    """People at a site at each of some boundaries, had nobody been lost."""
    rides = list(rides)
    found = {}
    for boundary in boundaries:
        number = sum(
            group.people
            for group in scenario.groups.values()
            if group.site == site and appears_at(scenario, group) <= boundary
        )
        for ride in rides:
            link = scenario.links[ride.link]
            if link.origin == site and ride.step <= boundary:
                number -= ride.people
            if link.destination == site:
                arrives = ride.step + steps_of(link.duration_h, scenario.step_h)
                number += ride.people if arrives <= boundary else 0
        found[boundary] = number
    return found
