"""How many still wait, hour by hour, in so many futures: a fan for each policy."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import numpy.typing as npt

from muster.rehearsal.rehearse import Rehearsed
from muster.reporting.canvas import Text, table, texts, view
from muster.reporting.theme import BLUE, SMALL, TEXT, Figure, dressed, finding
from muster.reporting.time_axis import TimeSpan, drawn, whole_span
from muster.reporting.wording import count
from muster.scenario import Scenario

WIDTH, HEIGHT = 820.0, 170.0
LABELS = 210.0
WATCHED = 2_000
"""Futures that are watched; more would not be seen."""
MOST = 4
"""Policies that are drawn."""
BANDS = ((0.05, 0.95, 0.18), (0.25, 0.75, 0.30))
"""Quantiles of the edges of each band, and how dark it is."""


def fan_chart(scenario: Scenario, found: Sequence[Rehearsed]) -> Figure | None:
    """People who wait where they may not end, by quantiles over the futures; None for none."""
    shown = [each for each in found if each.ready.watch is not None][:MOST]
    if not shown:
        return None
    waits = [waits_of(scenario, each) for each in shown]
    top = max(float(each.max(initial=1.0)) for each in waits)
    span = whole_span(scenario, WIDTH)
    panels = [
        _panel(span, each, waiting, top, labels=each is shown[-1])
        for each, waiting in zip(shown, waits, strict=True)
    ]
    number = len(waits[0])
    left_out = [each.policy for each in found if each not in shown]
    notes = [
        f"People who wait where they may not end, in {number:,} futures: the middle half dark, 9 "
        "of 10 pale, the line with as many above as below."
    ]
    if left_out:
        notes.append(f"Not drawn: {', '.join(left_out)}.")
    title = finding(fan_headline(shown, waits), *notes, width=WIDTH + LABELS)
    return dressed(alt.vconcat(*panels, spacing=10).properties(title=title))


def waits_of(scenario: Scenario, found: Rehearsed) -> npt.NDArray[np.float64]:
    """(futures, T + 1) people who wait at each boundary."""
    waits = np.zeros((min(WATCHED, found.futures), scenario.steps + 1))
    if found.ready.watch is not None:
        found.ready.watch(found.seed, 0, waits)
    return waits


def fan_headline(shown: Sequence[Rehearsed], waits: Sequence[npt.NDArray[np.float64]]) -> str:
    """How many wait at the end, by the first policy."""
    last = waits[0][:, -1]
    return (
        f"{shown[0].policy}: {count(float(np.median(last)))} wait at the end in the middle future, "
        f"{count(float(np.quantile(last, 0.95)))} in the worst of 20"
    )


def _panel(
    span: TimeSpan,
    found: Rehearsed,
    waits: npt.NDArray[np.float64],
    top: float,
    *,
    labels: bool,
) -> alt.LayerChart:
    moments = [drawn(span.scenario, span.scenario.moment(t)) for t in range(waits.shape[1])]
    scale = alt.Scale(domain=[0, top], nice=False)
    bands = []
    for low, high, opacity in BANDS:
        edges = np.quantile(waits, [low, high], axis=0)
        rows = [
            {"at": at, "low": float(least), "high": float(most)}
            for at, least, most in zip(moments, *edges, strict=True)
        ]
        bands.append(
            alt.Chart(table(rows))
            .mark_area(color=BLUE, opacity=opacity, interpolate="step-after")
            .encode(x=span.x(labels=labels), y=alt.Y("low:Q", scale=scale), y2="high:Q")
        )
    rows = [
        {"at": at, "people": float(number)}
        for at, number in zip(moments, np.median(waits, axis=0), strict=True)
    ]
    middle = (
        alt.Chart(table(rows))
        .mark_line(color=BLUE, strokeWidth=2.2, interpolate="step-after")
        .encode(
            x=span.x(labels=labels),
            y=alt.Y(
                "people:Q",
                axis=alt.Axis(title="people waiting", titleAnchor="end", format=",d", tickCount=4),
                scale=scale,
            ),
        )
    )
    last = waits[:, -1]
    low, high = np.quantile(last, [0.05, 0.95])
    words = [
        Text(WIDTH + 12, 10, found.policy, TEXT, bold=True, colour=BLUE),
        Text(WIDTH + 12, 30, f"at the end {count(float(np.median(last)))}", SMALL),
        Text(WIDTH + 12, 48, f"9 of 10: {count(float(low))} to {count(float(high))}", SMALL),
    ]
    return view(WIDTH, HEIGHT, *bands, middle, texts(words))
