"""Trips by vehicle over time: who runs when, where to, and with how many on board."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import altair as alt

from muster.planning.plan import Plan
from muster.reporting.canvas import Symbol, Text, blank, table, texts, view
from muster.reporting.key import Entry, key
from muster.reporting.text import shortened, text_width
from muster.reporting.theme import (
    INK,
    PAPER,
    SMALL,
    SOFT_INK,
    TEXT,
    Figure,
    dressed,
    finding,
    numbered,
)
from muster.reporting.time_axis import TimeSpan, drawn, span_of
from muster.reporting.vehicle_rows import Run, share_in_use, vehicle_runs
from muster.reporting.wording import (
    day_and_hour,
    fleet_name,
    name_of,
    percent,
    plural,
)
from muster.scenario import Scenario

WIDTH = 1060.0
LEFT = 70.0
HEADING = 30.0
ROW_HEIGHTS = (31.0, 20.0, 15.0, 9.0, 6.0)
"""Heights of a vehicle's row, the first under which all rows fit."""
MOST_HEIGHT = 660.0
LABEL = 10.0
LABEL_ROW = 15.0
"""Rows at least this high have numbers in and beside them."""
WORDS_ROW = 31.0
"""Rows at least this high have them beneath the bars."""
WORDS = 12.0
"""Height kept free for that."""
MOST_COLOURS = 7
EMPTY_COLOUR = "#d2d2d2"
DARK_COLOURS = ("#0072b2", "#009e73", "#d55e00", "#1a1a1a")
"""Fills on which text is white."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where each vehicle's row lies, in pixels from the top."""

    row_height: float
    height: float
    headings: Mapping[str, float]
    """By fleet, the middle of the line that names it."""
    tops: Mapping[tuple[str, int], float]
    """By fleet and vehicle, the row's upper edge; vehicles left out are missing."""
    left_out: int


def trips_chart(scenario: Scenario, plan: Plan) -> Figure:
    """Draw each vehicle's trips, with empty ways, loading and turnaround lighter."""
    runs = vehicle_runs(scenario, plan)
    span = span_of(scenario, [run.ready_again for run in runs], WIDTH)
    rows = lay_out_rows(scenario, runs)
    colours = destination_colours(scenario, runs)
    shown = [run for run in runs if (run.fleet, run.vehicle) in rows.tops]
    body = view(
        WIDTH,
        rows.height,
        span.night_bands(rows.height),
        blank(WIDTH, rows.height).encode(x=span.x()),
        _bars(span, rows, shown, colours),
        texts([*_headings(scenario, rows, runs), *_labels(span, rows, shown, colours)]),
    )
    notes = [
        "One row per vehicle. Coloured: people on board, by destination; their number and origin "
        "where there is room. Grey: empty ways, loading, turnaround. Shaded: night."
    ]
    if not runs:
        notes = ["No vehicle departs in this plan. Shaded: night."]
    if rows.left_out:
        left = plural(rows.left_out, "vehicle")
        notes.append(f"{left} more would not fit; trips.csv has every trip.")
    parts = [_key(scenario, colours), body] if runs else [body]
    chart = alt.vconcat(*parts, spacing=10).properties(
        title=finding(trips_headline(scenario, runs), *notes, width=WIDTH)
    )
    return dressed(chart)


def trips_headline(scenario: Scenario, runs: Sequence[Run]) -> str:
    """How many trips with how many vehicles, and which fleet is busiest."""
    if not runs:
        return "No trips"
    vehicles = len({(run.fleet, run.vehicle) for run in runs})
    said = f"{plural(len(runs), 'trip')} with {plural(vehicles, 'vehicle')}"
    shares = {fleet: share_in_use(scenario, fleet, runs) for fleet in {run.fleet for run in runs}}
    busiest = max(sorted(shares), key=lambda fleet: shares[fleet])
    return f"{said}; {fleet_name(scenario, busiest)} in use {percent(shares[busiest])} of the time"


def lay_out_rows(scenario: Scenario, runs: Sequence[Run]) -> Rows:
    """Rows by fleet, in the scenario's order, for the vehicles that run at all."""
    used: dict[str, int] = defaultdict(int)
    for run in runs:
        used[run.fleet] = max(used[run.fleet], run.vehicle + 1)
    fleets = [fleet for fleet in scenario.fleets if fleet in used]
    free = MOST_HEIGHT - HEADING * len(fleets)
    total = sum(used.values())
    row = next((high for high in ROW_HEIGHTS if high * total <= free), ROW_HEIGHTS[-1])
    room = max(int(free / row), len(fleets))
    tops: dict[tuple[str, int], float] = {}
    headings = {}
    y = 0.0
    for place, fleet in enumerate(fleets):
        headings[fleet] = y + HEADING / 2 + 2
        y += HEADING
        others = len(fleets) - place - 1
        for vehicle in range(min(used[fleet], room - len(tops) - others)):
            tops[fleet, vehicle] = y
            y += row
    return Rows(row, max(y, 60.0), headings, tops, total - len(tops))


def destination_colours(scenario: Scenario, runs: Sequence[Run]) -> dict[str, str]:
    """A colour for each destination, most people first; after the seventh, one for all others."""
    number: dict[str, int] = defaultdict(int)
    for run in runs:
        number[scenario.links[run.trip.link].destination] += run.trip.people
    ordered = sorted(number, key=lambda site: (-number[site], site))
    colours = numbered(ordered[:MOST_COLOURS])
    return {site: colours.get(site, INK) for site in ordered}


def _bars(
    span: TimeSpan, rows: Rows, runs: Sequence[Run], colours: Mapping[str, str]
) -> list[alt.Chart]:
    inset = 1.0 if rows.row_height < LABEL_ROW else 2.0
    high = bar_height(rows)

    def bar(run: Run, begins: datetime, ends: datetime, thinner: float) -> dict[str, object]:
        top = rows.tops[run.fleet, run.vehicle]
        link = span.scenario.links[run.trip.link]
        return {
            "at": drawn(span.scenario, max(begins, span.begins)),
            "until": drawn(span.scenario, min(ends, span.ends)),
            "y": top + inset + thinner,
            "y2": top + high - inset - thinner,
            "colour": colours[link.destination],
            "trip": run.trip.id,
            "from": name_of(span.scenario, link.origin),
            "to": name_of(span.scenario, link.destination),
            "people": run.trip.people,
            "departs": day_and_hour(span.scenario, run.trip.departs_at),
        }

    thinner = high * 0.14
    empty = [bar(run, run.leaves_base, run.ready_again, thinner) for run in runs]
    loaded = [bar(run, run.trip.departs_at, run.trip.arrives_at, 0) for run in runs]
    tooltip = ["trip:N", "from:N", "to:N", "departs:N", "people:Q"]
    position = {
        "x": span.x(),
        "x2": "until:T",
        "y": alt.Y("y:Q", scale=None, axis=None),
        "y2": alt.Y2("y2"),
        "tooltip": tooltip,
    }
    return [
        alt.Chart(table(empty))
        .mark_rect(color=EMPTY_COLOUR, stroke=PAPER, strokeWidth=0.5)
        .encode(**position),
        alt.Chart(table(loaded))
        .mark_rect()
        .encode(**position, color=alt.Color("colour:N", scale=None)),
    ]


def _headings(scenario: Scenario, rows: Rows, runs: Sequence[Run]) -> list[Text]:
    items = []
    for fleet, y in rows.headings.items():
        own = [run for run in runs if run.fleet == fleet]
        used = len({run.vehicle for run in own})
        name = shortened(fleet_name(scenario, fleet), 300, TEXT, bold=True)
        carried = sum(run.trip.people for run in own)
        words = (
            f"{used:,} of {plural(max(scenario.fleets[fleet].vehicles, used), 'vehicle')}, "
            f"{plural(len(own), 'trip')}, {carried:,} people carried, "
            f"in use {percent(share_in_use(scenario, fleet, runs))} of the time"
        )
        x = text_width(name, TEXT, bold=True) + 10
        items += [
            Text(0, y, name, TEXT, bold=True, halo=True),
            Text(x, y, words, SMALL, colour=SOFT_INK, halo=True),
        ]
    if rows.row_height >= LABEL_ROW:
        middle = bar_height(rows) / 2
        items += [
            Text(-6, top + middle, str(vehicle + 1), SMALL, colour=SOFT_INK, align="right")
            for (_, vehicle), top in rows.tops.items()
        ]
    return items


def bar_height(rows: Rows) -> float:
    """What of a row's height its bars take."""
    return rows.row_height - (WORDS if rows.row_height >= WORDS_ROW else 0)


def _labels(
    span: TimeSpan, rows: Rows, runs: Sequence[Run], colours: Mapping[str, str]
) -> list[Text]:
    """People on board, where from and where to: as much as there is room for."""
    if rows.row_height < LABEL_ROW:
        return []
    by_vehicle: dict[tuple[str, int], list[Run]] = defaultdict(list)
    for run in runs:
        by_vehicle[run.fleet, run.vehicle].append(run)
    items = []
    for vehicle, own in by_vehicle.items():
        own.sort(key=lambda run: run.trip.departs_at)
        for place, run in enumerate(own):
            top = rows.tops[vehicle]
            if rows.row_height >= WORDS_ROW:
                before = span.pixel(own[place - 1].ready_again) if place else -10.0
                after = WIDTH
                if place + 1 < len(own):
                    after = span.pixel(own[place + 1].leaves_base)
                y = top + rows.row_height - WORDS / 2 - 2
                items += _beneath(span, run, y, before, after)
            else:
                items += _inside(span, run, top + rows.row_height / 2, colours)
    return items


def _wordings(span: TimeSpan, run: Run) -> tuple[str, ...]:
    link = span.scenario.links[run.trip.link]
    number = f"{run.trip.people:,}"
    return f"{number} {link.origin} → {link.destination}", f"{number} {link.origin}", number


def _beneath(span: TimeSpan, run: Run, y: float, before: float, after: float) -> list[Text]:
    middle = (span.pixel(run.trip.departs_at) + span.pixel(run.trip.arrives_at)) / 2
    left = (before + span.pixel(run.leaves_base)) / 2
    right = (after + span.pixel(run.ready_again)) / 2
    for words in _wordings(span, run):
        width = text_width(words, LABEL)
        if width + 6 <= right - left:
            x = min(max(middle, left + width / 2 + 3), right - width / 2 - 3)
            return [Text(x, y, words, LABEL, align="center")]
    return []


def _inside(span: TimeSpan, run: Run, y: float, colours: Mapping[str, str]) -> list[Text]:
    fill = colours[span.scenario.links[run.trip.link].destination]
    leaves, departs, arrives, ready = (
        min(max(span.pixel(moment), 0), WIDTH)
        for moment in (run.leaves_base, run.trip.departs_at, run.trip.arrives_at, run.ready_again)
    )
    places = (
        (departs, arrives, PAPER if fill in DARK_COLOURS else INK),
        (arrives, ready, INK),
        (leaves, departs, INK),
    )
    for words in _wordings(span, run):
        for left, right, colour in places:
            if text_width(words, LABEL) + 3 <= right - left:
                middle = (left + right) / 2
                return [Text(middle, y, words, LABEL, colour=colour, align="center")]
    return []


def _key(scenario: Scenario, colours: Mapping[str, str]) -> alt.LayerChart:
    """What the colours mean."""
    shown = [(colour, f"to {name_of(scenario, site)}") for site, colour in colours.items()]
    if len(shown) > MOST_COLOURS:
        others = f"to {len(shown) - MOST_COLOURS:,} other places"
        shown = [*shown[:MOST_COLOURS], (INK, others)]
    return key(
        [Entry(Symbol(0, 0, 130, "square", colour), words) for colour, words in shown], WIDTH
    )
