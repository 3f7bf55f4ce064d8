"""A plan as tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from muster.planning.answers import Surge
from muster.planning.plan import Plan
from muster.reporting.limits_chart import limit_in_words
from muster.reporting.outcome import Outcome, headline, outcome, reasons_in_words
from muster.reporting.plan_rows import Row, first_day_rows, site_rows, trip_rows
from muster.reporting.wording import (
    STOPPED,
    count,
    day_and_hour,
    exactly,
    fleet_name,
    listed,
    loss,
    loss_unit,
    name_of,
    offset,
    percent,
    plural,
    said,
    seconds_in_words,
)
from muster.scenario import Scenario

MOST_ROWS = 24
"""Rows of a table that are shown; the files have all."""


def plan_tables(
    scenario: Scenario, plan: Plan, surges: Sequence[Surge] = ()
) -> list[RenderableType]:
    """What a plan comes to, its trips, its sites and the orders for its first day."""
    tables: list[RenderableType] = [summary_table(scenario, plan, surges)]
    if plan.trips:
        tables.append(trips_table(scenario, plan))
    tables.append(sites_table(scenario, plan))
    if plan.trips:
        tables.append(first_day_table(scenario, plan))
    return tables


def summary_table(scenario: Scenario, plan: Plan, surges: Sequence[Surge] = ()) -> RenderableType:
    """How many are moved, what that is worth, how good the plan is shown to be."""
    result = outcome(scenario, plan)
    table = Table.grid(padding=(0, 2))
    table.add_column(justify="right", style="bold")
    table.add_column()
    for number, words in _summary(scenario, plan, result):
        table.add_row(number, words)
    for surge in surges:
        table.add_row("+", _surge_in_words(scenario, surge))
    return Group(Text(headline(scenario, plan), style="bold"), Padding(table, (0, 0, 1, 2)))


def _summary(scenario: Scenario, plan: Plan, result: Outcome) -> list[tuple[str, str]]:
    rows = [
        (exactly(plan.objective, plan.bound), f"objective: {objective_in_words(scenario, plan)}"),
        (exactly(plan.bound, plan.objective), "bound on the objective: proven, no plan is below"),
        (percent(plan.gap), "gap: how much lower the best plan's objective could be at most"),
        (loss(plan.expected_loss), f"expected loss: {loss_unit(scenario)}"),
        (loss(plan.loss_if_nobody_moves), "expected loss if nobody moves"),
    ]
    if any(group.priority != 1 for group in scenario.groups.values()):
        rows.append((loss(plan.people_lost), "people lost in expectation, each counted as 1"))
    if plan.cvar is not None and plan.tail is not None:
        worst = percent(1 - plan.tail)
        rows.append((loss(plan.cvar), f"lost on average in the worst {worst} of fresh futures"))
    rows.append((count(result.moved), f"people moved, in {plural(len(plan.trips), 'trip')}"))
    if result.staying:
        rows.append((count(result.staying), "people stay where they are and may"))
    if result.unplaced:
        rows.append((count(result.unplaced), f"people unplaced: {reasons_in_words(result)}"))
    if result.outside:
        rows.append((count(result.outside), "people arrive only after the end and are not planned"))
    stopped = STOPPED.get(plan.stopped_by, plan.stopped_by)
    rows.append((seconds_in_words(plan.seconds), f"of search; {stopped}"))
    return rows


def objective_in_words(scenario: Scenario, plan: Plan) -> str:
    """What the plan makes as small as it can."""
    if plan.tail_weight > 0 and plan.tail is not None:
        parts = [
            f"{percent(1 - plan.tail_weight)} of the expected loss",
            f"{percent(plan.tail_weight)} of the mean loss in the worst "
            f"{percent(1 - plan.tail)} of the futures planned for",
        ]
    else:
        parts = ["the expected loss"]
    asked = scenario.objective
    if plan.trip_price if plan.trip_price is not None else asked.trip_price:
        parts.append("the price of trips")
    if plan.given_up and plan.change_price:
        parts.append(f"the price of {plural(plan.given_up, 'approved trip')} given up")
    if len(parts) == 1:
        return "what is made as small as can be; here the expected loss and nothing else"
    return f"what is made as small as can be: {' + '.join(parts)}"


def _surge_in_words(scenario: Scenario, surge: Surge) -> str:
    words = limit_in_words(scenario, surge)
    return (
        f"{words} would leave {surge.unplaced_after:,} unplaced "
        f"instead of {surge.unplaced_before:,}"
    )


def trips_table(scenario: Scenario, plan: Plan) -> Table:
    """Trips by fleet and link."""
    table = _table(f"Trips by fleet and link (times {offset(scenario)})")
    for heading in ("fleet", "from", "to"):
        table.add_column(heading, overflow="fold")
    for heading in ("trips", "people", "seats filled"):
        table.add_column(heading, justify="right")
    table.add_column("first departure", no_wrap=True)
    table.add_column("last arrival", no_wrap=True)
    rows = trip_rows(scenario, plan)
    for row in rows[:MOST_ROWS]:
        table.add_row(
            fleet_name(scenario, row["fleet"]),
            name_of(scenario, row["from"]),
            name_of(scenario, row["to"]),
            count(row["trips"]),
            count(row["people"]),
            percent(row["people"] / row["seats"]) if row["seats"] else "",
            _time(scenario, row["first_departure"]),
            _time(scenario, row["last_arrival"]),
        )
    return _shortened(table, rows, "trips.csv")


def sites_table(scenario: Scenario, plan: Plan) -> Table:
    """People by site and separation class."""
    table = _table(f"People by site and separation class (times {offset(scenario)})")
    table.add_column("site", overflow="fold")
    table.add_column("class")
    names = ("start", "moved", "staying", "remaining", "received")
    rows = site_rows(scenario, plan)
    shown = [name for name in names if any(row[name] for row in rows)]
    for name in shown:
        heading = {"staying": "may stay", "received": "received from elsewhere"}.get(name, name)
        table.add_column(heading, justify="right")
    table.add_column("nobody left from", no_wrap=True)
    for row in rows[:MOST_ROWS]:
        empty = row["emptied_at"] if row["start"] else None
        table.add_row(
            name_of(scenario, row["site"]),
            said(row["separation_class"]),
            *(count(row[name]) if row[name] else "" for name in shown),
            _time(scenario, empty) if empty else "",
        )
    return _shortened(table, rows, "plan.json")


def first_day_table(scenario: Scenario, plan: Plan) -> Table:
    """Orders for the first 24 hours."""
    table = _table(f"Orders for the first 24 hours (times {offset(scenario)})")
    for heading in ("departs", "arrives"):
        table.add_column(heading, no_wrap=True)
    for heading in ("trip", "fleet", "from", "to"):
        table.add_column(heading, overflow="fold")
    table.add_column("people", justify="right")
    table.add_column("who")
    table.add_column("escort teams")
    rows = first_day_rows(scenario, plan)
    for row in rows[:MOST_ROWS]:
        who = [f"{number:,} {said(name)}" for name, number in row["by_class"].items()]
        teams = f"{row['escort_teams']:,} ({row['escort_pool']})" if row["escort_teams"] else ""
        table.add_row(
            _time(scenario, row["departs_at"]),
            _time(scenario, row["arrives_at"]),
            row["trip"],
            fleet_name(scenario, row["fleet"]),
            name_of(scenario, row["from"]),
            name_of(scenario, row["to"]),
            count(row["people"]),
            listed(who),
            teams,
        )
    if not rows:
        table.caption = "No trip departs in the first 24 hours."
    return _shortened(table, rows, "trips.csv")


def _table(title: str) -> Table:
    return Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )


def _shortened(table: Table, rows: Sequence[Row], file: str) -> Table:
    if len(rows) > MOST_ROWS:
        table.caption = f"and {len(rows) - MOST_ROWS:,} more rows, all in {file}"
        table.caption_justify = "left"
    return table


def _time(scenario: Scenario, text: str) -> str:
    return day_and_hour(scenario, datetime.fromisoformat(text))
