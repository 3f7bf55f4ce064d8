"""Ways over links: how empty vehicles get about, and which links a fleet can serve."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass
from enum import StrEnum

from muster.scenario.network import Fleet, Link, Mode
from muster.scenario.scenario import Scenario
from muster.scenario.timeline import HOUR_TOLERANCE


def empty_hours(
    scenario: Scenario, mode: Mode, base: str, *, towards: bool = False
) -> dict[str, float]:
    """Hours an empty vehicle takes from its base to each site (or back to it).

    Links of the mode are usable both ways; a way without a link of its own takes as long as the
    other one.
    """
    ways: dict[tuple[str, str], float] = {}
    for link in scenario.links.values():
        if link.mode is mode:
            way = (link.origin, link.destination)
            ways[way] = min(ways.get(way, math.inf), link.duration_h)
    for (origin, destination), hours in list(ways.items()):
        ways.setdefault((destination, origin), hours)
    onward: dict[str, list[tuple[str, float]]] = {}
    for (origin, destination), hours in ways.items():
        tail, head = (destination, origin) if towards else (origin, destination)
        onward.setdefault(tail, []).append((head, hours))
    found = {base: 0.0}
    queue = [(0.0, base)]
    while queue:
        hours, site = heapq.heappop(queue)
        if hours > found[site]:
            continue
        for head, more in onward.get(site, ()):
            if hours + more < found.get(head, math.inf):
                found[head] = hours + more
                heapq.heappush(queue, (hours + more, head))
    return found


class Hindrance(StrEnum):
    """Why a fleet cannot serve a link."""

    MODE = "no fleet of its mode"
    LINKS = "no fleet whose list of links has it"
    REACH = "no fleet whose base is connected to it"
    RIDE = "a ride longer than ride_limit_h allows with its rest stops"
    DUTY = "round trips longer than the escorts' duty_limit_h"
    HORIZON = "a trip that does not fit into the horizon"


@dataclass(frozen=True, slots=True)
class Reach:
    """Where the vehicles of one fleet get to, and how long they take."""

    fleet: Fleet
    out: dict[str, float]
    """Hours from the base to each site."""
    back: dict[str, float]
    """Hours from each site to the base."""


def reach_of(scenario: Scenario, fleet: Fleet) -> Reach:
    """Where a fleet's empty vehicles get to."""
    return Reach(
        fleet,
        empty_hours(scenario, fleet.mode, fleet.base),
        empty_hours(scenario, fleet.mode, fleet.base, towards=True),
    )


def hindrance(scenario: Scenario, reach: Reach, link: Link) -> Hindrance | None:
    """Why a fleet cannot serve a link at any time; None where it can (windows aside)."""
    fleet = reach.fleet
    if link.mode is not fleet.mode:
        return Hindrance.MODE
    if fleet.links and link.id not in fleet.links:
        return Hindrance.LINKS
    if link.origin not in reach.out or link.destination not in reach.back:
        return Hindrance.REACH
    limit_h = scenario.objective.ride_limit_h
    if limit_h is not None and link.duration_h > limit_h * (link.rest_stops + 1) + HOUR_TOLERANCE:
        return Hindrance.RIDE
    ahead_h = reach.out[link.origin] + fleet.load_h
    pool = scenario.escort_pools.get(fleet.escort_pool or "")
    if pool is not None and fleet.escorts_per_trip and pool.duty_limit_h is not None:
        round_trip_h = ahead_h + link.duration_h + reach.back[link.destination]
        if round_trip_h > pool.duty_limit_h + HOUR_TOLERANCE:
            return Hindrance.DUTY
    if steps_of(ahead_h, scenario.step_h) + steps_of(link.duration_h, scenario.step_h) > (
        scenario.steps
    ):
        return Hindrance.HORIZON
    return None


def steps_of(hours: float, step_h: float) -> int:
    """Steps that a duration touches, rounded up."""
    return math.ceil(hours / step_h - HOUR_TOLERANCE)
