"""Why people ride the trips they ride, and what they waited for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from muster.errors import ImpossibleValueError
from muster.planning.answers import Short
from muster.planning.instance import compile_instance
from muster.planning.itineraries import Itinerary, itineraries, roster_order
from muster.planning.passage import appears_at, ready_at
from muster.planning.plan import Plan, Trip
from muster.planning.shortfall import find_shortfall
from muster.planning.usage import Movement, Obstacle, Usage
from muster.scenario import Group, Scenario

NOT_READY = "not_ready"
CHOICE = "choice"
"""Nothing hard stood in the way."""


@dataclass(frozen=True, slots=True)
class Rival:
    """A trip that had what people waited for, and what those aboard would have lost by waiting."""

    trip: str
    fleet: str
    link: str
    origin: str
    weight: float
    """Highest priority aboard."""
    chance: float
    """Chance of being lost by staying at the origin from the departure to the end."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Some hours at one site, and what stood in the way of leaving it."""

    site: str
    begins: datetime
    ends: datetime
    reason: str
    """An `Obstacle`, `not_ready` or `choice`."""
    what: str
    """Id of the fleet, pool, link or site that was short; empty where nothing was."""
    chance: float
    """Chance of being lost by staying at the site from the beginning of the wait to the end."""
    rivals: tuple[Rival, ...] = ()
    """Trips that had it meanwhile; those with most to lose by waiting first."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A ride, and what came before it."""

    trip: Trip
    origin: str
    destination: str
    waits: tuple[Wait, ...]


@dataclass(frozen=True, slots=True)
class Journey:
    """People of the group numbered `first` to `last`, and how they travel."""

    first: int
    last: int
    legs: tuple[Leg, ...]
    site: str
    placed: bool
    people: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a plan does with a group, or with one person of it, and why."""

    group: Group
    person: str | None
    number: int | None
    """Place of the person in the order in which people of the group are taken, from 1."""
    ready: datetime
    journeys: tuple[Journey, ...]
    shorts: tuple[Short, ...]
    """Why people of the group are not placed, where these are not."""


def explain(scenario: Scenario, plan: Plan, whom: str) -> Explanation:
    """Explain a plan to a group, or to a person on the roster.

    Raises ImpossibleValueError where the scenario knows neither a group nor a person of that id,
    and PlanFileError where the plan's trips cannot be.
    """
    group, person = _find(scenario, whom)
    usage = Usage(compile_instance(scenario), plan)
    parts = itineraries(scenario, plan, group.id)
    number = None
    if person is not None:
        number = roster_order(scenario, group.id).index(person) + 1
        parts = tuple(part for part in parts if part.first <= number <= part.last)
    journeys = tuple(_journey(usage, group, part) for part in parts)
    left = any(not journey.placed for journey in journeys)
    shorts = find_shortfall(scenario, plan).shorts if left else ()
    return Explanation(
        group=group,
        person=person,
        number=number,
        ready=scenario.moment(ready_at(scenario, group)),
        journeys=journeys,
        shorts=tuple(short for short in shorts if short.group == group.id),
    )


def _find(scenario: Scenario, whom: str) -> tuple[Group, str | None]:
    if whom in scenario.groups:
        return scenario.groups[whom], None
    for person in scenario.people:
        if person.person_id == whom and person.group in scenario.groups:
            return scenario.groups[person.group], whom
    kinds = "a group or a person" if scenario.people else "a group (there is no roster)"
    raise ImpossibleValueError(
        f"found {whom!r}, which the scenario does not know; expected the id of {kinds}"
    )


def _journey(usage: Usage, group: Group, part: Itinerary) -> Journey:
    scenario = usage.instance.scenario
    legs: list[Leg] = []
    since = appears_at(scenario, group)
    ready = ready_at(scenario, group)
    for trip in part.trips:
        service = usage.service_of(trip)
        movement = Movement(trip, service, part.people, group.separation_class)
        reasons = [
            (at, NOT_READY, "") if at < ready else (at, *_reason(usage, movement, at))
            for at in range(since, trip.step)
        ]
        waits = tuple(_waits(usage, movement, reasons))
        legs.append(Leg(trip, service.origin, service.destination, waits))
        since = trip.step + service.ride
    return Journey(
        first=part.first,
        last=part.last,
        people=part.people,
        legs=tuple(legs),
        site=part.site,
        placed=part.site in group.destinations,
    )


def _reason(usage: Usage, movement: Movement, at: int) -> tuple[str, str]:
    """What stood in the way of leaving at a boundary, and what it is about."""
    obstacle = next(usage.obstacles(movement, at), None)
    if obstacle is None:
        return CHOICE, ""
    service = movement.service
    about = {
        Obstacle.VEHICLES: service.fleet,
        Obstacle.LEAD: service.fleet,
        Obstacle.ESCORTS: service.pool or "",
        Obstacle.EMBARKATION: service.origin,
        Obstacle.AIR_SLOTS: _slot_site(usage, movement, at),
        Obstacle.INTAKE: service.destination,
        Obstacle.ROOM: service.destination,
    }
    return obstacle.value, about.get(obstacle, service.link)


def _slot_site(usage: Usage, movement: Movement, at: int) -> str:
    short = usage.short_of_slots(movement, at)
    return short[0] if short else movement.service.origin


def _waits(usage: Usage, movement: Movement, reasons: list[tuple[int, str, str]]) -> Iterator[Wait]:
    """One wait for each run of boundaries with the same reason."""
    instance = usage.instance
    scenario, site = instance.scenario, movement.service.origin
    for (reason, what), run in groupby(reasons, key=lambda each: each[1:]):
        boundaries = [at for at, _, _ in run]
        yield Wait(
            site=site,
            begins=scenario.moment(boundaries[0]),
            ends=scenario.moment(boundaries[-1] + 1),
            reason=reason,
            what=what,
            chance=float(instance.remaining_cost[site][boundaries[0]]),
            rivals=tuple(_rivals(usage, movement, reason, boundaries)),
        )


def _rivals(usage: Usage, movement: Movement, reason: str, at: list[int]) -> list[Rival]:
    """Other trips that used at these boundaries what the people waited for."""
    first, last = at[0], at[-1]
    service, day = movement.service, usage.instance.day
    rides = usage.plan.trips
    arrives = {trip.id: trip.step + usage.service_of(trip).ride for trip in rides}
    match reason:
        case Obstacle.VEHICLES:
            span = (first - service.lead, last + service.tail)
            found = usage.busy_vehicles(service.fleet, *span)
        case Obstacle.ESCORTS:
            span = (first - service.lead, last + service.escort_tail)
            found = usage.busy_teams(service.pool or "", *span)
        case Obstacle.EMBARKATION:
            window = usage.instance.limits[service.origin].embark_window
            from_here = [trip for trip in rides if usage.service_of(trip).origin == service.origin]
            found = [each for each in from_here if first - window < each.step < last + window]
        case Obstacle.TRIPS_PER_DAY:
            on_link = [trip for trip in rides if trip.link == service.link]
            found = [each for each in on_link if first - day < each.step < last + day]
        case Obstacle.INTAKE | Obstacle.ROOM | Obstacle.AIR_SLOTS:
            ahead = service.ride
            to_there = [
                trip for trip in rides if usage.service_of(trip).destination == service.destination
            ]
            begins, ends = first + ahead - day, last + ahead + day
            found = [each for each in to_there if begins < arrives[each.id] < ends]
        case _:
            found = []
    rivals = [_rival(usage, trip) for trip in found if trip.id != movement.trip.id]
    return sorted(rivals, key=lambda rival: (-rival.weight * rival.chance, rival.trip))


def _rival(usage: Usage, trip: Trip) -> Rival:
    service, scenario = usage.service_of(trip), usage.instance.scenario
    aboard = usage.aboard.get(trip.id, ())
    return Rival(
        trip=trip.id,
        fleet=trip.fleet,
        link=trip.link,
        origin=service.origin,
        weight=max((scenario.groups[group].priority for group, _ in aboard), default=0.0),
        chance=float(usage.instance.remaining_cost[service.origin][trip.step]),
    )
