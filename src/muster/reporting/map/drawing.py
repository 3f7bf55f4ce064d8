"""One panel of a map: ground, arrows, markers and labels, each kept clear of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import numpy as np

from muster.reporting.boxes import Box
from muster.reporting.canvas import (
    Area,
    Point,
    Segment,
    Symbol,
    Text,
    areas,
    blank,
    segments,
    symbols,
    texts,
    view,
)
from muster.reporting.map.arrows import Arrow, arrows
from muster.reporting.map.ground import country_names, land, scale_bar
from muster.reporting.map.labels import place_labels
from muster.reporting.map.lettering import (
    arrow_numbers,
    far_labels,
    label_texts,
    site_labels,
    ties,
)
from muster.reporting.map.look import HELD, MODE_LOOK, PASSING, RECEIVING, SHAPES, symbol_size
from muster.reporting.map.markers import Marker, markers
from muster.reporting.map.movement import Movement, site_in_words
from muster.reporting.map.panels import Panel, Panels
from muster.reporting.map.routes import Route, frames, panel_routes
from muster.reporting.theme import INK, PAPER, RULE, SEA
from muster.reporting.wording import name_of, people
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Plotted:
    """A panel with its markers and routes, before anything is drawn."""

    panel: Panel
    single: Sequence[Marker]
    """Sites drawn one by one; on the overview, those of enlarged parts are dots in a frame."""
    routes: Sequence[Route]
    framed: Mapping[str, Box]


@dataclass(frozen=True, slots=True)
class DrawnPanel:
    """A panel, and how many of its sites have no label."""

    chart: alt.LayerChart
    without_label: int


def plot_panel(scenario: Scenario, moves: Movement, panels: Panels, panel: Panel) -> Plotted:
    """Find where a panel's markers stand and what flows between them."""
    single = [
        marker
        for marker in markers(scenario, panel, moves.at_start)
        if panel.name or panels.part_of(marker.site) is None
    ]
    routes = panel_routes(scenario, moves, panels, panel, single)
    return Plotted(panel, single, routes, frames(panels, panel))


def draw_panel(
    scenario: Scenario, moves: Movement, panels: Panels, plotted: Plotted, most_people: int
) -> DrawnPanel:
    """Draw one panel; `most_people` ride the widest arrow anywhere on the map."""
    panel, single, framed = plotted.panel, plotted.single, plotted.framed
    frame = Box(0, 0, panel.projection.width, panel.projection.height)
    shaped = arrows(plotted.routes, most_people)
    points = np.vstack([arrow.path for arrow in shaped]) if shaped else np.zeros((0, 2))
    bar, bar_text = scale_bar(panel.projection, 14, frame.bottom - 12)
    taken = [_box(marker) for marker in single] + list(framed.values())
    taken.append(Box(0, frame.bottom - 26, 24 + bar_text.x + bar_text.width, frame.bottom))
    if panel.name:
        taken.append(Box(0, 0, 34, 34))
    wanted = site_labels(scenario, moves, panels, single, framed)
    labels, without = place_labels(wanted, taken, points, frame.grown(-3))
    taken += [label.box for label in labels]
    far, _ = place_labels(far_labels(scenario, shaped), taken, points, frame.grown(-3))
    labels += far
    taken += [label.box for label in far]
    numbers = arrow_numbers(shaped, taken, frame.grown(-3))
    taken += [Box(t.x - t.width / 2, t.y - 7, t.x + t.width / 2, t.y + 7) for t in numbers]
    taken += [Box(x - 6, y - 6, x + 6, y + 6) for x, y in points[::3].tolist()]
    grounds = land(panel.projection)
    names = country_names(grounds, taken, frame.grown(-6))
    layers = [
        blank(frame.width, frame.height),
        areas([Area([[_corners(frame)]], SEA), *(each.area for each in grounds)]),
        *texts(names),
        *_arrow_layers(scenario, shaped, frame),
        *_frame_layers(scenario, panels, plotted),
        segments([*ties(labels), *bar]),
        *_marker_layers(scenario, moves, single),
        *texts([*label_texts(labels), *numbers, bar_text, *_panel_name(panel)]),
        areas([Area([[_corners(frame)]], None, RULE, 1.6)]),
    ]
    return DrawnPanel(view(frame.width, frame.height, layers), len(without))


def _box(marker: Marker) -> Box:
    half = marker.radius * 0.9
    return Box(marker.x - half, marker.y - half, marker.x + half, marker.y + half)


def _arrow_layers(scenario: Scenario, shaped: Sequence[Arrow], frame: Box) -> list[alt.Chart]:
    if not shaped:
        return []
    drawn = []
    for arrow in shaped:
        fill, edge = MODE_LOOK[arrow.route.mode]
        route = arrow.route
        ends = (
            f"{name_of(scenario, route.origin.name)} → {name_of(scenario, route.destination.name)}"
        )
        tooltip = f"{ends}, {route.mode}: {people(route.people)}, {route.trips:,} trips"
        drawn.append(Area([[[*arrow.outline, arrow.outline[0]]]], fill, edge, 0.8, tooltip))
    casing = [Area(area.polygons, PAPER, PAPER, 2.6) for area in drawn]
    layered = [each for pair in zip(casing, drawn, strict=True) for each in pair]
    beyond = any(not frame.holds(*point) for arrow in shaped for point in arrow.outline)
    return [areas(layered, clip=beyond)]


def _frame_layers(scenario: Scenario, panels: Panels, plotted: Plotted) -> list[alt.Chart]:
    """Boxes of the enlarged parts, with a dot for each of their sites."""
    if not plotted.framed:
        return []
    boxes = [Area([[_corners(box)]], None, INK, 1.3) for box in plotted.framed.values()]
    dots = []
    for part in panels.parts:
        for id in part.sites:
            site = scenario.sites[id]
            x, y = plotted.panel.projection.xy(site.longitude, site.latitude)
            dots.append(Symbol(x, y, 22, "circle", INK, PAPER, name_of(scenario, id)))
    return [areas(boxes), symbols(dots, stroke_width=0.5)]


def _corners(box: Box) -> list[Point]:
    return [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
        (box.left, box.top),
    ]


def site_colour(moves: Movement, site: str) -> str:
    """Whether people leave a site, are received there, or neither."""
    if moves.at_start.get(site):
        return HELD
    return RECEIVING if moves.received.get(site) else PASSING


def _marker_layers(
    scenario: Scenario, moves: Movement, single: Sequence[Marker]
) -> list[alt.Chart]:
    if not single:
        return []
    moved = [marker for marker in single if marker.is_moved]
    ties = [Segment(m.true_x, m.true_y, m.x, m.y, INK, 0.8) for m in moved]
    feet = [Symbol(m.true_x, m.true_y, 12, "circle", INK, PAPER) for m in moved]
    marks = []
    for marker in sorted(single, key=lambda marker: -marker.radius):
        shape = SHAPES[scenario.sites[marker.site].kind]
        fill = site_colour(moves, marker.site)
        words = f"{name_of(scenario, marker.site)}: {site_in_words(moves, marker.site)}"
        size = symbol_size(shape, marker.radius)
        marks.append(Symbol(marker.x, marker.y, size, shape, fill, PAPER, words))
    layers = [segments(ties), symbols(feet)] if moved else []
    return [*layers, symbols(marks)]


def _panel_name(panel: Panel) -> list[Text]:
    return [Text(10, 18, panel.name, 20, bold=True, halo=True)] if panel.name else []
