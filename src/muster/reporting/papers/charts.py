"""Charts of papers: Vega-Lite by Altair, in black and grey; what tells lines apart is their dash.

Numbers and names are put into the reader's numerals; the fonts are the paper's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

import altair as alt

from muster.reporting.canvas import table
from muster.reporting.figures import as_svg
from muster.reporting.papers.given import Given
from muster.reporting.papers.paper import Figure
from muster.reporting.theme import Figure as Chart

LATIN, ARABIC = "Noto Sans", "Noto Sans Arabic"
LETTERS = re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]+"
                     "(?: +[\u0600-\u06ff\u0750-\u077f]+)*")  # fmt: skip
"""A run of Arabic script, the spaces within it included."""
VOWELS = re.compile("[\u064b-\u0652\u0670]")
"""Marks that Arabic is mostly written without; in a drawing, two on one letter would have no
character of their own to be copied or read aloud, which PDF/A-2a asks for."""
INK, SOFT, GRID = "#000000", "#404040", "#c8c8c8"
WIDTH, SIDE, ROW = 640, 235, 19
"""Of a chart, of the names beside its bars, and the height of a bar, in pixels."""
ROOM = 1.14
"""Width of the bars with the numbers at their ends, the longest bar being 1."""
DASHES = ([1, 0], [7, 3], [2, 2], [9, 2, 2, 2], [4, 1], [1, 3])
"""How lines are told apart, the first being whole."""


def bars(given: Given, numbers: Mapping[str, int], alt_text: str) -> Figure:
    """A bar for each name, with its number at its end, in the order given."""
    rows = [
        {"name": name, "n": number, "told": given.n(number)} for name, number in numbers.items()
    ]
    side: Literal["left", "right"] = "right" if given.choices.direction == "rtl" else "left"
    y = alt.Y(
        "name:N", sort=None, title=None,
        axis=alt.Axis(orient=side, labelLimit=SIDE, minExtent=SIDE, maxExtent=SIDE, ticks=False,
                      domain=False),
    )  # fmt: skip
    most = max(numbers.values(), default=1)
    x = alt.X("n:Q", title=None, axis=None, scale=alt.Scale(
        reverse=side == "right", nice=False, domain=[0, max(most, 1) * ROOM]))  # fmt: skip
    ground = alt.Chart(table(rows)).encode(x=x, y=y)
    chart: alt.LayerChart = alt.layer(  # type: ignore[assignment]  # of charts, never of facets
        ground.mark_bar(color=SOFT, height=ROW - 7),
        ground.mark_text(
            align="right" if side == "right" else "left", dx=-5 if side == "right" else 5,
            color=INK, fontWeight="bold",
        ).encode(text="told:N"),
    ).properties(width=WIDTH - SIDE, height=max(len(rows), 1) * ROW)  # fmt: skip
    return Figure(lambda: _drawn(given, chart), alt_text)


def lines(
    given: Given, times: Sequence[datetime], courses: Mapping[str, Sequence[int]], alt_text: str
) -> Figure:
    """A line for each name over time; its name stands in the key beneath, beside its dash."""
    rows = [
        {"at": f"{time:%Y-%m-%dT%H:%M:%S}Z", "n": number, "name": name}
        for name, numbers in courses.items()
        for time, number in zip(times, numbers, strict=True)
    ]
    names = list(courses)
    dash = alt.StrokeDash(
        "name:N", sort=names, title=None,
        scale=alt.Scale(domain=names, range=[DASHES[i % len(DASHES)] for i in range(len(names))]),
        legend=alt.Legend(orient="bottom", columns=3, symbolSize=900, labelLimit=190,
                          symbolStrokeColor=INK),
    )  # fmt: skip
    chart = (
        alt.Chart(table(rows))
        .mark_line(interpolate="step-after", color=INK, strokeWidth=1.6)
        .encode(
            x=alt.X("at:T", title=None, scale=alt.Scale(type="utc"),
                    axis=alt.Axis(format="%d/%m", tickCount={"interval": "day", "step": 1},
                                  grid=False, labelOverlap=True)),
            y=alt.Y("n:Q", title=None, axis=alt.Axis(tickCount=5)),
            strokeDash=dash,
        )
        .properties(width=WIDTH, height=190)
    )  # fmt: skip
    return Figure(lambda: _drawn(given, chart), alt_text)


def _drawn(given: Given, chart: Chart) -> str:
    look = alt.Config(
        font=LATIN, view={"stroke": None}, padding={"left": 4, "right": 8, "top": 4, "bottom": 4},
        axis={"labelColor": INK, "domainColor": SOFT, "tickColor": SOFT, "gridColor": GRID,
              "labelFontSize": 11},
        legend={"labelFontSize": 11, "labelColor": INK}, text={"fontSize": 11},
    )  # fmt: skip
    svg = as_svg(chart.properties(config=look, background="white")).decode()
    digits = given.shown.digits
    return re.sub(r">([^<>]+)</text>", lambda found: f">{_in_faces(digits(found[1]))}</text>", svg)


def _in_faces(text: str) -> str:
    """Text with each run of Arabic script in the face that has it: a drawing seeks none itself."""
    text = VOWELS.sub("", text)
    return LETTERS.sub(lambda run: f'<tspan font-family="{ARABIC}">{run[0]}</tspan>', text)
