"""The map of a plan: sites, and the flows between them, over countries and borders."""

from __future__ import annotations

import altair as alt

from muster.planning.plan import Plan
from muster.reporting.canvas import Area, Symbol
from muster.reporting.key import Entry, key
from muster.reporting.map.drawing import draw_panel, plot_panel, site_colour
from muster.reporting.map.look import HELD, MODE_LOOK, PASSING, RECEIVING, SHAPES, symbol_size
from muster.reporting.map.movement import Movement, movement, relevant_sites
from muster.reporting.map.panels import GAP, HEIGHT, WIDTH, Panels, lay_out_panels
from muster.reporting.outcome import headline
from muster.reporting.theme import Figure, dressed, finding
from muster.reporting.wording import plural, said
from muster.scenario import Scenario, SiteKind

KEY_HEIGHT = 130.0
"""Room that lets the key stand beneath a single enlarged part instead of beneath the map."""


def map_chart(scenario: Scenario, plan: Plan) -> Figure:
    """Draw where people are moved, with crowded parts enlarged beside the overview."""
    moves = movement(scenario, plan)
    panels = lay_out_panels(scenario, relevant_sites(scenario, moves), moves.at_start)
    plotted = [
        plot_panel(scenario, moves, panels, panel) for panel in (panels.overview, *panels.parts)
    ]
    most = max((route.people for each in plotted for route in each.routes), default=0)
    drawn = [draw_panel(scenario, moves, panels, each, most) for each in plotted]
    notes = [_note(moves)]
    without = sum(each.without_label for each in drawn)
    if without:
        notes.append(f"{plural(without, 'site')} without a label for want of room.")
    charts: list[alt.LayerChart | alt.HConcatChart | alt.VConcatChart]
    charts = [each.chart for each in drawn]
    if len(panels.parts) == 2 and not panels.abreast:
        charts = [charts[0], alt.vconcat(*charts[1:], spacing=GAP)]
    beside = len(panels.parts) == 1 and (HEIGHT - panels.parts[0].projection.height >= KEY_HEIGHT)
    if beside:
        under = _key(scenario, moves, panels, panels.parts[0].projection.width)
        charts[1] = alt.vconcat(charts[1], under, spacing=GAP)
    below = [] if beside else [_key(scenario, moves, panels, WIDTH)]
    chart = alt.vconcat(alt.hconcat(*charts, spacing=GAP), *below, spacing=12).properties(
        title=finding(headline(scenario, plan), *notes, width=WIDTH)
    )
    return dressed(chart)


def _note(moves: Movement) -> str:
    if not moves.flows:
        return "No trips. Numbers: people who have to leave, at the start → at the end."
    return (
        "Arrows as wide as people are many, with their number. At each site: people who have to "
        "leave, at the start → at the end, and people received."
    )


def _key(scenario: Scenario, moves: Movement, panels: Panels, width: float) -> alt.LayerChart:
    """Modes and kinds of sites that occur, and what colours and sizes mean."""
    used = {scenario.links[flow.link].mode for flow in moves.flows}
    entries = []
    for mode, (fill, edge) in MODE_LOOK.items():
        if mode in used:
            entries.append(Entry(_sample_arrow(fill, edge), f"by {mode}", 34))
    shown = {site for panel in (panels.overview, *panels.parts) for site in panel.sites}
    kinds = {scenario.sites[site].kind for site in shown}
    for kind in SiteKind:
        if kind in kinds:
            shape = SHAPES[kind]
            entries.append(Entry(Symbol(0, 0, symbol_size(shape, 6), shape, PASSING), said(kind)))
    meanings = {
        HELD: "people have to leave; larger: more people",
        RECEIVING: "people are received",
        PASSING: "other sites",
    }
    present = {site_colour(moves, site) for site in shown}
    entries += [
        Entry(Symbol(0, 0, 110, "square", colour), words)
        for colour, words in meanings.items()
        if colour in present
    ]
    return key(entries, width)


def _sample_arrow(fill: str, edge: str) -> Area:
    ring = [(-16, -3), (5, -3), (5, -7), (16, 0), (5, 7), (5, 3), (-16, 3), (-16, -3)]
    return Area([[[(float(x), float(y)) for x, y in ring]]], fill, edge, 0.8)
