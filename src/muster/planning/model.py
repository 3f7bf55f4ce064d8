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
from numpy.lib.stride_tricks import sliding_window_view

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.linear_model import INFINITY, LinearModel, ModelBuilder
from muster.planning.services import Service
from muster.planning.stocks import Stock, transit_key
from muster.scenario import SeatKind

IntArray = npt.NDArray[np.int64]
NO_COLUMN = -1


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


def _window_sums(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """Sums over each window, each summed anew: differences of long sums would not be exact."""
    sums: npt.NDArray[np.float64] = sliding_window_view(values, window).sum(axis=1)
    return sums


class _Writer:
    def __init__(self, instance: Instance, trip_price: float) -> None:
        self.instance = instance
        self.trip_price = trip_price
        self.builder = ModelBuilder()
        self.steps = instance.steps
        self.offset = instance.fixed_loss
        self.riders: dict[tuple[int, str], IntArray] = {}
        self.present: dict[int, IntArray] = {}
        self.trips: list[IntArray] = []
        self.compartments: dict[tuple[int, str], IntArray] = {}
        self.classes: list[tuple[str, ...]] = []
        self.kept: list[int] = []
        self.departing: dict[str, IntArray] = {
            link: np.unique(np.concatenate([np.array(s.departures) for s in services]))
            for link, services in instance.services_on.items()
        }
        self.leaving: dict[str, list[tuple[Stock, str]]] = {}
        self.arriving: dict[str, list[tuple[Stock, str]]] = {}

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

    # people

    def riders_and_presence(self) -> None:
        for stock in self.instance.stocks:
            for link in stock.links:
                self._riders(stock, link)
        inflow: dict[int, list[tuple[IntArray, int]]] = {}
        for (index, link), columns in self.riders.items():
            head = self._head(self.instance.stocks[index], link)
            inflow.setdefault(head.index, []).append((columns, self._ride(link)))
        for stock in self.instance.stocks:
            if not stock.transit or stock.links:
                self._presence(stock, inflow.get(stock.index, []))

    def _leaves(self, stock: Stock) -> bool:
        return any((stock.index, link) in self.riders for link in stock.links)

    def _ride(self, link: str) -> int:
        return self.instance.services_on[link][0].ride

    def _head(self, stock: Stock, link: str) -> Stock:
        destination = self.instance.scenario.links[link].destination
        return self.instance.transit[destination, *transit_key(stock)]

    def _departures(self, stock: Stock, link: str) -> IntArray:
        """Boundaries at which people of the stock may depart on the link."""
        instance, head, ride = self.instance, self._head(stock, link), self._ride(link)
        times = self.departing[link]
        last = self.steps - ride - (0 if head.placed_here else 1)
        times = times[(times >= stock.ready) & (times <= last)]
        intake = instance.limits[head.site].intake
        if intake is not None:
            times = times[intake[np.minimum(times + ride, self.steps - 1)] > 0]
        if not any(s.seats.get(stock.seat_kind, 0) for s in instance.services_on[link]):
            return times[:0]
        return times

    def _riders(self, stock: Stock, link: str) -> None:
        instance, head, ride = self.instance, self._head(stock, link), self._ride(link)
        times = self._departures(stock, link)
        if not len(times):
            return
        cost = instance.ride_cost[link][times]
        if not head.links:
            cost = cost + instance.remaining_cost[head.site][times + ride]
        upper = stock.people if not stock.transit else self._most(stock)
        columns = np.full(self.steps + 1, NO_COLUMN)
        columns[times] = self.builder.columns(stock.weight * cost, 0, upper, integer=False)
        self.riders[stock.index, link] = columns
        self.leaving.setdefault(stock.site, []).append((stock, link))
        self.arriving.setdefault(head.site, []).append((stock, link))

    def _most(self, stock: Stock) -> float:
        key = transit_key(stock)
        return sum(
            s.people for s in self.instance.stocks if not s.transit and transit_key(s) == key
        )

    def _presence(self, stock: Stock, inflow: list[tuple[IntArray, int]]) -> None:
        """Columns and conservation rows of a stock from its first boundary to T."""
        instance, first = self.instance, stock.appears
        if first > self.steps:
            return
        weight = stock.weight * instance.presence_cost[stock.site]
        if not self._leaves(stock) and not inflow:
            self.offset += stock.people * float(weight[first:].sum())
            return
        upper = np.full(self.steps + 1 - first, float(stock.people))
        if stock.transit:
            upper[:] = self._most(stock)
            if not stock.may_end_here:
                upper[-1] = 0.0
        columns = np.full(self.steps + 1, NO_COLUMN)
        columns[first:] = self.builder.columns(weight[first:], 0, upper, integer=False)
        self.present[stock.index] = columns
        balance = np.zeros(self.steps + 1 - first)
        balance[0] = stock.people
        rows = np.full(self.steps + 1, NO_COLUMN)
        rows[first:] = self.builder.rows(balance, balance, self.steps + 1 - first)
        self.builder.entries(rows[first:], columns[first:], 1.0)
        self.builder.entries(rows[first + 1 :], columns[first:-1], -1.0)
        for link in stock.links:
            if (stock.index, link) in self.riders:
                out = self.riders[stock.index, link]
                times = np.flatnonzero(out != NO_COLUMN)
                self.builder.entries(rows[times], out[times], 1.0)
        for arrivals, ride in inflow:
            times = np.flatnonzero(arrivals != NO_COLUMN)
            self.builder.entries(rows[times + ride], arrivals[times], -1.0)

    # trips

    def trips_and_compartments(self) -> None:
        for index, service in enumerate(self.instance.services):
            carried = self._carried(service)
            self.classes.append(tuple(carried))
            columns = np.full(self.steps + 1, NO_COLUMN)
            times = self._useful_departures(service)
            if len(times):
                upper = self._most_trips(service, times)
                columns[times] = self.builder.columns(
                    np.full(len(times), self.trip_price), 0, upper, integer=True
                )
            self.trips.append(columns)
            if len(carried) > 1 and len(times):
                self._share_compartments(index, service, list(carried), times, upper)

    def _carried(self, service: Service) -> list[str]:
        people: dict[str, int] = {}
        for stock, link in self.leaving.get(service.origin, []):
            if link == service.link and service.seats.get(stock.seat_kind, 0):
                number = stock.people or int(self._most(stock))
                people[stock.separation_class] = people.get(stock.separation_class, 0) + number
        return sorted(people, key=lambda name: (-people[name], name))

    def _useful_departures(self, service: Service) -> IntArray:
        ridden = np.zeros(self.steps + 1, dtype=bool)
        for stock, link in self.leaving.get(service.origin, []):
            if link == service.link and service.seats.get(stock.seat_kind, 0):
                ridden |= self.riders[stock.index, link] != NO_COLUMN
        times = np.array(service.departures)
        useful: IntArray = times[ridden[times]]
        return useful

    def _most_trips(self, service: Service, times: IntArray) -> npt.NDArray[np.float64]:
        vehicles = self.instance.vehicles[service.fleet]
        most = np.array(
            [vehicles[t - service.lead : min(t + service.tail, self.steps)].min() for t in times]
        )
        if service.pool is not None:
            teams = self.instance.teams[service.pool]
            spans = [(t - service.lead, min(t + service.escort_tail, self.steps)) for t in times]
            most = np.minimum(most, [teams[a:b].min() // service.teams for a, b in spans])
        return most.astype(np.float64)

    def _share_compartments(
        self,
        index: int,
        service: Service,
        carried: list[str],
        times: IntArray,
        most_trips: npt.NDArray[np.float64],
    ) -> None:
        trips = self.trips[index]
        rows = self.builder.rows(-INFINITY, 0, len(times))
        self.builder.entries(rows, trips[times], -float(service.compartments))
        for position, name in enumerate(carried):
            columns = np.full(self.steps + 1, NO_COLUMN)
            columns[times] = self.builder.columns(
                np.zeros(len(times)), 0, most_trips * service.compartments, integer=position > 0
            )
            self.builder.entries(rows, columns[times], 1.0)
            self.compartments[index, name] = columns

    def seats(self) -> None:
        """For each link, class, seat kind and boundary: riders at most the seats given to them."""
        seat_groups: dict[tuple[str, str, SeatKind], list[IntArray]] = {}
        for (index, link), columns in self.riders.items():
            stock = self.instance.stocks[index]
            key = (link, stock.separation_class, stock.seat_kind)
            seat_groups.setdefault(key, []).append(columns)
        position = {id(service): i for i, service in enumerate(self.instance.services)}
        for (link, name, kind), riders in seat_groups.items():
            used = np.any([columns != NO_COLUMN for columns in riders], axis=0)
            rows = np.full(self.steps + 1, NO_COLUMN)
            rows[used] = self.builder.rows(-INFINITY, 0, int(used.sum()))
            for columns in riders:
                times = np.flatnonzero(columns != NO_COLUMN)
                self.builder.entries(rows[times], columns[times], 1.0)
            for service in self.instance.services_on[link]:
                index = position[id(service)]
                given = self.compartments.get((index, name), self.trips[index])
                single = (index, name) not in self.compartments
                seats = service.seats_of(kind) if single else service.seats.get(kind, 0)
                if name not in self.classes[index] or not seats:
                    continue
                times = np.flatnonzero((given != NO_COLUMN) & used)
                most = np.minimum(self._most_aboard(link, name, kind)[times], float(seats))
                self.builder.entries(rows[times], given[times], -most)

    def whole_vehicles(self) -> None:
        """Riders of all classes at most what loading and reception let one trip carry.

        Implied by the limits for whole trips, and not for fractions of one.
        """
        by_link: dict[str, list[IntArray]] = {}
        for (_, link), columns in self.riders.items():
            by_link.setdefault(link, []).append(columns)
        for index, service in enumerate(self.instance.services):
            if len(self.instance.services_on[service.link]) > 1:
                continue
            most = self._most_aboard(service.link, None, None)
            seats = sum(service.seats_of(kind) for kind in SeatKind)
            times = np.flatnonzero((self.trips[index] != NO_COLUMN) & (most < seats))
            rows = np.full(self.steps + 1, NO_COLUMN)
            rows[times] = self.builder.rows(-INFINITY, 0, len(times))
            self.builder.entries(rows[times], self.trips[index][times], -most[times])
            for columns in by_link.get(service.link, []):
                ridden = times[columns[times] != NO_COLUMN]
                self.builder.entries(rows[ridden], columns[ridden], 1.0)

    def _most_aboard(
        self, link: str, name: str | None, kind: SeatKind | None
    ) -> npt.NDArray[np.float64]:
        """(T + 1,) people (of a class and seat kind) who can ride a link at each boundary.

        Room at the destination does not count: people may ride on at the boundary they arrive.
        """
        instance, ride = self.instance, self._ride(link)
        way = instance.scenario.links[link]
        most = self._loaded_before(way.origin)
        arrivals = np.minimum(np.arange(self.steps + 1) + ride, self.steps)
        head = instance.limits[way.destination]
        if head.intake is not None:
            most = np.minimum(most, self._intake_until(head.intake)[arrivals])
        ready = np.zeros(self.steps + 1)
        for stock, other in self.leaving.get(way.origin, []):
            of_class = name is None or stock.separation_class == name
            if other == link and of_class and kind in (None, stock.seat_kind):
                if stock.transit:
                    return most
                ready[stock.ready :] += stock.people
        return np.minimum(most, ready)

    def _loaded_before(self, site: str) -> npt.NDArray[np.float64]:
        """(T + 1,) people who can have been loaded for trips at each boundary."""
        limits = self.instance.limits[site]
        if limits.embarked is None:
            return np.full(self.steps + 1, float(UNLIMITED))
        window = limits.embark_window
        return _window_sums(np.concatenate([np.zeros(window), limits.embarked]), window)

    def _intake_until(self, intake: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(T + 1,) people who can be received in the 24 hours until each boundary."""
        window = self.instance.day
        by_boundary = np.append(intake, intake[-1])
        return _window_sums(np.concatenate([np.full(window - 1, intake[0]), by_boundary]), window)

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
            if counts(self._head(stock, link)) and self._head(stock, link).index not in self.present
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
            self.builder.entries(rows[times + self._ride(link)], columns[times], -1.0)
        return held

    def embarkation(self) -> None:
        for site, ways in self.leaving.items():
            limits = self.instance.limits[site]
            if limits.embarked is None:
                continue
            flows = [(self.riders[stock.index, link], 0) for stock, link in ways]
            self._rolling(flows, limits.embark_window, self._loaded_before(site))

    def intake(self) -> None:
        for site, ways in self.arriving.items():
            intake = self.instance.limits[site].intake
            if intake is None:
                continue
            flows = [(self.riders[s.index, link], self._ride(link)) for s, link in ways]
            self._rolling(flows, self.instance.day, self._intake_until(intake))

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
