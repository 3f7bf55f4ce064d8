"""From degrees to pixels: Mercator's projection over a panel of a map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from muster.reporting.canvas import Point
from muster.reporting.map.basemap import Degrees, Extent

EARTH_KM = 6371.0
NORTHERNMOST = 84.0
"""Beyond this latitude Mercator's projection is of no use."""


@dataclass(frozen=True, slots=True)
class Projection:
    """Mercator's projection: pixels from the left and top of a panel of a size."""

    width: float
    height: float
    middle_longitude: float
    middle_latitude: float
    pixels_per_radian: float

    def xy(self, longitude: float, latitude: float) -> Point:
        """Where a place lies; longitudes are taken the short way round from the middle."""
        east = (longitude - self.middle_longitude + 180.0) % 360.0 - 180.0
        return (
            self.width / 2 + math.radians(east) * self.pixels_per_radian,
            self.height / 2
            - (northing(latitude) - northing(self.middle_latitude)) * self.pixels_per_radian,
        )

    def ring(self, degrees: Degrees) -> Degrees:
        """Points of a ring in pixels; longitudes are taken as they are."""
        latitudes = np.radians(np.clip(degrees[:, 1], -NORTHERNMOST, NORTHERNMOST))
        north = np.log(np.tan(np.pi / 4 + latitudes / 2))
        x = self.width / 2 + (
            np.radians(degrees[:, 0] - self.middle_longitude) * self.pixels_per_radian
        )
        y = self.height / 2 - (north - northing(self.middle_latitude)) * self.pixels_per_radian
        return np.column_stack([x, y])

    @property
    def pixels_per_km(self) -> float:
        """Scale in the middle of the panel."""
        return self.pixels_per_radian / (EARTH_KM * math.cos(math.radians(self.middle_latitude)))

    def extent(self, margin: float = 0.0) -> Extent:
        """Degrees that the panel shows, with a margin in pixels."""
        half = math.degrees((self.width / 2 + margin) / self.pixels_per_radian)
        up = (self.height / 2 + margin) / self.pixels_per_radian
        middle = northing(self.middle_latitude)
        return Extent(
            self.middle_longitude - half,
            latitude_of(middle - up),
            self.middle_longitude + half,
            latitude_of(middle + up),
        )


def northing(latitude: float) -> float:
    """Mercator's ordinate of a latitude, in radians of the equator."""
    held = math.radians(min(max(latitude, -NORTHERNMOST), NORTHERNMOST))
    return math.log(math.tan(math.pi / 4 + held / 2))


def latitude_of(ordinate: float) -> float:
    """The latitude with an ordinate."""
    return math.degrees(2 * math.atan(math.exp(ordinate)) - math.pi / 2)


def spanned(places: Iterable[Point]) -> tuple[float, float, float, float]:
    """West, south, east and north of some (longitude, latitude), the short way round."""
    places = list(places)
    x = sum(math.cos(math.radians(longitude)) for longitude, _ in places)
    y = sum(math.sin(math.radians(longitude)) for longitude, _ in places)
    middle = math.degrees(math.atan2(y, x))
    east = [middle + (longitude - middle + 180.0) % 360.0 - 180.0 for longitude, _ in places]
    north = [latitude for _, latitude in places]
    return min(east), min(north), max(east), max(north)


def fitted(
    places: Iterable[Point], width: float, height: float, margin: float, least_km: float
) -> Projection:
    """The projection that shows some places as large as a panel allows, within a margin.

    A single place, or places nearer to each other than `least_km`, get that much around them.
    """
    west, south, east, north = spanned(places)
    low, high = northing(south), northing(north)
    latitude = latitude_of((low + high) / 2)
    least = least_km / (EARTH_KM * math.cos(math.radians(latitude)))
    scale = min(
        (width - 2 * margin) / max(math.radians(east - west), least),
        (height - 2 * margin) / max(high - low, least),
    )
    return Projection(width, height, (west + east) / 2, latitude, scale)
