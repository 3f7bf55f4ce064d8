"""Arrows as wide as people are many, bent so that none hides another."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.reporting.canvas import Point
from muster.reporting.map.routes import Route

WIDEST = 15.0
NARROWEST = 1.8
BEND = 0.14
"""How far an arrow's middle leaves the straight line, as a share of its length."""
BEND_MORE = 0.13
"""What each further arrow between the same two places adds."""
BEND_ASIDE = 0.03
"""What each further arrow into the same place adds, up to the third."""
BEND_LEAVING = 0.02
BEND_LEAVING_MORE = 0.09
"""The same for arrows that leave the panel, of which only the beginning is seen."""
SAMPLES = 28

Path = npt.NDArray[np.float64]
"""(points, 2) in pixels."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A route as drawn."""

    route: Route
    path: Path
    """Its middle line, from edge to edge of its ends."""
    outline: tuple[Point, ...]
    width: float


def arrows(routes: Sequence[Route], most_people: int) -> list[Arrow]:
    """Shape each route, widest first; `most_people` get the widest arrow."""
    between: dict[tuple[str, str], int] = defaultdict(int)
    into: dict[str, int] = defaultdict(int)
    shaped = []
    for route in sorted(routes, key=lambda r: (-r.people, r.origin.name, r.destination.name)):
        ends = (route.origin.name, route.destination.name)
        first, more = (BEND_LEAVING, BEND_LEAVING_MORE) if route.leaves else (BEND, BEND_MORE)
        bend = first + more * between[ends] + BEND_ASIDE * (into[ends[1]] % 3)
        between[ends] += 1
        into[ends[1]] += 1
        path = _path(route, bend)
        if path is None:
            continue
        width = max(NARROWEST, WIDEST * route.people / max(most_people, 1))
        shaped.append(Arrow(route, path, outline(path, width), width))
    return shaped


def _path(route: Route, bend: float) -> Path | None:
    """The middle line, bent to the right as seen by whoever travels it."""
    start = np.array([route.origin.x, route.origin.y])
    end = np.array([route.destination.x, route.destination.y])
    along = end - start
    aside = np.array([-along[1], along[0]])
    control = (start + end) / 2 + aside * bend * 2
    t = np.linspace(0, 1, 8 * SAMPLES)[:, None]
    curve = (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end
    free = np.array(
        [
            not route.origin.covers(tuple(p)) and not route.destination.covers(tuple(p))
            for p in curve
        ]
    )
    shown = curve[free]
    if len(shown) < 2 or math.dist(shown[0], shown[-1]) < 3:
        return None
    picked: Path = shown[np.unique(np.linspace(0, len(shown) - 1, SAMPLES).round().astype(int))]
    return picked


def outline(path: Path, width: float) -> tuple[Point, ...]:
    """The polygon of an arrow along a path: a band of a width, with a head at its end."""
    head_length = max(9.0, 1.25 * width)
    head_width = max(9.0, 1.9 * width)
    steps = np.hypot(*np.diff(path, axis=0).T)
    left = steps.sum() - np.concatenate([[0], np.cumsum(steps)])
    head_length = min(head_length, 0.7 * float(left[0]))
    neck = int(np.searchsorted(-left, -head_length, side="right"))
    before, after = path[neck - 1], path[min(neck, len(path) - 1)]
    share = (left[neck - 1] - head_length) / max(
        left[neck - 1] - left[min(neck, len(path) - 1)], 1e-9
    )
    base = before + (after - before) * min(max(share, 0.0), 1.0)
    body = np.vstack([path[:neck], base])
    normals = _normals(body)
    one = body + normals * width / 2
    other = body - normals * width / 2
    tip = path[-1]
    wing = _normals(np.vstack([base, tip]))[0] * head_width / 2
    points = [*one, base + wing, tip, base - wing, *other[::-1]]
    return tuple((float(x), float(y)) for x, y in points)


def _normals(path: Path) -> Path:
    along = np.gradient(path, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-9)[:, None]
    unit = along / length
    normals: Path = np.column_stack([-unit[:, 1], unit[:, 0]])
    return normals
