"""Services: which fleet can run on which link, when it may depart and how long it is away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.scenario import ChangeTarget, EscortPool, Fleet, Link, Mode, Scenario, SeatKind
from muster.scenario.timeline import HOUR_TOLERANCE, timeline
from muster.scenario.ways import empty_hours, steps_of

__all__ = ["Service", "empty_hours", "find_services", "steps_of"]


@dataclass(frozen=True, slots=True)
class Service:
    """A fleet on a link, in steps.

    A trip that departs at boundary t keeps its vehicle busy in steps t - lead … t + tail - 1, its
    escort teams in t - lead … t + escort_tail - 1, and arrives at boundary t + ride.
    """

    fleet: str
    link: str
    origin: str
    destination: str
    lead: int
    ride: int
    tail: int
    escort_tail: int
    departures: tuple[int, ...]
    """Boundaries at which windows, closures and the horizon let it depart."""
    compartments: int
    seats: Mapping[SeatKind, int]
    """Per compartment."""
    pool: str | None
    teams: int
    by_air: bool

    def seats_of(self, kind: SeatKind) -> int:
        """Seats of a kind in the whole vehicle."""
        return self.seats.get(kind, 0) * self.compartments


def find_services(scenario: Scenario) -> tuple[Service, ...]:
    """Every service that can run at least once."""
    openings = _Openings(scenario)
    services = []
    for fleet in scenario.fleets.values():
        reach = empty_hours(scenario, fleet.mode, fleet.base)
        back = empty_hours(scenario, fleet.mode, fleet.base, towards=True)
        pool = scenario.escort_pools.get(fleet.escort_pool or "")
        for link in scenario.links.values():
            if link.mode is not fleet.mode or (fleet.links and link.id not in fleet.links):
                continue
            if link.origin not in reach or link.destination not in back:
                continue
            service = _service(
                scenario, openings, fleet, link, pool, reach[link.origin], back[link.destination]
            )
            if service is not None:
                services.append(service)
    return tuple(services)


class _Openings:
    """When each site and link is open, remembered."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._open: dict[tuple[ChangeTarget, str], list[bool]] = {}

    def of(self, kind: ChangeTarget, target: str) -> list[bool]:
        """Whether the target is open during the whole of each step, T of them and one more."""
        if (kind, target) not in self._open:
            self._open[kind, target] = self._by_step(kind, target)
        return self._open[kind, target]

    def _by_step(self, kind: ChangeTarget, target: str) -> list[bool]:
        line = timeline(self._scenario, kind, target, "open", True)
        steps = line.by_step(self._scenario.step_h, self._scenario.steps + 1)
        return [all(is_open for _, is_open in pieces) for pieces in steps]


def _service(
    scenario: Scenario,
    openings: _Openings,
    fleet: Fleet,
    link: Link,
    pool: EscortPool | None,
    out_h: float,
    back_h: float,
) -> Service | None:
    limit = scenario.objective.ride_limit_h
    if limit is not None and link.duration_h > limit * (link.rest_stops + 1) + HOUR_TOLERANCE:
        return None
    round_trip_h = out_h + fleet.load_h + link.duration_h + back_h
    escorted = pool is not None and fleet.escorts_per_trip > 0
    if (
        pool is not None
        and escorted
        and pool.duty_limit_h is not None
        and round_trip_h > pool.duty_limit_h + HOUR_TOLERANCE
    ):
        return None
    step_h = scenario.step_h
    lead = steps_of(out_h + fleet.load_h, step_h)
    ride = steps_of(link.duration_h, step_h)
    rest_h = pool.rest_h if pool is not None else 0.0
    departures = _departures(scenario, openings, link, lead, ride)
    if not departures:
        return None
    return Service(
        fleet=fleet.id,
        link=link.id,
        origin=link.origin,
        destination=link.destination,
        lead=lead,
        ride=ride,
        tail=steps_of(link.duration_h + back_h + fleet.turnaround_h, step_h),
        escort_tail=steps_of(link.duration_h + back_h + rest_h, step_h),
        departures=departures,
        compartments=fleet.compartments,
        seats={kind: fleet.seats_per_compartment(kind) for kind in fleet.seats},
        pool=fleet.escort_pool if escorted else None,
        teams=fleet.escorts_per_trip if escorted else 0,
        by_air=link.mode is Mode.AIR,
    )


def _departures(
    scenario: Scenario, openings: _Openings, link: Link, lead: int, ride: int
) -> tuple[int, ...]:
    """Boundaries from `lead` on at which windows and closures let a trip depart."""
    origin, destination = scenario.sites[link.origin], scenario.sites[link.destination]
    at_origin = openings.of(ChangeTarget.SITE, link.origin)
    on_link = openings.of(ChangeTarget.LINK, link.id)
    at_destination = openings.of(ChangeTarget.SITE, link.destination)
    windows = [
        (window, later)
        for window, later in ((origin.window, 0), (link.window, 0), (destination.window, ride))
        if window is not None
    ]
    last = scenario.steps - 1
    return tuple(
        t
        for t in range(lead, scenario.steps - ride + 1)
        if at_origin[t]
        and on_link[t]
        and at_destination[min(t + ride, last)]
        and all(window.contains(scenario.moment(t + later).time()) for window, later in windows)
    )
