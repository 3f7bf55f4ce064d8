"""How the figures look: one font, few sizes, colours that colour-blind readers can tell apart.

Liberation Sans is built into vl-convert, so PNGs look the same on every machine; an SVG opened
where it is not installed falls back to Arial, which has the same widths. One glyph that it
lacks (such as U+25C6) makes vl-convert draw the whole text in another font: use none in figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from muster.reporting.text import wrapped
from muster.reporting.wording import capitalised

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"

TITLE = 20
SUBTITLE = 13
TEXT = 12
SMALL = 11
"""Sizes of text in pixels; a figure is some 1,200 pixels wide."""

INK = "#1a1a1a"
SOFT_INK = "#555555"
RULE = "#8c8c8c"
GRID = "#e3e3e3"
PAPER = "#ffffff"
LAND = "#f3f1ec"
SEA = "#e4ecf2"
BORDER = "#a39e93"
NIGHT = "#ecebf3"

BLUE = "#0072b2"
SKY = "#56b4e9"
GREEN = "#009e73"
ORANGE = "#e69f00"
VERMILLION = "#d55e00"
PURPLE = "#cc79a7"
YELLOW = "#f0e442"
GREY = "#999999"
"""Okabe and Ito's colours, told apart by all common kinds of colour vision."""

KINDS_OF_THING = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILLION, YELLOW, INK)
"""For things that have no order, such as destinations."""

DANGER = ("#2d1160", "#5f187f", "#8c2981", "#b73779", "#de4968", "#f4715c", "#fb9b69", "#fec98d")
"""For sites in order of danger, darkest first (matplotlib's magma, by Smith and van der Walt)."""


def danger_colours(number: int) -> list[str]:
    """Colours for a number of sites in order of danger, as far apart as there is room for."""
    if number <= 1:
        return [DANGER[1]] * number
    last = len(DANGER) - 1
    step = max(last / (number - 1), 1.0)
    return [DANGER[min(round(index * step), last)] for index in range(number)]


def finding(title: str, *subtitle: str, width: float) -> alt.Title:
    """A title that says the finding, with lines of explanation beneath, wrapped to a width."""
    below: list[str] = []
    for line in subtitle:
        below.extend(wrapped(line, width, SUBTITLE))
    return alt.Title(
        text=wrapped(capitalised(title), width, TITLE, bold=True),
        subtitle=below,
        anchor="start",
        frame="group",
        align="left",
        fontSize=TITLE,
        fontWeight="bold",
        color=INK,
        subtitleFontSize=SUBTITLE,
        subtitleColor=SOFT_INK,
        subtitlePadding=6,
        offset=14,
        lineHeight=TITLE + 5,
        subtitleLineHeight=SUBTITLE + 4,
    )


Figure = alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.Chart
"""Any chart of this package, complete with its look."""


def dressed(figure: Figure) -> Figure:
    """The finished figure: the same look for every one, whatever its parts."""
    look: Figure = figure.properties(config=alt.Config(**LOOK))
    return look


LOOK: Mapping[str, Any] = {
    "font": FONT,
    "background": PAPER,
    "padding": {"left": 18, "right": 18, "top": 16, "bottom": 14},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": SMALL,
        "titleFontSize": TEXT,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT_INK,
        "gridColor": GRID,
        "domainColor": RULE,
        "tickColor": RULE,
    },
    "legend": {"disable": True},
}
"""Vega-Lite's configuration, given at once: Altair copies a figure at each part given."""


def numbered(values: Sequence[str]) -> dict[str, str]:
    """A colour for each of some unordered things; after the eighth, all share grey."""
    return {
        value: KINDS_OF_THING[index] if index < len(KINDS_OF_THING) else GREY
        for index, value in enumerate(values)
    }
