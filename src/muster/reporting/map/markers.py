"""Sites on a panel: how large their markers are, and where they go so that none hides another."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.reporting.canvas import Point
from muster.reporting.map.panels import Panel
from muster.scenario import Scenario

LARGEST = 21.0
SMALLEST = 5.5
GAP = 3.0
ROUNDS = 400
MOVED = 4.0
"""A marker moved further than this from its true place is tied to it by a line."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A site's marker on a panel."""

    site: str
    x: float
    y: float
    radius: float
    true_x: float
    true_y: float

    @property
    def is_moved(self) -> bool:
        """Whether it stands noticeably beside its true place."""
        return math.dist((self.x, self.y), (self.true_x, self.true_y)) > MOVED


def markers(scenario: Scenario, panel: Panel, people: Mapping[str, int]) -> list[Marker]:
    """Markers with areas in proportion to the people at the start, moved apart where they meet."""
    most = max(people.values(), default=0)
    placed = []
    for id in panel.sites:
        site = scenario.sites[id]
        share = people.get(id, 0) / most if most else 0.0
        x, y = panel.projection.xy(site.longitude, site.latitude)
        placed.append(Marker(id, x, y, max(SMALLEST, LARGEST * math.sqrt(share)), x, y))
    apart = _apart(
        [(marker.x, marker.y) for marker in placed],
        [marker.radius for marker in placed],
        panel.projection.width,
        panel.projection.height,
    )
    return [
        Marker(marker.site, x, y, marker.radius, marker.true_x, marker.true_y)
        for marker, (x, y) in zip(placed, apart, strict=True)
    ]


def _apart(
    points: Sequence[Point], radii: Sequence[float], width: float, height: float
) -> list[Point]:
    """Push circles apart, a little at a time, until none touches another."""
    at = [list(point) for point in points]
    for _ in range(ROUNDS):
        touched = False
        for first in range(len(at)):
            for second in range(first + 1, len(at)):
                needed = radii[first] + radii[second] + GAP
                east = at[second][0] - at[first][0]
                south = at[second][1] - at[first][1]
                if abs(east) >= needed or abs(south) >= needed:
                    continue
                away = math.hypot(east, south)
                if away >= needed:
                    continue
                touched = True
                if away < 1e-6:
                    turn = 2.4 * second
                    east, south, away = math.cos(turn) * 1e-3, math.sin(turn) * 1e-3, 1e-3
                push = (needed - away) / 2 + 0.05
                for which, side in ((first, -1), (second, 1)):
                    at[which][0] += side * push * east / away
                    at[which][1] += side * push * south / away
        for place, radius in zip(at, radii, strict=True):
            place[0] = min(max(place[0], radius + 2), width - radius - 2)
            place[1] = min(max(place[1], radius + 2), height - radius - 2)
        if not touched:
            break
    return [(x, y) for x, y in at]
