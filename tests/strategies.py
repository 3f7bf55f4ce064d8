"""Hypothesis strategies for valid small scenarios in which every rule of the model can bind.

`scenarios()` is what most properties want. Everything drawn could have been read from a scenario
folder: ids are plain, times are whole minutes, numbers have few digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any, TypeVar

from hypothesis import strategies as st

import builders
from muster.scenario import (
    Change,
    ChangeTarget,
    DayWindow,
    EscortPool,
    Fleet,
    Group,
    Hazard,
    Judgement,
    Link,
    Mode,
    Objective,
    Scenario,
    SeatKind,
    Security,
    Site,
    SiteKind,
)

T = TypeVar("T")
Draw = st.DrawFn

STEP_HOURS = (1.0, 1.5, 2.0, 3.0, 5.0, 6.0)
CLASSES = ("men", "women", "women_with_children", "unaccompanied_minors")
CUSTODIANS = ("north", "south")
WINDOWS = (
    DayWindow(time(6, 0), time(18, 0)),
    DayWindow(time(18, 0), time(6, 0)),
    DayWindow(time(3, 0), time(22, 30)),
    DayWindow(time(9, 0), time(8, 0)),
)
PRISON_KINDS = (
    SiteKind.PRISON,
    SiteKind.DETENTION_CENTRE,
    SiteKind.CAMP,
    SiteKind.POLICE_STATION,
    SiteKind.HOSPITAL,
)
STAGING_KINDS = (SiteKind.STAGING, SiteKind.AIRFIELD)


def rarely(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """A limit that most things do not have: None five times out of six."""
    return st.integers(0, 5).flatmap(lambda n: values if n == 5 else st.none())


def tenths(lowest: float, highest: float) -> st.SearchStrategy[float]:
    """Numbers with one decimal."""
    return st.integers(round(lowest * 10), round(highest * 10)).map(lambda n: n / 10)


def hundredths(lowest: float, highest: float) -> st.SearchStrategy[float]:
    """Numbers with two decimals."""
    return st.integers(round(lowest * 100), round(highest * 100)).map(lambda n: n / 100)


@st.composite
def judgements(
    draw: Draw, values: st.SearchStrategy[float], most: float | None = None
) -> Judgement:
    """A value with a range around it, or a certain one."""
    value = draw(values)
    if draw(st.booleans()):
        return Judgement.certain(value)
    high = value * 2 if most is None else min(value * 2, most)
    return Judgement(value, value / 2, high, "judged by nobody")


@st.composite
def sites(draw: Draw, id: str, kind: SiteKind) -> Site:
    """A site of any kind with any of the limits."""
    guards_needed = draw(rarely(st.integers(1, 20).map(float)))
    return builders.site(
        id,
        kind,
        loss_fraction=draw(judgements(tenths(0, 1), most=1.0)),
        custodian=draw(st.sampled_from(("", *CUSTODIANS))),
        capacity=draw(rarely(st.integers(0, 60))),
        occupied=draw(st.sampled_from((0, 0, 3))),
        beds=draw(
            st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 30), max_size=2)
            if draw(st.integers(0, 3)) == 3
            else st.just({})
        ),
        embark_per_h=draw(rarely(judgements(st.sampled_from((1.0, 2.5, 8.0, 20.0))))),
        intake_per_day=draw(rarely(st.sampled_from((12.0, 30.0, 100.0, 0.0)))),
        air_slots_per_day=draw(rarely(st.sampled_from((1, 2, 4, 6, 0)))),
        window=draw(rarely(st.sampled_from(WINDOWS))),
        guards_needed=guards_needed,
        guards=None if guards_needed is None else draw(st.integers(0, 25).map(float)),
    )


@st.composite
def links(draw: Draw, origin: str, destination: str, step_h: float, modes: Sequence[Mode]) -> Link:
    """A link of at most two steps with any of the limits."""
    mode = draw(st.sampled_from(modes))
    return builders.link(
        origin,
        destination,
        draw(st.sampled_from((0.25, 0.5, 1.0, 1.0, 1.5, 2.0))) * step_h,
        id=f"{origin}-{destination}-{mode}",
        mode=mode,
        risk=draw(judgements(st.sampled_from((0.0, 0.001, 0.02)), most=1.0)),
        trips_per_day=draw(rarely(st.sampled_from((1, 2, 4, 0)))),
        window=draw(rarely(st.sampled_from(WINDOWS))),
        rest_stops=draw(st.sampled_from((0, 0, 1))),
    )


@st.composite
def networks(
    draw: Draw,
    origins: Sequence[str],
    staging: Sequence[str],
    receptions: Sequence[str],
    step_h: float,
) -> list[Link]:
    """Roads from the origins to staging or reception, and ways from staging to reception."""
    ways = [
        (origin, target, (Mode.ROAD,))
        for origin in origins
        for target in (staging or receptions)
        if target == (staging or receptions)[0] or draw(st.booleans())
    ]
    ways += [
        (stage, target, (Mode.AIR, Mode.ROAD))
        for stage in staging
        for target in receptions
        if target == receptions[0] or draw(st.booleans())
    ]
    if staging and draw(st.booleans()):
        ways.append((origins[0], receptions[0], (Mode.ROAD, Mode.AIR)))
    if len(origins) > 1 and draw(st.booleans()):
        ways.append((origins[0], origins[1], (Mode.ROAD,)))
    if draw(st.integers(0, 3)) == 3:
        ways.append((ways[0][1], ways[0][0], (Mode.ROAD,)))
    return [draw(links(*way[:2], step_h, way[2])) for way in ways]


@st.composite
def fleets(
    draw: Draw,
    id: str,
    mode: Mode,
    step_h: float,
    served: Sequence[Link],
    pools: Sequence[EscortPool],
) -> Fleet:
    """A fleet of a mode, based at an end of some link, perhaps with compartments and escorts."""
    way = draw(st.sampled_from([link for link in served if link.mode == mode]))
    compartments = draw(st.sampled_from((1, 1, 2, 3)))
    escorted = pools and draw(st.booleans())
    same_mode = [other.id for other in served if other.mode == way.mode]
    hours = st.sampled_from((0.0, 0.25, 0.5, 1.0)).map(lambda share: share * step_h)
    return builders.fleet(
        id,
        draw(st.sampled_from((way.origin, way.origin, way.destination))),
        mode=way.mode,
        vehicles=draw(st.sampled_from((1, 1, 2, 2, 3, 0))),
        compartments=compartments,
        seats=compartments * draw(st.integers(1, 12)),
        stretchers=compartments * draw(st.sampled_from((0, 0, 1))),
        load_h=draw(hours),
        turnaround_h=draw(hours),
        escort_pool=draw(st.sampled_from([pool.id for pool in pools])) if escorted else None,
        escorts_per_trip=draw(st.integers(1, 2)) if escorted else 0,
        links=tuple(
            draw(st.lists(st.sampled_from(same_mode), min_size=1, max_size=3, unique=True))
            if draw(st.integers(0, 3)) == 3
            else ()
        ),
    )


@st.composite
def pools(draw: Draw, id: str, base: str, step_h: float) -> EscortPool:
    """A pool of few teams, perhaps with rest and a limit on their duty."""
    return builders.pool(
        id,
        base,
        draw(st.sampled_from((1, 2, 3, 4, 0))),
        rest_h=draw(st.sampled_from((0.0, 0.5, 2.0))) * step_h,
        duty_limit_h=draw(rarely(st.sampled_from((2.0, 4.0, 7.0)).map(lambda n: n * step_h))),
    )


@st.composite
def groups(
    draw: Draw,
    id: str,
    homes: Sequence[str],
    ends: Sequence[str],
    horizon_h: float,
    most_people: int,
) -> Group:
    """People of any class; destinations may be empty or contain their own site."""
    home = draw(st.sampled_from(list(homes)))
    destinations = draw(
        st.one_of(
            st.just(list(ends)),
            st.lists(st.sampled_from(list(ends)), min_size=1, max_size=3, unique=True),
        )
    )
    extra = draw(st.integers(0, 7))
    if extra == 6 and home not in destinations:
        destinations.append(home)
    if extra == 7:
        destinations = []
    moments = st.integers(0, round(horizon_h * 60) + 60).map(lambda m: builders.hour(m / 60))
    return builders.group(
        id,
        home,
        draw(st.integers(1, most_people)),
        destinations=destinations,
        priority=draw(st.sampled_from((0.5, 1.0, 1.0, 2.0, 5.0))),
        priority_rule="drawn",
        separation_class=draw(st.sampled_from((*CLASSES, "men"))),
        seat_kind=draw(st.sampled_from((*[SeatKind.SEATED] * 4, SeatKind.STRETCHER))),
        ready_at=draw(rarely(moments)),
        arrives_at=draw(rarely(moments)),
    )


@st.composite
def securities(draw: Draw, dangerous: Sequence[str]) -> Security:
    """One to three regimes, perhaps one without trips, perhaps in force from the start."""
    names = ("holding", "fraying", "collapsed")[: draw(st.integers(1, 3))]
    stops = draw(st.booleans())
    regimes = {name: not (stops and name == names[-1] and len(names) > 1) for name in names}
    pairs = [(a, b) for a in names for b in names if a != b]
    rates = {
        pair: draw(judgements(hundredths(0, 2)))
        for pair in pairs
        if pair[0] < pair[1] or draw(st.booleans())
    }
    chance = draw(st.sampled_from((0.0, 0.0, 0.25)))
    initial = {names[0]: 1.0}
    if chance and len(names) > 1:
        initial = {names[0]: 1 - chance, names[-1]: chance}
    hazards = [
        Hazard(site, regime, draw(judgements(hundredths(0, 1))), custodian)
        for site in dangerous
        for regime in names
        for custodian in ((None, "south") if draw(st.integers(0, 3)) == 3 else (None,))
    ]
    return builders.security(
        regimes=regimes,
        rates=rates,
        initial=initial,
        more_hazards=hazards,
        guard_elasticity=draw(judgements(st.sampled_from((0.0, 0.5, 1.0)))),
        guard_factor_limit=draw(st.sampled_from((1.0, 3.0, 10.0))),
    )


SITE_CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "custodian": st.sampled_from(CUSTODIANS),
    "guards": st.integers(0, 10).map(float),
    "guards_needed": st.integers(0, 10).map(float),
    "capacity": st.one_of(st.none(), st.integers(0, 60)),
    "embark_per_h": st.sampled_from((0.0, 1.0, 5.0, 20.0)),
    "intake_per_day": st.one_of(st.none(), st.sampled_from((0.0, 10.0, 50.0))),
    "air_slots_per_day": st.one_of(st.none(), st.integers(0, 5)),
    "open": st.booleans(),
}
LINK_CHANGES: dict[str, st.SearchStrategy[Any]] = {
    "open": st.booleans(),
    "trips_per_day": st.one_of(st.none(), st.integers(0, 4)),
}
FLEET_CHANGES: dict[str, st.SearchStrategy[Any]] = {"vehicles": st.integers(0, 3)}
POOL_CHANGES: dict[str, st.SearchStrategy[Any]] = {"teams": st.integers(0, 3)}


@st.composite
def changes(draw: Draw, targets: Sequence[tuple[ChangeTarget, str]], horizon_h: float) -> Change:
    """A dated change of one thing, at a boundary or within a step."""
    kind, target = draw(st.sampled_from(list(targets)))
    fields = {
        ChangeTarget.SITE: SITE_CHANGES,
        ChangeTarget.LINK: LINK_CHANGES,
        ChangeTarget.FLEET: FLEET_CHANGES,
        ChangeTarget.ESCORTS: POOL_CHANGES,
    }[kind]
    field = draw(st.sampled_from(sorted(fields)))
    at_h = draw(st.integers(0, round(horizon_h * 2))) / 2
    return builders.change(at_h, kind, target, field, draw(fields[field]))


@st.composite
def scenarios(draw: Draw, *, most_people: int = 25, most_steps: int = 16) -> Scenario:
    """A valid scenario of 1-4 origins, 0-2 staging sites and 1-2 receptions.

    Groups have at most `most_people` people each; the horizon has 4 to `most_steps` steps.
    """
    step_h, steps = draw(st.sampled_from(STEP_HOURS)), draw(st.integers(4, most_steps))
    origins = [f"P{n + 1}" for n in range(draw(st.integers(1, 4)))]
    staging = [f"S{n + 1}" for n in range(draw(st.integers(0, 2)))]
    receptions = [f"R{n + 1}" for n in range(draw(st.integers(1, 2)))]
    kinds = ((origins, PRISON_KINDS), (staging, STAGING_KINDS), (receptions, [SiteKind.RECEPTION]))
    places = [
        draw(sites(id, draw(st.sampled_from(list(kind))))) for ids, kind in kinds for id in ids
    ]
    ways = draw(networks(origins, staging, receptions, step_h))
    escort_pools = [draw(pools("E1", origins[0], step_h))] if draw(st.booleans()) else []
    modes = list(dict.fromkeys(way.mode for way in ways))
    carriers = [
        draw(fleets(f"F{n + 1}", modes[n % len(modes)], step_h, ways, escort_pools))
        for n in range(draw(st.sampled_from((2, 1, 3))))
    ]
    horizon_h = step_h * steps
    ends = [*receptions, *staging[:1]]
    held = [
        draw(groups(f"G{n + 1}", [*origins, *staging[:1]], ends, horizon_h, most_people))
        for n in range(draw(st.integers(1, 5)))
    ]
    targets = [(ChangeTarget.SITE, place.id) for place in places]
    targets += [(ChangeTarget.LINK, way.id) for way in ways]
    targets += [(ChangeTarget.FLEET, carrier.id) for carrier in carriers]
    targets += [(ChangeTarget.ESCORTS, each.id) for each in escort_pools]
    return builders.small_scenario(
        name="drawn",
        sites=places,
        links=ways,
        fleets=carriers,
        groups=held,
        escort_pools=escort_pools,
        changes=draw(
            st.lists(
                changes(targets, horizon_h),
                max_size=4,
                unique_by=lambda each: (each.at, each.target_kind, each.target, each.field),
            )
        ),
        security=draw(securities([*origins, *staging, receptions[-1]])),
        objective=Objective(
            beyond_h=draw(st.sampled_from((0.0, 24.0, 720.0))),
            trip_price=draw(st.sampled_from((0.0, 0.01))),
            ride_limit_h=draw(rarely(st.sampled_from((1.0, 2.0)).map(lambda n: n * step_h))),
        ),
        step_h=step_h,
        steps=steps,
    )
