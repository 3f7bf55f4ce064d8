"""Ways: the sequences of trips that people of a plan ride, how many of each group, and seats."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from muster.planning.itineraries import itineraries
from muster.planning.plan import Plan, Trip
from muster.scenario import Group, Scenario, SiteKind
from muster.scenario.timeline import HOUR_TOLERANCE

BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]
Room = tuple[str, str, str]
"""A trip, a separation class and a seat kind."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of a plan, the earliest departure first; way 0 is to stay.

    Shapes: G groups, W ways.
    """

    groups: tuple[str, ...]
    ways: tuple[tuple[str, ...], ...]
    """Ids of the trips of each way."""
    planned: IntArray
    """(G, W) people by the plan."""
    open: BoolArray
    """(G, W) whether the group may ride the way by its site, times and destinations."""
    meet: BoolArray
    """(W, W) whether people on these two ways share a trip."""
    seats: dict[Room, int]
    """People by the plan, whatever their group: with more, other limits might be broken (loading,
    intake, beds), which the plan keeps with these numbers."""


def ways_of(scenario: Scenario, plan: Plan) -> Ways:
    """Everything that a plan's numbers say of where people go.

    Raises PlanFileError where more people are aboard than there are.
    """
    groups = tuple(scenario.groups)
    numbers: dict[tuple[int, tuple[str, ...]], int] = {}
    for index, group in enumerate(groups):
        for part in itineraries(scenario, plan, group):
            key = (index, tuple(trip.id for trip in part.trips))
            numbers[key] = numbers.get(key, 0) + part.people
    trips = {trip.id: trip for trip in plan.trips}
    found = {way for _, way in numbers if way}
    ways = ((), *sorted(found, key=lambda way: (tuple(trips[trip].step for trip in way), way)))
    place = {way: number for number, way in enumerate(ways)}
    planned = np.zeros((len(groups), len(ways)), dtype=np.int64)
    for (index, way), people in numbers.items():
        planned[index, place[way]] = people
    opened = np.array(
        [
            [_may_ride(scenario, scenario.groups[group], [trips[id] for id in way]) for way in ways]
            for group in groups
        ]
    ).reshape(planned.shape)
    aboard = np.zeros((len(ways), len(trips)), dtype=np.int64)
    number = {trip: index for index, trip in enumerate(trips)}
    for index, way in enumerate(ways):
        aboard[index, [number[trip] for trip in way]] = 1
    meet = aboard @ aboard.T > 0
    return Ways(groups, ways, planned, opened | (planned > 0), meet, _seats(scenario, plan))


def _may_ride(scenario: Scenario, group: Group, trips: list[Trip]) -> bool:
    if not trips:
        return True
    stops = [scenario.links[trip.link].destination for trip in trips]
    if scenario.links[trips[0].link].origin != group.site or stops[-1] not in group.destinations:
        return False
    if group.site in stops and group.site not in group.destinations:
        return False
    first = max(
        (_boundary(scenario, moment) for moment in (group.ready_at, group.arrives_at) if moment),
        default=0,
    )
    barred = any(
        scenario.sites[stop].kind is SiteKind.RECEPTION and stop not in group.destinations
        for stop in stops
    )
    return trips[0].step >= first and not barred


def _boundary(scenario: Scenario, moment: datetime) -> int:
    hours = scenario.hours_until(moment)
    return math.ceil(hours / scenario.step_h - HOUR_TOLERANCE)


def _seats(scenario: Scenario, plan: Plan) -> dict[Room, int]:
    seats: dict[Room, int] = {}
    for load in plan.loads:
        group = scenario.groups[load.group]
        room = (load.trip, group.separation_class, group.seat_kind.value)
        seats[room] = seats.get(room, 0) + load.people
    return seats
