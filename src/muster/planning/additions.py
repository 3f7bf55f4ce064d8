"""Additions: one more vehicle, team, bed, hour of loading, and a scenario that has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from muster.scenario import ChangeTarget, Judgement, Mode, Scenario, Site, SiteKind

BEDS = 50
"""Beds that are added at once: what one bed is worth is lost in a vehicle's many seats."""
PEOPLE_A_DAY = 50
"""Intake that is added at once."""
SLOTS_A_DAY = 2
"""One more aircraft that lands and departs."""
HOURS_A_DAY = 24.0


class Resource(StrEnum):
    """What there can be more of."""

    VEHICLES = "vehicles"
    ESCORTS = "escorts"
    CAPACITY = "capacity"
    BEDS = "beds"
    EMBARKATION = "embarkation"
    INTAKE = "intake"
    AIR_SLOTS = "air_slots"


UNITS = {
    Resource.VEHICLES: "vehicles",
    Resource.ESCORTS: "teams",
    Resource.CAPACITY: "beds",
    Resource.EMBARKATION: "loading hours a day",
    Resource.INTAKE: "people a day",
    Resource.AIR_SLOTS: "slots a day",
}


@dataclass(frozen=True, slots=True)
class Addition:
    """So many more of one resource, from the start to the end."""

    kind: Resource
    target: str
    """Id of the fleet, pool or site."""
    added: float
    separation_class: str = ""
    """For beds: the class they are for."""

    @property
    def unit(self) -> str:
        """What `added` counts."""
        if self.kind is Resource.BEDS:
            return f"beds for {self.separation_class.replace('_', ' ')}"
        return UNITS[self.kind]


def possible_additions(scenario: Scenario) -> tuple[Addition, ...]:
    """One of everything that can limit a plan: fleets first, then escorts, then sites."""
    escorted = {fleet.escort_pool for fleet in scenario.fleets.values() if fleet.escorts_per_trip}
    additions = [Addition(Resource.VEHICLES, fleet, 1) for fleet in scenario.fleets]
    additions += [
        Addition(Resource.ESCORTS, pool, 1) for pool in scenario.escort_pools if pool in escorted
    ]
    for site in scenario.sites.values():
        additions += _at_site(scenario, site)
    return tuple(additions)


def _at_site(scenario: Scenario, site: Site) -> list[Addition]:
    ends = [link for link in scenario.links.values() if link.destination == site.id]
    starts = [link for link in scenario.links.values() if link.origin == site.id]
    found = []
    if ends and _limited(scenario, site, "capacity"):
        found.append(Addition(Resource.CAPACITY, site.id, BEDS))
    comers = {
        group.separation_class
        for group in scenario.groups.values()
        if group.site != site.id and _may_enter(site, group.destinations)
    }
    found += [
        Addition(Resource.BEDS, site.id, BEDS, name)
        for name in site.beds
        if ends and name in comers
    ]
    if starts and _limited(scenario, site, "embark_per_h"):
        found.append(Addition(Resource.EMBARKATION, site.id, 1))
    if ends and _limited(scenario, site, "intake_per_day"):
        found.append(Addition(Resource.INTAKE, site.id, PEOPLE_A_DAY))
    by_air = any(link.mode is Mode.AIR for link in (*ends, *starts))
    if by_air and _limited(scenario, site, "air_slots_per_day"):
        found.append(Addition(Resource.AIR_SLOTS, site.id, SLOTS_A_DAY))
    return found


def _limited(scenario: Scenario, site: Site, field: str) -> bool:
    return getattr(site, field) is not None or any(
        change.value is not None
        for change in scenario.changes
        if (change.target_kind, change.target, change.field) == (ChangeTarget.SITE, site.id, field)
    )


def _may_enter(site: Site, destinations: tuple[str, ...]) -> bool:
    return site.kind is not SiteKind.RECEPTION or site.id in destinations


def cannot_bind(scenario: Scenario, addition: Addition) -> bool:
    """Whether there are beds for everybody who may come, so that more of them change nothing."""
    if addition.kind not in (Resource.CAPACITY, Resource.BEDS):
        return False
    site = scenario.sites[addition.target]
    comers: dict[str, int] = {}
    for group in scenario.groups.values():
        if group.site == site.id or _may_enter(site, group.destinations):
            name = group.separation_class
            comers[name] = comers.get(name, 0) + group.people
    capacities = [site.capacity, *_dated(scenario, site.id, "capacity")]
    lowest = min((each - site.occupied for each in capacities if each is not None), default=None)
    roomy = lowest is None or sum(comers.values()) <= lowest
    name = addition.separation_class
    return roomy and (
        addition.kind is Resource.CAPACITY or comers.get(name, 0) <= site.beds.get(name, 0)
    )


def _dated(scenario: Scenario, target: str, field: str) -> list[Any]:
    return [
        change.value
        for change in scenario.changes
        if (change.target_kind, change.target, change.field) == (ChangeTarget.SITE, target, field)
    ]


def with_addition(scenario: Scenario, addition: Addition) -> Scenario:
    """The scenario with so many more, now and after every dated change of the same field.

    A limit that is not there stays away. An intake or slots of 0 stay 0, for a place that takes
    nobody is closed and not short; a loading rate grows in proportion.
    """
    kind, target, more = addition.kind, addition.target, addition.added
    if kind is Resource.VEHICLES:
        fleet = scenario.fleets[target]
        fleets = {**scenario.fleets, target: replace(fleet, vehicles=fleet.vehicles + int(more))}
        grown = replace(scenario, fleets=fleets)
        return _changes_grown(grown, ChangeTarget.FLEET, target, "vehicles", _plus(more))
    if kind is Resource.ESCORTS:
        pool = scenario.escort_pools[target]
        pools = {**scenario.escort_pools, target: replace(pool, teams=pool.teams + int(more))}
        grown = replace(scenario, escort_pools=pools)
        return _changes_grown(grown, ChangeTarget.ESCORTS, target, "teams", _plus(more))
    if kind is Resource.BEDS and addition.separation_class in scenario.sites[target].beds:
        site = scenario.sites[target]
        name = addition.separation_class
        beds = {**site.beds, name: site.beds[name] + int(more)}
        scenario = _with_site(scenario, replace(site, beds=beds))
    if kind is Resource.EMBARKATION:
        return _site_grown(scenario, target, "embark_per_h", _times(1 + more / HOURS_A_DAY))
    if kind is Resource.INTAKE:
        return _site_grown(scenario, target, "intake_per_day", _plus_if_open(more))
    if kind is Resource.AIR_SLOTS:
        return _site_grown(scenario, target, "air_slots_per_day", _plus_if_open(more))
    return _site_grown(scenario, target, "capacity", _plus(more))


def with_additions(scenario: Scenario, additions: tuple[Addition, ...]) -> Scenario:
    """The scenario with all of several additions."""
    for addition in additions:
        scenario = with_addition(scenario, addition)
    return scenario


Grow = Callable[[Any], Any]


def _plus(more: float) -> Grow:
    return lambda value: value + int(more)


def _plus_if_open(more: float) -> Grow:
    return lambda value: value + type(value)(more) if value else value


def _times(factor: float) -> Grow:
    def grown(value: float | Judgement) -> float | Judgement:
        if isinstance(value, Judgement):
            low, high = value.low * factor, value.high * factor
            return Judgement(value.value * factor, low, high, value.source)
        return value * factor

    return grown


def _site_grown(scenario: Scenario, site_id: str, field: str, grow: Grow) -> Scenario:
    site = scenario.sites[site_id]
    value = getattr(site, field)
    if value is not None:
        scenario = _with_site(scenario, replace(site, **{field: grow(value)}))
    return _changes_grown(scenario, ChangeTarget.SITE, site_id, field, grow)


def _with_site(scenario: Scenario, site: Site) -> Scenario:
    return replace(scenario, sites={**scenario.sites, site.id: site})


def _changes_grown(
    scenario: Scenario, kind: ChangeTarget, target: str, field: str, grow: Grow
) -> Scenario:
    changes = tuple(
        replace(change, value=grow(change.value))
        if (change.target_kind, change.target, change.field) == (kind, target, field)
        and change.value is not None
        else change
        for change in scenario.changes
    )
    return replace(scenario, changes=changes)
