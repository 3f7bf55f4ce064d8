"""How much each policy loses in how many futures: a survival curve for each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

import altair as alt
import numpy as np

from muster.rehearsal.rehearse import Rehearsed
from muster.rehearsal.summary import Summary
from muster.reporting.canvas import Text, table, texts, view
from muster.reporting.text import shortened
from muster.reporting.theme import KINDS_OF_THING, TEXT, Figure, dressed, finding
from muster.reporting.wording import exactly, loss, loss_unit
from muster.scenario import Scenario

WIDTH, HEIGHT = 860.0, 400.0
LABELS = 290.0
"""Room for names right of the curves."""
POINTS = 400
"""Points of a curve; more cannot be seen."""
FEW = 10.0
"""People lost; of fewer two places are told."""
LINE = 20.0
DASHES = ([1, 0], [7, 3], [2, 2], [9, 3, 2, 3], [4, 4])


def rehearsal_headline(summaries: Sequence[Summary]) -> str:
    """What the first policy loses, and which of the others does best."""
    first = summaries[0]
    others = sorted(summaries[1:], key=lambda each: each.mean_loss)
    if not others:
        worst = loss(first.cvar["0.95"])
        return (
            f"{first.policy} loses {loss(first.mean_loss)} on average, and {worst} in the worst of "
            "20 futures"
        )
    ours, best = first.mean_loss, others[0].mean_loss
    return (
        f"{first.policy} loses {exactly(ours, best)} on average, {others[0].policy} "
        f"{exactly(best, ours)}"
    )


def rehearsal_chart(
    scenario: Scenario, found: Sequence[Rehearsed], summaries: Sequence[Summary]
) -> Figure:
    """Curves of the share of futures that lose more than so much."""
    colours = list(islice(cycle(KINDS_OF_THING), len(found)))
    rows = [
        {
            "loss": float(at),
            "share": float(share),
            "policy": each.policy,
            "colour": colour,
            "dash": dash,
        }
        for each, colour, dash in zip(found, colours, cycle(DASHES), strict=False)
        for at, share in _survival(each)
    ]
    curves = (
        alt.Chart(table(rows))
        .mark_line(interpolate="step-after", strokeWidth=2.2)
        .encode(
            x=alt.X("loss:Q", axis=alt.Axis(title=f"loss: {loss_unit(scenario)}", format=",~r")),
            y=alt.Y(
                "share:Q",
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(title="share of futures that lose more", format="%", tickCount=5),
            ),
            color=alt.Color("colour:N", scale=None),
            strokeDash=alt.StrokeDash("dash:N", scale=None),
            detail="policy:N",
        )
    )
    words = [
        Text(
            WIDTH + 12,
            10 + LINE * place,
            shortened(_label(each), LABELS, TEXT, bold=True),
            TEXT,
            bold=True,
            colour=colour,
        )
        for place, (each, colour) in enumerate(zip(summaries, colours, strict=True))
    ]
    notes = [
        f"{min(each.futures for each in found):,} futures, the same for every policy. Right of the "
        "curves: mean, and mean of the worst 1 in 20."
    ]
    chart = view(WIDTH, HEIGHT, curves, texts(words)).properties(
        title=finding(rehearsal_headline(summaries), *notes, width=WIDTH + LABELS)
    )
    return dressed(chart)


def _label(each: Summary) -> str:
    return f"{each.policy}: {_lost(each.mean_loss)}, worst {_lost(each.cvar['0.95'])}"


def _lost(number: float) -> str:
    """Small losses as the tables have them: policies differ in the second place."""
    return f"{number:,.2f}" if number < FEW else loss(number)


def _survival(each: Rehearsed) -> list[tuple[float, float]]:
    """(loss, share of futures that lose more), from 0 on, at so many places."""
    ordered = np.sort(each.outcomes.loss)
    number = len(ordered)
    places = np.unique(np.linspace(0, number - 1, min(number, POINTS)).astype(int))
    begin = (0.0, float((ordered > 0).mean()))
    return [begin, *((float(ordered[at]), 1 - (at + 1) / number) for at in places)]
