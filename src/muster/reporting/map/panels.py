"""Which sites a map shows where: an overview, and enlarged panels for crowded parts of it."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from muster.reporting.map.projection import EARTH_KM, Projection, fitted, northing, spanned
from muster.scenario import Scenario, Site

HEIGHT = 620.0
WIDTH = 1180.0
GAP = 16.0
MARGIN = 56.0
LEAST_HEIGHT = 300.0
LEAST_KM = 12.0
FREE_ASPECT = 2.6
"""Width to height of a panel whose sites are all in one place."""
CROWDED = 26.0
"""Sites nearer than this on the overview cannot be told apart or labelled."""
NEIGHBOURS = (24.0, 36.0, 50.0, 70.0, 90.0)
"""Distances on the overview up to which sites are taken as one group, all tried."""
SHOWN_LARGER = 0.5
"""What it is worth to show a site larger, if freeing one from its neighbours is worth 1."""
LEFT_LARGER = 3.0
"""What it is worth more if people leave it."""
LARGEST_PART = 0.5
"""A part is worth enlarging if it takes at most this share of the overview's longer side."""
FEWEST_SITES = 3
MOST_PARTS = 2


@dataclass(frozen=True, slots=True)
class Panel:
    """One map: its projection, and the sites that it shows one by one."""

    name: str
    """Empty for the overview; enlarged parts are A and B."""
    projection: Projection
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Panels:
    """The overview and the enlarged parts of it."""

    overview: Panel
    parts: tuple[Panel, ...] = ()
    abreast: bool = False
    """Whether two parts stand side by side rather than one above the other."""

    def part_of(self, site: str) -> Panel | None:
        """The enlarged part that a site is in."""
        return next((part for part in self.parts if site in part.sites), None)


def lay_out_panels(
    scenario: Scenario, relevant: Sequence[str], leaving: Collection[str] = ()
) -> Panels:
    """Panels for the sites that matter; others are shown where they happen to lie within.

    Sites that people are `leaving` matter most.
    """
    shown = [scenario.sites[site] for site in relevant]
    whole = _overview(scenario, shown, WIDTH)
    groups = worth_enlarging(shown, whole.projection, leaving)
    if not groups:
        return Panels(whole)
    width = min(max(HEIGHT * _aspect(shown, HEIGHT), 380.0), 620.0)
    overview = _overview(scenario, shown, width)
    return _with_parts(scenario, overview, groups, WIDTH - width - GAP)


def _aspect(sites: Sequence[Site], height: float, free: float = FREE_ASPECT) -> float:
    """Width to height of a panel of a height that some sites fill, with its margins.

    `free` is that of sites which are all in one place.
    """
    west, south, east, north = spanned((site.longitude, site.latitude) for site in sites)
    least = LEAST_KM / EARTH_KM
    across = math.radians(east - west)
    up = northing(north) - northing(south)
    if max(across, up) < least:
        return free
    up = max(up, 1e-9)
    return ((height - 2 * MARGIN) * across / up + 2 * MARGIN) / height


def _overview(scenario: Scenario, shown: Sequence[Site], width: float) -> Panel:
    height = HEIGHT
    if width == WIDTH:
        height = min(max(WIDTH / _aspect(shown, HEIGHT), LEAST_HEIGHT), HEIGHT)
    places = [(site.longitude, site.latitude) for site in shown]
    projection = fitted(places, width, height, MARGIN, LEAST_KM)
    return Panel("", projection, _within(scenario, projection))


def _with_parts(
    scenario: Scenario, overview: Panel, groups: Sequence[Sequence[Site]], width: float
) -> Panels:
    """Parts beside the overview: one above the other, or side by side if that shows more."""
    if len(groups) == 1:
        height = min(max(width / _aspect(groups[0], HEIGHT, 1.0), LEAST_HEIGHT), HEIGHT)
        return Panels(overview, _parts(scenario, groups, width, height))
    stacked = _parts(scenario, groups, width, (HEIGHT - GAP) / 2)
    abreast = _parts(scenario, groups, (width - GAP) / 2, HEIGHT)
    if _enlargement(stacked) >= _enlargement(abreast):
        return Panels(overview, stacked)
    return Panels(overview, abreast, abreast=True)


def _enlargement(parts: Sequence[Panel]) -> float:
    return math.prod(part.projection.pixels_per_km for part in parts)


def _parts(
    scenario: Scenario, groups: Sequence[Sequence[Site]], width: float, height: float
) -> tuple[Panel, ...]:
    parts = []
    for name, group in zip("AB", groups, strict=False):
        places = [(site.longitude, site.latitude) for site in group]
        projection = fitted(places, width, height, MARGIN, LEAST_KM)
        parts.append(Panel(name, projection, _within(scenario, projection)))
    return tuple(parts)


def _within(scenario: Scenario, projection: Projection) -> tuple[str, ...]:
    places = {
        site.id: projection.xy(site.longitude, site.latitude) for site in scenario.sites.values()
    }
    return tuple(
        id
        for id, (x, y) in places.items()
        if 0 <= x <= projection.width and 0 <= y <= projection.height
    )


def worth_enlarging(
    shown: Sequence[Site], projection: Projection, leaving: Collection[str] = ()
) -> list[list[Site]]:
    """Groups of near sites of which enlarging frees most from their neighbours, best first."""
    at = {site.id: projection.xy(site.longitude, site.latitude) for site in shown}
    longer = _size(shown, at)
    nearest = {
        site.id: min(
            (math.dist(at[site.id], at[other.id]) for other in shown if other is not site),
            default=math.inf,
        )
        for site in shown
    }

    def freed(group: Sequence[Site]) -> list[Site]:
        least = LEAST_KM * projection.pixels_per_km
        times = (HEIGHT - 2 * MARGIN) / max(_size(group, at), least)
        return [site for site in group if nearest[site.id] < CROWDED <= nearest[site.id] * times]

    def worth(group: Sequence[Site]) -> float:
        left = sum(site.id in leaving for site in freed(group))
        return len(freed(group)) + LEFT_LARGER * left + SHOWN_LARGER * len(group)

    candidates = [
        group
        for limit in NEIGHBOURS
        for group in _linked(shown, at, limit)
        if len(freed(group)) >= FEWEST_SITES - 1
        and len(group) >= FEWEST_SITES
        and _size(group, at) <= LARGEST_PART * longer
    ]
    candidates.sort(key=lambda group: (-worth(group), group[0].id))
    chosen: list[list[Site]] = []
    for group in candidates:
        ids = {site.id for site in group}
        if len(chosen) < MOST_PARTS and not any(site.id in ids for c in chosen for site in c):
            chosen.append(group)
    return chosen


def _size(group: Sequence[Site], at: Mapping[str, tuple[float, float]]) -> float:
    xs = [at[site.id][0] for site in group]
    ys = [at[site.id][1] for site in group]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _linked(
    shown: Sequence[Site], at: Mapping[str, tuple[float, float]], limit: float
) -> list[list[Site]]:
    """Single linkage: sites joined by a chain of neighbours nearer than a limit."""
    groups: list[list[Site]] = []
    for site in shown:
        near = [
            group
            for group in groups
            if any(math.dist(at[site.id], at[other.id]) < limit for other in group)
        ]
        groups = [group for group in groups if group not in near]
        groups.append([*(member for group in near for member in group), site])
    return groups
