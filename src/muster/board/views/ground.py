"""The ground of the map: land, names and where each site's marker stands, as SVG needs them.

Laid out once for a scenario by the same functions that lay out the figures in reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.planning.plan import Plan
from muster.reporting.boxes import Box
from muster.reporting.canvas import Point
from muster.reporting.map.ground import country_names, land, scale_bar
from muster.reporting.map.labels import Wanted, place_labels
from muster.reporting.map.markers import Marker, markers
from muster.reporting.map.movement import movement, relevant_sites
from muster.reporting.map.panels import Panel, Panels, lay_out_panels
from muster.reporting.map.routes import frames
from muster.scenario import Scenario

NAME_SIZE, NUMBER_SIZE = 20.5, 19.0
"""As on a phone, where they are largest beside the map (style/map.css)."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """A label: its middle, and where a line ties it to its marker, if it stands far off."""

    x: float
    y: float
    tie: Point | None


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """Where a site's marker stands on a panel."""

    id: str
    x: float
    y: float
    label: Lettered | None


@dataclass(frozen=True, slots=True)
class Framed:
    """An enlarged part as the overview shows it."""

    name: str
    box: Box
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroundPanel:
    """One map without people: sizes in pixels of its own."""

    name: str
    """Empty for the overview; enlarged parts are A and B."""
    width: float
    height: float
    land: tuple[str, ...]
    """Outlines of countries, as paths of SVG."""
    countries: tuple[tuple[float, float, str], ...]
    """Middle and name of each country that has room for it."""
    sites: tuple[PlacedSite, ...]
    framed: tuple[Framed, ...]
    scale: tuple[float, float, float, int]
    """Left, right and height of a bar, and the kilometres that it stands for."""
    away: Mapping[str, Point]
    """Where every other site lies, be it beyond the edge."""

    def at(self, site: str) -> Point | None:
        """Where a site is on this panel: its marker, the frame that it is in, or off the edge."""
        for placed in self.sites:
            if placed.id == site:
                return placed.x, placed.y
        for frame in self.framed:
            if site in frame.sites:
                return frame.box.centre
        return self.away.get(site)


def lay_out(
    scenario: Scenario, plan: Plan | None, name_of: Callable[[str], str]
) -> tuple[GroundPanel, ...]:
    """The overview and its enlarged parts; `name_of` gives a site's name as it is shown."""
    leaving: dict[str, int] = {}
    relevant: Sequence[str] = list(scenario.sites)
    for group in scenario.groups.values():
        leaving[group.site] = leaving.get(group.site, 0) + group.people
    room = dict(leaving)
    if plan is not None:
        moves = movement(scenario, plan)
        relevant = relevant_sites(scenario, moves)
        for site, people in moves.received.items():
            room[site] = max(room.get(site, 0), people)
    panels = lay_out_panels(scenario, relevant, leaving)
    return tuple(
        _panel(scenario, panels, panel, room, name_of) for panel in (panels.overview, *panels.parts)
    )


def _panel(
    scenario: Scenario,
    panels: Panels,
    panel: Panel,
    room: Mapping[str, int],
    name_of: Callable[[str], str],
) -> GroundPanel:
    boxes = frames(panels, panel)
    framed = tuple(Framed(part.name, boxes[part.name], part.sites) for part in panels.parts
                   if part.name in boxes)  # fmt: skip
    single = [
        marker
        for marker in markers(scenario, panel, room)
        if panel.name or panels.part_of(marker.site) is None
    ]
    frame = Box(0, 0, panel.projection.width, panel.projection.height)
    bar, bar_text = scale_bar(panel.projection, 14, frame.bottom - 12)
    taken = [_box(marker) for marker in single] + [_with_name(box) for box in boxes.values()]
    taken.append(Box(0, frame.bottom - 26, 24 + bar_text.x + bar_text.width, frame.bottom))
    labels = _labels(single, taken, frame, name_of)
    taken += [Box(x.x - 50, x.y - 18, x.x + 50, x.y + 18) for x in labels.values()]
    grounds = land(panel.projection)
    names = country_names(grounds, taken, frame.grown(-6))
    there = {marker.site for marker in single}
    return GroundPanel(
        panel.name,
        frame.width,
        frame.height,
        tuple(_path(each.polygons) for each in grounds),
        tuple((text.x, text.y, text.text) for text in names),
        tuple(PlacedSite(m.site, m.x, m.y, labels.get(m.site)) for m in single),
        framed,
        (bar[0].x, bar[0].x2, bar[0].y, int(bar_text.text.split()[0].replace(",", ""))),
        {
            site.id: panel.projection.xy(site.longitude, site.latitude)
            for site in scenario.sites.values()
            if site.id not in there
        },
    )


def _labels(
    single: Sequence[Marker], taken: Sequence[Box], frame: Box, name_of: Callable[[str], str]
) -> dict[str, Lettered]:
    wanted = [
        Wanted(
            marker.site, marker.x, marker.y, marker.radius, marker.radius,
            ((name_of(marker.site), NAME_SIZE, True), ("0,000", NUMBER_SIZE, False)),
        )
        for marker in single
    ]  # fmt: skip
    placed, _ = place_labels(wanted, taken, np.zeros((0, 2)), frame.grown(-3))
    return {each.wanted.key: Lettered(*each.box.centre, each.tie) for each in placed}


def _with_name(frame: Box) -> Box:
    """A frame with the letter that stands on its upper edge."""
    return Box(frame.left, frame.top - 6 - NAME_SIZE, frame.right, frame.bottom)


def _path(polygons: Sequence[Sequence[Sequence[Point]]]) -> str:
    rings = [ring for polygon in polygons for ring in polygon]
    return "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) + "Z" for ring in rings)


def _box(marker: Marker) -> Box:
    r = marker.radius
    return Box(marker.x - r, marker.y - r, marker.x + r, marker.y + r)
