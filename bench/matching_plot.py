"""The reliability plot: what Muster says beside what is right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import altair as alt

from bench.matching_measured import Measured
from muster.reporting.canvas import table


def draw_reliability(runs: Mapping[str, Measured], path: Path) -> None:
    """One line a run, a point for each tenth of its pairs, and the diagonal of perfect ones."""
    points = [
        {"run": name, "said": said, "right": right, "pairs": pairs}
        for name, measured in runs.items()
        for said, right, pairs in measured.reliability
    ]
    ends = table([{"said": 0, "right": 0}, {"said": 1, "right": 1}])
    x = alt.X("said:Q", title="probability said", scale=alt.Scale(domain=[0, 1]))
    y = alt.Y("right:Q", title="share right", scale=alt.Scale(domain=[0, 1]))
    diagonal = alt.Chart(ends).mark_line(strokeDash=[4, 4], color="#999").encode(x, y)
    lines = (
        alt.Chart(table(points))
        .mark_line(point=True)
        .encode(
            x,
            y,
            color=alt.Color("run:N", title=None, scale=alt.Scale(scheme="tableau20")),
            size=alt.value(2),
        )
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    plot = (diagonal + lines).properties(width=420, height=360)
    plot.configure_legend(labelLimit=0).save(path)
