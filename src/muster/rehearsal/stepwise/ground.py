"""What is the same in every future in which a policy decides again and again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from muster.planning.instance import Instance, compile_instance
from muster.planning.search_arrays import new_counters
from muster.planning.search_data import SearchData, search_data
from muster.planning.services import Service
from muster.rehearsal.disturbances import Disturbances, early_leaving, find_disturbances
from muster.rehearsal.nature import Nature, find_nature, regime_names, site_order
from muster.rehearsal.orders import Orders
from muster.rehearsal.runs import Runs, find_embarkation, find_vehicles
from muster.rehearsal.state import World
from muster.rehearsal.stepwise.stocks import Stocks, all_stocks, orders_without_trips
from muster.scenario import Scenario


class Load(NamedTuple):
    """People of one stock on a trip."""

    origin: int
    destination: int
    """Stocks."""
    planned: int


@dataclass(frozen=True, slots=True)
class Run:
    """A trip as a future runs it. Hours and boundaries are those of the whole scenario."""

    id: str
    service: Service
    boundary: int
    loads: tuple[Load, ...]


@dataclass(frozen=True)
class Ground:
    """A scenario, compiled once."""

    scenario: Scenario
    weakened: Scenario | None
    """The scenario with the fewer guards there are once some left early, if they may."""
    instance: Instance
    nature: Nature
    disturbances: Disturbances
    stocks: Stocks
    orders: Orders
    """Without trips."""
    data: SearchData
    sites: dict[str, int]
    links: dict[str, int]
    fleets: dict[str, int]
    services: dict[tuple[str, str], Service]
    """By fleet and link."""
    regimes: tuple[str, ...]

    @property
    def step_h(self) -> float:
        """Hours of a step."""
        return self.nature.step_h


def find_ground(scenario: Scenario) -> Ground:
    """Compile a scenario."""
    instance = compile_instance(scenario)
    disturbances = find_disturbances(scenario)
    closes = (disturbances.lost_for_good > 0) | (disturbances.resecured_h > 0)
    sites = site_order(scenario)
    leaving = early_leaving(scenario)
    stocks = all_stocks(scenario)
    return Ground(
        scenario,
        None if leaving is None else leaving.scenario,
        instance,
        find_nature(scenario, leaving, [id for id, index in sites.items() if closes[index]]),
        disturbances,
        stocks,
        orders_without_trips(scenario, stocks),
        search_data(instance),
        sites,
        {id: index for index, id in enumerate(sorted(scenario.links))},
        {id: index for index, id in enumerate(sorted(scenario.fleets))},
        {(service.fleet, service.link): service for service in instance.services},
        regime_names(scenario),
    )


def world_of(ground: Ground, runs: Sequence[Run]) -> World:
    """The world in which these trips run, in the order given, and nothing is repaired."""
    nothing = np.zeros((len(ground.sites), ground.nature.steps + 1), dtype=np.int64)
    return World(
        ground.nature,
        ground.disturbances,
        _orders(ground, runs),
        _runs(ground, runs),
        ground.data,
        new_counters(ground.data),
        nothing,
        nothing.copy(),
        repair=False,
    )


def _orders(ground: Ground, runs: Sequence[Run]) -> Orders:
    loads = [load for run in runs for load in run.loads]
    links = [ground.scenario.links[run.service.link] for run in runs for _ in run.loads]
    return ground.orders._replace(
        origin=np.array([load.origin for load in loads], dtype=np.int64),
        destination=np.array([load.destination for load in loads], dtype=np.int64),
        planned=np.array([load.planned for load in loads], dtype=np.float64),
        risk=np.array([link.risk.value for link in links], dtype=np.float64),
        share=np.zeros(len(loads)),
    )


def _runs(ground: Ground, runs: Sequence[Run]) -> Runs:
    scenario, step_h = ground.scenario, ground.step_h
    limit = scenario.objective.ride_limit_h
    roads = [scenario.links[run.service.link] for run in runs]
    vehicles, first_vehicle = find_vehicles(ground.instance, ground.fleets)
    window, loaded = find_embarkation(ground.instance, ground.sites)
    no_spares = np.zeros(sum(len(run.loads) for run in runs) + 1, dtype=np.int64)

    def whole(values: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    def hours(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.array(values, dtype=np.float64)

    return Runs(
        first_load=np.cumsum([0, *(len(run.loads) for run in runs)], dtype=np.int64),
        service=np.zeros(len(runs), dtype=np.int64),
        link=whole([ground.links[run.service.link] for run in runs]),
        fleet=whole([ground.fleets[run.service.fleet] for run in runs]),
        origin=whole([ground.sites[road.origin] for road in roads]),
        destination=whole([ground.sites[road.destination] for road in roads]),
        boundary=whole([run.boundary for run in runs]),
        ordinal=whole(_ordinals(runs)),
        hour=hours([run.boundary * step_h for run in runs]),
        ride_h=hours([run.service.ride * step_h for run in runs]),
        way_h=hours([road.duration_h for road in roads]),
        limit_h=hours([np.inf if limit is None else limit * (r.rest_stops + 1) for r in roads]),
        lead_h=hours([run.service.lead * step_h for run in runs]),
        tail_h=hours([run.service.tail * step_h for run in runs]),
        by_air=np.array([run.service.by_air for run in runs], dtype=np.bool_),
        vehicles=vehicles,
        first_vehicle=first_vehicle,
        embark_window=window,
        embark_sum=loaded,
        first_spare=no_spares,
        spare_from=whole([]),
        spare_to=whole([]),
        spare_ready_h=hours([]),
    )


def _ordinals(runs: Sequence[Run]) -> list[int]:
    before: dict[tuple[str, int], int] = {}
    ordinals = []
    for run in runs:
        key = run.service.link, run.boundary
        ordinals.append(before.get(key, 0))
        before[key] = ordinals[-1] + 1
    return ordinals
