"""Instances for measuring: a seed in, a scenario out, the same on every machine.

Sizes go from what can be solved to proof to a whole country; each comes with slack, tight and
single-vehicle fleets. Seeds for tuning and for reporting are apart: what is reported was never
tuned on.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

from bench.dangers import (
    GUARDS_NEEDED,
    OLD_CUSTODIAN,
    SOURCE,
    draw_guard_changes,
    draw_handed_over,
    draw_security,
    judged,
    judged_share,
)
from bench.geography import Map, draw_map
from bench.means import RIDE_LIMIT_H, Supply, Vehicle, draw_fleets, draw_links
from bench.people import Population, draw_groups, draw_numbers
from muster.scenario import (
    Change,
    ChangeTarget,
    Group,
    Link,
    Mode,
    Objective,
    Scenario,
    Site,
    SiteKind,
)

START = datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=3)))

TUNING_SEEDS = range(1, 11)
"""The planner may be tuned on instances of these."""
REPORTING_SEEDS = range(101, 111)
"""Results are reported on these, and nothing is ever chosen by them."""

VAN = Vehicle(seats=20, stretchers=2, compartments=2, load_h=1.0, turnaround_h=1.0)
BUSES = Vehicle(seats=80, stretchers=2, compartments=2, load_h=1.5, turnaround_h=1.5)
CONVOY = Vehicle(seats=160, stretchers=4, compartments=4, load_h=2.0, turnaround_h=2.0)
LIGHT_AIRCRAFT = Vehicle(seats=60, stretchers=3, compartments=3, load_h=1.5, turnaround_h=2.0)
AIRCRAFT = Vehicle(seats=150, stretchers=9, compartments=3, load_h=2.5, turnaround_h=3.0)


@dataclass(frozen=True, slots=True)
class Size:
    """The shape of an instance."""

    name: str
    prisons: int
    staging: int
    receptions: int
    population: Population
    steps: int
    step_h: float
    across_km: float
    """Side of the square in which prisons lie."""
    convoy: Vehicle = CONVOY
    aircraft: Vehicle = AIRCRAFT
    embark_per_h: float = 60.0
    """Of a prison, about."""


SMALL = Size("small", 2, 1, 2, Population(90, 1, 2, False), 8, 3, 40, VAN, LIGHT_AIRCRAFT, 20)
MEDIUM = Size("medium", 6, 2, 2, Population(2_000, 2, 4, True), 56, 6, 250, BUSES, LIGHT_AIRCRAFT)
REFERENCE = Size("reference", 12, 2, 3, Population(7_000, 3, 4, True), 56, 6, 400)
REFERENCE_FINE = replace(REFERENCE, name="reference-3h", steps=112, step_h=3)
LARGE = Size("large", 38, 7, 5, Population(30_000, 2, 3, False), 84, 6, 800)
NATIONAL = Size("national", 160, 24, 16, Population(100_000, 1, 3, False), 120, 6, 1_500)
SIZES = {size.name: size for size in (SMALL, MEDIUM, REFERENCE, REFERENCE_FINE, LARGE, NATIONAL)}


def national(seed: int, supply: Supply = Supply.TIGHT) -> Scenario:
    """200 sites, 100,000 people, 30 days in steps of 6 hours."""
    return instance(NATIONAL, seed, supply)


def reference_like(
    seed: int,
    supply: Supply = Supply.TIGHT,
    *,
    people: int = REFERENCE.population.people,
    prisons: int = REFERENCE.prisons,
    steps: int = REFERENCE.steps,
    step_h: float = REFERENCE.step_h,
) -> Scenario:
    """The shape of the reference case, with random numbers."""
    population = replace(REFERENCE.population, people=people)
    size = replace(REFERENCE, prisons=prisons, population=population, steps=steps, step_h=step_h)
    return instance(size, seed, supply)


def instance(size: Size, seed: int, supply: Supply = Supply.TIGHT) -> Scenario:
    """A scenario of the given size; map, people and dangers do not depend on the supply."""
    draw = random.Random(f"{size.name} {seed}")
    horizon_h = size.steps * size.step_h
    where = draw_map(draw, size.prisons, size.staging, size.receptions, size.across_km)
    links = draw_links(draw, where, size.convoy)
    people_at = draw_numbers(draw, size.population.people, list(where.prisons))
    reachable = _reachable(where, links)
    groups = draw_groups(draw, size.population, people_at, reachable, START, horizon_h)
    handed_over = draw_handed_over(draw, list(where.prisons))
    security = draw_security(
        draw, list(where.prisons), where.staging, where.receptions, handed_over
    )
    changes = draw_guard_changes(draw, list(where.prisons), handed_over, START, horizon_h)
    fleets, pools = draw_fleets(
        where, links, people_at, size.convoy, size.aircraft, supply, size.steps, size.step_h
    )
    sites = _prisons(draw, where, size, handed_over) | _staging(where, size)
    sites |= _receptions(draw, where, size, groups, supply)
    if size.receptions > 1 and horizon_h >= 7 * 24:
        changes += _slowdown(size, sites, links)
    return Scenario(
        name=f"{size.name}-{supply}-{seed}",
        start=START,
        step_h=size.step_h,
        steps=size.steps,
        security=security,
        sites=sites,
        groups=groups,
        links=links,
        fleets=fleets,
        escort_pools=pools,
        changes=tuple(changes),
        objective=Objective(ride_limit_h=RIDE_LIMIT_H),
    )


def _reachable(where: Map, links: Mapping[str, Link]) -> dict[str, tuple[str, ...]]:
    """Receptions to which each prison has a way, the nearest first."""
    onward: dict[str, set[str]] = {}
    for link in links.values():
        onward.setdefault(link.origin, set()).add(link.destination)
    found = {}
    for prison in where.prisons:
        ends = set(onward[prison])
        for staging in onward[prison] & set(where.staging):
            ends |= onward[staging]
        receptions = sorted(ends & set(where.receptions))
        found[prison] = tuple(where.nearest(prison, receptions, len(receptions)))
    return found


def _prisons(
    draw: random.Random, where: Map, size: Size, handed_over: Iterable[str]
) -> dict[str, Site]:
    changing = set(handed_over)
    sites = {}
    for id, place in where.prisons.items():
        latitude, longitude = place.degrees
        sites[id] = Site(
            id=id,
            name=f"prison {id}",
            kind=SiteKind.PRISON,
            latitude=latitude,
            longitude=longitude,
            custodian=OLD_CUSTODIAN if id in changing else "",
            loss_fraction=judged_share(round(draw.uniform(0.15, 0.45), 2)),
            embark_per_h=judged(float(round(size.embark_per_h * draw.uniform(0.6, 1.4)))),
            guards=GUARDS_NEEDED,
            guards_needed=GUARDS_NEEDED,
        )
    return sites


def _staging(where: Map, size: Size) -> dict[str, Site]:
    """Holding room for a few vehicles' loads at once."""
    capacity = round(2.5 * max(size.convoy.seats, size.population.people / 40), -1)
    sites = {}
    for id, place in where.staging.items():
        latitude, longitude = place.degrees
        sites[id] = Site(
            id=id,
            name=f"staging site {id}",
            kind=SiteKind.STAGING,
            latitude=latitude,
            longitude=longitude,
            loss_fraction=judged_share(0.05),
            capacity=int(min(capacity, 1_200)),
            embark_per_h=judged(size.embark_per_h * 2.5),
            air_slots_per_day=12,
        )
    return sites


ROOM_FOR_PEOPLE = {Supply.SLACK: 1.5, Supply.TIGHT: 1.05, Supply.SINGLE: 1.05}
"""Beds for each person who would go to the nearest reception."""
INTAKE_FOR_PEOPLE = {Supply.SLACK: 4.0, Supply.TIGHT: 1.6, Supply.SINGLE: 1.6}
"""Intake for each that would just do over the whole horizon."""


def _receptions(
    draw: random.Random,
    where: Map,
    size: Size,
    groups: Mapping[str, Group],
    supply: Supply,
) -> dict[str, Site]:
    coming = dict.fromkeys(where.receptions, 0)
    for group in groups.values():
        coming[group.destinations[0]] += group.people
    days = size.steps * size.step_h / 24
    least = max(size.convoy.seats, size.aircraft.seats)
    sites = {}
    for id, place in where.receptions.items():
        latitude, longitude = place.degrees
        people = max(coming[id], least) * draw.uniform(0.9, 1.2)
        sites[id] = Site(
            id=id,
            name=f"reception {id}",
            kind=SiteKind.RECEPTION,
            latitude=latitude,
            longitude=longitude,
            loss_fraction=judged_share(0.02),
            capacity=math.ceil(people * ROOM_FOR_PEOPLE[supply]),
            intake_per_day=float(math.ceil(max(least, people / days * INTAKE_FOR_PEOPLE[supply]))),
        )
    return sites


def _slowdown(size: Size, sites: Mapping[str, Site], links: Mapping[str, Link]) -> list[Change]:
    """The largest reception takes a third for two fifths of the time, but a vehicle a day."""
    receptions = [site for site in sites.values() if site.kind is SiteKind.RECEPTION]
    largest = max(receptions, key=lambda site: (site.capacity or 0, site.id))
    by_air = any(
        link.destination == largest.id and link.mode is Mode.AIR for link in links.values()
    )
    usual = largest.intake_per_day or 0.0
    a_vehicle = size.aircraft.seats if by_air else size.convoy.seats
    slow = float(round(max(min(usual, a_vehicle), usual / 3)))
    horizon_h = size.steps * size.step_h
    begins = START + timedelta(hours=round(0.35 * horizon_h))
    ends = START + timedelta(hours=round(0.75 * horizon_h))
    return [
        Change(begins, ChangeTarget.SITE, largest.id, "intake_per_day", slow, SOURCE),
        Change(ends, ChangeTarget.SITE, largest.id, "intake_per_day", usual, SOURCE),
    ]
