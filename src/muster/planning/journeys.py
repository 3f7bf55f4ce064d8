"""From a solution in numbers to vehicles with people of groups on them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.model import NO_COLUMN, PlanningModel, decisions
from muster.planning.plan import Load, Placement, Trip
from muster.planning.services import Service
from muster.planning.stocks import Key, Stock, transit_key
from muster.scenario import SeatKind

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Journeys:
    """Trips, loads and where everybody ends."""

    trips: tuple[Trip, ...]
    loads: tuple[Load, ...]
    placements: tuple[Placement, ...]
    expected_loss: float
    people_lost: float

    @property
    def unplaced(self) -> int:
        """People who are not at a site where they may end."""
        return sum(p.people for p in self.placements if not p.placed)


@dataclass
class _Vehicle:
    """A trip being filled."""

    service: Service
    step: int
    compartments: dict[str, int]
    seats: dict[tuple[str, SeatKind], int] = field(default_factory=dict)
    loads: dict[str, int] = field(default_factory=dict)


def build_journeys(
    model: PlanningModel, values: FloatArray, approved: Mapping[tuple[int, int], int] | None = None
) -> Journeys:
    """Name the people of a solution: who of which group rides which vehicle, first come first.

    A vehicle that nobody needs does not run, unless it is one of so many `approved` trips by
    service and boundary: those share who rides.
    """
    services = model.instance.services
    wanted = {
        (services[index].fleet, services[index].link, t): number
        for (index, t), number in (approved or {}).items()
    }
    return _Tracker(model.instance, wanted).run(_movements(model, values))


@dataclass(frozen=True, slots=True)
class _Movement:
    """All trips of one link at one boundary, and the stocks' riders on them."""

    step: int
    link: str
    vehicles: list[_Vehicle]
    riders: list[tuple[Stock, int]]


def _movements(model: PlanningModel, values: FloatArray) -> Iterator[_Movement]:
    instance = model.instance
    vehicles: dict[tuple[int, str], list[_Vehicle]] = {}
    trips, compartments = decisions(model, values)
    for index, service in enumerate(instance.services):
        names = model.classes[index]
        for t in (int(at) for at in np.flatnonzero(trips[index])):
            number = int(trips[index][t])
            given = {names[0]: number * service.compartments}
            if len(names) > 1:
                given = {name: int(compartments[index, name][t]) for name in names}
            vehicles.setdefault((t, service.link), []).extend(_share(service, t, number, given))
    riders: dict[tuple[int, str], list[tuple[Stock, int]]] = {}
    for (stock, link), columns in model.riders.items():
        for t in (int(at) for at in np.flatnonzero(columns != NO_COLUMN)):
            people = round(values[columns[t]])
            if people:
                riders.setdefault((t, link), []).append((instance.stocks[stock], people))
    for t, link in sorted(vehicles):
        yield _Movement(t, link, vehicles[t, link], riders.get((t, link), []))


def _share(service: Service, t: int, number: int, given: dict[str, int]) -> list[_Vehicle]:
    """Spread compartments over vehicles, one vehicle after the other."""
    waiting = [name for name, count in given.items() for _ in range(count)]
    vehicles = []
    for v in range(number):
        mine = waiting[v * service.compartments : (v + 1) * service.compartments]
        compartments = {name: mine.count(name) for name in dict.fromkeys(mine)}
        vehicles.append(_Vehicle(service, t, compartments))
    return vehicles


def _aboard(vehicle: _Vehicle) -> int:
    return sum(vehicle.loads.values())


class _Tracker:
    """Follows groups through the network, boundary by boundary."""

    def __init__(self, instance: Instance, wanted: Mapping[tuple[str, str, int], int]) -> None:
        self._instance, self._wanted = instance, wanted
        self._at_origin = {
            s.group: s.people
            for s in instance.stocks
            if not s.transit and s.appears <= instance.steps
        }
        self._stock_of = {s.group: s for s in instance.stocks if not s.transit}
        self._under_way: dict[tuple[str, Key], deque[tuple[str, int]]] = {}
        self._coming: dict[int, list[tuple[str, str, int]]] = {}
        self._vehicles: list[_Vehicle] = []
        self._loss = instance.loss_if_nobody_moves
        self._lost = self._loss_without_weights()

    def _loss_without_weights(self) -> float:
        instance = self._instance
        total = 0.0
        for stock in self._stock_of.values():
            if stock.appears > instance.steps:
                continue
            share = float(instance.remaining_cost[stock.site][stock.appears])
            if stock.appears:
                share += instance.losses.sites[stock.site].before_arrival_from_start(stock.appears)
            total += stock.people * share
        return total

    def run(self, movements: Iterator[_Movement]) -> Journeys:
        """Carry out every movement in time order."""
        at = 0
        for movement in movements:
            while at <= movement.step:
                self._arrive(at)
                at += 1
            self._move(movement)
        for t in range(at, self._instance.steps + 1):
            self._arrive(t)
        return self._journeys()

    def _arrive(self, t: int) -> None:
        for site, group, people in self._coming.pop(t, ()):
            key = (site, transit_key(self._stock_of[group]))
            self._under_way.setdefault(key, deque()).append((group, people))

    def _move(self, movement: _Movement) -> None:
        destination = self._instance.scenario.links[movement.link].destination
        ride = movement.vehicles[0].service.ride
        for vehicle in movement.vehicles:
            for name, count in vehicle.compartments.items():
                for kind, seats in vehicle.service.seats.items():
                    vehicle.seats[name, kind] = seats * count
        for stock, people in movement.riders:
            for group, number in self._take(stock, people, destination):
                self._board(movement.vehicles, stock, group, number)
                self._coming.setdefault(movement.step + ride, []).append(
                    (destination, group, number)
                )
                self._charge(movement, stock.site, destination, group, number)
        self._share_approved(movement.vehicles)
        self._vehicles += [v for v in movement.vehicles if v.loads]

    def _share_approved(self, vehicles: list[_Vehicle]) -> None:
        """Put people of the fullest vehicle on approved ones that would run empty."""
        for empty in [v for v in vehicles if not v.loads]:
            same = [v for v in vehicles if v.service is empty.service and v.loads]
            way = (empty.service.fleet, empty.service.link, empty.step)
            if len(same) < self._wanted.get(way, 0):
                for full in sorted(vehicles, key=_aboard, reverse=True):
                    self._give_half(full, empty)
                    if empty.loads:
                        break

    def _give_half(self, full: _Vehicle, empty: _Vehicle) -> None:
        """Move half of each group, as far as seats allow; somebody stays aboard."""
        for group, number in list(full.loads.items()):
            stock = self._stock_of[group]
            key = (stock.separation_class, stock.seat_kind)
            moved = min((number + 1) // 2, empty.seats.get(key, 0), _aboard(full) - 1)
            if moved > 0:
                empty.seats[key] -= moved
                full.seats[key] += moved
                empty.loads[group] = moved
                full.loads[group] -= moved
                if not full.loads[group]:
                    del full.loads[group]

    def _take(self, stock: Stock, people: int, destination: str) -> list[tuple[str, int]]:
        """Groups of the people who leave a stock, those who did not start at the head first."""
        if not stock.transit:
            self._at_origin[stock.group] -= people
            return [(stock.group, people)]
        waiting = self._under_way[stock.site, transit_key(stock)]
        ordered = sorted(waiting, key=lambda w: self._stock_of[w[0]].site == destination)
        taken, kept = [], deque[tuple[str, int]]()
        for group, number in ordered:
            now = min(number, people)
            people -= now
            if now:
                taken.append((group, now))
            if number > now:
                kept.append((group, number - now))
        self._under_way[stock.site, transit_key(stock)] = kept
        return taken

    def _board(self, vehicles: list[_Vehicle], stock: Stock, group: str, people: int) -> None:
        key = (stock.separation_class, stock.seat_kind)
        for vehicle in vehicles:
            number = min(people, vehicle.seats.get(key, 0))
            if number:
                vehicle.seats[key] -= number
                vehicle.loads[group] = vehicle.loads.get(group, 0) + number
                people -= number
        assert people == 0, "a solution seats everybody it moves"

    def _charge(
        self, movement: _Movement, origin: str, destination: str, group: str, people: int
    ) -> None:
        instance, t = self._instance, movement.step
        arrival = t + movement.vehicles[0].service.ride
        change = (
            instance.ride_cost[movement.link][t]
            + instance.remaining_cost[destination][arrival]
            - instance.remaining_cost[origin][t]
        )
        self._loss += float(change) * people * self._stock_of[group].weight
        self._lost += float(change) * people

    def _journeys(self) -> Journeys:
        scenario = self._instance.scenario
        trips, loads = [], []
        ordered = sorted(self._vehicles, key=lambda v: (v.step, v.service.fleet, v.service.link))
        for number, vehicle in enumerate(ordered, start=1):
            link = scenario.links[vehicle.service.link]
            departs_at = scenario.moment(vehicle.step)
            name = f"T{number:04d}"
            trips.append(
                Trip(
                    id=name,
                    fleet=vehicle.service.fleet,
                    link=link.id,
                    step=vehicle.step,
                    departs_at=departs_at,
                    arrives_at=departs_at + timedelta(hours=link.duration_h),
                    compartments=vehicle.compartments,
                    people=sum(vehicle.loads.values()),
                )
            )
            loads += [Load(name, group, people) for group, people in vehicle.loads.items()]
        return Journeys(
            trips=tuple(trips),
            loads=tuple(loads),
            placements=tuple(self._placements()),
            expected_loss=self._loss,
            people_lost=self._lost,
        )

    def _placements(self) -> Iterator[Placement]:
        ends: dict[tuple[str, str], int] = {}
        for group, people in self._at_origin.items():
            if people:
                ends[group, self._stock_of[group].site] = people
        for (site, _), waiting in self._under_way.items():
            for group, people in waiting:
                ends[group, site] = ends.get((group, site), 0) + people
        for (group, site), people in sorted(ends.items()):
            yield Placement(group, site, people, site in self._stock_of[group].destinations)
