"""Dispatch by rule: at each boundary send the trip that a score likes best, until none is left.

This is the first usable plan, the start of the search and the fallback when the solver fails.
People are loaded by weight; limits are kept at every step, so what comes out is a plan except
that people may be left at a staging site at the end (the exact loading puts that right).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.services import Service
from muster.planning.stocks import Stock, transit_key

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trip that could depart at a boundary, and whom it would take."""

    service: int
    departure: int
    riders: tuple[tuple[int, int], ...]
    """(stock, people)."""
    compartments: tuple[tuple[str, int], ...]
    """(separation class, compartments)."""
    people: int
    seats: int


@dataclass(frozen=True, slots=True)
class DispatchedTrip:
    """A candidate that was sent."""

    service: int
    departure: int
    compartments: tuple[tuple[str, int], ...]


STRANDED_LOSS = 1.0
"""Share of a person counted lost who would be left where they may not end; the exact loading
afterwards leaves such people where they started instead."""

Score = Callable[[Instance, Candidate], float]
"""What a trip is worth to a rule; 0 or less means do not send it."""


def index_score(instance: Instance, candidate: Candidate) -> float:
    """Hazard x consequence ÷ time a vehicle is busy (findings/planning.md)."""
    service = instance.services[candidate.service]
    t = min(candidate.departure, instance.steps - 1)
    danger = float(instance.presence_cost[service.origin][t])
    weight = sum(instance.stocks[stock].weight * people for stock, people in candidate.riders)
    return (danger * weight + 1e-9 * candidate.people) / (service.lead + service.tail)


def saving_score(instance: Instance, candidate: Candidate) -> float:
    """Expected loss that the trip saves against staying put to the end, per step of a vehicle."""
    service = instance.services[candidate.service]
    t, arrival = candidate.departure, candidate.departure + service.ride
    staying = float(instance.remaining_cost[service.origin][t])
    going = float(instance.ride_cost[service.link][t]) + float(
        instance.remaining_cost[service.destination][arrival]
    )
    weight = sum(instance.stocks[stock].weight * people for stock, people in candidate.riders)
    onward = 0.0
    if any(instance.stocks[stock].transit for stock, _ in candidate.riders):
        onward = 1.0
    saving = max(staying - going, 0.0) + onward
    return (saving * weight + 1e-9 * candidate.people) / (service.lead + service.tail)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """The trips a rule sent and the expected loss as it loaded them."""

    trips: tuple[DispatchedTrip, ...]
    loss: float


def dispatch(instance: Instance, score: Score = index_score, least_fill: float = 0.0) -> Dispatched:
    """Send trips by a score, boundary by boundary.

    A trip filled below `least_fill` (share of its seats) is not sent while it would still leave
    people behind who are not ready yet or on their way to it.
    """
    yard = _Yard(instance)
    sent: list[DispatchedTrip] = []
    by_departure: dict[int, list[int]] = {}
    for index, service in enumerate(instance.services):
        for t in service.departures:
            by_departure.setdefault(t, []).append(index)
    for t in range(instance.steps + 1):
        yard.arrive(t)
        values: dict[int, tuple[float, Candidate]] = {}
        stale = set(by_departure.get(t, ()))
        while True:
            for index in stale:
                values.pop(index, None)
                candidate = yard.candidate(index, t)
                if candidate is not None and yard.worth_sending(candidate, least_fill):
                    value = score(instance, candidate)
                    if value > 0:
                        values[index] = (value, candidate)
            if not values:
                break
            best = max(values, key=lambda i: (values[i][0], -i))
            candidate = values[best][1]
            yard.send(candidate)
            sent.append(DispatchedTrip(best, t, candidate.compartments))
            stale = {i for i in by_departure[t] if yard.touches(best, i)}
    return Dispatched(tuple(sent), yard.loss_at_end())


class _Yard:
    """People, vehicles and limits as they stand while trips are sent."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        steps = instance.steps
        self.people = [0 if s.transit else s.people for s in instance.stocks]
        self.coming: dict[int, list[tuple[int, int]]] = {}
        self.inbound = [0] * len(instance.stocks)
        for stock in instance.stocks:
            if not stock.transit and stock.appears > 0:
                self.people[stock.index] = 0
                self.coming.setdefault(stock.appears, []).append((stock.index, stock.people))
                self.inbound[stock.index] = stock.people
        self.free_vehicles = {k: v.copy() for k, v in instance.vehicles.items()}
        self.free_teams = {k: v.copy() for k, v in instance.teams.items()}
        self.embarked = {n: np.zeros(steps + 1) for n in instance.limits}
        self.received = {n: np.zeros(steps + 1) for n in instance.limits}
        self.landed = {n: np.zeros(steps + 1, dtype=np.int64) for n in instance.limits}
        self.departed = {a: np.zeros(steps + 1, dtype=np.int64) for a in instance.trips_per_day}
        self.held = dict.fromkeys(instance.limits, 0)
        self.held_by_class: dict[tuple[str, str], int] = {}
        for stock in instance.stocks:
            if not stock.transit:
                self._hold(stock, stock.people)
        self.loss = instance.loss_if_nobody_moves
        self.boarding = self._boarding()

    def _boarding(self) -> list[dict[str, list[tuple[Stock, Stock]]]]:
        """By service: class -> (stock, stock it becomes), the heaviest first."""
        instance = self.instance
        by_site: dict[str, list[Stock]] = {}
        for stock in instance.stocks:
            by_site.setdefault(stock.site, []).append(stock)
        boarding = []
        for service in instance.services:
            classes: dict[str, list[tuple[Stock, Stock]]] = {}
            for stock in by_site.get(service.origin, ()):
                if service.link in stock.links and service.seats.get(stock.seat_kind, 0):
                    head = instance.transit[service.destination, *transit_key(stock)]
                    classes.setdefault(stock.separation_class, []).append((stock, head))
            for riders in classes.values():
                riders.sort(key=lambda r: (-r[0].weight, len(r[0].destinations), r[0].index))
            boarding.append(classes)
        return boarding

    def _hold(self, stock: Stock, people: int) -> None:
        self.held[stock.site] += people
        key = (stock.site, stock.separation_class)
        self.held_by_class[key] = self.held_by_class.get(key, 0) + people

    def arrive(self, t: int) -> None:
        """People whose ride ends at boundary t are there."""
        for stock, people in self.coming.pop(t, ()):
            self.people[stock] += people
            self.inbound[stock] -= people

    def touches(self, sent: int, other: int) -> bool:
        """Whether sending one service may change what another could do now."""
        first, second = self.instance.services[sent], self.instance.services[other]
        return (
            first.fleet == second.fleet
            or (first.pool is not None and first.pool == second.pool)
            or first.origin in (second.origin, second.destination)
            or first.destination == second.destination
        )

    def candidate(self, index: int, t: int) -> Candidate | None:
        """The fullest trip the service could make at boundary t, or None."""
        service = self.instance.services[index]
        if not any(
            self.people[stock.index] and stock.ready <= t
            for riders in self.boarding[index].values()
            for stock, _ in riders
        ):
            return None
        if not self._vehicle_free(service, t) or not self._slot_free(service, t):
            return None
        room = self._room_for(service, t)
        if room <= 0:
            return None
        return self._loaded(index, service, t, room)

    def _vehicle_free(self, service: Service, t: int) -> bool:
        free = self.free_vehicles[service.fleet][t - service.lead : t + service.tail]
        if free.min(initial=1) < 1:
            return False
        if service.pool is None:
            return True
        teams = self.free_teams[service.pool][t - service.lead : t + service.escort_tail]
        return bool(teams.min(initial=service.teams) >= service.teams)

    def _slot_free(self, service: Service, t: int) -> bool:
        instance, day = self.instance, self.instance.day
        arrival = t + service.ride
        if service.by_air:
            for site, at in ((service.origin, t), (service.destination, arrival)):
                slots = instance.limits[site].air_slots
                if slots is not None and not _fits(self.landed[site], slots, at, day):
                    return False
        limit = instance.trips_per_day.get(service.link)
        return limit is None or _fits(self.departed[service.link], limit, t, day)

    def _room_for(self, service: Service, t: int) -> float:
        """People whom loading, reception and room at the destination allow."""
        limits = self.instance.limits[service.origin]
        most = float(UNLIMITED)
        if limits.embarked is not None:
            window = limits.embark_window
            for end in range(t, min(t + window, self.instance.steps + 1)):
                allowed = limits.embarked[max(0, end - window) : end].sum()
                used = self.embarked[service.origin][max(0, end - window + 1) : end + 1].sum()
                most = min(most, float(allowed - used))
        head = self.instance.limits[service.destination]
        arrival = t + service.ride
        if head.intake is not None:
            most = min(most, self._intake_left(service.destination, head.intake, arrival))
        if head.room is not None:
            most = min(most, float(head.room[-1] - self.held[service.destination]))
            later = head.room[min(arrival, self.instance.steps - 1) :]
            most = min(most, float(later.min() - self.held[service.destination]))
        return float(np.floor(most + 1e-9))

    def _intake_left(self, site: str, intake: FloatArray, arrival: int) -> float:
        steps, day = self.instance.steps, self.instance.day
        if intake[min(arrival, steps - 1)] <= 0:
            return 0.0
        left = float(UNLIMITED)
        for end in range(arrival, min(arrival + day, steps + 1)):
            first = end - day + 1
            allowed = intake[max(first, 0) : end + 1].sum() - min(first, 0) * intake[0]
            if end == steps:
                allowed += intake[-1]
            left = min(left, float(allowed - self.received[site][max(first, 0) : end + 1].sum()))
        return left

    def _loaded(self, index: int, service: Service, t: int, room: float) -> Candidate | None:
        """Give compartments one by one to the class whose next load weighs most."""
        left = {s.index: self.people[s.index] for r in self.boarding[index].values() for s, _ in r}
        taken: dict[int, int] = {}
        given: dict[str, int] = {}
        allowed = int(room)
        beds = self.instance.limits[service.destination].beds
        for _ in range(service.compartments):
            best: tuple[float, str, list[tuple[int, int]]] | None = None
            for name in self.boarding[index]:
                most = allowed
                if name in beds:
                    held = self.held_by_class.get((service.destination, name), 0)
                    aboard = sum(
                        n
                        for s, n in taken.items()
                        if self.instance.stocks[s].separation_class == name
                    )
                    most = min(most, beds[name] - held - aboard)
                load, weight = self._one_compartment(index, service, name, t, left, most)
                if load and (best is None or weight > best[0]):
                    best = (weight, name, load)
            if best is None:
                break
            _, name, load = best
            given[name] = given.get(name, 0) + 1
            for stock, people in load:
                taken[stock] = taken.get(stock, 0) + people
                left[stock] -= people
                allowed -= people
        if not taken:
            return None
        return Candidate(
            service=index,
            departure=t,
            riders=tuple(taken.items()),
            compartments=tuple(given.items()),
            people=sum(taken.values()),
            seats=sum(service.seats.values()) * service.compartments,
        )

    def _one_compartment(
        self, index: int, service: Service, name: str, t: int, left: dict[int, int], most: int
    ) -> tuple[list[tuple[int, int]], float]:
        seats = dict(service.seats)
        load: list[tuple[int, int]] = []
        weight = 0.0
        last = self.instance.steps
        for stock, head in self.boarding[index][name]:
            number = min(left[stock.index], seats.get(stock.seat_kind, 0), most)
            too_late = t + service.ride >= last and not head.placed_here
            if number <= 0 or stock.ready > t or too_late:
                continue
            load.append((stock.index, number))
            seats[stock.seat_kind] -= number
            most -= number
            weight += number * max(stock.weight, 1e-6)
        return load, weight

    def worth_sending(self, candidate: Candidate, least_fill: float) -> bool:
        """Whether a trip is full enough, or nobody else will come to fill it."""
        if candidate.people >= least_fill * candidate.seats:
            return True
        t = candidate.departure
        return not any(
            self.inbound[stock.index] or (self.people[stock.index] and stock.ready > t)
            for riders in self.boarding[candidate.service].values()
            for stock, _ in riders
        )

    def send(self, candidate: Candidate) -> None:
        """Take vehicle, teams, slots and people of a candidate."""
        service = self.instance.services[candidate.service]
        t, arrival = candidate.departure, candidate.departure + service.ride
        self.free_vehicles[service.fleet][t - service.lead : t + service.tail] -= 1
        if service.pool is not None:
            self.free_teams[service.pool][t - service.lead : t + service.escort_tail] -= (
                service.teams
            )
        if service.by_air:
            self.landed[service.origin][t] += 1
            self.landed[service.destination][arrival] += 1
        if service.link in self.departed:
            self.departed[service.link][t] += 1
        self.embarked[service.origin][t] += candidate.people
        self.received[service.destination][arrival] += candidate.people
        for index, people in candidate.riders:
            stock = self.instance.stocks[index]
            head = self.instance.transit[service.destination, *transit_key(stock)]
            self.people[index] -= people
            self.inbound[head.index] += people
            self.loss += (
                stock.weight
                * people
                * float(
                    self.instance.ride_cost[service.link][t]
                    + self.instance.remaining_cost[service.destination][arrival]
                    - self.instance.remaining_cost[service.origin][t]
                )
            )
            self.coming.setdefault(arrival, []).append((head.index, people))
            self._hold(stock, -people)
            self._hold(head, people)

    def loss_at_end(self) -> float:
        """Expected loss of what was sent, with people who are stranded counted lost."""
        return self.loss + sum(
            STRANDED_LOSS * stock.weight * (self.people[stock.index] + self.inbound[stock.index])
            for stock in self.instance.stocks
            if not stock.may_end_here
        )


def _fits(used: npt.NDArray[np.int64], limit: npt.NDArray[np.int64], at: int, day: int) -> bool:
    """Whether one more at boundary `at` keeps every rolling window within its limit."""
    last = len(used) - 1
    by_boundary = np.append(limit, limit[-1])
    for end in range(at, min(at + day, last + 1)):
        first = max(0, end - day + 1)
        if used[first : end + 1].sum() + 1 > by_boundary[first : end + 1].min():
            return False
    return True
