"""The tables of means: fleets and escort pools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from muster.scenario.folder.kinds import IDENTIFIER, IDS, TEXT, member
from muster.scenario.folder.measures import AT_LEAST_ONE, COUNT, HOURS, SEATS
from muster.scenario.folder.table import Column, Need, Table, Values, Wrong
from muster.scenario.network import EscortPool, Fleet, Mode, SeatKind

SEAT_COLUMNS = {
    SeatKind.SEATED: "seats",
    SeatKind.STRETCHER: "stretcher_seats",
    SeatKind.WHEELCHAIR: "wheelchair_seats",
}


def fleet_with_seats(
    id: str, name: str, seats: int, stretcher_seats: int, wheelchair_seats: int, **others: Any
) -> Fleet:
    """A fleet; kinds of seat that it has none of are left out of its seats."""
    given = {
        SeatKind.SEATED: seats,
        SeatKind.STRETCHER: stretcher_seats,
        SeatKind.WHEELCHAIR: wheelchair_seats,
    }
    places = {kind: number for kind, number in given.items() if number}
    return Fleet(id=id, name=name or id, seats=places, **others)


def _columns_of(fleet: Fleet) -> Values:
    seats = {column: fleet.seats.get(kind, 0) for kind, column in SEAT_COLUMNS.items()}
    plain = {
        column.name: getattr(fleet, column.name)
        for column in FLEETS.columns
        if column.name not in seats
    }
    return plain | seats


def _vehicle_makes_sense(values: Values) -> Iterable[Wrong]:
    compartments = values["compartments"]
    for column in SEAT_COLUMNS.values():
        if values[column] % compartments:
            yield Wrong(
                column,
                f'"{values[column]}" in {compartments} compartments',
                f"a multiple of {compartments}, for every compartment has as many",
                "Correct one of the two, or enter vehicles that differ as fleets of their own",
            )
    if not any(values[column] for column in SEAT_COLUMNS.values()):
        yield Wrong("seats", '"0"', "at least one seat of some kind", warning=True)
    if values["escorts_per_trip"] and values["escort_pool"] is None:
        yield Wrong(
            "escort_pool",
            "nothing",
            f"the escort pool that the {values['escorts_per_trip']} teams per trip come from",
        )
    if values["escort_pool"] is not None and not values["escorts_per_trip"]:
        yield Wrong(
            "escorts_per_trip",
            "none",
            "at least 1, because an escort pool is named",
            "Trips will run without escort",
            warning=True,
        )


FLEETS = Table(
    "fleets",
    "Like vehicles based at one site. A vehicle comes empty from its base, loads, rides, returns "
    "empty to its base and is serviced there.",
    (
        Column("id", IDENTIFIER, "the fleet's id", "BUS", Need.FILLED),
        Column("name", TEXT, "its name", "city buses", default="", default_words="the id"),
        Column(
            "base",
            IDENTIFIER,
            "the site where it is based",
            "BASE",
            Need.FILLED,
            refers_to="sites",
        ),
        Column("mode", member(Mode), "how it travels", "road", Need.FILLED),
        Column("vehicles", COUNT, "how many there are", "6", Need.FILLED),
        Column("seats", SEATS, "seats of a vehicle, all compartments together", "40", Need.FILLED),
        Column(
            "stretcher_seats",
            SEATS,
            "places for stretchers in a vehicle",
            "2",
            default=0,
            default_words="0",
        ),
        Column(
            "wheelchair_seats",
            SEATS,
            "places for wheelchairs in a vehicle",
            "1",
            default=0,
            default_words="0",
        ),
        Column(
            "compartments",
            AT_LEAST_ONE,
            "parts of a vehicle that can be kept separate; each carries one separation class",
            "2",
            default=1,
            default_words="1",
        ),
        Column(
            "load_h",
            HOURS,
            "time that a vehicle stands at the origin for loading",
            "1.5",
            default=0.0,
            default_words="0",
            unit="h",
        ),
        Column(
            "turnaround_h",
            HOURS,
            "time at the base before the next trip",
            "1",
            default=0.0,
            default_words="0",
            unit="h",
        ),
        Column(
            "escort_pool",
            IDENTIFIER,
            "the escort pool that its escorts come from",
            "ESCORTS",
            default_words="no escort",
            refers_to="escorts",
        ),
        Column(
            "escorts_per_trip",
            COUNT,
            "escort teams that ride with one trip",
            "1",
            default=0,
            default_words="0",
            unit="teams",
        ),
        Column(
            "links",
            IDS,
            "the only links it may serve",
            "NORTH-BASE;SOUTH-BASE",
            default=(),
            default_words="every link of its mode",
            refers_to="links",
        ),
    ),
    fleet_with_seats,
    lambda scenario: scenario.fleets.values(),
    required=True,
    rules=_vehicle_makes_sense,
    taken_apart=_columns_of,
)

ESCORTS = Table(
    "escorts",
    "Pools of escort teams. A team is away for its vehicle's whole round trip and then rests.",
    (
        Column("id", IDENTIFIER, "the pool's id", "ESCORTS", Need.FILLED),
        Column(
            "base",
            IDENTIFIER,
            "the site where the teams are based",
            "BASE",
            Need.FILLED,
            refers_to="sites",
        ),
        Column("teams", COUNT, "how many there are", "5", Need.FILLED, unit="teams"),
        Column(
            "duty_limit_h",
            HOURS,
            "the longest round trip that may be escorted",
            "14",
            default_words="no limit",
            unit="h",
        ),
        Column(
            "rest_h",
            HOURS,
            "rest after a round trip",
            "8",
            default=0.0,
            default_words="0",
            unit="h",
        ),
    ),
    EscortPool,
    lambda scenario: scenario.escort_pools.values(),
)
