"""How far the plan depends on what was judged: the range of expected loss for each judgement."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import altair as alt

from muster.planning.answers import Sensitivity
from muster.planning.plan import Plan
from muster.reporting.canvas import Segment, Symbol, Text, segments, symbols, table, texts, view
from muster.reporting.key import Entry, key
from muster.reporting.text import shortened, text_width
from muster.reporting.theme import (
    INK,
    ORANGE,
    PAPER,
    SKY,
    SMALL,
    SOFT_INK,
    TEXT,
    Figure,
    dressed,
    finding,
)
from muster.reporting.wording import judgement_in_words, loss, loss_unit, plural, quantity
from muster.scenario import Scenario

NAMES = 460.0
"""Room for names and sources left of the bars."""
BARS = 580.0
MARGIN = 74.0
"""Room within the bars' part for the values at their ends."""
ROW = 38.0
BAR = 20.0
MOST_ROWS = 15
HIGH, LOW = ORANGE, SKY


def spread_of(each: Sensitivity) -> float:
    """Width of a judgement's bar."""
    return abs(each.loss_at_high - each.loss_at_low)


def tornado_headline(scenario: Scenario, plan: Plan, sensitivities: Sequence[Sensitivity]) -> str:
    """The judgement that matters most, and what it does."""
    if not sensitivities:
        return "No judgement has a range"
    widest = max(sensitivities, key=spread_of)
    least, most = sorted((widest.loss_at_low, widest.loss_at_high))
    return (
        f"{judgement_in_words(scenario, widest.judgement)} matters most: expected loss "
        f"{loss(least)} to {loss(most)}, planned for {loss(plan.expected_loss)}"
    )


def tornado_chart(scenario: Scenario, plan: Plan, sensitivities: Sequence[Sensitivity]) -> Figure:
    """Bars of the expected loss from the low to the high end of each judgement, widest first."""
    shown = sorted(sensitivities, key=lambda each: (-spread_of(each), each.judgement))[:MOST_ROWS]
    steady = sum(
        each.first_day_same_at_low and each.first_day_same_at_high for each in sensitivities
    )
    notes = [f"Expected loss ({loss_unit(scenario)}) at the low and high end of each judgement."]
    if sensitivities:
        notes.append(
            f"The first day of the plan stays the same over the whole range of {steady:,} of "
            f"{plural(len(sensitivities), 'judgement')}."
        )
    if len(sensitivities) > len(shown):
        notes.append(f"The {MOST_ROWS} widest ranges are shown.")
    parts = [_key(), _rows_view(scenario, plan, shown)] if shown else [_key()]
    chart = alt.vconcat(*parts, spacing=6).properties(
        title=finding(tornado_headline(scenario, plan, sensitivities), *notes, width=NAMES + BARS)
    )
    return dressed(chart)


def _rows_view(scenario: Scenario, plan: Plan, shown: Sequence[Sensitivity]) -> alt.LayerChart:
    height = ROW * len(shown)
    ends = [plan.expected_loss]
    for each in shown:
        ends += [each.loss_at_low, each.loss_at_high, each.kept_loss_at_low, each.kept_loss_at_high]
    low, high = min(ends), max(ends)
    if high == low:
        low, high = low - 1, high + 1

    def pixel(value: float) -> float:
        share = (value - low) / (high - low)
        return NAMES + MARGIN + (BARS - 2 * MARGIN) * share

    scale = alt.Scale(domain=[low, high], range=[pixel(low), pixel(high)], nice=False)
    rows = [
        {
            "judgement": judgement_in_words(scenario, each.judgement),
            "end": name,
            "judged": judged,
            "loss": value,
            "base": plan.expected_loss,
            "y": ROW * (place + 0.5) - BAR / 2,
            "y2": ROW * (place + 0.5) + BAR / 2,
            "colour": colour,
        }
        for place, each in enumerate(shown)
        for name, judged, value, colour in (
            ("low", each.low, each.loss_at_low, LOW),
            ("high", each.high, each.loss_at_high, HIGH),
        )
    ]
    bars = (
        alt.Chart(table(rows))
        .mark_rect(stroke=INK, strokeWidth=0.6)
        .encode(
            x=alt.X(
                "base:Q",
                scale=scale,
                axis=alt.Axis(
                    title="expected loss", orient="bottom", tickCount=6, format=",~r", grid=True
                ),
            ),
            x2="loss:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2",
            color=alt.Color("colour:N", scale=None),
            tooltip=["judgement:N", "end:N", "judged:Q", alt.Tooltip("loss:Q", format=",.1f")],
        )
    )
    middle = pixel(plan.expected_loss)
    line = segments([Segment(middle, -6, middle, height, colour=INK, width=1.2)])
    words, marks = [], []
    for place, each in enumerate(shown):
        y = ROW * (place + 0.5)
        words += _names(scenario, each, y)
        ends_words, ends_marks = _ends(each, y, middle, pixel)
        words += ends_words
        marks += ends_marks
    layers = [bars, line, symbols(marks), *texts(words)]
    return view(NAMES + BARS, height, layers)


def _names(scenario: Scenario, each: Sensitivity, y: float) -> list[Text]:
    name = shortened(judgement_in_words(scenario, each.judgement), NAMES - 6, TEXT, bold=True)
    values = " – ".join(_judged(each, value) for value in (each.low, each.value, each.high))
    below = f"{values}; {each.source}" if each.source else values
    return [
        Text(0, y - 8, name, TEXT, bold=True),
        Text(0, y + 8, shortened(below, NAMES - 6, SMALL), SMALL, colour=SOFT_INK),
    ]


def _judged(each: Sensitivity, value: float) -> str:
    """A judged value; with × where it multiplies the values used."""
    return f"× {quantity(value)}" if each.relative else quantity(value)


def _ends(
    each: Sensitivity, y: float, base: float, pixel: Callable[[float], float]
) -> tuple[list[Text], list[Symbol]]:
    """The judged value beyond each end of a bar, and marks for the plan kept and changed."""
    low = (pixel(each.loss_at_low), pixel(each.kept_loss_at_low), each.low)
    high = (pixel(each.loss_at_high), pixel(each.kept_loss_at_high), each.high)
    same = (each.first_day_same_at_low, each.first_day_same_at_high)
    words, marks = [], []
    low_is_left = low[0] <= high[0]
    for (end, kept, judged), stays, left in (
        (low, same[0], low_is_left),
        (high, same[1], not low_is_left),
    ):
        marks.append(Symbol(kept, y, 34, "circle", PAPER, INK, "the plan kept as it is"))
        side = -1 if left else 1
        outer = min(end, kept, base) - 9 if left else max(end, kept, base) + 9
        text = _judged(each, judged)
        words.append(Text(outer, y, text, SMALL, align="right" if left else "left", halo=True))
        if not stays:
            x = outer + side * (text_width(text, SMALL) + 10)
            marks.append(Symbol(x, y, 62, "triangle-up", INK, PAPER, "the first day changes"))
    return words, marks


def _key() -> alt.LayerChart:
    return key(
        [
            Entry(Symbol(0, 0, 130, "square", LOW, INK), "at the low end"),
            Entry(Symbol(0, 0, 130, "square", HIGH, INK), "at the high end"),
            Entry(Symbol(0, 0, 34, "circle", PAPER, INK), "at that end, the plan kept as it is"),
            Entry(
                Symbol(0, 0, 62, "triangle-up", INK, PAPER), "at that end, the first day changes"
            ),
        ],
        NAMES + BARS,
    )
