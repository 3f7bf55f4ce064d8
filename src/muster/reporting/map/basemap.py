"""The base map: outlines of countries within an extent, from basemap.json (see its NOTICE)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Degrees = npt.NDArray[np.float64]
"""(points, 2) longitude and latitude."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A range of longitude and latitude in degrees; `east` may pass 180."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Country:
    """A country's name and outlines: polygons, each its outer ring and its holes."""

    name: str
    polygons: tuple[tuple[Degrees, ...], ...]


@cache
def _world() -> Mapping[str, Any]:
    file = resources.files("muster.reporting.map").joinpath("basemap.json")
    world: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return world


def countries_within(extent: Extent) -> list[Country]:
    """Countries with an outline that touches the extent, with those outlines.

    Longitudes are turned by whole circles to lie near the extent, so that a map across 180
    degrees needs no special care.
    """
    found = []
    for country in _world()["objects"]["countries"]["geometries"]:
        west, south, east, north = country["bbox"]
        if south > extent.north or north < extent.south:
            continue
        if not _meet(west, east, extent):
            continue
        polygons = tuple(
            rings
            for arcs in country["arcs"]
            if _touches((rings := _polygon(arcs, extent))[0], extent)
        )
        if polygons:
            found.append(Country(country["properties"]["name"], polygons))
    return found


def _meet(west: float, east: float, extent: Extent) -> bool:
    turns = (-360.0, 0.0, 360.0)
    return any(west + turn <= extent.east and east + turn >= extent.west for turn in turns)


def _touches(ring: Degrees, extent: Extent) -> bool:
    west, south = ring.min(axis=0)
    east, north = ring.max(axis=0)
    return bool(
        west <= extent.east
        and east >= extent.west
        and south <= extent.north
        and north >= extent.south
    )


def _polygon(arcs: Sequence[Sequence[int]], extent: Extent) -> tuple[Degrees, ...]:
    middle = (extent.west + extent.east) / 2
    rings = []
    turn: float | None = None
    for ring in arcs:
        points = np.concatenate(
            [_arc(number) if number >= 0 else _arc(~number)[::-1] for number in ring]
        )
        points[:, 0] = np.unwrap(points[:, 0], period=360.0)
        if turn is None:
            turn = 360.0 * round((middle - points[:, 0].mean()) / 360.0)
        points[:, 0] += turn
        rings.append(points)
    return tuple(rings)


@cache
def _arc(number: int) -> Degrees:
    """Points of an arc, decoded (TopoJSON specification 2.1.4: quantized, delta-encoded)."""
    world = _world()
    transform = world["transform"]
    steps = np.cumsum(np.array(world["arcs"][number], dtype=np.float64), axis=0)
    points: Degrees = steps * np.array(transform["scale"]) + np.array(transform["translate"])
    return points
