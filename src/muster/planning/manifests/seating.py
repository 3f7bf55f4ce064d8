"""Compartments: each carries one separation class; people kept together share one if they fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from muster.planning.plan import Trip
from muster.scenario import Fleet, Person, SeatKind


def seat(
    trip: Trip, fleet: Fleet, parties: Iterable[tuple[Person, ...]]
) -> list[tuple[int, Person]]:
    """(compartment, person) for all riders of a trip, in the order of the compartments.

    Compartments are numbered from 1, class by class as the trip names them. Raises ValueError
    where a class has more people than seats of a kind: the lists were then made wrongly.
    """
    numbers: dict[str, range] = {}
    first = 1
    for name, number in trip.compartments.items():
        numbers[name] = range(first, first + number)
        first += number
    left = {
        (compartment, kind): fleet.seats_per_compartment(kind)
        for each in numbers.values()
        for compartment in each
        for kind in SeatKind
    }
    parts: list[tuple[Person, ...]] = []
    for party in parties:
        for name in dict.fromkeys(person.separation_class for person in party):
            parts.append(tuple(each for each in party if each.separation_class == name))
    seated: list[tuple[int, Person]] = []
    for part in sorted(parts, key=len, reverse=True):
        seated += _seat_part(part, numbers.get(part[0].separation_class, range(0)), left)
    return sorted(seated, key=lambda each: (each[0], -each[1].priority, each[1].person_id))


def _seat_part(
    part: tuple[Person, ...], compartments: range, left: dict[tuple[int, SeatKind], int]
) -> list[tuple[int, Person]]:
    needs: dict[SeatKind, int] = {}
    for person in part:
        needs[person.seat_kind] = needs.get(person.seat_kind, 0) + 1
    whole = [each for each in compartments if _fits(needs, each, left)]
    seated = []
    for person in part:
        kind = person.seat_kind
        where = whole[:1] or [each for each in compartments if left[each, kind] > 0]
        if not where:
            raise ValueError(f"no {kind} seat is left for {person.separation_class}")
        left[where[0], kind] -= 1
        seated.append((where[0], person))
    return seated


def _fits(
    needs: Mapping[SeatKind, int], compartment: int, left: Mapping[tuple[int, SeatKind], int]
) -> bool:
    return all(left[compartment, kind] >= number for kind, number in needs.items())
