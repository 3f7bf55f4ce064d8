"""The columns of people and trips in the planning model, and the rows that tie them together.

Riders and people present by stock, trips and compartments by service, and the seats that trips
give riders. The limits of sites, fleets and links are added in planning/model.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.linear_model import INFINITY, ModelBuilder
from muster.planning.services import Service
from muster.planning.stocks import Stock, transit_key
from muster.scenario import SeatKind

IntArray = npt.NDArray[np.int64]
NO_COLUMN = -1
"""In an array of columns: there is no such decision."""


def existing(columns: IntArray) -> IntArray:
    """Those of an array of columns that there are."""
    there: IntArray = columns[columns != NO_COLUMN]
    return there


def _window_sums(values: npt.NDArray[np.float64], window: int) -> npt.NDArray[np.float64]:
    """Sums over each window, each summed anew: differences of long sums would not be exact."""
    sums: npt.NDArray[np.float64] = sliding_window_view(values, window).sum(axis=1)
    return sums


class PeopleAndTrips:
    """Writes what people and trips are decided on; each part needs those before it."""

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
        self.departing: dict[str, IntArray] = {
            link: np.unique(np.concatenate([np.array(s.departures) for s in services]))
            for link, services in instance.services_on.items()
        }
        self.leaving: dict[str, list[tuple[Stock, str]]] = {}
        self.arriving: dict[str, list[tuple[Stock, str]]] = {}

    # people

    def riders_and_presence(self) -> None:
        """Riders of each stock and link, and people present with their conservation."""
        for stock in self.instance.stocks:
            for link in stock.links:
                self._riders(stock, link)
        inflow: dict[int, list[tuple[IntArray, int]]] = {}
        for (index, link), columns in self.riders.items():
            head = self.head(self.instance.stocks[index], link)
            inflow.setdefault(head.index, []).append((columns, self.ride(link)))
        for stock in self.instance.stocks:
            if not stock.transit or stock.links:
                self._presence(stock, inflow.get(stock.index, []))

    def _leaves(self, stock: Stock) -> bool:
        return any((stock.index, link) in self.riders for link in stock.links)

    def ride(self, link: str) -> int:
        """Steps that a ride on the link takes."""
        return self.instance.services_on[link][0].ride

    def head(self, stock: Stock, link: str) -> Stock:
        """The stock that people of a stock arrive in by the link."""
        destination = self.instance.scenario.links[link].destination
        return self.instance.transit[destination, *transit_key(stock)]

    def _departures(self, stock: Stock, link: str) -> IntArray:
        """Boundaries at which people of the stock may depart on the link."""
        instance, head, ride = self.instance, self.head(stock, link), self.ride(link)
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
        instance, head, ride = self.instance, self.head(stock, link), self.ride(link)
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
        """Trips of each service where somebody could ride, and how classes share them."""
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
        instance, ride = self.instance, self.ride(link)
        way = instance.scenario.links[link]
        most = self.loaded_before(way.origin)
        arrivals = np.minimum(np.arange(self.steps + 1) + ride, self.steps)
        head = instance.limits[way.destination]
        if head.intake is not None:
            most = np.minimum(most, self.intake_until(head.intake)[arrivals])
        ready = np.zeros(self.steps + 1)
        for stock, other in self.leaving.get(way.origin, []):
            of_class = name is None or stock.separation_class == name
            if other == link and of_class and kind in (None, stock.seat_kind):
                if stock.transit:
                    return most
                ready[stock.ready :] += stock.people
        return np.minimum(most, ready)

    def loaded_before(self, site: str) -> npt.NDArray[np.float64]:
        """(T + 1,) people who can have been loaded for trips at each boundary."""
        limits = self.instance.limits[site]
        if limits.embarked is None:
            return np.full(self.steps + 1, float(UNLIMITED))
        window = limits.embark_window
        return _window_sums(np.concatenate([np.zeros(window), limits.embarked]), window)

    def intake_until(self, intake: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """(T + 1,) people who can be received in the 24 hours until each boundary."""
        window = self.instance.day
        by_boundary = np.append(intake, intake[-1])
        return _window_sums(np.concatenate([np.full(window - 1, intake[0]), by_boundary]), window)
