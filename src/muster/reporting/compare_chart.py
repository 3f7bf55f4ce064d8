"""Two plans against each other: people who have still to leave, and what has been lost by then."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import numpy as np
import numpy.typing as npt

from muster.planning.plan import Plan
from muster.reporting.boxes import spread
from muster.reporting.canvas import Text, table, texts, view
from muster.reporting.outcome import outcome
from muster.reporting.presence import leaving
from muster.reporting.text import shortened
from muster.reporting.theme import BLUE, TEXT, VERMILLION, Figure, dressed, finding
from muster.reporting.time_axis import TimeSpan, drawn, whole_span
from muster.reporting.wording import count, loss, loss_unit
from muster.scenario import Scenario

WIDTH = 800.0
HEIGHT = 230.0
LABELS = 260.0
COLOURS = (BLUE, VERMILLION)
DASHES = ((1, 0), (6, 3))

LostBy = Sequence[float] | npt.NDArray[np.float64]
"""Expected loss up to each boundary, then with what follows the horizon (T + 2 entries)."""


def compare_headline(plans: Sequence[Plan], names: Sequence[str]) -> str:
    """Which plan loses fewer, and by how many."""
    better, worse = sorted((0, 1), key=lambda each: plans[each].expected_loss)
    less, more = plans[better].expected_loss, plans[worse].expected_loss
    if loss(less) == loss(more):
        return f"Both plans lose {loss(less)} in expectation"
    return (
        f"{names[better]}: {loss(more - less)} fewer lost in expectation than {names[worse]} "
        f"({loss(less)} against {loss(more)})"
    )


def compare_chart(
    scenario: Scenario,
    plans: tuple[Plan, Plan],
    names: tuple[str, str] = ("first plan", "second plan"),
    lost_by: tuple[LostBy, LostBy] | None = None,
) -> Figure:
    """Overlay two plans of one scenario.

    `lost_by` gives each plan's expected loss as it accrues (`loss_over_time`); without it only
    people are drawn.
    """
    span = whole_span(scenario, WIDTH)
    still = []
    for plan in plans:
        left = leaving(scenario, plan)
        at_sites = sum(left.remaining.values(), start=np.zeros_like(left.between))
        still.append([float(number) for number in at_sites + left.between])
    words = [f"{name}: {count(each[-1])}" for each, name in zip(still, names, strict=True)]
    parts = [_lines(span, still, names, words, "people not yet placed", last=lost_by is None)]
    if lost_by is not None:
        lost = [[float(value) for value in each[:-1]] for each in lost_by]
        words = [
            f"{name}: {loss(so_far[-1])}, in the end {loss(each[-1])}"
            for so_far, each, name in zip(lost, lost_by, names, strict=True)
        ]
        parts.append(_lines(span, lost, names, words, "expected loss so far", last=True))
    moved = [outcome(scenario, plan).moved for plan in plans]
    notes = [
        f"{names[0]} moves {moved[0]:,} people in {len(plans[0].trips):,} trips, "
        f"{names[1]} {moved[1]:,} in {len(plans[1].trips):,}. "
        f"Loss: {loss_unit(scenario)}."
    ]
    chart = alt.vconcat(*parts, spacing=18).properties(
        title=finding(compare_headline(plans, names), *notes, width=WIDTH + LABELS)
    )
    return dressed(chart)


def _lines(
    span: TimeSpan,
    values: Sequence[Sequence[float]],
    names: Sequence[str],
    labels: Sequence[str],
    title: str,
    *,
    last: bool,
) -> alt.LayerChart:
    top = max(max(each, default=0.0) for each in values) * 1.04 or 1.0
    rows = [
        {
            "at": drawn(span.scenario, span.scenario.moment(boundary)),
            "value": value,
            "plan": name,
            "colour": colour,
            "dash": dash,
        }
        for each, name, colour, dash in zip(values, names, COLOURS, DASHES, strict=True)
        for boundary, value in enumerate(each)
    ]
    lines = (
        alt.Chart(table(rows))
        .mark_line(interpolate="step-after", strokeWidth=2.4)
        .encode(
            x=span.x(labels=last),
            y=alt.Y(
                "value:Q",
                scale=alt.Scale(domain=[0, top], nice=False),
                axis=alt.Axis(title=title, titleAnchor="end", format=",~r", tickCount=5),
            ),
            color=alt.Color("colour:N", scale=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None),
            detail="plan:N",
            tooltip=["plan:N", alt.Tooltip("value:Q", format=",.1f")],
        )
    )
    ends = [HEIGHT * (1 - each[-1] / top) for each in values]
    words = [
        Text(
            WIDTH + 10,
            y,
            shortened(label, LABELS, TEXT, bold=True),
            TEXT,
            bold=True,
            colour=colour,
        )
        for label, colour, y in zip(labels, COLOURS, spread(ends, 18, 6, HEIGHT - 6), strict=True)
    ]
    return view(WIDTH, HEIGHT, lines, texts(words))
