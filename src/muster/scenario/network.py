"""Sites, links between them, and what travels on the links: fleets and escort pools."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from muster.errors import ImpossibleValueError
from muster.scenario.judgement import Judgement


class SiteKind(StrEnum):
    """What a site is."""

    PRISON = "prison"
    DETENTION_CENTRE = "detention_centre"
    CAMP = "camp"
    POLICE_STATION = "police_station"
    STAGING = "staging"
    AIRFIELD = "airfield"
    HOSPITAL = "hospital"
    RECEPTION = "reception"


class Mode(StrEnum):
    """How a link is travelled."""

    ROAD = "road"
    AIR = "air"
    RAIL = "rail"
    WATER = "water"
    FOOT = "foot"


class SeatKind(StrEnum):
    """The kind of place a person needs in a vehicle."""

    SEATED = "seated"
    STRETCHER = "stretcher"
    WHEELCHAIR = "wheelchair"


@dataclass(frozen=True, slots=True)
class DayWindow:
    """Hours of the day, in the scenario's own UTC offset, within which something may happen.

    From `opens` (included) until `closes` (excluded); a window may pass midnight.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens == self.closes:
            raise ImpossibleValueError(
                f"a window from {self.opens:%H:%M} until {self.closes:%H:%M} is empty; "
                "leave it blank where every hour is allowed"
            )

    def contains(self, moment: time) -> bool:
        """Whether a time of day lies within the window."""
        if self.opens < self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}-{self.closes:%H:%M}"


def _refuse_negative(owner: str, **values: float | None) -> None:
    for name, value in values.items():
        if value is not None and value < 0:
            raise ImpossibleValueError(f"{owner}: {name} cannot be negative, found {value}")


@dataclass(frozen=True, slots=True)
class Site:
    """A place where people can be held or staged.

    Limits that are None do not limit. `occupied` counts people held there who are not part of
    the scenario; they take room and never move. `beds` limits people by separation class, in
    addition to `capacity` over all classes.
    """

    id: str
    name: str
    kind: SiteKind
    latitude: float
    longitude: float
    custodian: str = ""
    loss_fraction: Judgement = field(default_factory=lambda: Judgement.certain(0.0))
    capacity: int | None = None
    occupied: int = 0
    beds: Mapping[str, int] = field(default_factory=dict)
    embark_per_h: Judgement | None = None
    """People who can be brought out and loaded per hour."""
    intake_per_day: float | None = None
    """People who can be received in any 24 hours."""
    air_slots_per_day: int | None = None
    """Landings and departures with people on board, together, in any 24 hours."""
    window: DayWindow | None = None
    """Hours in which trips may depart from and arrive at the site."""
    guards: float | None = None
    guards_needed: float | None = None

    def __post_init__(self) -> None:
        _refuse_negative(
            f"site {self.id}",
            capacity=self.capacity,
            occupied=self.occupied,
            intake_per_day=self.intake_per_day,
            air_slots_per_day=self.air_slots_per_day,
            guards=self.guards,
            guards_needed=self.guards_needed,
            loss_fraction=self.loss_fraction.low,
            embark_per_h=self.embark_per_h.low if self.embark_per_h else None,
        )
        if self.loss_fraction.high > 1:
            raise ImpossibleValueError(
                f"site {self.id}: loss_fraction is a share of those present and cannot exceed 1, "
                f"found {self.loss_fraction.high}"
            )


@dataclass(frozen=True, slots=True)
class Link:
    """A directed way from one site to another by one mode."""

    id: str
    origin: str
    destination: str
    mode: Mode
    duration_h: float
    risk: Judgement = field(default_factory=lambda: Judgement.certain(0.0))
    """Share of those on board who are expected to be lost on the way, per ride."""
    trips_per_day: int | None = None
    """Vehicles that may depart on the link in any 24 hours."""
    window: DayWindow | None = None
    """Hours in which trips may depart on the link."""
    rest_stops: int = 0
    """Stops on the way at which people are let out, fed and counted."""

    def __post_init__(self) -> None:
        _refuse_negative(
            f"link {self.id}", trips_per_day=self.trips_per_day, rest_stops=self.rest_stops
        )
        if self.duration_h <= 0:
            raise ImpossibleValueError(
                f"link {self.id}: duration_h must be above 0, found {self.duration_h}"
            )
        if not 0 <= self.risk.low <= self.risk.high <= 1:
            raise ImpossibleValueError(
                f"link {self.id}: risk is a share and must lie between 0 and 1, "
                f"found {self.risk.low} to {self.risk.high}"
            )
        if self.origin == self.destination:
            raise ImpossibleValueError(f"link {self.id} leads from {self.origin} to itself")


@dataclass(frozen=True, slots=True)
class Fleet:
    """Like vehicles based at one site. One trip is one vehicle's departure on one link.

    Seats count per vehicle and divide equally among its compartments; each compartment carries
    one separation class. A vehicle comes empty from its base, loads for `load_h`, rides, returns
    empty to its base and is serviced there for `turnaround_h`.
    """

    id: str
    name: str
    base: str
    mode: Mode
    vehicles: int
    seats: Mapping[SeatKind, int]
    compartments: int = 1
    load_h: float = 0.0
    turnaround_h: float = 0.0
    escort_pool: str | None = None
    escorts_per_trip: int = 0
    """Escort teams that ride with one trip, drawn from `escort_pool`."""
    links: tuple[str, ...] = ()
    """Ids of the links it may serve; empty means every link of its mode."""

    def __post_init__(self) -> None:
        _refuse_negative(
            f"fleet {self.id}",
            vehicles=self.vehicles,
            load_h=self.load_h,
            turnaround_h=self.turnaround_h,
            escorts_per_trip=self.escorts_per_trip,
            **{f"seats ({kind})": number for kind, number in self.seats.items()},
        )
        if self.compartments < 1:
            raise ImpossibleValueError(
                f"fleet {self.id}: a vehicle has at least 1 compartment, found {self.compartments}"
            )
        for kind, number in self.seats.items():
            if number % self.compartments:
                raise ImpossibleValueError(
                    f"fleet {self.id}: {number} {kind} seats do not divide equally among "
                    f"{self.compartments} compartments"
                )
        if self.escorts_per_trip and self.escort_pool is None:
            raise ImpossibleValueError(
                f"fleet {self.id}: escorts_per_trip is {self.escorts_per_trip}, "
                "but no escort_pool is named"
            )

    def seats_per_compartment(self, kind: SeatKind) -> int:
        """Seats of one kind in each compartment."""
        return self.seats.get(kind, 0) // self.compartments


@dataclass(frozen=True, slots=True)
class EscortPool:
    """Escort teams based at one site.

    A team is away for its vehicle's whole round trip and then rests for `rest_h`. A round trip
    (empty way out, loading, ride, empty way back) longer than `duty_limit_h` cannot be escorted.
    """

    id: str
    base: str
    teams: int
    duty_limit_h: float | None = None
    rest_h: float = 0.0

    def __post_init__(self) -> None:
        _refuse_negative(
            f"escort pool {self.id}",
            teams=self.teams,
            duty_limit_h=self.duty_limit_h,
            rest_h=self.rest_h,
        )
