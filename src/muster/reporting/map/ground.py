"""What lies beneath the flows: land, borders, names of countries, and a scale bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.reporting.boxes import Box
from muster.reporting.canvas import Area, Point, Segment, Text
from muster.reporting.map.basemap import Degrees, countries_within
from muster.reporting.map.projection import Projection
from muster.reporting.text import text_width
from muster.reporting.theme import BORDER, INK, LAND, SMALL, TEXT

FINEST = 0.7
"""Points of an outline nearer than this to the one before, in pixels, are left out."""
FAR = 60.0
"""Pixels of free room around a name beyond which more is no better."""
NAME_COLOUR = "#8a8577"
SCALE_LENGTHS_KM = tuple(step * 10**power for power in range(5) for step in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class Land:
    """One country's land within a panel, in pixels."""

    name: str
    polygons: tuple[tuple[tuple[Point, ...], ...], ...]

    @property
    def area(self) -> Area:
        """To be drawn."""
        return Area(self.polygons, LAND, BORDER, 0.9)


def land(projection: Projection) -> list[Land]:
    """Countries within a panel, cut at its edges."""
    frame = Box(0, 0, projection.width, projection.height)
    found = []
    for country in countries_within(projection.extent()):
        polygons = []
        for rings in country.polygons:
            cut = [clipped(thinned(projection.ring(ring)), frame) for ring in rings]
            if len(cut[0]) >= 3:
                polygons.append(tuple(_closed(ring) for ring in cut if len(ring) >= 3))
        if polygons:
            found.append(Land(country.name, tuple(polygons)))
    return found


def thinned(ring: Degrees) -> list[Point]:
    """Leave out points that a reader could not tell from the one before."""
    kept: list[Point] = []
    for x, y in ring.tolist():
        if not kept or abs(x - kept[-1][0]) + abs(y - kept[-1][1]) >= FINEST:
            kept.append((x, y))
    return kept


def clipped(ring: Sequence[Point], frame: Box) -> list[Point]:
    """A ring cut at a box (Sutherland and Hodgman, Communications of the ACM 17, 1974)."""
    points = list(ring)
    edges = (
        (0, frame.left, 1.0),
        (0, frame.right, -1.0),
        (1, frame.top, 1.0),
        (1, frame.bottom, -1.0),
    )
    for axis, limit, side in edges:
        given, points = points, []
        for index, point in enumerate(given):
            before = given[index - 1]
            inside = (point[axis] - limit) * side >= 0
            was_inside = (before[axis] - limit) * side >= 0
            if inside != was_inside:
                share = (limit - before[axis]) / (point[axis] - before[axis])
                points.append(
                    (
                        before[0] + share * (point[0] - before[0]),
                        before[1] + share * (point[1] - before[1]),
                    )
                )
            if inside:
                points.append(point)
    return points


def _closed(ring: list[Point]) -> tuple[Point, ...]:
    return (*ring, ring[0])


def country_names(lands: Sequence[Land], taken: Sequence[Box], frame: Box) -> list[Text]:
    """Each country's name where there is most room for it within its land, if there is any."""
    names = []
    occupied = list(taken)
    for each in sorted(lands, key=lambda each: (-_extent_of(each), each.name)):
        name = each.name.upper()
        box = _roomiest(each, text_width(name, SMALL) + 8, 18.0, occupied, frame)
        if box is not None:
            x, y = box.centre
            names.append(Text(x, y, name, SMALL, colour=NAME_COLOUR, align="center"))
            occupied.append(box)
    return names


def _roomiest(
    each: Land, width: float, height: float, occupied: Sequence[Box], frame: Box
) -> Box | None:
    """The box of a size on a country's land that is furthest from everything else."""
    if width > frame.width or height > frame.height:
        return None
    across = np.linspace(frame.left + width / 2, frame.right - width / 2, 36)
    down = np.linspace(frame.top + height / 2, frame.bottom - height / 2, 28)
    x, y = (grid.ravel() for grid in np.meshgrid(across, down))
    room = np.minimum.reduce(
        [
            x - width / 2 - frame.left,
            frame.right - x - width / 2,
            y - height / 2 - frame.top,
            frame.bottom - y - height / 2,
            np.full_like(x, FAR),
        ]
    )
    for other in occupied:
        beside = np.maximum(np.maximum(x - width / 2 - other.right, other.left - x - width / 2), 0)
        above = np.maximum(np.maximum(y - height / 2 - other.bottom, other.top - y - height / 2), 0)
        room = np.minimum(room, np.hypot(beside, above))
    free = room > 0
    x, y, room = x[free], y[free], room[free]
    on_land = np.ones(len(x), dtype=bool)
    for dx, dy in ((0, 0), (-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5)):
        on_land &= _on_land(x + dx * width, y + dy * height, each)
    if not on_land.any():
        return None
    best = int(np.argmax(np.where(on_land, room, -1.0)))
    left, top = float(x[best]) - width / 2, float(y[best]) - height / 2
    return Box(left, top, left + width, top + height)


def _extent_of(each: Land) -> float:
    return sum(Box.around(polygon[0]).width for polygon in each.polygons)


def _on_land(
    x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], each: Land
) -> npt.NDArray[np.bool_]:
    """Which points lie within a country (even-odd rule over all its rings)."""
    inside = np.zeros(len(x), dtype=bool)
    for polygon in each.polygons:
        for ring in polygon:
            points = np.array(ring)
            ax, ay = points[:-1, 0, None], points[:-1, 1, None]
            bx, by = points[1:, 0, None], points[1:, 1, None]
            crosses = (ay > y) != (by > y)
            rise = np.where(by == ay, 1.0, by - ay)
            inside ^= (crosses & (x < ax + (y - ay) / rise * (bx - ax))).sum(axis=0) % 2 == 1
    return inside


def scale_bar(projection: Projection, left: float, bottom: float) -> tuple[list[Segment], Text]:
    """A bar of a round number of kilometres, some 60 to 150 pixels long."""
    per_km = projection.pixels_per_km
    length_km = max(
        (km for km in SCALE_LENGTHS_KM if km * per_km <= 140), default=SCALE_LENGTHS_KM[0]
    )
    right = left + length_km * per_km
    bar = [
        Segment(left, bottom, right, bottom, INK, 1.6),
        Segment(left, bottom - 5, left, bottom, INK, 1.6),
        Segment(right, bottom - 5, right, bottom, INK, 1.6),
    ]
    return bar, Text(right + 7, bottom - 2, f"{length_km:,} km", TEXT, halo=True)
