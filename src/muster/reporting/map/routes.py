"""Flows on a panel: between its sites, the frames of enlarged parts, and places elsewhere."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.reporting.boxes import Box
from muster.reporting.canvas import Point
from muster.reporting.map.markers import Marker
from muster.reporting.map.movement import Movement
from muster.reporting.map.panels import Panel, Panels
from muster.scenario import Mode, Scenario

EDGE = 9.0
"""How far inside the panel's edge an arrow to elsewhere ends."""
AREA = "area "
"""Begins the name of an enlarged part as seen from another."""


@dataclass(frozen=True, slots=True)
class End:
    """Where an arrow begins or ends: a round marker, or the frame of an enlarged part."""

    name: str
    x: float
    y: float
    radius: float = 0.0
    frame: Box | None = None

    def covers(self, point: Point) -> bool:
        """Whether a point lies under it."""
        if self.frame is not None:
            return self.frame.holds(*point)
        return math.dist(point, (self.x, self.y)) <= self.radius + 1.5


@dataclass(frozen=True, slots=True)
class Route:
    """People moved between two ends by one mode."""

    origin: End
    destination: End
    mode: Mode
    people: int
    trips: int
    leaves: bool = False
    """Whether one of its ends is the panel's edge, on the way to a place elsewhere."""


def frames(panels: Panels, panel: Panel) -> dict[str, Box]:
    """On the overview, the box that each enlarged part covers; nothing on other panels."""
    if panel.name:
        return {}
    found = {}
    for part in panels.parts:
        extent = part.projection.extent()
        corners = [
            panel.projection.xy(extent.west, extent.north),
            panel.projection.xy(extent.east, extent.south),
        ]
        found[part.name] = Box.around(corners)
    return found


def panel_routes(
    scenario: Scenario, moves: Movement, panels: Panels, panel: Panel, single: Sequence[Marker]
) -> list[Route]:
    """Flows with an end on this panel, added up by their ends and mode.

    `single` are the panel's sites that are drawn one by one. On the overview the others lie in
    frames; on an enlarged part, whatever lies elsewhere is the panel's edge.
    """
    framed = frames(panels, panel)
    here = {m.site: End(m.site, m.x, m.y, m.radius) for m in single}
    routes = []
    for flow in moves.flows:
        link = scenario.links[flow.link]
        origin, destination = here.get(link.origin), here.get(link.destination)
        leaves = False
        if origin is None and destination is None and panel.name:
            continue
        if origin is None:
            origin = _elsewhere(scenario, panels, panel, framed, link.origin, destination)
            leaves = bool(panel.name)
        if destination is None:
            destination = _elsewhere(scenario, panels, panel, framed, link.destination, origin)
            leaves = bool(panel.name)
        if origin is not None and destination is not None:
            routes.append(Route(origin, destination, link.mode, flow.people, flow.trips, leaves))
    return merged(routes)


def _elsewhere(
    scenario: Scenario,
    panels: Panels,
    panel: Panel,
    framed: Mapping[str, Box],
    site: str,
    other: End | None,
) -> End | None:
    part = panels.part_of(site)
    if not panel.name:
        return None if part is None else _frame_end(part.name, framed[part.name])
    if other is None:
        return None
    if part is not None and part is not panel:
        extent = part.projection
        place = (extent.middle_longitude, extent.middle_latitude)
        return _edge_end(panel, f"{AREA}{part.name}", panel.projection.xy(*place), other)
    away = scenario.sites[site]
    return _edge_end(panel, site, panel.projection.xy(away.longitude, away.latitude), other)


def _frame_end(name: str, box: Box) -> End:
    return End(name, *box.centre, frame=box)


def _edge_end(panel: Panel, name: str, towards: Point, other: End) -> End:
    """Where the straight way to a place elsewhere meets the panel's edge."""
    frame = Box(0, 0, panel.projection.width, panel.projection.height).grown(-EDGE)
    share = 1.0
    for start, end, low, high in (
        (other.x, towards[0], frame.left, frame.right),
        (other.y, towards[1], frame.top, frame.bottom),
    ):
        if end < low:
            share = min(share, (low - start) / (end - start))
        elif end > high:
            share = min(share, (high - start) / (end - start))
    share = max(share, 0.0)
    x, y = (a + share * (b - a) for a, b in zip((other.x, other.y), towards, strict=True))
    return End(name, x, y)


def merged(routes: Sequence[Route]) -> list[Route]:
    """Add up routes with the same ends and mode; those within one end fall away."""
    found: dict[tuple[str, str, Mode], list[Route]] = defaultdict(list)
    for route in routes:
        if route.origin.name != route.destination.name:
            found[route.origin.name, route.destination.name, route.mode].append(route)
    return [
        Route(
            same[0].origin,
            same[0].destination,
            same[0].mode,
            sum(route.people for route in same),
            sum(route.trips for route in same),
            same[0].leaves,
        )
        for same in found.values()
    ]
