"""The planning model in rows and columns: docs/planning-model.md as a mixed-integer program.

Columns: trips y[service, t] (integer); compartments z[service, class, t] where a service may
carry several classes (integer but for the largest class); riders x[stock, link, t]; people
present r[stock, t].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.linear_model import INFINITY, LinearModel
from muster.planning.people_and_trips import NO_COLUMN as NO_COLUMN
from muster.planning.people_and_trips import PeopleAndTrips
from muster.planning.people_and_trips import existing as existing
from muster.planning.stocks import Stock

IntArray = npt.NDArray[np.int64]


@dataclass
class PlanningModel:
    """The linear model and where to find each decision in it.

    Index arrays are by boundary (T + 1,) and hold NO_COLUMN where there is no such decision.
    """

    instance: Instance
    linear: LinearModel
    trips: list[IntArray]
    """By service."""
    compartments: dict[tuple[int, str], IntArray]
    """By service and class, only for services that may carry several classes."""
    riders: dict[tuple[int, str], IntArray]
    """By stock and link."""
    present: dict[int, IntArray]
    """By stock; a stock that never leaves has none."""
    classes: list[tuple[str, ...]] = field(default_factory=list)
    """By service: the classes it may carry, the largest first."""
    kept: list[int] = field(default_factory=list)
    """Columns that count the approved trips which are kept."""


@dataclass(frozen=True, slots=True)
class Approved:
    """Trips that were approved before, and what giving one up costs."""

    trips: Mapping[tuple[int, int], int]
    """Number of trips by service and boundary."""
    change_price: float


NOTHING_APPROVED = Approved({}, 0.0)


def build_model(
    instance: Instance, trip_price: float = 0.0, approved: Approved = NOTHING_APPROVED
) -> PlanningModel:
    """Write the rows and columns of an instance; approved trips are dear to give up."""
    writer = _Writer(instance, trip_price)
    writer.riders_and_presence()
    writer.trips_and_compartments()
    writer.seats()
    writer.whole_vehicles()
    writer.fleets_and_escorts()
    writer.room()
    writer.embarkation()
    writer.intake()
    writer.slots_and_link_limits()
    writer.keep_approved(approved)
    return writer.model()


def decisions(
    model: PlanningModel, values: npt.NDArray[np.float64]
) -> tuple[IntArray, dict[tuple[int, str], IntArray]]:
    """Trips (services x T + 1) and compartments by service and class of a solution.

    The largest class, whose compartments are continuous in the model, has what the others leave.
    """

    def whole(columns: IntArray) -> IntArray:
        number = np.zeros(len(columns), dtype=np.int64)
        used = columns != NO_COLUMN
        number[used] = np.floor(values[columns[used]] + 1e-6)
        return number

    steps = model.instance.steps
    trips = [whole(columns) for columns in model.trips]
    stacked = np.array(trips, dtype=np.int64).reshape(len(trips), steps + 1)
    given: dict[tuple[int, str], IntArray] = {}
    for index, names in enumerate(model.classes):
        if len(names) > 1 and (index, names[0]) in model.compartments:
            left = trips[index] * model.instance.services[index].compartments
            for name in names[1:]:
                given[index, name] = whole(model.compartments[index, name])
                left = left - given[index, name]
            given[index, names[0]] = left
    return stacked, given


class _Writer(PeopleAndTrips):
    """Adds the limits of fleets, sites and links, and what was approved."""

    def __init__(self, instance: Instance, trip_price: float) -> None:
        super().__init__(instance, trip_price)
        self.kept: list[int] = []

    def model(self) -> PlanningModel:
        return PlanningModel(
            instance=self.instance,
            linear=self.builder.build(self.offset),
            trips=self.trips,
            compartments=self.compartments,
            riders=self.riders,
            present=self.present,
            classes=self.classes,
            kept=self.kept,
        )

    def fleets_and_escorts(self) -> None:
        for fleet, vehicles in self.instance.vehicles.items():
            self._busy(
                vehicles,
                (
                    (i, s.lead, s.tail, 1)
                    for i, s in enumerate(self.instance.services)
                    if s.fleet == fleet
                ),
            )
        for pool, teams in self.instance.teams.items():
            self._busy(
                teams,
                (
                    (i, s.lead, s.escort_tail, s.teams)
                    for i, s in enumerate(self.instance.services)
                    if s.pool == pool
                ),
            )

    def _busy(self, available: IntArray, users: Iterable[tuple[int, int, int, int]]) -> None:
        parts: list[tuple[IntArray, IntArray, int]] = []
        for index, lead, tail, need in users:
            columns = self.trips[index]
            times = np.flatnonzero(columns != NO_COLUMN)
            steps = np.add.outer(times, np.arange(-lead, tail))
            inside = steps < self.steps
            busy = np.broadcast_to(columns[times][:, None], steps.shape)
            parts.append((steps[inside], busy[inside], need))
        if parts:
            rows = self.builder.rows(-INFINITY, available.astype(np.float64), self.steps)
            for steps, columns, need in parts:
                self.builder.entries(rows[steps], columns, float(need))

    # limits of sites and links

    def room(self) -> None:
        for site, limits in self.instance.limits.items():
            if site not in self.arriving:
                continue
            if limits.room is not None:
                self._room(site, None, limits.room)
            for name, beds in limits.beds.items():
                self._room(site, name, np.full(self.steps, beds))

    def _room(self, site: str, name: str | None, room: IntArray) -> None:
        """People present (of one class, or all) at most the room, by step and at T."""

        def counts(stock: Stock) -> bool:
            return stock.site == site and name in (None, stock.separation_class)

        free = np.append(room, room[-1]).astype(np.float64)
        for stock in self.instance.stocks:
            if counts(stock) and not stock.transit and stock.index not in self.present:
                free[stock.appears :] -= stock.people
        rows = self.builder.rows(-INFINITY, np.where(free >= UNLIMITED, INFINITY, free), len(free))
        for index, columns in self.present.items():
            if counts(self.instance.stocks[index]):
                times = np.flatnonzero(columns != NO_COLUMN)
                self.builder.entries(rows[times], columns[times], 1.0)
        ending = [
            (stock, link)
            for stock, link in self.arriving[site]
            if counts(self.head(stock, link)) and self.head(stock, link).index not in self.present
        ]
        if ending:
            held = self._held(ending)
            self.builder.entries(rows, held, 1.0)

    def _held(self, ending: list[tuple[Stock, str]]) -> IntArray:
        """Columns (T + 1,) that count people who arrived on the given ways and stay."""
        most = self.instance.scenario.total_people
        held = self.builder.columns(np.zeros(self.steps + 1), 0, most, integer=False)
        rows = self.builder.rows(0, 0, self.steps + 1)
        self.builder.entries(rows, held, 1.0)
        self.builder.entries(rows[1:], held[:-1], -1.0)
        for stock, link in ending:
            columns = self.riders[stock.index, link]
            times = np.flatnonzero(columns != NO_COLUMN)
            self.builder.entries(rows[times + self.ride(link)], columns[times], -1.0)
        return held

    def embarkation(self) -> None:
        for site, ways in self.leaving.items():
            limits = self.instance.limits[site]
            if limits.embarked is None:
                continue
            flows = [(self.riders[stock.index, link], 0) for stock, link in ways]
            self._rolling(flows, limits.embark_window, self.loaded_before(site))

    def intake(self) -> None:
        for site, ways in self.arriving.items():
            intake = self.instance.limits[site].intake
            if intake is None:
                continue
            flows = [(self.riders[s.index, link], self.ride(link)) for s, link in ways]
            self._rolling(flows, self.instance.day, self.intake_until(intake))

    def slots_and_link_limits(self) -> None:
        services = list(enumerate(self.instance.services))
        for site, limits in self.instance.limits.items():
            if limits.air_slots is None:
                continue
            flows = [(self.trips[i], 0) for i, s in services if s.by_air and s.origin == site]
            flows += [
                (self.trips[i], s.ride) for i, s in services if s.by_air and s.destination == site
            ]
            self._rolling_lowest(flows, limits.air_slots)
        for link, most in self.instance.trips_per_day.items():
            self._rolling_lowest([(self.trips[i], 0) for i, s in services if s.link == link], most)

    def keep_approved(self, approved: Approved) -> None:
        """Columns that count the approved trips which are kept, each worth the price of change."""
        for (index, t), number in approved.trips.items():
            if approved.change_price > 0:
                self.offset += approved.change_price * number
                if self.trips[index][t] == NO_COLUMN:
                    continue
                kept = self.builder.columns(-approved.change_price, 0, number, integer=False)
                self.kept += kept.tolist()
                row = self.builder.rows(-INFINITY, 0, 1)
                self.builder.entries(row, kept, 1.0)
                self.builder.entries(row, self.trips[index][t : t + 1], -1.0)
                self._with_somebody_aboard(kept, self.instance.services[index].link, t)

    def _with_somebody_aboard(self, kept: IntArray, link: str, t: int) -> None:
        """An approved trip is kept only if people ride: nobody sends an empty one."""
        row = self.builder.rows(-INFINITY, 0, 1)
        self.builder.entries(row, kept, 1.0)
        for (_, ridden), columns in self.riders.items():
            if ridden == link and columns[t] != NO_COLUMN:
                self.builder.entries(row, columns[t : t + 1], -1.0)

    def _rolling_lowest(self, flows: list[tuple[IntArray, int]], limit: IntArray) -> None:
        window = self.instance.day
        by_boundary = np.append(limit, limit[-1])
        allowed = np.array(
            [by_boundary[max(0, t - window + 1) : t + 1].min() for t in range(self.steps + 1)]
        )
        self._rolling(flows, window, allowed.astype(np.float64))

    def _rolling(
        self, flows: list[tuple[IntArray, int]], window: int, allowed: npt.NDArray[np.float64]
    ) -> None:
        """Sum of each flow (columns, shift) over `window` boundaries ending at t ≤ allowed[t]."""
        if not flows:
            return
        upper = np.where(allowed >= UNLIMITED, INFINITY, allowed)
        rows = self.builder.rows(-INFINITY, upper, self.steps + 1)
        for columns, shift in flows:
            times = np.flatnonzero(columns != NO_COLUMN)
            at = np.add.outer(times + shift, np.arange(window))
            inside = at <= self.steps
            counted = np.broadcast_to(columns[times][:, None], at.shape)
            self.builder.entries(rows[at[inside]], counted[inside], 1.0)
