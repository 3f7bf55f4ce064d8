"""What limits a plan: what one more vehicle, team, bed or hour would be worth."""

from __future__ import annotations

import re
from collections.abc import Sequence

import altair as alt

from muster.planning.answers import Limit, Surge
from muster.planning.plan import Plan
from muster.reporting.canvas import Segment, Text, segments, table, texts, view
from muster.reporting.text import shortened, text_width, wrapped
from muster.reporting.theme import (
    BLUE,
    RULE,
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
MOST_ROWS = 15
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


def limits_headline(scenario: Scenario, limits: Sequence[Limit]) -> str:
    """The addition that is worth most."""
    if not limits:
        return "No additions were tried"
    best = max(limits, key=lambda limit: limit.gain)
    if best.gain <= 0:
        return "More of any one thing alone would not save anybody"
    return (
        f"{limit_in_words(scenario, best)} would be worth most: "
        f"{loss(best.gain)} fewer people lost in expectation"
    )


def limits_chart(
    scenario: Scenario, plan: Plan, limits: Sequence[Limit], surges: Sequence[Surge] = ()
) -> Figure:
    """Bars of what each addition is worth, most first; those worth nothing in words beneath.

    A gain smaller than what the plan's own search left open could as well come from searching
    longer; such bars are pale.
    """
    ordered = sorted(limits, key=lambda limit: (-limit.gain, limit.kind, limit.target))
    gaining = [limit for limit in ordered if limit.gain > 0]
    shown = gaining[:MOST_ROWS]
    open_gap = max(plan.objective - plan.bound, 0.0)
    notes = [
        f"Expected loss now {loss(plan.expected_loss)}: {loss_unit(scenario)}; "
        "each addition was tried by planning again with it."
    ]
    if any(limit.gain <= open_gap for limit in shown):
        notes.append(
            f"Pale: less than the {loss(open_gap)} that the search for the plan left open, so it "
            "may be more or less."
        )
    body = _bars_view(scenario, plan, shown, open_gap)
    below = _notes_below(scenario, ordered, gaining, surges)
    parts = [body, below] if below is not None else [body]
    chart = alt.vconcat(*parts, spacing=8).properties(
        title=finding(limits_headline(scenario, limits), *notes, width=NAMES + WIDTH)
    )
    return dressed(chart)


def _bars_view(
    scenario: Scenario, plan: Plan, shown: Sequence[Limit], open_gap: float
) -> alt.LayerChart:
    height = max(ROW * len(shown), 20.0)
    top = max((limit.gain for limit in shown), default=1.0)
    rows = []
    words = []
    for place, limit in enumerate(shown):
        y = ROW * (place + 0.5)
        sure = limit.gain > open_gap
        name = shortened(limit_in_words(scenario, limit), NAMES - 14, TEXT + 1)
        rows.append(
            {
                "addition": limit_in_words(scenario, limit),
                "gain": limit.gain,
                "y": y - BAR / 2,
                "y2": y + BAR / 2,
                "colour": BLUE if sure else UNSURE,
            }
        )
        end = NAMES + WIDTH * 0.62 * limit.gain / top
        words += [
            Text(NAMES - 10, y, name, TEXT + 1, align="right"),
            Text(end + 8, y, f"{loss(limit.gain)} fewer lost", TEXT + 1, bold=True),
        ]
        fewer = plan.unplaced - limit.unplaced
        if fewer > 0:
            x = end + 20 + text_width(f"{loss(limit.gain)} fewer lost", TEXT + 1, bold=True)
            words.append(Text(x, y, f"{fewer:,} more placed", TEXT, colour=SOFT_INK))
    scale = alt.Scale(domain=[0, top], range=[NAMES, NAMES + WIDTH * 0.62], nice=False)
    bars = (
        alt.Chart(table(rows))
        .mark_rect(stroke=BLUE, strokeWidth=1)
        .encode(
            x=alt.X("zero:Q", scale=scale, axis=None),
            x2="gain:Q",
            y=alt.Y("y:Q", scale=None, axis=None),
            y2="y2",
            color=alt.Color("colour:N", scale=None),
            tooltip=["addition:N", alt.Tooltip("gain:Q", format=",.1f")],
        )
        .transform_calculate(zero="0")
    )
    base = segments([Segment(NAMES, 0, NAMES, height, colour=RULE)])
    return view(NAMES + WIDTH, height, bars, base, texts(words))


def _notes_below(
    scenario: Scenario, ordered: Sequence[Limit], gaining: Sequence[Limit], surges: Sequence[Surge]
) -> alt.LayerChart | None:
    lines: list[tuple[str, bool]] = []
    if len(gaining) > MOST_ROWS:
        lines.append((f"{plural(len(gaining) - MOST_ROWS, 'smaller gain')} left out.", False))
    idle = [limit_in_words(scenario, limit) for limit in ordered if limit.gain <= 0]
    if idle and gaining:
        lines.append((f"Worth nothing alone: {listed(idle, 8)}.", False))
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
