"""Scenarios and plans in a few lines: what a test does not name has a harmless default.

The default scenario is one prison `P` with 30 men, one reception `R`, a road of 3 hours between
them, one bus of 40 seats based at the prison, steps of 3 hours, 8 steps, and one regime in which
the prison fails at 0.1 a day. Change what the test is about and leave the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from muster.planning.plan import Load, Plan, Trip
from muster.scenario import (
    Change,
    ChangeTarget,
    EscortPool,
    Fleet,
    Group,
    Hazard,
    Judgement,
    Link,
    Mode,
    Objective,
    Regime,
    RegimeRate,
    Scenario,
    SeatKind,
    Security,
    Site,
    SiteKind,
)

START = datetime(2026, 1, 21, 0, 0, tzinfo=timezone(timedelta(hours=3)))
"""Midnight in an offset that is not UTC."""


def hour(hours: float) -> datetime:
    """The moment so many hours after the default start."""
    return START + timedelta(hours=hours)


def judged(value: float | Judgement) -> Judgement:
    """A judgement that is certain, unless it is one already."""
    return value if isinstance(value, Judgement) else Judgement.certain(float(value))


def site(
    id: str,
    kind: SiteKind | str = SiteKind.PRISON,
    *,
    loss_fraction: float | Judgement = 0.5,
    embark_per_h: float | Judgement | None = None,
    **others: Any,
) -> Site:
    """A site without limits where half of those present are lost at a failure."""
    return Site(
        id=id,
        name=others.pop("name", f"site {id}"),
        kind=SiteKind(kind),
        latitude=others.pop("latitude", 36.5),
        longitude=others.pop("longitude", 40.75),
        loss_fraction=judged(loss_fraction),
        embark_per_h=None if embark_per_h is None else judged(embark_per_h),
        **others,
    )


def reception(id: str, **others: Any) -> Site:
    """A reception facility at which nobody is lost."""
    return site(id, SiteKind.RECEPTION, **{"loss_fraction": 0.0, **others})


def link(
    origin: str,
    destination: str,
    duration_h: float = 3.0,
    *,
    mode: Mode | str = Mode.ROAD,
    risk: float | Judgement = 0.0,
    id: str | None = None,
    **others: Any,
) -> Link:
    """A link without limits, named `ORIGIN-DESTINATION`."""
    return Link(
        id=id or f"{origin}-{destination}",
        origin=origin,
        destination=destination,
        mode=Mode(mode),
        duration_h=duration_h,
        risk=judged(risk),
        **others,
    )


def fleet(
    id: str = "BUS",
    base: str = "P",
    *,
    seats: int = 40,
    stretchers: int = 0,
    wheelchairs: int = 0,
    vehicles: int = 1,
    mode: Mode | str = Mode.ROAD,
    **others: Any,
) -> Fleet:
    """Buses that load and turn around in no time, without escorts."""
    places = {
        SeatKind.SEATED: seats,
        SeatKind.STRETCHER: stretchers,
        SeatKind.WHEELCHAIR: wheelchairs,
    }
    return Fleet(
        id=id,
        name=others.pop("name", f"fleet {id}"),
        base=base,
        mode=Mode(mode),
        vehicles=vehicles,
        seats={kind: number for kind, number in places.items() if number},
        **others,
    )


def pool(id: str = "ESCORTS", base: str = "P", teams: int = 1, **others: Any) -> EscortPool:
    """Escort teams without a limit on their duty and without rest."""
    return EscortPool(id=id, base=base, teams=teams, **others)


def group(
    id: str = "G",
    site: str = "P",
    people: int = 30,
    *,
    destinations: Iterable[str] = ("R",),
    priority: float = 1.0,
    separation_class: str = "men",
    seat_kind: SeatKind | str = SeatKind.SEATED,
    **others: Any,
) -> Group:
    """Men of priority 1 who may go to `R`."""
    return Group(
        id=id,
        site=site,
        people=people,
        priority=priority,
        separation_class=separation_class,
        destinations=tuple(destinations),
        seat_kind=SeatKind(seat_kind),
        **others,
    )


def security(
    hazards: Mapping[str, float | Mapping[str, float]] | None = None,
    *,
    regimes: Mapping[str, bool] | None = None,
    rates: Mapping[tuple[str, str], float] | None = None,
    initial: Mapping[str, float] | None = None,
    more_hazards: Iterable[Hazard] = (),
    **others: Any,
) -> Security:
    """Regimes and hazards.

    `regimes` says of each whether trips run (default: one, `holding`, in which they do); `rates`
    are per day from regime to regime; `initial` defaults to the first regime. `hazards` per day
    are given by site for all regimes, or by site and regime; `more_hazards` may name custodians.
    """
    regimes = regimes or {"holding": True}
    listed = [
        Hazard(site, regime, Judgement.certain(value))
        for site, given in (hazards or {}).items()
        for regime, value in (
            given if isinstance(given, Mapping) else dict.fromkeys(regimes, float(given))
        ).items()
    ]
    return Security(
        regimes=tuple(Regime(name, trips) for name, trips in regimes.items()),
        initial=dict(initial) if initial else {next(iter(regimes)): 1.0},
        rates=tuple(
            RegimeRate(origin, destination, judged(rate))
            for (origin, destination), rate in (rates or {}).items()
        ),
        hazards=(*listed, *more_hazards),
        **others,
    )


def change(
    at_h: float, kind: ChangeTarget | str, target: str, field: str, value: Any, **others: Any
) -> Change:
    """From `at_h` hours after the default start on, a field has another value."""
    return Change(hour(at_h), ChangeTarget(kind), target, field, value, **others)


def small_scenario(
    *,
    sites: Sequence[Site] | None = None,
    links: Sequence[Link] | None = None,
    fleets: Sequence[Fleet] | None = None,
    groups: Sequence[Group] | None = None,
    escort_pools: Sequence[EscortPool] = (),
    changes: Sequence[Change] = (),
    hazards: Mapping[str, float | Mapping[str, float]] | None = None,
    security: Security | None = None,
    beyond_h: float = 0.0,
    objective: Objective | None = None,
    step_h: float = 3.0,
    steps: int = 8,
    **others: Any,
) -> Scenario:
    """The default scenario with whatever is given in place of its parts.

    `hazards` (site: per day) sets the default regime's; give `security` for more than one regime.
    Nothing is counted beyond the horizon unless `beyond_h` or `objective` says so.
    """
    if security is None:
        security = _one_regime({"P": 0.1} if hazards is None else hazards)
    return Scenario(
        name=others.pop("name", "small"),
        start=others.pop("start", START),
        step_h=step_h,
        steps=steps,
        security=security,
        sites=_by_id(sites if sites is not None else [site("P"), reception("R")]),
        groups=_by_id(groups if groups is not None else [group()]),
        links=_by_id(links if links is not None else [link("P", "R")]),
        fleets=_by_id(fleets if fleets is not None else [fleet()]),
        escort_pools=_by_id(escort_pools),
        changes=tuple(changes),
        objective=objective or Objective(beyond_h=beyond_h),
        **others,
    )


def _one_regime(hazards: Mapping[str, float | Mapping[str, float]]) -> Security:
    return security(hazards)


def _by_id(things: Iterable[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


@dataclass(frozen=True, slots=True)
class Ride:
    """A trip and who rides it: `Ride("P-R", 1, {"G": 30})` is the bus at boundary 1."""

    link: str
    step: int
    people: Mapping[str, int]
    fleet: str = "BUS"
    vehicles: int = 1
    """Number of like trips; the people are on each of them."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the trip to set to something else, such as compartments."""


def plan_of(scenario: Scenario, rides: Sequence[Ride] = (), **figures: Any) -> Plan:
    """A plan of these rides. Figures that are not given are 0; nothing is checked.

    Trips are numbered T1, T2, … in the order given; each separation class gets as many
    compartments as its people need.
    """
    trips: list[Trip] = []
    loads: list[Load] = []
    for ride in rides:
        for _ in range(ride.vehicles):
            trip = _trip(f"T{len(trips) + 1}", ride, scenario)
            trips.append(trip)
            loads += [Load(trip.id, group, number) for group, number in ride.people.items()]
    stated: dict[str, Any] = {
        "scenario": scenario.name,
        "scenario_digest": "",
        "expected_loss": 0.0,
        "bound": 0.0,
        "gap": 0.0,
        "seconds": 0.0,
        "unplaced": 0,
        "objective": 0.0,
        "people_lost": 0.0,
        "loss_if_nobody_moves": 0.0,
        "people": scenario.total_people,
        "placements": (),
        "stopped_by": "proven",
        "first_plan_seconds": 0.0,
        "seed": 0,
        **figures,
    }
    return Plan(trips=tuple(trips), loads=tuple(loads), **stated)


def _trip(id: str, ride: Ride, scenario: Scenario) -> Trip:
    departs_at = scenario.moment(ride.step)
    values: dict[str, Any] = {
        "id": id,
        "fleet": ride.fleet,
        "link": ride.link,
        "step": ride.step,
        "departs_at": departs_at,
        "arrives_at": departs_at + timedelta(hours=scenario.links[ride.link].duration_h),
        "compartments": _compartments(ride, scenario),
        "people": sum(ride.people.values()),
        **ride.more,
    }
    return Trip(**values)


def _compartments(ride: Ride, scenario: Scenario) -> dict[str, int]:
    needs: dict[tuple[str, SeatKind], int] = {}
    for id, number in ride.people.items():
        riding = scenario.groups[id]
        kind = (riding.separation_class, riding.seat_kind)
        needs[kind] = needs.get(kind, 0) + number
    given: dict[str, int] = {}
    for (separation_class, seat_kind), number in needs.items():
        each = max(scenario.fleets[ride.fleet].seats_per_compartment(seat_kind), 1)
        given[separation_class] = max(given.get(separation_class, 1), -(-number // each))
    return given
