"""The trips of a plan as runs: with their fleet, link, boundaries, and when they are busy."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from muster.planning.plan import Load, Plan, Trip
from muster.scenario import EscortPool, Fleet, Group, Link, Mode, Scenario
from muster.verification.clock import Clock
from muster.verification.empty_ways import EmptyWays
from muster.verification.violation import Rule, Violation


@dataclass(frozen=True)
class RoundTrip:
    """What a fleet's vehicle does to serve a link, in hours."""

    fleet: Fleet
    link: Link
    pool: EscortPool | None
    """Only where escorts ride."""
    empty_out_h: float
    empty_back_h: float

    @property
    def lead_h(self) -> float:
        """From leaving the base until the departure with people."""
        return self.empty_out_h + self.fleet.load_h

    @property
    def vehicle_tail_h(self) -> float:
        """From the departure until the vehicle can go out again."""
        return self.link.duration_h + self.empty_back_h + self.fleet.turnaround_h

    @property
    def escort_tail_h(self) -> float:
        """From the departure until its escort teams can go out again."""
        rest_h = self.pool.rest_h if self.pool else 0.0
        return self.link.duration_h + self.empty_back_h + rest_h

    @property
    def duty_h(self) -> float:
        """How long its escort teams are on duty."""
        return self.lead_h + self.link.duration_h + self.empty_back_h

    @property
    def is_reachable(self) -> bool:
        """Whether a vehicle can come to the link and return."""
        return math.isfinite(self.empty_out_h + self.empty_back_h)

    @property
    def may_serve(self) -> bool:
        """Whether mode and named links allow the fleet on the link."""
        named = not self.fleet.links or self.link.id in self.fleet.links
        return named and self.fleet.mode == self.link.mode

    def on_duty_too_long(self) -> bool:
        """Whether the round trip is longer than its escorts may serve."""
        limit = self.pool.duty_limit_h if self.pool else None
        return limit is not None and self.duty_h > limit + 1e-9

    def rides_too_long(self, ride_limit_h: float | None) -> bool:
        """Whether people ride longer than allowed between rests."""
        if ride_limit_h is None:
            return False
        return self.link.duration_h > ride_limit_h * (self.link.rest_stops + 1) + 1e-9


@dataclass(frozen=True)
class Run:
    """A trip of the plan that exists and stays within the horizon."""

    trip: Trip
    way: RoundTrip
    departs: int
    """Boundary at which people depart."""
    arrives: int
    """Boundary from which they are present at the destination."""
    loads: tuple[tuple[Group, int], ...]
    where: str
    """The trip as a person knows it."""

    @property
    def ride(self) -> tuple[str, int, int]:
        """Destination and boundaries: what a person's risk of being stranded depends on."""
        return self.way.link.destination, self.departs, self.arrives

    @cached_property
    def people(self) -> int:
        """People on board."""
        return sum(number for _, number in self.loads)


class Ways:
    """The round trips of every fleet on every link, worked out when asked for."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._empty = {mode: EmptyWays(scenario, mode) for mode in Mode}
        self._known: dict[tuple[str, str], RoundTrip] = {}

    def of(self, fleet_id: str, link_id: str) -> RoundTrip:
        """The round trip of a fleet on a link, whether or not it is allowed."""
        key = (fleet_id, link_id)
        if key not in self._known:
            fleet, link = self._scenario.fleets[fleet_id], self._scenario.links[link_id]
            empty = self._empty[link.mode]
            escorted = fleet.escort_pool is not None and fleet.escorts_per_trip > 0
            self._known[key] = RoundTrip(
                fleet=fleet,
                link=link,
                pool=self._scenario.escort_pools[fleet.escort_pool or ""] if escorted else None,
                empty_out_h=empty.hours(fleet.base, link.origin),
                empty_back_h=empty.hours(link.destination, fleet.base),
            )
        return self._known[key]


@dataclass(frozen=True)
class Timetable:
    """The runs of a plan in its own order, and what of the plan could not be followed."""

    runs: tuple[Run, ...]
    violations: tuple[Violation, ...]


def read_timetable(plan: Plan, scenario: Scenario, ways: Ways) -> Timetable:
    """Match trips and loads with the scenario.

    Trips that name nothing, or leave the horizon, are reported and not followed further.
    """
    clock = Clock(scenario)
    faults: list[Violation] = []
    loads = _loads_by_trip(plan, scenario, faults)
    runs = []
    repeated = Counter(trip.id for trip in plan.trips)
    for trip in plan.trips:
        where = f"trip {trip.id}"
        unknown = _unknown_parts(trip, scenario, repeated)
        if unknown is not None:
            faults.append(Violation(Rule.REFERENCE, where, *unknown))
            continue
        way = ways.of(trip.fleet, trip.link)
        arrives = trip.step + clock.whole_steps(way.link.duration_h)
        if trip.step < 0 or arrives > clock.steps:
            faults.append(
                Violation(
                    Rule.HORIZON,
                    where,
                    f"a departure at boundary {trip.step} and an arrival at {arrives}",
                    f"both between boundary 0 and {clock.steps}",
                )
            )
            continue
        where = f"trip {trip.id} on {trip.link} at {clock.label(trip.step)}"
        runs.append(Run(trip, way, trip.step, arrives, tuple(loads.get(trip.id, ())), where))
    return Timetable(tuple(runs), tuple(faults))


def _loads_by_trip(
    plan: Plan, scenario: Scenario, faults: list[Violation]
) -> dict[str, list[tuple[Group, int]]]:
    trips = {trip.id for trip in plan.trips}
    loads: dict[str, list[tuple[Group, int]]] = {}
    for load in plan.loads:
        unknown = _unknown_end(load, trips, scenario.groups)
        if unknown is None:
            loads.setdefault(load.trip, []).append((scenario.groups[load.group], load.people))
        else:
            where = f"load of group {load.group} on trip {load.trip}"
            faults.append(Violation(Rule.REFERENCE, where, *unknown))
    return loads


def _unknown_end(
    load: Load, trips: set[str], groups: Mapping[str, Group]
) -> tuple[str, str] | None:
    if load.trip not in trips:
        return f"trip {load.trip}", "a trip of the plan"
    if load.group not in groups:
        return f"group {load.group}", "a group of the scenario"
    return None


def _unknown_parts(
    trip: Trip, scenario: Scenario, repeated: Mapping[str, int]
) -> tuple[str, str] | None:
    if repeated[trip.id] > 1:
        return f"{repeated[trip.id]} trips of that id", "each trip once"
    if trip.fleet not in scenario.fleets:
        return f"fleet {trip.fleet}", "a fleet of the scenario"
    if trip.link not in scenario.links:
        return f"link {trip.link}", "a link of the scenario"
    return None
