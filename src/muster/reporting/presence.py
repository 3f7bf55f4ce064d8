"""Where people are at each boundary by a plan: at the site where they started, staged, placed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.planning.plan import Load, Plan, Trip
from muster.scenario import Group, Scenario
from muster.scenario.timeline import HOUR_TOLERANCE

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Presence:
    """People by boundary; every array has T + 1 entries (steps + 1).

    At boundary t those who depart at t have left and those who arrive at t are present.
    """

    at: Mapping[tuple[str, str], Counts]
    """People of a group at a site, by (group, site); pairs that never meet are left out."""
    under_way: Mapping[str, Counts]
    """People of a group on trips."""

    def of_group(self, group: str, site: str, boundaries: int) -> Counts:
        """People of a group at a site."""
        return self.at.get((group, site), np.zeros(boundaries, dtype=np.int64))


def appears(scenario: Scenario, group: Group) -> int:
    """The boundary at which a group is first at its site; beyond T if that is after the end."""
    if group.arrives_at is None:
        return 0
    hours = scenario.hours_until(group.arrives_at)
    return max(0, math.ceil(hours / scenario.step_h - HOUR_TOLERANCE))


def arrival(scenario: Scenario, trip: Trip) -> int:
    """The boundary from which a trip's people are present at its destination."""
    duration_h = scenario.links[trip.link].duration_h
    return trip.step + math.ceil(duration_h / scenario.step_h - HOUR_TOLERANCE)


def presence(scenario: Scenario, plan: Plan) -> Presence:
    """Follow everybody through a plan."""
    boundaries = scenario.steps + 1
    at: dict[tuple[str, str], Counts] = defaultdict(lambda: np.zeros(boundaries, dtype=np.int64))
    under_way: dict[str, Counts] = defaultdict(lambda: np.zeros(boundaries, dtype=np.int64))
    for group in scenario.groups.values():
        at[group.id, group.site][appears(scenario, group) :] += group.people
    trips = {trip.id: trip for trip in plan.trips}
    for load in plan.loads:
        trip = trips[load.trip]
        link = scenario.links[trip.link]
        arrives = arrival(scenario, trip)
        at[load.group, link.origin][trip.step :] -= load.people
        at[load.group, link.destination][arrives:] += load.people
        under_way[load.group][trip.step : arrives] += load.people
    return Presence(dict(at), dict(under_way))


@dataclass(frozen=True, slots=True)
class Leaving:
    """People who have to leave a site, or do leave it by the plan, by boundary (T + 1)."""

    people: Mapping[str, int]
    """By the site they leave: how many they are."""
    remaining: Mapping[str, Counts]
    """By site: those of them who are still there; sites that nobody leaves are left out."""
    between: Counts
    """Those who have left and are not yet where they end: staged or under way."""
    arrived: Counts
    """Those who have reached the place where they end."""


def leaving(scenario: Scenario, plan: Plan) -> Leaving:
    """Who still has to leave where.

    People who may stay where they are and do so are nobody's task and not counted.
    """
    boundaries = scenario.steps + 1
    where = presence(scenario, plan)
    numbers: dict[str, int] = defaultdict(int)
    remaining: dict[str, Counts] = {}
    between = np.zeros(boundaries, dtype=np.int64)
    arrived = np.zeros(boundaries, dtype=np.int64)
    for group in scenario.groups.values():
        appear = appears(scenario, group)
        if appear >= boundaries:
            continue
        here = where.of_group(group.id, group.site, boundaries)
        stays = int(here[-1]) if group.site in group.destinations else 0
        task = np.where(np.arange(boundaries) >= appear, group.people - stays, 0)
        still = np.maximum(here - stays, 0) * (np.arange(boundaries) >= appear)
        ended = sum(
            (
                where.of_group(group.id, site, boundaries)
                for site in group.destinations
                if site != group.site
            ),
            start=np.zeros(boundaries, dtype=np.int64),
        )
        if task.any():
            numbers[group.site] += group.people - stays
            remaining[group.site] = remaining.get(group.site, np.zeros_like(between)) + still
            arrived += ended
            between += task - still - ended
    return Leaving(dict(numbers), remaining, between, arrived)


@dataclass(frozen=True, slots=True)
class Flow:
    """People moved over one link, all trips together."""

    link: str
    trips: int
    people: int


def flows(plan: Plan) -> list[Flow]:
    """People and trips by link, most people first."""
    trips: dict[str, list[Trip]] = defaultdict(list)
    loads: dict[str, list[Load]] = defaultdict(list)
    for trip in plan.trips:
        trips[trip.link].append(trip)
    link_of = {trip.id: trip.link for trip in plan.trips}
    for load in plan.loads:
        loads[link_of[load.trip]].append(load)
    found = [
        Flow(link, len(on_it), sum(load.people for load in loads[link]))
        for link, on_it in trips.items()
    ]
    return sorted(found, key=lambda flow: (-flow.people, flow.link))


def moved_in(scenario: Scenario, plan: Plan) -> Mapping[str, int]:
    """People placed at each site who started elsewhere."""
    total: dict[str, int] = defaultdict(int)
    for placement in plan.placements:
        if placement.placed and placement.site != scenario.groups[placement.group].site:
            total[placement.site] += placement.people
    return dict(total)


def emptied(remaining: Counts) -> int | None:
    """The boundary from which nobody is left; None if somebody is left at the end."""
    if remaining[-1] > 0:
        return None
    held = np.flatnonzero(remaining)
    return int(held[-1]) + 1 if held.size else 0
