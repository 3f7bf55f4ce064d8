"""Limits that change over time, turned into one number per step."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.scenario import ChangeTarget, Scenario, Site
from muster.scenario.timeline import Timeline, timeline
from muster.scenario.ways import Hindrance, hindrance, reach_of

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """What one site allows, by step; None where it does not limit."""

    room: IntArray | None
    """(T,) people of the scenario who may be present."""
    beds: Mapping[str, int]
    """The same by separation class, constant."""
    embarked: FloatArray | None
    """(T,) people who can be loaded in each step."""
    embark_window: int
    """Boundaries over which the loading of the largest vehicle is spread; T + 1 at most."""
    intake: FloatArray | None
    """(T,) people who can be received in each step."""
    air_slots: IntArray | None
    """(T,) trips by air in 24 hours, by the step that begins at their boundary."""


def site_limits(
    scenario: Scenario,
) -> tuple[dict[str, SiteLimits], dict[str, IntArray], dict[str, IntArray], dict[str, IntArray]]:
    """Limits of sites, vehicles of fleets, teams of pools and trips a day of links."""
    largest = _largest_vehicles(scenario)
    sites = {
        site.id: _limits_of(scenario, site, largest.get(site.id, 0))
        for site in scenario.sites.values()
    }
    vehicles = {
        fleet.id: _lowest(
            scenario,
            timeline(scenario, ChangeTarget.FLEET, fleet.id, "vehicles", fleet.vehicles),
        )
        for fleet in scenario.fleets.values()
    }
    teams = {
        pool.id: _lowest(
            scenario, timeline(scenario, ChangeTarget.ESCORTS, pool.id, "teams", pool.teams)
        )
        for pool in scenario.escort_pools.values()
    }
    links = {}
    for link in scenario.links.values():
        line = timeline(scenario, ChangeTarget.LINK, link.id, "trips_per_day", link.trips_per_day)
        if any(value is not None for value in line.values):
            links[link.id] = _lowest(scenario, line)
    return sites, vehicles, teams, links


def _largest_vehicles(scenario: Scenario) -> dict[str, int]:
    """Seats of the largest vehicle that may depart from each site that limits loading.

    By the rules that do not depend on time: one whose link is closed all along counts, too.
    """
    largest = {site.id: 0 for site in scenario.sites.values() if site.embark_per_h is not None}
    for fleet in scenario.fleets.values():
        seats, reach = sum(fleet.seats.values()), reach_of(scenario, fleet)
        for link in scenario.links.values():
            smaller = largest.get(link.origin, seats) < seats
            if smaller and hindrance(scenario, reach, link) in (None, Hindrance.HORIZON):
                largest[link.origin] = seats
    return largest


UNLIMITED = 10**9
"""Stands for no limit in an array of limits."""


def _lowest(scenario: Scenario, line: Timeline[int] | Timeline[int | None]) -> IntArray:
    return np.array(
        [
            min(UNLIMITED if value is None else int(value) for _, value in pieces)
            for pieces in line.by_step(scenario.step_h, scenario.steps)
        ],
        dtype=np.int64,
    )


def _integral(
    scenario: Scenario, line: Timeline[float | None], open_line: Timeline[bool] | None = None
) -> FloatArray:
    step_h, steps = scenario.step_h, scenario.steps
    totals = np.array(
        [
            sum(hours * (float(UNLIMITED) if rate is None else rate) for hours, rate in pieces)
            for pieces in line.by_step(step_h, steps)
        ]
    )
    if open_line is not None:
        closed = [not all(o for _, o in pieces) for pieces in open_line.by_step(step_h, steps)]
        totals[closed] = 0.0
    return totals


def _limits_of(scenario: Scenario, site: Site, largest_vehicle: int) -> SiteLimits:
    kind = ChangeTarget.SITE
    capacity = timeline(scenario, kind, site.id, "capacity", site.capacity)
    slots = timeline(scenario, kind, site.id, "air_slots_per_day", site.air_slots_per_day)
    rate = site.embark_per_h.value if site.embark_per_h is not None else None
    embark = timeline(scenario, kind, site.id, "embark_per_h", rate)
    intake = timeline(scenario, kind, site.id, "intake_per_day", site.intake_per_day)
    is_open = timeline(scenario, kind, site.id, "open", True)
    window = 1
    if rate:
        steps = math.ceil(largest_vehicle / (rate * scenario.step_h) - 1e-9)
        window = min(max(1, steps), scenario.steps + 1)
    return SiteLimits(
        room=_room(scenario, site, capacity),
        beds=_beds(scenario, site),
        embarked=_integral(scenario, embark, is_open) if _limits(embark) else None,
        embark_window=window,
        intake=_integral(scenario, intake) / 24 if _limits(intake) else None,
        air_slots=_lowest(scenario, slots) if _limits(slots) else None,
    )


def _limits(line: Timeline[float | None] | Timeline[int | None]) -> bool:
    return any(value is not None for value in line.values)


def _room(scenario: Scenario, site: Site, capacity: Timeline[int | None]) -> IntArray | None:
    if not _limits(capacity):
        return None
    at_start = sum(group.people for group in scenario.groups.values() if group.site == site.id)
    free = np.maximum(_lowest(scenario, capacity) - site.occupied, 0)
    return np.maximum(free, at_start)


def _beds(scenario: Scenario, site: Site) -> dict[str, int]:
    at_start: dict[str, int] = {}
    for group in scenario.groups.values():
        if group.site == site.id:
            at_start[group.separation_class] = (
                at_start.get(group.separation_class, 0) + group.people
            )
    return {name: max(beds, at_start.get(name, 0)) for name, beds in site.beds.items()}
