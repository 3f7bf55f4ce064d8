"""The planning model with vehicles that circulate freely instead of going out and back.

In the planning model a vehicle belongs to its base: it is busy from leaving it to being back. Here
it stays where it drops people until it is wanted elsewhere, and then goes there empty over the
shortest way. All other rows (people, seats, escorts, room, loading, intake, slots) are the same.

It is a relaxation of the planning model, so that its optimum is never above, and its bound holds
for the planning model, too: hours of loading before a trip and of riding and turnaround after it
are rounded up to steps, hours of empty ways down, and ⌈a + b⌉ ≥ ⌈a⌉ + ⌊b⌋. Hence every plan of
round trips is one of free circulation, the vehicles waiting at their base between trips. Not the
other way round: a plan of free circulation may have to be changed to keep the rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.instance import Instance
from muster.planning.linear_model import LinearModel, ModelBuilder
from muster.planning.model import NO_COLUMN, PlanningModel, build_model
from muster.planning.services import Service
from muster.scenario import Fleet
from muster.scenario.timeline import HOUR_TOLERANCE
from muster.scenario.ways import empty_hours, steps_of

IntArray = npt.NDArray[np.int64]
MANY = 10**6
"""Vehicles of a fleet that do not limit anything."""


def free_circulation(model: PlanningModel) -> LinearModel:
    """The model's columns, and behind them those of vehicles standing and going empty."""
    instance = model.instance
    without = _without_fleet_rows(model)
    vehicles = _vehicle_rows(model)
    old, new = len(without.cost), len(vehicles.cost)
    rows = without.matrix
    wider = sparse.csr_matrix((rows.data, rows.indices, rows.indptr), (len(without.row_lower), new))
    upper = np.append(without.upper, vehicles.upper[old:])
    for index, service in enumerate(instance.services):
        columns = model.trips[index][model.trips[index] != NO_COLUMN]
        most = float(instance.vehicles[service.fleet].max())
        upper[columns] = np.minimum(upper[columns], most)
    return LinearModel(
        cost=np.append(without.cost, vehicles.cost[old:]),
        lower=np.append(without.lower, vehicles.lower[old:]),
        upper=upper,
        integer=np.append(without.integer, vehicles.integer[old:]),
        matrix=sparse.csr_matrix(sparse.vstack([wider, vehicles.matrix], format="csr")),
        row_lower=np.append(without.row_lower, vehicles.row_lower),
        row_upper=np.append(without.row_upper, vehicles.row_upper),
        offset=without.offset,
    )


def _without_fleet_rows(model: PlanningModel) -> LinearModel:
    """The model without the rows that count busy vehicles: those that more vehicles would widen."""
    instance = model.instance
    endless = {id: np.full_like(number, MANY) for id, number in instance.vehicles.items()}
    price = instance.scenario.objective.trip_price
    unlimited = build_model(replace(instance, vehicles=endless), price).linear
    kept = np.flatnonzero(unlimited.row_upper == model.linear.row_upper)
    return replace(
        unlimited,
        matrix=unlimited.matrix[kept],
        row_lower=unlimited.row_lower[kept],
        row_upper=unlimited.row_upper[kept],
    )


def _vehicle_rows(model: PlanningModel) -> LinearModel:
    """Rows that conserve vehicles, over the model's own columns and new ones behind them.

    Vehicles standing or going empty need not be called whole: with whole trips the rest is a flow
    in a network, whose extreme points are whole.
    """
    builder = ModelBuilder()
    builder.columns(np.zeros(len(model.linear.cost)), 0, 0, integer=False)
    for fleet in model.instance.scenario.fleets.values():
        mine = [
            (service, columns)
            for service, columns in zip(model.instance.services, model.trips, strict=True)
            if service.fleet == fleet.id
        ]
        if mine:
            _Circulation(model.instance, builder, fleet, mine).write()
    return builder.build()


@dataclass
class _Circulation:
    """The vehicles of one fleet: a flow over its sites and the steps."""

    instance: Instance
    builder: ModelBuilder
    fleet: Fleet
    trips: list[tuple[Service, IntArray]]

    def write(self) -> None:
        steps = self.instance.steps
        left = {self.fleet.base, *(service.destination for service, _ in self.trips)}
        wanted = {self.fleet.base, *(service.origin for service, _ in self.trips)}
        rows = {site: self._standing(site) for site in sorted(left | wanted)}
        for origin in sorted(left):
            hours = empty_hours(self.instance.scenario, self.fleet.mode, origin)
            for destination in sorted(wanted - {origin}):
                if destination in hours:
                    self._empty_ways(rows[origin], rows[destination], hours[destination])
        for service, columns in self.trips:
            times = np.flatnonzero(columns != NO_COLUMN)
            before, after = self._steps_with(service)
            self._move(rows[service.origin], columns[times], times - before, 1.0)
            back = times + after
            on_time = back < steps
            arriving = columns[times[on_time]]
            self._move(rows[service.destination], arriving, back[on_time], -1.0)

    def _steps_with(self, service: Service) -> tuple[int, int]:
        """Steps a trip has its vehicle before it departs, and until it is ready for another."""
        step_h = self.instance.scenario.step_h
        ride_h = self.instance.scenario.links[service.link].duration_h
        before = steps_of(self.fleet.load_h, step_h)
        return before, steps_of(ride_h + self.fleet.turnaround_h, step_h)

    def _standing(self, site: str) -> IntArray:
        """Columns (T,) for vehicles at a site in each step; their conservation rows."""
        steps = self.instance.steps
        available = self.instance.vehicles[self.fleet.id].astype(np.float64)
        new = np.diff(available, prepend=0.0) if site == self.fleet.base else np.zeros(steps)
        columns = self.builder.columns(np.zeros(steps), 0, available.max(), integer=False)
        rows = self.builder.rows(new, new, steps)
        self.builder.entries(rows, columns, 1.0)
        self.builder.entries(rows[1:], columns[:-1], -1.0)
        return rows

    def _empty_ways(self, origin: IntArray, destination: IntArray, hours: float) -> None:
        steps = self.instance.steps
        ride = math.floor(hours / self.instance.scenario.step_h + HOUR_TOLERANCE)
        if ride >= steps:
            return
        most = float(self.instance.vehicles[self.fleet.id].max())
        columns = self.builder.columns(np.zeros(steps - ride), 0, most, integer=False)
        self._move(origin, columns, np.arange(steps - ride), 1.0)
        self._move(destination, columns, np.arange(ride, steps), -1.0)

    def _move(self, rows: IntArray, columns: IntArray, at: Iterable[int], sign: float) -> None:
        self.builder.entries(rows[np.asarray(at)], columns, sign)
