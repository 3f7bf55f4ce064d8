"""Marks at positions in pixels: text, lines, symbols and areas laid out before they are drawn.

Positions count from the left and the top of the view. They have no scale, so such layers can
lie over a chart with axes without disturbing them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from muster.reporting.text import text_width
from muster.reporting.theme import INK, PAPER, TEXT

Point = tuple[float, float]

HALO = 3.0
"""Width of the pale edge that keeps text readable over lines."""
LINE_HEIGHT = 1.2
"""Height of a line of text as a multiple of its size."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text, its anchor at the middle of its height."""

    x: float
    y: float
    text: str
    size: float = TEXT
    bold: bool = False
    colour: str = INK
    align: str = "left"
    halo: bool = False
    angle: float = 0.0

    @property
    def width(self) -> float:
        """How wide it will be."""
        return text_width(self.text, self.size, bold=self.bold)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A filled shape of a given area, in square pixels."""

    x: float
    y: float
    size: float
    shape: str = "circle"
    fill: str = INK
    stroke: str = PAPER
    tooltip: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    colour: str = INK
    width: float = 1.0
    dash: tuple[int, ...] = (1, 0)


@dataclass(frozen=True, slots=True)
class Area:
    """Polygons, each a list of rings, in pixels."""

    polygons: Sequence[Sequence[Sequence[Point]]]
    fill: str | None
    stroke: str | None = None
    stroke_width: float = 1.0
    tooltip: str = ""


def table(rows: Sequence[Mapping[str, Any]]) -> alt.InlineData:
    """Rows as a chart's data.

    As one string of JSON, because Altair copies data deeply, many times, whenever charts are
    combined.
    """
    text = json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return alt.InlineData(values=text, format={"type": "json"})


def _rows(items: Sequence[Any]) -> alt.InlineData:
    return table([asdict(item) for item in items])


def _raw(field: str) -> dict[str, Any]:
    return {"field": field, "type": "nominal", "scale": None}


def _at(field: str) -> dict[str, Any]:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def texts(items: Sequence[Text]) -> list[alt.Chart]:
    """Layers of text; those with a halo have it beneath all their letters."""
    layers = []
    for bold, halo in sorted({(item.bold, item.halo) for item in items}):
        chosen = [item for item in items if (item.bold, item.halo) == (bold, halo)]
        if halo:
            layers.append(_text_layer(chosen, bold=bold, stroke=PAPER, strokeWidth=HALO))
        layers.append(_text_layer(chosen, bold=bold))
    return layers


def _text_layer(items: Sequence[Text], *, bold: bool, **mark: Any) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(_rows(items))
        .mark_text(
            baseline="middle",
            fontWeight="bold" if bold else "normal",
            align=alt.ExprRef("datum.align"),
            strokeJoin="round",
            **mark,
        )
        .encode(
            x=alt.X(**_at("x")),
            y=alt.Y(**_at("y")),
            text=alt.Text("text", type="nominal"),
            size=alt.Size("size", type="quantitative", scale=None),
            color=alt.Color(**_raw("colour")),
            angle=alt.Angle("angle", type="quantitative", scale=None),
        )
    )
    return chart


def symbols(items: Sequence[Symbol], *, stroke_width: float = 1.2) -> alt.Chart:
    """A layer of symbols, earlier ones beneath later ones."""
    chart: alt.Chart = (
        alt.Chart(_rows(items))
        .mark_point(filled=True, opacity=1, strokeWidth=stroke_width)
        .encode(
            x=alt.X(**_at("x")),
            y=alt.Y(**_at("y")),
            size=alt.Size("size", type="quantitative", scale=None),
            shape=alt.Shape(**_raw("shape")),
            fill=alt.Fill(**_raw("fill")),
            stroke=alt.Stroke(**_raw("stroke")),
            tooltip=alt.Tooltip("tooltip", type="nominal"),
        )
    )
    return chart


def segments(items: Sequence[Segment]) -> alt.Chart:
    """A layer of straight lines."""
    chart: alt.Chart = (
        alt.Chart(_rows(items))
        .mark_rule()
        .encode(
            x=alt.X(**_at("x")),
            y=alt.Y(**_at("y")),
            x2=alt.X2("x2"),
            y2=alt.Y2("y2"),
            color=alt.Color(**_raw("colour")),
            strokeWidth=alt.StrokeWidth("width", type="quantitative", scale=None),
            strokeDash=alt.StrokeDash(**_raw("dash")),
        )
    )
    return chart


def areas(items: Sequence[Area], *, clip: bool = False) -> alt.Chart:
    """A layer of polygons, cut off at the edges of the view if asked (which is slow to draw)."""
    features = [
        {
            "type": "Feature",
            "fill": item.fill or "transparent",
            "line": item.stroke or "transparent",
            "line_width": item.stroke_width,
            "tooltip": item.tooltip,
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[round(x, 1), round(y, 1)] for x, y in ring] for ring in polygon]
                    for polygon in item.polygons
                ],
            },
        }
        for item in items
    ]
    chart: alt.Chart = (
        alt.Chart(table(features))
        .mark_geoshape(clip=clip, strokeJoin="round")
        .encode(
            fill=alt.Fill(**_raw("fill")),
            stroke=alt.Stroke(**_raw("line")),
            strokeWidth=alt.StrokeWidth("line_width", type="quantitative", scale=None),
            tooltip=alt.Tooltip("tooltip", type="nominal"),
        )
        .project(type="identity", scale=1, translate=[0, 0])
    )
    return chart


def blank(width: float, height: float) -> alt.Chart:
    """An empty ground of a size; other layers give it its marks."""
    chart: alt.Chart = (
        alt.Chart(table([{}]))
        .mark_rect(opacity=0)
        .encode(x=alt.value(0), x2=alt.value(width), y=alt.value(0), y2=alt.value(height))
    )
    return chart


def view(width: float, height: float, *layers: alt.Chart | Sequence[alt.Chart]) -> alt.LayerChart:
    """Layers over each other in a view of a size; later ones on top."""
    flat: list[alt.Chart] = []
    for layer in layers:
        flat.extend([layer] if isinstance(layer, alt.Chart) else layer)
    chart = alt.layer(*flat).properties(width=width, height=height)
    assert isinstance(chart, alt.LayerChart)
    return chart
