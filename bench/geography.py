"""Random but plausible places: prisons anywhere, staging sites amid them, receptions apart."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CENTRE = (36.5, 41.0)
"""Latitude and longitude about which places are drawn; nothing depends on it."""
KM_PER_DEGREE = 111.2
DETOUR = 1.3
"""Road kilometres per kilometre as the crow flies."""


FEW_RECEPTIONS = 5
"""More than these are a country's own, and lie anywhere; these lie across a border."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point in the plane, in kilometres east and north of the centre."""

    east: float
    north: float

    def km_to(self, other: Place) -> float:
        """Distance as the crow flies."""
        return math.hypot(self.east - other.east, self.north - other.north)

    @property
    def degrees(self) -> tuple[float, float]:
        """Latitude and longitude, good enough for a map."""
        latitude = CENTRE[0] + self.north / KM_PER_DEGREE
        km_per_degree_east = KM_PER_DEGREE * math.cos(math.radians(CENTRE[0]))
        return round(latitude, 4), round(CENTRE[1] + self.east / km_per_degree_east, 4)


@dataclass(frozen=True, slots=True)
class Map:
    """Where everything is, by site id, and who is near what."""

    prisons: Mapping[str, Place]
    staging: Mapping[str, Place]
    receptions: Mapping[str, Place]

    def place(self, id: str) -> Place:
        """The place of any site."""
        return self.prisons.get(id) or self.staging.get(id) or self.receptions[id]

    def km(self, first: str, second: str) -> float:
        """Distance between two sites as the crow flies."""
        return self.place(first).km_to(self.place(second))

    def nearest(self, id: str, among: Sequence[str], number: int) -> list[str]:
        """The `number` sites nearest to a site, nearest first."""
        return sorted(among, key=lambda other: (self.km(id, other), other))[:number]


def draw_map(
    draw: random.Random, prisons: int, staging: int, receptions: int, across_km: float
) -> Map:
    """Prisons anywhere; each staging site amid some prisons; a few receptions in the east, or many
    anywhere.
    """
    prison_places = [_point(draw, across_km, across_km) for _ in range(prisons)]
    staging_places = [
        _beside(draw, place, across_km / 20) for place in _spread(prison_places, staging)
    ]
    if receptions > FEW_RECEPTIONS:
        candidates = [_point(draw, across_km, across_km) for _ in range(4 * receptions)]
        reception_places = _spread(candidates, receptions)
    else:
        reception_places = [
            Place(
                across_km * (0.35 + 0.25 * draw.random()),
                across_km * ((index + 0.2 + 0.6 * draw.random()) / receptions - 0.5),
            )
            for index in range(receptions)
        ]
    return Map(
        _numbered("P", prison_places),
        _numbered("S", staging_places),
        _numbered("R", reception_places),
    )


def road_hours(km: float, km_per_h: float, step: float = 0.25) -> float:
    """Hours on the road for a distance as the crow flies, in quarters of an hour."""
    return max(step, math.ceil(km * DETOUR / km_per_h / step) * step)


def _point(draw: random.Random, width: float, height: float) -> Place:
    return Place((draw.random() - 0.5) * width, (draw.random() - 0.5) * height)


def _beside(draw: random.Random, place: Place, within_km: float) -> Place:
    offset = _point(draw, within_km, within_km)
    return Place(place.east + offset.east, place.north + offset.north)


def _spread(places: Sequence[Place], number: int) -> list[Place]:
    """Places far from each other: each next one is the farthest from those chosen."""
    chosen = [min(places, key=lambda place: math.hypot(place.east, place.north))]
    while len(chosen) < number:
        chosen.append(max(places, key=lambda place: min(place.km_to(each) for each in chosen)))
    return chosen


def _numbered(letter: str, places: Sequence[Place]) -> dict[str, Place]:
    width = len(str(len(places) - 1))
    return {f"{letter}{index:0{width}d}": place for index, place in enumerate(places)}
