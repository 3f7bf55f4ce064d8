"""The trips of a plan as arrays for the kernel: what each needs to depart, and whom it may take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.passage import ready_at
from muster.planning.plan import Plan, Trip
from muster.planning.services import Service
from muster.rehearsal.nature import site_order
from muster.rehearsal.orders import OrderNames, Orders

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Runs(NamedTuple):
    """Trips K in the order of their departures; loads, stocks and sites as in `Orders`."""

    first_load: IntArray
    """(K + 1,) first load of each trip; a trip's loads stand together."""
    service: IntArray
    """(K,) place of its service in the instance."""
    link: IntArray
    fleet: IntArray
    origin: IntArray
    destination: IntArray
    boundary: IntArray
    """(K,) at which it departs."""
    ordinal: IntArray
    """(K,) its number among the trips on its link at that boundary."""
    hour: FloatArray
    ride_h: FloatArray
    """(K,) from departure to arrival, in whole steps."""
    way_h: FloatArray
    """(K,) hours on board by the link."""
    limit_h: FloatArray
    """(K,) hours on board beyond which another rest would be needed."""
    lead_h: FloatArray
    tail_h: FloatArray
    by_air: BoolArray
    vehicles: IntArray
    """(F, T + 1) vehicles of each fleet."""
    first_vehicle: IntArray
    """(F + 1,) first number of each fleet's vehicles."""
    embark_window: IntArray
    """(S,) steps; 0 where loading does not limit."""
    embark_sum: FloatArray
    """(S, T + 1) people who can be loaded before each boundary."""
    first_spare: IntArray
    """(L + 1,) first of those who may take a free place of each load."""
    spare_from: IntArray
    """(spares,) stock; the highest priority first."""
    spare_to: IntArray
    """(spares,) stock that they become."""
    spare_ready_h: FloatArray
    """(spares,) hour from which they may depart."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A trip of the plan with people on board, and its service."""

    trip: Trip
    index: int
    service: Service
    first_load: int


def find_runs(instance: Instance, plan: Plan, orders: Orders, names: OrderNames) -> Runs:
    """The trips of a plan that carry anybody."""
    scenario = instance.scenario
    sites, links = site_order(scenario), {id: i for i, id in enumerate(sorted(scenario.links))}
    fleets = {id: i for i, id in enumerate(sorted(scenario.fleets))}
    found = _trips(instance, plan, names)
    step_h = float(scenario.step_h)

    def whole(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    def hours(values: list[float]) -> FloatArray:
        return np.array(values, dtype=np.float64)

    roads = [scenario.links[each.trip.link] for each in found]
    limit = scenario.objective.ride_limit_h
    vehicles, first_vehicle = find_vehicles(instance, fleets)
    window, loaded = find_embarkation(instance, sites)
    return Runs(
        whole([*(each.first_load for each in found), len(orders.origin)]),
        whole([each.index for each in found]),
        whole([links[each.trip.link] for each in found]),
        whole([fleets[each.trip.fleet] for each in found]),
        whole([sites[road.origin] for road in roads]),
        whole([sites[road.destination] for road in roads]),
        whole([each.trip.step for each in found]),
        whole(_ordinals(found)),
        hours([each.trip.step * step_h for each in found]),
        hours([each.service.ride * step_h for each in found]),
        hours([road.duration_h for road in roads]),
        hours([np.inf if limit is None else limit * (road.rest_stops + 1) for road in roads]),
        hours([each.service.lead * step_h for each in found]),
        hours([each.service.tail * step_h for each in found]),
        np.array([each.service.by_air for each in found], dtype=np.bool_),
        vehicles,
        first_vehicle,
        window,
        loaded,
        *_spares(instance, plan, orders, names),
    )


def _trips(instance: Instance, plan: Plan, names: OrderNames) -> list[_Found]:
    trips = {trip.id: trip for trip in plan.trips}
    first: dict[str, int] = {}
    for load, (of, _) in enumerate(names.loads):
        first.setdefault(of, load)
    found = []
    for id, load in first.items():
        trip = trips[id]
        at = instance.service_at[trip.fleet, trip.link]
        found.append(_Found(trip, at, instance.services[at], load))
    return found


def _ordinals(found: list[_Found]) -> list[int]:
    before: dict[tuple[str, int], int] = {}
    ordinals = []
    for each in found:
        key = each.trip.link, each.trip.step
        ordinals.append(before.get(key, 0))
        before[key] = ordinals[-1] + 1
    return ordinals


def find_vehicles(instance: Instance, fleets: Iterable[str]) -> tuple[IntArray, IntArray]:
    """Vehicles of each fleet by boundary, and the first number of each fleet's vehicles."""
    vehicles = [instance.vehicles[id] for id in fleets]
    most = [int(each.max(initial=0)) for each in vehicles]
    return (
        np.array([np.append(each, each[-1]) for each in vehicles], dtype=np.int64),
        np.array([0, *np.cumsum(most).tolist()], dtype=np.int64),
    )


def find_embarkation(instance: Instance, sites: dict[str, int]) -> tuple[IntArray, FloatArray]:
    """Window and running sum of loading at each site; see `Runs`."""
    window = np.zeros(len(sites), dtype=np.int64)
    loaded = np.zeros((len(sites), instance.steps + 1))
    for id, index in sites.items():
        limits = instance.limits[id]
        if limits.embarked is not None:
            window[index] = limits.embark_window
            loaded[index, 1:] = np.cumsum(np.minimum(limits.embarked[: instance.steps], UNLIMITED))
    return window, loaded


def _spares(
    instance: Instance, plan: Plan, orders: Orders, names: OrderNames
) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Who may take a place that falls free: like people who may end where it goes."""
    scenario = instance.scenario
    index = {stock: number for number, stock in enumerate(names.stocks)}
    first, origins, ends, ready = [0], [], [], []
    for load, (_, group_id) in enumerate(names.loads):
        group = scenario.groups[group_id]
        place = names.stocks[orders.origin[load]][1]
        goal = names.stocks[orders.destination[load]][1]
        at_place = range(*orders.first_stock[orders.site[orders.origin[load]] :][:2])
        for stock in sorted(at_place, key=lambda s: (-orders.weight[s], s)):
            other = scenario.groups[names.stocks[stock][0]]
            same_seat = (other.separation_class, other.seat_kind) == (
                group.separation_class,
                group.seat_kind,
            )
            to_end = goal in other.destinations and place not in other.destinations
            if same_seat and to_end and (other.id, goal) in index:
                origins.append(stock)
                ends.append(index[other.id, goal])
                ready.append(ready_at(scenario, other) * float(scenario.step_h))
        first.append(len(origins))
    return (
        np.array(first, dtype=np.int64),
        np.array(origins, dtype=np.int64),
        np.array(ends, dtype=np.int64),
        np.array(ready, dtype=np.float64),
    )
