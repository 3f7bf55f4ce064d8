"""People who had arrived by each time: as it was, and by the plan."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from muster.replay.course import USED, Pace, Reading, arrived_by, course_of
from muster.replay.events import Event
from muster.replay.replay import Replayed
from muster.reporting.canvas import Text, table, texts, view
from muster.reporting.theme import BLUE, GREY, TEXT, VERMILLION, Figure, dressed, finding
from muster.reporting.time_axis import drawn, whole_span
from muster.reporting.wording import loss, loss_unit
from muster.scenario import Scenario

WIDTH, HEIGHT = 820.0, 380.0
LABELS = 230.0
"""Room for words right of the curves."""


def replay_headline(found: Replayed) -> str:
    """What the order taken cost, against the plan."""
    more = "more" if found.excess >= 0 else "less"
    return (
        f"The order taken loses {loss(found.loss)} by the model, {loss(abs(found.excess))} {more} "
        "than the plan"
    )


def replay_chart(found: Replayed, events: Sequence[Event]) -> Figure:
    """Counts as points, what lies between them as a band, the plan as a line."""
    scenario, steps = found.scenario, range(found.scenario.steps + 1)
    span = whole_span(scenario, WIDTH)

    def arrived(pace: Pace) -> list[int]:
        return arrived_by(scenario, course_of(scenario, events, Reading(USED.order, pace)))

    early, late, even = arrived(Pace.EARLY), arrived(Pace.LATE), arrived(Pace.EVEN)
    by_plan = arrived_by(scenario, found.planned)
    band = (
        alt.Chart(
            table([{"at": _at(scenario, t), "least": late[t], "most": early[t]} for t in steps])
        )
        .mark_area(color=VERMILLION, opacity=0.18, interpolate="step-after")
        .encode(x=span.x(), y=alt.Y("least:Q"), y2="most:Q")
    )
    most = _round_above(max([*by_plan, *early, 1]))
    lines = [
        alt.Chart(table([{"at": _at(scenario, t), "people": line[t]} for t in steps]))
        .mark_line(color=colour, strokeWidth=2.4, interpolate="step-after", strokeDash=dash)
        .encode(
            x=span.x(),
            y=alt.Y(
                "people:Q",
                scale=alt.Scale(domain=[0, most], nice=False),
                axis=alt.Axis(title="people who had arrived", titleAnchor="end", format=",d"),
            ),
        )
        for line, colour, dash in ((even, VERMILLION, [1, 0]), (by_plan, BLUE, [7, 3]))
    ]
    points = (
        alt.Chart(
            table([{"at": drawn(scenario, each.at), "people": each.said} for each in found.counts])
        )
        .mark_point(color=VERMILLION, filled=True, size=70, opacity=1)
        .encode(x=span.x(), y="people:Q", tooltip=["people:Q"])
    )
    words = _words(found, by_plan[-1], even[-1], most)
    note = (
        f"{_said(found)} Points: what was said; band: what that leaves open, all at once after a "
        f"count or just before the next. Loss: {loss_unit(scenario)}."
    )
    chart = view(WIDTH, HEIGHT, band, *lines, points, texts(words)).properties(
        title=finding(replay_headline(found), note, width=WIDTH + LABELS)
    )
    return dressed(chart)


def _said(found: Replayed) -> str:
    judged = found.judged
    return (
        f"Over the ranges of all judgements the difference is {judged.low:+,.0f} to "
        f"{judged.high:+,.0f} in 18 of 20 draws."
    )


def _at(scenario: Scenario, boundary: int) -> str:
    return drawn(scenario, scenario.moment(boundary))


def _round_above(number: int) -> int:
    """A round number for the end of an axis."""
    step = 10 ** max(0, len(str(number)) - 1) // 2 or 1
    return -(-number // step) * step


def _words(found: Replayed, by_plan: int, even: int, most: int) -> list[Text]:
    """Names right of the ends of the lines, apart from each other."""
    ends: list[tuple[float, str, str]] = sorted(
        [
            (HEIGHT * (1 - by_plan / most), f"plan: {loss(found.plan)} lost", BLUE),
            (HEIGHT * (1 - even / most), f"as it was: {loss(found.loss)} lost", VERMILLION),
        ]
    )
    lowest, words = 8.0, list[Text]()
    for y, words_said, colour in ends:
        place = max(lowest, y)
        words.append(Text(WIDTH + 12, place, words_said, TEXT, bold=True, colour=colour))
        lowest = place + 20
    nobody = f"nobody moved: {loss(found.if_nobody_moves)} lost"
    words.append(Text(WIDTH + 12, HEIGHT - 8, nobody, TEXT, colour=GREY))
    return words
