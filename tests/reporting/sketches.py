"""Scenarios of the size that figures are made for, and plans that look real but are not solved.

The plans keep vehicles busy and people conserved, and nothing else: enough to be drawn.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

import numpy as np

from builders import (
    Ride,
    change,
    fleet,
    group,
    link,
    plan_of,
    pool,
    reception,
    security,
    site,
    small_scenario,
)
from muster.planning.answers import Limit, Sensitivity, Surge
from muster.planning.plan import Placement, Plan, ProgressPoint
from muster.scenario import Mode, Scenario, SiteKind

CLASSES = ("men", "women", "unaccompanied_minors")

SYRIA = {
    "SINAA": ("al-Sina'a", SiteKind.PRISON, 36.49, 40.75, 3200, 0.25),
    "PANO": ("Panorama", SiteKind.PRISON, 36.50, 40.74, 1400, 0.2),
    "HASC": ("Hasakah Central", SiteKind.PRISON, 36.50, 40.75, 500, 0.12),
    "ALAYA": ("Alaya", SiteKind.PRISON, 37.05, 41.23, 800, 0.08),
    "DERIK": ("Malikiyah centres", SiteKind.DETENTION_CENTRE, 37.18, 42.14, 300, 0.03),
    "SHAD": ("al-Shaddadi", SiteKind.PRISON, 36.05, 40.73, 500, 0.5),
    "AQTAN": ("al-Aqtan", SiteKind.PRISON, 36.04, 39.02, 300, 0.35),
    "HOL": ("al-Hol", SiteKind.CAMP, 36.38, 41.15, 0, 0.3),
    "ROJ": ("Roj", SiteKind.CAMP, 37.10, 42.00, 0, 0.05),
    "KJIR": ("Kharab al-Jir", SiteKind.STAGING, 37.05, 41.90, 0, 0.01),
    "KARKH": ("al-Karkh Central", SiteKind.RECEPTION, 33.26, 44.22, 0, 0.0),
    "HOOT": ("Nasiriyah Central", SiteKind.RECEPTION, 31.04, 46.26, 0, 0.0),
}


def syria(*, buses: int = 6, aircraft: int = 3, karkh: int = 5200, days: int = 14) -> Scenario:
    """The reference case's places, 7,000 people, buses to a staging base and aircraft from it."""
    places = [
        site(
            id,
            kind,
            name=name,
            latitude=lat,
            longitude=lon,
            loss_fraction=0.0 if rate == 0 else 0.4,
        )
        for id, (name, kind, lat, lon, _, rate) in SYRIA.items()
    ]
    places = [
        reception("KARKH", name="al-Karkh Central", latitude=33.26, longitude=44.22, capacity=karkh)
        if each.id == "KARKH"
        else each
        for each in places
    ]
    held = [
        group(
            f"{id}-{kind}-{n}",
            id,
            round(people * share),
            priority=priority,
            separation_class=kind,
            destinations=ends,
        )
        for id, (_, _, _, _, people, _) in SYRIA.items()
        if people
        for n, (kind, share, priority, ends) in enumerate(
            [
                ("men", 0.7, 3.0, ("KARKH", "HOOT")),
                ("men", 0.2, 1.0, ("KARKH", "HOOT")),
                ("men", 0.04, 2.0, ()),
                ("unaccompanied_minors", 0.06, 2.0, ("HOOT",)),
            ]
        )
    ]
    ways = [
        link(id, "KJIR", hours, id=f"{id}-KJIR")
        for id, hours in {
            "SINAA": 3,
            "PANO": 3,
            "HASC": 3,
            "ALAYA": 1.5,
            "DERIK": 1,
            "SHAD": 4,
            "AQTAN": 6,
        }.items()
    ]
    ways += [
        link("KJIR", "KARKH", 1.5, mode=Mode.AIR, id="KJIR-KARKH-air"),
        link("KJIR", "KARKH", 9, id="KJIR-KARKH-road"),
        link("KJIR", "HOOT", 2, mode=Mode.AIR, id="KJIR-HOOT-air"),
        link("SINAA", "SHAD", 1.5, id="SINAA-SHAD"),
        link("SHAD", "SINAA", 1.5, id="SHAD-SINAA"),
    ]
    return small_scenario(
        name="northeast-syria-2026",
        sites=places,
        groups=held,
        links=ways,
        fleets=[
            fleet("BUS", "KJIR", seats=240, vehicles=buses, name="bus convoy", load_h=2,
                  turnaround_h=3, escort_pool="ESC", escorts_per_trip=1),
            fleet("C17", "KARKH", seats=150, vehicles=aircraft, mode=Mode.AIR, name="C-17",
                  load_h=2, turnaround_h=4),
        ],
        escort_pools=[pool("ESC", "KJIR", 4)],
        changes=[
            change(59, "site", "AQTAN", "custodian", "Syrian government"),
            change(120, "site", "KARKH", "intake_per_day", 150),
            change(240, "site", "KARKH", "intake_per_day", None),
            change(200, "site", "SINAA", "guards", 40),
        ],
        security=security(
            {
                id: {"holding": rate / 10, "fraying": rate}
                for id, (*_, rate) in SYRIA.items()
                if rate
            },
            regimes={"holding": True, "fraying": True},
            rates={("holding", "fraying"): 0.06},
        ),
        steps=days * 8,
        beyond_h=720,
    )  # fmt: skip


NZ = {
    "NRCF": ("Northland", -35.42, 173.80, 548),
    "PARE": ("Auckland (Paremoremo)", -36.75, 174.63, 681),
    "MTED": ("Mt Eden", -36.867621, 174.766677, 1143),
    "ASCF": ("Auckland South", -37.014861, 174.850709, 863),
    "ARWC": ("Auckland Women's", -37.011154, 174.849807, 359),
    "SHCF": ("Spring Hill", -37.42, 175.05, 1050),
    "WAIK": ("Waikeria", -38.10, 175.39, 212),
    "TONG": ("Tongariro", -38.95, 175.80, 600),
    "HAWK": ("Hawke's Bay", -39.6635, 176.782202, 541),
    "WHAN": ("Whanganui", -39.982711, 175.095027, 407),
    "MANA": ("Manawatu", -40.399946, 175.570677, 244),
    "RIMU": ("Rimutaka", -41.12, 175.09, 942),
    "AROH": ("Arohata", -41.186579, 174.826031, 103),
    "CHWO": ("Christchurch Women's", -43.528903, 172.447568, 83),
    "CHCH": ("Christchurch Men's", -43.53, 172.44, 780),
    "ROLL": ("Rolleston", -43.58, 172.39, 203),
    "OTAG": ("Otago", -46.05, 170.00, 400),
    "INVE": ("Invercargill", -46.40454, 168.34505, 123),
}


def christchurch() -> Scenario:
    """Three prisons of which people must leave, all over the country, and 390 free beds."""
    leaving = ("CHCH", "CHWO", "ROLL")
    rest = [id for id in NZ if id not in leaving]
    places = [
        site(
            id, name=name, latitude=lat, longitude=lon, loss_fraction=0.2 if id in leaving else 0.0,
            capacity=capacity, occupied=0 if id in leaving else capacity - 26,
        )
        for id, (name, lat, lon, capacity) in NZ.items()
    ]  # fmt: skip
    men = tuple(id for id in rest if id not in ("ARWC", "AROH"))
    held = [
        group("CHCH-men", "CHCH", 780, destinations=men, priority=2),
        group("ROLL-men", "ROLL", 203, destinations=men),
        group("CHWO-women", "CHWO", 83, destinations=("ARWC", "AROH"), separation_class="women"),
    ]
    ways = [
        link(origin, end, hours_between(NZ[origin], NZ[end]), id=f"{origin}-{end}",
             mode=Mode.ROAD if NZ[end][1] < -42 else Mode.AIR)
        for origin in leaving
        for end in rest
    ]  # fmt: skip
    return small_scenario(
        name="christchurch-earthquake",
        sites=places,
        groups=held,
        links=ways,
        fleets=[
            fleet("BUS", "CHCH", seats=44, vehicles=4, name="bus", turnaround_h=2),
            fleet("C130", "CHCH", seats=60, vehicles=2, mode=Mode.AIR, name="Hercules", load_h=1,
                  turnaround_h=2),
        ],
        hazards=dict.fromkeys(leaving, 0.05),
        steps=24,
    )  # fmt: skip


def hours_between(first: Sequence[object], second: Sequence[object]) -> float:
    """Hours for about 200 km by road or 400 km by air."""
    north, east = float(first[1]) - float(second[1]), float(first[2]) - float(second[2])  # type: ignore[arg-type]
    return max(1.0, round(math.hypot(north * 111, east * 80) / 250, 1))


def many_sites(number: int = 60, *, seed: int = 1, days: int = 10) -> Scenario:
    """Sites scattered over a country, a third of them close together, three receptions."""
    draw = random.Random(seed)
    centres = [(10.2, 44.1), (9.4, 45.6), (8.1, 46.9)]
    places, held, ways = [], [], []
    ends = [f"R{n}" for n in range(3)]
    for n, end in enumerate(ends):
        places.append(
            reception(end, name=f"Reception {n + 1}", latitude=5 + n, longitude=43 + 2 * n)
        )
    kinds = [SiteKind.PRISON, SiteKind.POLICE_STATION, SiteKind.DETENTION_CENTRE, SiteKind.CAMP]
    for n in range(number - len(ends)):
        if n % 3 == 0:
            lat, lon = draw.choice(centres)
            lat, lon = lat + draw.uniform(-0.1, 0.1), lon + draw.uniform(-0.1, 0.1)
        else:
            lat, lon = draw.uniform(4.5, 11), draw.uniform(43, 50)
        id = f"S{n:02d}"
        places.append(
            site(id, kinds[n % 4], name=f"District facility {n + 1}", latitude=lat, longitude=lon)
        )
        held.append(group(f"G{n:02d}", id, int(draw.lognormvariate(4, 1)) + 5, destinations=ends,
                          separation_class=draw.choice(CLASSES)))  # fmt: skip
        end = draw.choice(ends)
        ways.append(link(id, end, draw.uniform(2, 8), id=f"{id}-{end}"))
    return small_scenario(
        name="many sites",
        sites=places,
        groups=held,
        links=ways,
        fleets=[fleet("BUS", "R0", seats=44, vehicles=12, name="bus", turnaround_h=1),
                fleet("TRUCK", "R1", seats=25, vehicles=30, name="truck", turnaround_h=1)],
        hazards={each.id: draw.uniform(0.01, 0.4) for each in places if each.kind != "reception"},
        steps=days * 8,
    )  # fmt: skip


def sketched(scenario: Scenario, *, most_trips: int = 10_000, **figures: object) -> Plan:
    """A plan that fills each vehicle with whoever waits at the fullest place it can serve."""
    waiting = {(g.id, g.site): g.people for g in scenario.groups.values()}
    room = {
        s.id: math.inf if s.capacity is None else s.capacity - s.occupied
        for s in scenario.sites.values()
    }
    rides: list[Ride] = []
    arriving: list[tuple[int, str, str, int]] = []
    free = {f.id: [0] * f.vehicles for f in scenario.fleets.values()}
    for step in range(1, scenario.steps):
        for due in [each for each in arriving if each[0] <= step]:
            arriving.remove(due)
            key = (due[1], due[2])
            waiting[key] = waiting.get(key, 0) + due[3]
        for each in scenario.fleets.values():
            for vehicle, at in enumerate(free[each.id]):
                if at > step or len(rides) >= most_trips:
                    continue
                ride = _fill(scenario, each.id, step, waiting, room)
                if ride is None:
                    break
                rides.append(ride)
                way = scenario.links[ride.link]
                lands = step + math.ceil(way.duration_h / scenario.step_h)
                for group_id, number in ride.people.items():
                    arriving.append((lands, group_id, way.destination, number))
                away = 2 * way.duration_h + each.turnaround_h + each.load_h
                free[each.id][vehicle] = step + math.ceil(away / scenario.step_h) + 2
    return concluded(scenario, rides, **figures)


def _fill(
    scenario: Scenario,
    fleet_id: str,
    step: int,
    waiting: dict[tuple[str, str], int],
    room: dict[str, float],
) -> Ride | None:
    carrier = scenario.fleets[fleet_id]
    best: tuple[int, str, dict[str, int]] = (0, "", {})
    for way in scenario.links.values():
        lands = step + math.ceil(way.duration_h / scenario.step_h)
        if way.mode != carrier.mode or lands + 2 > scenario.steps:
            continue
        seats = min(carrier.seats.get("seated", 0), room[way.destination])  # type: ignore[call-overload]
        riders: dict[str, int] = {}
        for each in scenario.groups.values():
            final = way.destination in each.destinations
            onward = any(
                other.origin == way.destination and other.destination in each.destinations
                for other in scenario.links.values()
            )
            here = waiting.get((each.id, way.origin), 0)
            take = int(min(here, seats - sum(riders.values())))
            leg_left = scenario.steps - lands > 8
            if (
                take > 0
                and way.origin not in each.destinations
                and (final or (onward and leg_left))
            ):
                riders[each.id] = take
        if sum(riders.values()) > best[0]:
            best = (sum(riders.values()), way.id, riders)
    number, way_id, riders = best
    if not number:
        return None
    way = scenario.links[way_id]
    for group_id, people in riders.items():
        waiting[group_id, way.origin] -= people
    room[way.destination] -= number
    if scenario.sites[way.destination].kind in (SiteKind.STAGING, SiteKind.AIRFIELD):
        room[way.destination] += number
    return Ride(way_id, step, riders, fleet_id)


def concluded(scenario: Scenario, rides: Sequence[Ride], **figures: object) -> Plan:
    """A plan of rides with its placements; whoever is stranded on the way counts as unplaced."""
    plan = plan_of(scenario, rides)
    at = {(g.id, g.site): g.people for g in scenario.groups.values()}
    way_of = {trip.id: scenario.links[trip.link] for trip in plan.trips}
    for load in plan.loads:
        way = way_of[load.trip]
        at[load.group, way.origin] = at.get((load.group, way.origin), 0) - load.people
        at[load.group, way.destination] = at.get((load.group, way.destination), 0) + load.people
    placements = tuple(
        Placement(group_id, where, people, where in scenario.groups[group_id].destinations)
        for (group_id, where), people in at.items()
        if people
    )
    stated = {
        "expected_loss": 612.4,
        "bound": 600.3,
        "objective": 612.4,
        "gap": 0.0198,
        "people_lost": 240.2,
        "loss_if_nobody_moves": 2870.0,
        "seconds": 58.2,
        "first_plan_seconds": 0.9,
        "stopped_by": "gap",
        "unplaced": sum(p.people for p in placements if not p.placed),
        "placements": placements,
        "progress": progress(),
        **figures,
    }
    return plan_of(scenario, rides, **stated)


def progress() -> tuple[ProgressPoint, ...]:
    """A search of a minute: index rule, dive, then neighbourhoods, with a rising bound."""
    return (
        ProgressPoint(0.4, None, 0.0, "compile"),
        ProgressPoint(0.9, 702.0, 0.0, "index rule"),
        ProgressPoint(4.1, 702.0, 588.0, "relaxation"),
        ProgressPoint(9.0, 655.3, 588.0, "dive"),
        ProgressPoint(15.0, 641.0, 591.5, "neighbourhood"),
        ProgressPoint(22.0, 630.9, 594.0, "neighbourhood"),
        ProgressPoint(31.0, 621.2, 597.0, "neighbourhood"),
        ProgressPoint(44.0, 614.8, 599.1, "neighbourhood"),
        ProgressPoint(58.2, 612.4, 600.3, "neighbourhood"),
    )


def failing(scenario: Scenario) -> Mapping[str, np.ndarray]:
    """Chance of having failed by each boundary, at hazards that grow from regime to regime."""
    days = np.arange(scenario.steps + 1) * scenario.step_h / 24
    rates = {
        each: [h.per_day.value for h in scenario.security.hazards if h.site == each]
        for each in scenario.sites
    }
    return {
        each: 1 - np.exp(-(found[0] * days + (found[-1] - found[0]) * days**2 / 60))
        if found
        else np.zeros_like(days)
        for each, found in rates.items()
    }


LIMITS = (
    Limit("vehicles", "C17", 1, "vehicles", 574.1, 574.1, 566.0, 38.3, 46.4, 19.1, 46.0, 280),
    Limit("vehicles", "BUS", 1, "vehicles", 560.2, 560.2, 550.1, 52.2, 62.3, 26.1, 62.6, 280),
    Limit("escorts", "ESC", 1, "teams", 606.0, 606.0, 590.0, 6.4, 22.4, 3.2, 7.7, 280),
    Limit("capacity", "KARKH", 100, "beds", 598.0, 598.0, 590.0, 14.4, 22.4, 7.2, 17.3, 180),
    Limit("intake", "KARKH", 100, "people a day", 585.0, 585.0, 575.0, 27.4, 37.4, 13.7, 32.9, 280),
    Limit(
        "embarkation",
        "SINAA",
        2,
        "loading hours a day",
        612.4,
        612.4,
        600.1,
        0.0,
        12.3,
        0.0,
        0.0,
        280,
    ),
    Limit("air_slots", "KJIR", 2, "slots a day", 612.4, 612.4, 600.3, 0.0, 12.1, 0.0, 0.0, 280),
)

SURGES = (
    Surge("capacity", "KARKH", 280, "beds", 560, 280),
    Surge("vehicles", "C17", 1, "vehicles", 280, 0),
)


def sensitivities(scenario: Scenario, number: int = 18) -> tuple[Sensitivity, ...]:
    """Ranges that shrink, some of which change the first day."""
    names = [f"hazard {each} fraying" for each in scenario.sites]
    names += [
        "rate holding fraying",
        "guard_elasticity",
        "loss_fraction SINAA",
        "embark_per_h SINAA",
    ]
    names = names[::-1][:number]
    return tuple(
        Sensitivity(
            name, 0.02, 0.06, 0.15, 612.4 - 300 / (n + 1), 612.4 + 420 / (n + 1.5),
            612.4 - 270 / (n + 1), 612.4 + 460 / (n + 1.5), n % 3 != 1, n % 4 != 0,
            "judged by the transfer cell, 20 January; range from two earlier breakouts at the site",
        )
        for n, name in enumerate(names)
    )  # fmt: skip
