"""What a plan uses of every limit, and what stands in the way of one more departure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from muster.errors import PlanFileError
from muster.planning.instance import Instance
from muster.planning.plan import Plan, Trip
from muster.planning.services import Service

IntArray = npt.NDArray[np.int64]
TOLERANCE = 1e-6


class Obstacle(StrEnum):
    """Why a trip could not depart at some boundary; in the order in which they are told."""

    LEAD = "lead"
    """The vehicle cannot have come from its base and loaded by then."""
    CLOSED = "closed"
    """A closure, or outside a window; or it would arrive in one or after the horizon."""
    VEHICLES = "vehicles"
    ESCORTS = "escorts"
    AIR_SLOTS = "air_slots"
    TRIPS_PER_DAY = "trips_per_day"
    EMBARKATION = "embarkation"
    INTAKE = "intake"
    ROOM = "room"


@dataclass(frozen=True, slots=True)
class Movement:
    """Some people on one trip, who might have gone earlier on a service."""

    trip: Trip
    service: Service
    people: int
    separation_class: str


class Usage:
    """Vehicles, teams, slots and people of a plan, by step or boundary."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self.instance = instance
        self.plan = plan
        self.services = {(each.fleet, each.link): each for each in instance.services}
        self.aboard: dict[str, list[tuple[str, int]]] = {}
        for load in plan.loads:
            self.aboard.setdefault(load.trip, []).append((load.group, load.people))
        steps = instance.steps
        self.embarked = {site: np.zeros(steps + 1) for site in instance.limits}
        self.received = {site: np.zeros(steps + 1) for site in instance.limits}
        self.present = {site: np.zeros(steps + 1) for site in instance.limits}
        self.in_ward: dict[tuple[str, str], npt.NDArray[np.float64]] = {}
        self._settle()
        for trip in plan.trips:
            self._carry(trip)

    def _settle(self) -> None:
        for stock in self.instance.stocks:
            if not stock.transit and stock.appears <= self.instance.steps:
                self._stay(stock.site, stock.separation_class, stock.appears, stock.people)

    def _stay(self, site: str, name: str, since: int, people: int) -> None:
        self.present[site][since:] += people
        self._ward(site, name)[since:] += people

    def _ward(self, site: str, name: str) -> npt.NDArray[np.float64]:
        return self.in_ward.setdefault((site, name), np.zeros(self.instance.steps + 1))

    def _carry(self, trip: Trip) -> None:
        service = self.service_of(trip)
        arrival = trip.step + service.ride
        for group, people in self.aboard.get(trip.id, ()):
            name = self.instance.scenario.groups[group].separation_class
            self.embarked[service.origin][trip.step] += people
            self.received[service.destination][arrival] += people
            self._stay(service.origin, name, trip.step, -people)
            self._stay(service.destination, name, arrival, people)

    def service_of(self, trip: Trip) -> Service:
        """The service that a trip is a departure of.

        Raises PlanFileError where the fleet cannot serve the link.
        """
        service = self.services.get((trip.fleet, trip.link))
        if service is None:
            raise PlanFileError(
                f"trip {trip.id}: found fleet {trip.fleet} on link {trip.link}, which it cannot "
                "serve; expected a plan that keeps the rules; see muster verify-plan"
            )
        return service

    def obstacles(self, movement: Movement, at: int) -> Iterator[Obstacle]:
        """What stands in the way of these people going on the service at an earlier boundary.

        Their trip itself is taken away first, so that what is asked is whether it could have
        gone then instead; everything else stays as planned.
        """
        service = movement.service
        if at < service.lead:
            yield Obstacle.LEAD
            return
        if at not in service.departures:
            yield Obstacle.CLOSED
            return
        if not self._vehicle_free(movement, at):
            yield Obstacle.VEHICLES
        if not self._team_free(movement, at):
            yield Obstacle.ESCORTS
        if self.short_of_slots(movement, at):
            yield Obstacle.AIR_SLOTS
        if not self._link_free(movement, at):
            yield Obstacle.TRIPS_PER_DAY
        if not self._can_load(movement, at):
            yield Obstacle.EMBARKATION
        if not self._can_receive(movement, at):
            yield Obstacle.INTAKE
        if not self._has_room(movement, at):
            yield Obstacle.ROOM

    def busy_vehicles(self, fleet: str, begins: int, ends: int) -> list[Trip]:
        """Trips that keep vehicles of a fleet busy in some of the steps from begins to ends."""
        return [
            trip
            for trip in self.plan.trips
            if trip.fleet == fleet
            and _overlap(_vehicle_span(self.service_of(trip), trip), begins, ends)
        ]

    def busy_teams(self, pool: str, begins: int, ends: int) -> list[Trip]:
        """Trips that keep teams of a pool busy in some of the steps from begins to ends."""
        return [
            trip
            for trip in self.plan.trips
            if self.service_of(trip).pool == pool
            and _overlap(_team_span(self.service_of(trip), trip), begins, ends)
        ]

    def short_of_slots(self, movement: Movement, at: int) -> list[str]:
        """Ends of a trip by air at which no slot is left."""
        service = movement.service
        if not service.by_air:
            return []
        short = []
        for site, when in ((service.origin, at), (service.destination, at + service.ride)):
            slots = self.instance.limits[site].air_slots
            if slots is None:
                continue
            used = np.zeros(self.instance.steps + 1)
            for trip in self._others(movement):
                other = self.service_of(trip)
                if other.by_air and other.origin == site:
                    used[trip.step] += 1
                if other.by_air and other.destination == site:
                    used[trip.step + other.ride] += 1
            if not self._lowest_fits(used, slots, when):
                short.append(site)
        return short

    # one limit each

    def _others(self, movement: Movement) -> list[Trip]:
        return [trip for trip in self.plan.trips if trip.id != movement.trip.id]

    def _vehicle_free(self, movement: Movement, at: int) -> bool:
        service = movement.service
        free = self.instance.vehicles[service.fleet].copy()
        for trip in self._others(movement):
            if trip.fleet == service.fleet:
                begins, ends = _vehicle_span(self.service_of(trip), trip)
                free[begins:ends] -= 1
        return bool(free[at - service.lead : at + service.tail].min(initial=1) >= 1)

    def _team_free(self, movement: Movement, at: int) -> bool:
        service = movement.service
        if service.pool is None:
            return True
        free = self.instance.teams[service.pool].copy()
        for trip in self._others(movement):
            other = self.service_of(trip)
            if other.pool == service.pool:
                begins, ends = _team_span(other, trip)
                free[begins:ends] -= other.teams
        lead, tail = service.lead, service.escort_tail
        return bool(free[at - lead : at + tail].min(initial=service.teams) >= service.teams)

    def _link_free(self, movement: Movement, at: int) -> bool:
        limit = self.instance.trips_per_day.get(movement.service.link)
        if limit is None:
            return True
        used = np.zeros(self.instance.steps + 1)
        for trip in self._others(movement):
            used[trip.step] += trip.link == movement.service.link
        return self._lowest_fits(used, limit, at)

    def _lowest_fits(self, used: npt.NDArray[np.float64], limit: IntArray, at: int) -> bool:
        by_boundary = np.append(limit, limit[-1])
        day, last = self.instance.day, self.instance.steps
        return all(
            used[max(0, end - day + 1) : end + 1].sum() + 1
            <= by_boundary[max(0, end - day + 1) : end + 1].min()
            for end in range(at, min(at + day, last + 1))
        )

    def _can_load(self, movement: Movement, at: int) -> bool:
        limits = self.instance.limits[movement.service.origin]
        if limits.embarked is None:
            return True
        used = self.embarked[movement.service.origin].copy()
        used[movement.trip.step] -= movement.people
        window, last = limits.embark_window, self.instance.steps
        return all(
            used[max(0, end - window + 1) : end + 1].sum() + movement.people
            <= limits.embarked[max(0, end - window) : end].sum() + TOLERANCE
            for end in range(at, min(at + window, last + 1))
        )

    def _can_receive(self, movement: Movement, at: int) -> bool:
        service = movement.service
        intake = self.instance.limits[service.destination].intake
        if intake is None:
            return True
        arrival, day, last = at + service.ride, self.instance.day, self.instance.steps
        by_boundary = np.append(intake, intake[-1])
        if by_boundary[arrival] <= 0:
            return False
        used = self.received[service.destination].copy()
        used[movement.trip.step + self.service_of(movement.trip).ride] -= movement.people
        for end in range(arrival, min(arrival + day, last + 1)):
            first = end - day + 1
            allowed = by_boundary[max(first, 0) : end + 1].sum() - min(first, 0) * intake[0]
            if used[max(first, 0) : end + 1].sum() + movement.people > allowed + TOLERANCE:
                return False
        return True

    def _has_room(self, movement: Movement, at: int) -> bool:
        """Room at the destination for the time by which they would have come sooner."""
        service = movement.service
        limits = self.instance.limits[service.destination]
        sooner = slice(at + service.ride, movement.trip.step + self.service_of(movement.trip).ride)
        if limits.room is not None:
            free = np.append(limits.room, limits.room[-1]) - self.present[service.destination]
            if free[sooner].min(initial=movement.people) < movement.people:
                return False
        beds = limits.beds.get(movement.separation_class)
        if beds is not None:
            free = beds - self._ward(service.destination, movement.separation_class)
            if free[sooner].min(initial=movement.people) < movement.people:
                return False
        return True


def _vehicle_span(service: Service, trip: Trip) -> tuple[int, int]:
    return trip.step - service.lead, trip.step + service.tail


def _team_span(service: Service, trip: Trip) -> tuple[int, int]:
    return trip.step - service.lead, trip.step + service.escort_tail


def _overlap(span: tuple[int, int], begins: int, ends: int) -> bool:
    return span[0] < ends and begins < span[1]
