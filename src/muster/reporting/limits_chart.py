"""What limits a plan: what one more vehicle, team, bed or hour would be worth."""

from __future__ import annotations

import re
from collections.abc import Sequence

import altair as alt

from muster.planning.answers import Limit, Surge
from muster.planning.plan import Plan
from muster.reporting.canvas import (
    Segment,
    Symbol,
    Text,
    blank,
    segments,
    symbols,
    table,
    texts,
    view,
)
from muster.reporting.key import Entry, key
from muster.reporting.text import shortened, wrapped
from muster.reporting.theme import (
    BLUE,
    INK,
    PAPER,
    RULE,
    SMALL,
    SOFT_INK,
    SUBTITLE,
    TEXT,
    Figure,
    dressed,
    finding,
)
from muster.reporting.wording import (
    fleet_name,
    listed,
    loss,
    loss_unit,
    name_of,
    plural,
    quantity,
)
from muster.scenario import Scenario

WIDTH = 620.0
NAMES = 360.0
"""Room for names left of the bars."""
ROW = 34.0
BAR = 20.0
ENDS = 190.0
"""Room for the numbers behind the longest line."""
MOST_ROWS = 15
LEAST_SHOWN = 0.005
"""People below which nothing is said to be saved."""
UNSURE = "#b9d6ea"
MOST_PLACES = 3
"""Places of one addition that are named."""


ONE = {"people": "person", "loading": "loading"}
"""First words of units that do not simply lose their final s for one of them."""


def limit_in_words(scenario: Scenario, limit: Limit | Surge) -> str:
    """What was added, such as `1 more C-17` or `100 more beds at al-Karkh`."""
    if limit.kind == "vehicles":
        name = fleet_name(scenario, limit.target)
        return f"{quantity(limit.added)} more {'of the ' if _is_plural(name) else ''}{name}"
    if limit.kind == "horizon":
        return _amount(limit)
    if limit.kind == "air_slots":
        amount = _amount(limit).replace(" slot", " air slot")
        return f"{amount} at {name_of(scenario, limit.target)}"
    if limit.kind == "escorts":
        return f"{_amount(limit).replace('more team', 'more escort team')} ({limit.target})"
    places = limit.places if isinstance(limit, Surge) else ()
    if len(places) > 1:
        names = [name_of(scenario, site) for site in places]
        return f"{_amount(limit)} at any of {listed(names, MOST_PLACES)}"
    return f"{_amount(limit)} at {name_of(scenario, limit.target)}"


def _is_plural(name: str) -> bool:
    """Whether a fleet's name counts several, such as `coaches at Wellington`."""
    head = re.split(r" (?:at|of|in|from|for|to) ", name)[0]
    return head.endswith("s") and not head.endswith(("ss", "bus", "Bus"))


def _amount(limit: Limit | Surge) -> str:
    unit = limit.unit
    if limit.added == 1:
        first, *rest = unit.split(" ")
        second = [rest[0].removesuffix("s")] if first == "loading" and rest else rest[:1]
        unit = " ".join([ONE.get(first, first.removesuffix("s")), *second, *rest[1:]])
    return f"{quantity(limit.added)} more {unit}"


def is_worth_something(limit: Limit) -> bool:
    """Whether the addition was found to save something, or may be expected to.

    A difference of relaxations that is shown as 0 is none; one that is not known may be any.
    """
    expected = limit.relaxed_gain is None or limit.relaxed_gain >= LEAST_SHOWN
    return limit.gain >= LEAST_SHOWN or expected


def limits_headline(scenario: Scenario, limits: Sequence[Limit]) -> str:
    """The addition that is worth most, by what was found, else by what is expected."""
    if not limits:
        return "No additions were tried"
    best = max(limits, key=lambda limit: (limit.gain, limit.relaxed_gain or 0.0))
    name = limit_in_words(scenario, best)
    if best.gain >= LEAST_SHOWN:
        return f"{name} saved most when planned again: {loss(best.gain)} fewer lost in expectation"
    if (best.relaxed_gain or 0.0) >= LEAST_SHOWN:
        expected = loss(best.relaxed_gain or 0.0)
        return f"{name} can be expected to save most: about {expected} fewer lost"
    if max(limit.gain_at_most for limit in limits) < LEAST_SHOWN:
        return "More of any one thing alone would save nobody"
    return "No addition of any one thing was found to save anybody"


def limits_chart(
    scenario: Scenario, plan: Plan, limits: Sequence[Limit], surges: Sequence[Surge] = ()
) -> Figure:
    """What each addition is worth: found (bar), at most (line) and expected (diamond).

    Most first, by what was found and then by what is expected; those worth nothing in words
    beneath. The part of a bar that no plan without the addition could have is dark.
    """
    ordered = sorted(limits, key=_worth)
    worthy = [limit for limit in ordered if is_worth_something(limit)]
    shown = worthy[:MOST_ROWS]
    notes = [
        f"Each addition was tried alone, by planning again with it. Expected loss now "
        f"{loss(plan.expected_loss)}: {loss_unit(scenario)}.",
        "Expected: difference of two relaxations, an estimate. At most: no plan with the addition "
        "saves more.",
    ]
    body = [_key(), _bars_view(scenario, plan, shown)] if shown else []
    below = _notes_below(scenario, ordered, worthy, surges)
    parts = [*body, *([below] if below is not None else [])]
    parts = parts or [view(NAMES + WIDTH, 20, blank(NAMES + WIDTH, 20))]
    chart = alt.vconcat(*parts, spacing=8).properties(
        title=finding(limits_headline(scenario, limits), *notes, width=NAMES + WIDTH)
    )
    return dressed(chart)


def _worth(limit: Limit) -> tuple[float, float, str, str]:
    return -limit.gain, -(limit.relaxed_gain or 0.0), limit.kind, limit.target


def _key() -> alt.LayerChart:
    return key(
        [
            Entry(Symbol(0, 0, 130, "square", BLUE, BLUE), "saved, and only by this addition"),
            Entry(
                Symbol(0, 0, 130, "square", UNSURE, BLUE),
                "saved; a longer search may do it without",
            ),
            Entry(Symbol(0, 0, 90, "diamond", PAPER, INK), "expected (estimate)"),
            Entry(Symbol(0, 0, 90, "stroke", SOFT_INK, SOFT_INK), "at most (proven)"),
        ],
        NAMES + WIDTH,
    )


def _bars_view(scenario: Scenario, plan: Plan, shown: Sequence[Limit]) -> alt.LayerChart:
    height = max(ROW * len(shown), 20.0)
    top = max(max(limit.gain_at_most, limit.gain, limit.relaxed_gain or 0.0) for limit in shown)
    room = WIDTH - ENDS

    def pixel(value: float) -> float:
        return NAMES + room * value / max(top, 1e-12)

    rows: list[dict[str, object]] = []
    lines = [Segment(NAMES, 0, NAMES, height, colour=RULE)]
    marks: list[Symbol] = []
    words: list[Text] = []
    for place, limit in enumerate(shown):
        y = ROW * (place + 0.5)
        name = limit_in_words(scenario, limit)
        for begins, ends, colour in (
            (0.0, limit.gain_for_certain, BLUE),
            (limit.gain_for_certain, limit.gain, UNSURE),
        ):
            if ends > begins:
                rows.append(
                    {
                        "addition": name,
                        "saved": limit.gain,
                        "x": pixel(begins),
                        "x2": pixel(ends),
                        "y": y - BAR / 2,
                        "y2": y + BAR / 2,
                        "colour": colour,
                    }
                )
        most = pixel(limit.gain_at_most)
        lines.append(Segment(pixel(limit.gain), y, most, y, colour=SOFT_INK))
        lines.append(Segment(most, y - 6, most, y + 6, colour=SOFT_INK))
        if limit.relaxed_gain is not None:
            expected = pixel(limit.relaxed_gain)
            marks.append(Symbol(expected, y, 90, "diamond", PAPER, INK, "expected"))
        words.append(
            Text(NAMES - 10, y, shortened(name, NAMES - 14, TEXT + 1), TEXT + 1, align="right")
        )
        words += _numbers(limit, most + 10, y, plan.unplaced - limit.unplaced)
    layers: list[alt.Chart] = [*_bars(rows), segments(lines), symbols(marks), *texts(words)]
    return view(NAMES + WIDTH, height, layers)


def _bars(rows: list[dict[str, object]]) -> list[alt.Chart]:
    if not rows:
        return []
    return [
        alt.Chart(table(rows))
        .mark_rect(stroke=BLUE, strokeWidth=1)
        .encode(
            x=alt.X("x:Q", scale=None, axis=None),
            x2="x2",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2",
            color=alt.Color("colour:N", scale=None),
            tooltip=["addition:N", alt.Tooltip("saved:Q", format=",.1f")],
        )
    ]


def _numbers(limit: Limit, x: float, y: float, fewer_unplaced: int) -> list[Text]:
    """What was saved, what is expected and at most, behind the end of the line."""
    saved = f"{loss(limit.gain)} saved" if limit.gain >= LEAST_SHOWN else "none found"
    rest = [] if limit.relaxed_gain is None else [f"about {loss(limit.relaxed_gain)} expected"]
    rest.append(f"at most {loss(limit.gain_at_most)}")
    if fewer_unplaced > 0:
        rest.append(f"{fewer_unplaced:,} more placed")
    return [
        Text(x, y - 7, saved, TEXT, bold=limit.gain >= LEAST_SHOWN),
        Text(x, y + 8, ", ".join(rest), SMALL, colour=SOFT_INK),
    ]


def _notes_below(
    scenario: Scenario, ordered: Sequence[Limit], worthy: Sequence[Limit], surges: Sequence[Surge]
) -> alt.LayerChart | None:
    lines: list[tuple[str, bool]] = []
    if len(worthy) > MOST_ROWS:
        number = plural(len(worthy) - MOST_ROWS, "addition")
        lines.append((f"{number} that would save less left out.", False))
    idle = [limit_in_words(scenario, limit) for limit in ordered if limit not in worthy]
    if idle:
        lines.append((f"Nothing found, and nothing expected, from: {listed(idle, 8)}.", False))
    if surges:
        lines.append(("Least that would place more people:", True))
        lines += [
            (
                f"{limit_in_words(scenario, surge)}: {surge.unplaced_after:,} unplaced "
                f"instead of {surge.unplaced_before:,}",
                False,
            )
            for surge in surges
        ]
    broken = [
        (piece, bold)
        for line, bold in lines
        for piece in wrapped(line, NAMES + WIDTH, SUBTITLE, bold=bold)
    ]
    if not broken:
        return None
    height = 19.0 * len(broken) + 4
    return view(
        NAMES + WIDTH,
        height,
        texts(
            [
                Text(0, 12 + 19.0 * row, line, SUBTITLE, bold=bold, colour=SOFT_INK)
                for row, (line, bold) in enumerate(broken)
            ]
        ),
    )
