"""Charts of pages: Vega-Lite by Altair, drawn on the server, in the colours of the page's sheet.

Colours are written as values that nothing else has, and are then made the sheet's own: so that one
drawing serves day and night.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import altair as alt
from markupsafe import Markup

from muster.reporting.canvas import table
from muster.reporting.figures import as_svg

INK, SOFT, GRID = "#010203", "#010204", "#010205"
KINDS = tuple(f"#01021{number}" for number in range(1, 9))
STOP = "#010221"
SHEET = {
    INK: "var(--ink)", SOFT: "var(--ink-3)", GRID: "var(--line)", STOP: "var(--stop)",
    **{colour: f"var(--kind-{number})" for number, colour in enumerate(KINDS, start=1)},
}  # fmt: skip
"""What each stands for in the page's sheet."""
FACE = "PageFace"
WIDTH = 1040


def drawn(chart: Any, label: str, digits: Callable[[object], str] = str) -> Markup:
    """A chart as SVG for a page; `label` says what it shows to who does not see it.

    `digits` puts numbers into the reader's numerals.
    """
    svg = as_svg(chart.properties(config=_look(), background="transparent")).decode()
    for value, name in SHEET.items():
        svg = svg.replace(value, name)
    svg = re.sub(r' style="[^"]*"', "", svg)
    svg = re.sub(r' (?:aria-label|aria-roledescription|role)="[^"]*"', "", svg)
    svg = svg.replace(f'font-family="{FACE}"', "")
    svg = re.sub(r">([^<>]+)</text>", lambda found: f">{digits(found[1])}</text>", svg)
    opened = Markup('<svg role="img" aria-label="{}" direction="ltr" ').format(label)
    return Markup(svg.replace("<svg ", str(opened), 1))  # made here of numbers and escaped names


def claims_chart(
    shown: Any, label: str, record_name: str, digits: Callable[[object], str]
) -> Markup:
    """What each source claims, by the day it is about, and what the record has."""
    kinds = {"exact": "circle", "about": "diamond", "at least": "triangle-up",
             "at most": "triangle-down"}  # fmt: skip
    rows = [
        {"day": (row.about + "-15")[:10], "value": row.value, "said": row.source,
         "shape": kinds[row.qualifier]}
        for row in shown.rows
        if row.quantity == "transferred" and row.scope.startswith("all")
    ]  # fmt: skip
    line = [{"day": at[:10], "value": value} for at, value in shown.record]
    x = alt.X("day:T", title=None, axis=alt.Axis(format="%d/%m", tickCount=8, grid=False))
    y = alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=5))
    parts = [
        alt.Chart(table(rows))
        .mark_point(filled=True, size=80, color=KINDS[1], opacity=1)
        .encode(x=x, y=y, shape=alt.Shape("shape:N", scale=None, legend=None)),
        alt.Chart(table(line)).mark_line(color=KINDS[0], strokeWidth=2.5).encode(x=x, y=y),
    ]
    if line:
        last = [{**line[-1], "text": f"{record_name}: {line[-1]['value']:,}"}]
        parts.append(
            alt.Chart(table(last))
            .mark_text(align="left", dx=6, color=KINDS[0], fontWeight="bold", fontSize=13)
            .encode(x=x, y=y, text="text:N")
        )
    return drawn(alt.layer(*parts).properties(width=WIDTH, height=260), label, digits)


def remaining_chart(
    times: Sequence[datetime], bands: Sequence[tuple[str, Sequence[int]]], now: datetime | None,
    label: str, digits: Callable[[object], str],
) -> Markup:  # fmt: skip
    """People who have still to leave, by site, one band on the other."""
    rows = [
        {"at": f"{time:%Y-%m-%dT%H:%M:%S}Z", "n": count, "band": name, "order": order}
        for order, (name, counts) in enumerate(bands)
        for time, count in zip(times, counts, strict=True)
    ]
    names = [name for name, _ in bands]
    scale = alt.Scale(domain=names, range=[KINDS[i % len(KINDS)] for i in range(len(names))])
    axis = alt.Axis(format="%d/%m", tickCount={"interval": "day", "step": 2}, grid=False)
    x = alt.X("at:T", title=None, scale=alt.Scale(type="utc"), axis=axis)
    area = (
        alt.Chart(table(rows))
        .mark_area(interpolate="step-after", opacity=0.85)
        .encode(
            x=x, y=alt.Y("n:Q", title=None, stack=True, axis=alt.Axis(tickCount=5)),
            color=alt.Color("band:N", scale=scale, legend=None), order="order:Q",
        )
    )  # fmt: skip
    parts = [area]
    if now is not None:
        mark = [{"at": f"{now:%Y-%m-%dT%H:%M:%S}Z"}]
        parts.append(alt.Chart(table(mark)).mark_rule(color=INK, strokeWidth=1.5)
                     .encode(x=x))  # fmt: skip
    return drawn(alt.layer(*parts).properties(width=WIDTH, height=240), label, digits)


def _look() -> alt.Config:
    axis = {"labelColor": SOFT, "domainColor": GRID, "tickColor": GRID, "gridColor": GRID,
            "labelFontSize": 12}  # fmt: skip
    return alt.Config(
        font=FACE, axis=axis, view={"stroke": None}, padding={"left": 4, "right": 90},
    )  # fmt: skip
