"""The search for a plan: the best plan so far and the proven bound, over time."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from muster.planning.plan import Plan, ProgressPoint
from muster.reporting.boxes import spread
from muster.reporting.canvas import Text, table, texts, view
from muster.reporting.theme import (
    BLUE,
    TEXT,
    VERMILLION,
    Figure,
    dressed,
    finding,
)
from muster.reporting.wording import STOPPED, loss, percent, seconds_in_words

WIDTH = 480.0
HEIGHT = 230.0
LABELS = 190.0
"""Room for words right of the lines."""


def progress_headline(plan: Plan) -> str:
    """How good the plan is shown to be, and how long that took."""
    if plan.bound <= 0 < plan.objective:
        return f"No bound proven after {seconds_in_words(plan.seconds)}"
    if plan.gap <= 0:
        return f"Proven best after {seconds_in_words(plan.seconds)}"
    return f"Within {percent(plan.gap)} of the best possible after {seconds_in_words(plan.seconds)}"


def progress_chart(plan: Plan) -> Figure:
    """Draw the best plan and the bound as they closed in on each other."""
    last = ProgressPoint(plan.seconds, plan.objective, plan.bound, "end")
    points = [*plan.progress, last]
    low, high = loss_range(points)
    notes = [
        f"First plan after {seconds_in_words(plan.first_plan_seconds)}; "
        f"{STOPPED.get(plan.stopped_by, plan.stopped_by)}. No plan can be better than the bound."
    ]
    rows = [
        {"seconds": point.seconds, "loss": value, "line": line, "colour": colour}
        for point in points
        for line, value, colour in (
            ("best plan", point.incumbent, VERMILLION),
            ("proven bound", point.bound, BLUE),
        )
        if value is not None
    ]
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    lines = (
        alt.Chart(table(rows))
        .mark_line(interpolate="step-after", clip=True, strokeWidth=2.4)
        .encode(
            x=alt.X(
                "seconds:Q",
                scale=alt.Scale(domain=[0, max(plan.seconds, 0.001)], nice=False),
                axis=alt.Axis(title="seconds of search", tickCount=6, titleAnchor="start"),
            ),
            y=alt.Y(
                "loss:Q",
                scale=scale,
                axis=alt.Axis(
                    title="objective (expected loss and prices)", tickCount=5, format=",~r"
                ),
            ),
            color=alt.Color("colour:N", scale=None),
            detail="line:N",
            strokeDash=alt.StrokeDash(
                "line:N",
                scale=alt.Scale(domain=["best plan", "proven bound"], range=[[1, 0], [7, 3]]),
            ),
            tooltip=["line:N", "seconds:Q", alt.Tooltip("loss:Q", format=",.1f")],
        )
    )
    ends = [HEIGHT * (high - value) / (high - low) for value in (plan.objective, plan.bound)]
    first, second = spread(ends, 18, 6, HEIGHT - 6)
    words = [
        Text(WIDTH + 8, first, f"best plan {loss(plan.objective)}", TEXT, True, VERMILLION),
        Text(WIDTH + 8, second, f"proven bound {loss(plan.bound)}", TEXT, True, BLUE),
    ]
    chart = alt.vconcat(view(WIDTH, HEIGHT, lines, texts(words))).properties(
        title=finding(progress_headline(plan), *notes, width=WIDTH + LABELS)
    )
    return dressed(chart)


def loss_range(points: Sequence[ProgressPoint]) -> tuple[float, float]:
    """What the axis shows: every plan up to twice the best, and the bound once it is near."""
    plans = [point.incumbent for point in points if point.incumbent is not None]
    best = min(plans)
    bound = max(point.bound for point in points)
    high = min(max(plans), 2 * best) if best > 0 else max(plans)
    margin = max((high - bound) * 0.25, abs(best) * 0.01, 1e-6)
    return max(bound - margin, 0.0) if bound >= 0 else bound - margin, high + margin * 0.3
