"""Make the base map that the figures draw beneath a plan: `src/muster/reporting/map/basemap.json`.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/make_basemap.py package/countries-10m.json src/muster/reporting/map/basemap.json

The source is Natural Earth's Admin 0 countries, 1:10m (public domain), as TopoJSON by the npm
package world-atlas. Borders are thinned by Douglas and Peucker's rule (The Canadian Cartographer
10, 1973) on the arcs that neighbours share, so that no gap opens between them; islands below a
size that no briefing map shows are left out; each country gets its bounding box, so that a map
decodes only what lies within its extent.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

TOLERANCE_DEGREES = 0.01
"""How far a thinned border may lie from the source's: about 1.1 km."""
SMALLEST_ISLAND_DEGREES2 = 0.0015
"""Rings with less area than this (about 18 km² at the equator) are left out."""
ANTARCTICA = "010"
"""Left out: nobody is held there, and its coast would be a tenth of the file."""
SOURCE = (
    "Natural Earth 4.1.0, Admin 0 countries 1:10m (public domain), by way of the npm package "
    "world-atlas 2.0.2 (ISC); thinned by tools/make_basemap.py"
)

Points = npt.NDArray[np.int64]


def thinned(points: Points, scale: npt.NDArray[np.float64]) -> Points:
    """Leave out points that lie within the tolerance of the line between those kept."""
    at = points * scale
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    if np.array_equal(points[0], points[-1]):
        halfway = int(np.argmax(((at - at[0]) ** 2).sum(axis=1)))
        keep[halfway] = True
    todo = list(zip(np.flatnonzero(keep)[:-1], np.flatnonzero(keep)[1:], strict=True))
    while todo:
        first, last = todo.pop()
        if last - first < 2:
            continue
        along = at[last] - at[first]
        rest = at[first + 1 : last] - at[first]
        length = float(np.hypot(*along)) or 1.0
        away = np.abs(rest[:, 0] * along[1] - rest[:, 1] * along[0]) / length
        furthest = int(np.argmax(away))
        if away[furthest] > TOLERANCE_DEGREES:
            middle = first + 1 + furthest
            keep[middle] = True
            todo += [(first, middle), (middle, last)]
    return points[keep]


def rings_of(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """A country's polygons, each a list of rings, each a list of arc numbers."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    polygons: list[list[list[int]]] = geometry["arcs"]
    return polygons


def ring_points(ring: list[int], arcs: list[Points]) -> Points:
    """The points of a ring, arc after arc; a negative number runs its arc backwards."""
    return np.concatenate([arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring])


def area(points: npt.NDArray[np.float64]) -> float:
    """Area of a ring in square degrees."""
    x, y = points[:, 0], points[:, 1]
    return abs(float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2


def make_basemap(world: dict[str, Any]) -> dict[str, Any]:
    """Thin a TopoJSON world of countries."""
    scale = np.array(world["transform"]["scale"])
    origin = np.array(world["transform"]["translate"])
    arcs = [thinned(np.cumsum(np.array(arc), axis=0), scale) for arc in world["arcs"]]
    used: dict[int, int] = {}
    countries = []
    for country in world["objects"]["countries"]["geometries"]:
        if country.get("id") == ANTARCTICA:
            continue
        polygons = []
        corners = []
        outlines = [ring_points(p[0], arcs) * scale + origin for p in rings_of(country)]
        shown_from = min(SMALLEST_ISLAND_DEGREES2, max(area(points) for points in outlines))
        for polygon, points in zip(rings_of(country), outlines, strict=True):
            if area(points) < shown_from:
                continue
            corners.append((*points.min(axis=0), *points.max(axis=0)))
            polygons.append([[_renumbered(a, used) for a in ring] for ring in polygon])
        box = np.array(corners)
        countries.append(
            {
                "type": "MultiPolygon",
                "id": country.get("id"),
                "properties": country["properties"],
                "bbox": [
                    round(float(v), 3) for v in (*box[:, :2].min(axis=0), *box[:, 2:].max(axis=0))
                ],
                "arcs": polygons,
            }
        )
    return {
        "type": "Topology",
        "source": SOURCE,
        "transform": world["transform"],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": countries}},
        "arcs": [np.diff(arcs[old], axis=0, prepend=0).tolist() for old in used],
    }


def _renumbered(number: int, used: dict[int, int]) -> int:
    old = number if number >= 0 else ~number
    new = used.setdefault(old, len(used))
    return new if number >= 0 else ~new


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    basemap = make_basemap(json.loads(source.read_text(encoding="utf-8")))
    target.write_text(json.dumps(basemap, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{target}: {target.stat().st_size / 1e6:.2f} MB, {len(basemap['arcs'])} arcs")
