"""Links, fleets and escort pools of a generated instance: a sparse network about a drawn map."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bench.dangers import judged_share
from bench.geography import Map, road_hours
from muster.scenario import DayWindow, EscortPool, Fleet, Link, Mode, SeatKind

NIGHT = DayWindow(time(18), time(6))
NIGHT_ONLY = 0.4
"""Share of the roads to staging sites that may be used by night only."""
CONVOY_KM_PER_H, FLIGHT_KM_PER_H, FLIGHT_EXTRA_H = 45.0, 600.0, 0.75
ROAD_KM = 150.0
"""Receptions farther than this from a staging site are reached by air."""
RIDE_LIMIT_H, DUTY_LIMIT_H, REST_H = 8.0, 30.0, 8.0
TEAMS_PER_TRIP = {Mode.ROAD: 2, Mode.AIR: 1}
WORKING_SHARE = 0.8
"""Share of its time in which a vehicle finds work in spite of windows and late readiness."""


class Supply(StrEnum):
    """How many vehicles there are for the work."""

    SLACK = "slack"
    TIGHT = "tight"
    SINGLE = "single"
    """One vehicle in every fleet."""


VEHICLES_FOR_WORK = {Supply.SLACK: 2.5, Supply.TIGHT: 1.0, Supply.SINGLE: 0.0}
"""Vehicles for each that would just do, working throughout."""
FEWEST_VEHICLES = {Supply.SLACK: 3, Supply.TIGHT: 2, Supply.SINGLE: 1}
TEAMS_FOR_VEHICLES = {Supply.SLACK: 2.0, Supply.TIGHT: 1.0, Supply.SINGLE: 1.0}
"""Escort teams for each that would do if all vehicles were out at once; teams also rest."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A kind of vehicle."""

    seats: int
    stretchers: int
    compartments: int
    load_h: float
    turnaround_h: float

    @property
    def seats_by_kind(self) -> dict[SeatKind, int]:
        """Seats as a fleet has them."""
        return {SeatKind.SEATED: self.seats, SeatKind.STRETCHER: self.stretchers}


def draw_links(draw: random.Random, where: Map, convoy: Vehicle) -> dict[str, Link]:
    """Prisons to their nearest staging sites and, some, straight to a reception; staging onward."""
    links: dict[str, Link] = {}
    for prison in where.prisons:
        near = where.nearest(prison, list(where.staging), 2)
        if len(near) == 2 and where.km(prison, near[1]) > 1.6 * where.km(prison, near[0]):
            near = near[:1]
        for staging in near:
            _add(links, _road(draw, where, prison, staging, night=draw.random() < NIGHT_ONLY))
        reception = where.nearest(prison, list(where.receptions), 1)[0]
        direct = _road(draw, where, prison, reception, night=False)
        approach = road_hours(where.km(near[0], prison), CONVOY_KM_PER_H)
        within_duty = 2 * (direct.duration_h + approach) + convoy.load_h < DUTY_LIMIT_H
        if within_duty and draw.random() < 0.5:
            _add(links, direct)
    for staging in where.staging:
        for reception in where.nearest(staging, list(where.receptions), 2):
            if where.km(staging, reception) > ROAD_KM:
                _add(links, _flight(draw, where, staging, reception))
            else:
                _add(links, _road(draw, where, staging, reception, night=False))
    reached = {link.destination for link in links.values()}
    for reception in where.receptions:
        if reception not in reached:
            staging = where.nearest(reception, list(where.staging), 1)[0]
            _add(links, _flight(draw, where, staging, reception))
    return links


def draw_fleets(
    where: Map,
    links: Mapping[str, Link],
    people_at: Mapping[str, int],
    convoy: Vehicle,
    aircraft: Vehicle,
    supply: Supply,
    steps: int,
    step_h: float,
) -> tuple[dict[str, Fleet], dict[str, EscortPool]]:
    """A road fleet and a pool at each staging site, an air fleet and a pool at each airport."""
    fleets: dict[str, Fleet] = {}
    pools: dict[str, EscortPool] = {}
    through = dict.fromkeys(where.staging, 0)
    for prison, people in people_at.items():
        through[where.nearest(prison, list(where.staging), 1)[0]] += people
    for base, people in through.items():
        served = _served_from(base, where, links)
        legs = 2 if any(links[id].origin == base for id in served) else 1
        ride_h = sum(links[id].duration_h for id in served) / len(served)
        trips = people / convoy.seats * legs
        vehicles = _vehicles(trips, ride_h, convoy, supply, steps, step_h)
        _add_fleet(fleets, pools, Mode.ROAD, base, convoy, vehicles, served, supply)
    for base in where.receptions:
        flights = [
            link.id for link in links.values() if link.mode is Mode.AIR and link.destination == base
        ]
        if flights:
            ride_h = sum(links[id].duration_h for id in flights) / len(flights)
            trips = sum(through[links[id].origin] for id in flights) / 2 / aircraft.seats
            vehicles = _vehicles(trips, ride_h, aircraft, supply, steps, step_h)
            _add_fleet(fleets, pools, Mode.AIR, base, aircraft, vehicles, flights, supply)
    return fleets, pools


def _add_fleet(
    fleets: dict[str, Fleet],
    pools: dict[str, EscortPool],
    mode: Mode,
    base: str,
    vehicle: Vehicle,
    vehicles: int,
    served: list[str],
    supply: Supply,
) -> None:
    id, pool = f"{mode}-{base}", f"escorts-{base}"
    teams_per_trip = TEAMS_PER_TRIP[mode]
    teams = math.ceil(vehicles * teams_per_trip * TEAMS_FOR_VEHICLES[supply])
    pools[pool] = EscortPool(pool, base, teams, DUTY_LIMIT_H, REST_H)
    fleets[id] = Fleet(
        id=id,
        name=f"{mode} fleet at {base}",
        base=base,
        mode=mode,
        vehicles=vehicles,
        seats=vehicle.seats_by_kind,
        compartments=vehicle.compartments,
        load_h=vehicle.load_h,
        turnaround_h=vehicle.turnaround_h,
        escort_pool=pool,
        escorts_per_trip=teams_per_trip,
        links=tuple(served),
    )


def _served_from(base: str, where: Map, links: Mapping[str, Link]) -> list[str]:
    """Roads that touch the base, and straight ones from prisons to which it is the nearest."""
    return [
        link.id
        for link in links.values()
        if link.mode is Mode.ROAD
        and (
            base in (link.origin, link.destination)
            or (
                link.destination in where.receptions
                and link.origin in where.prisons
                and where.nearest(link.origin, list(where.staging), 1) == [base]
            )
        )
    ]


def _vehicles(
    trips: float, ride_h: float, vehicle: Vehicle, supply: Supply, steps: int, step_h: float
) -> int:
    """Vehicles for so many trips with a ride of so many hours each way, out empty or back empty."""
    busy_steps = math.ceil((ride_h + vehicle.load_h) / step_h) + math.ceil(
        (ride_h + vehicle.turnaround_h) / step_h
    )
    enough = trips * busy_steps / (steps * WORKING_SHARE)
    return max(FEWEST_VEHICLES[supply], round(enough * VEHICLES_FOR_WORK[supply]))


def _road(draw: random.Random, where: Map, origin: str, destination: str, *, night: bool) -> Link:
    hours = road_hours(where.km(origin, destination), CONVOY_KM_PER_H)
    return Link(
        id=f"{origin}-{destination}",
        origin=origin,
        destination=destination,
        mode=Mode.ROAD,
        duration_h=hours,
        risk=judged_share(round(0.0005 * hours * draw.uniform(0.5, 1.5), 6)),
        window=NIGHT if night else None,
        rest_stops=max(0, math.ceil(hours / RIDE_LIMIT_H) - 1),
    )


def _flight(draw: random.Random, where: Map, origin: str, destination: str) -> Link:
    hours = where.km(origin, destination) / FLIGHT_KM_PER_H + FLIGHT_EXTRA_H
    return Link(
        id=f"{origin}-{destination}-air",
        origin=origin,
        destination=destination,
        mode=Mode.AIR,
        duration_h=math.ceil(hours * 4) / 4,
        risk=judged_share(round(0.0002 * draw.uniform(0.5, 1.5), 6)),
    )


def _add(links: dict[str, Link], link: Link) -> None:
    links[link.id] = link
