"""Two plans side by side as tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from rich import box
from rich.console import RenderableType
from rich.table import Table

from muster.planning.comparison import Comparison, GroupShift, Movements, PlanSummary
from muster.reporting.wording import count, day_and_hour, fleet_name, loss, name_of, percent
from muster.scenario import Scenario

MOST_SHIFTS = 12
"""Groups that are shown of those that move sooner, and of those that move later."""
SAME_H = 0.05
"""Hours below which groups move at the same time."""


def comparison_shown(found: Comparison, scenario: Scenario | None) -> Iterator[RenderableType]:
    """The tables of a comparison."""
    yield _figures(found.first, found.second)
    yield _fleets(found.first, found.second, scenario)
    if found.movements is None or scenario is None:
        yield _days("Aboard by day", found.first.aboard_by_day, found.second.aboard_by_day)
        yield "With the scenario folder as a third argument, sites and groups are compared, too."
        return
    yield _days("People who leave their site, by day", *found.movements.left_by_day)
    yield _sites(scenario, found.movements)
    shifts = found.movements.shifts
    if shifts:
        yield _shifts(scenario, shifts)
    else:
        yield "Every group leaves at the same times in both plans."


def _figures(first: PlanSummary, second: PlanSummary) -> Table:
    table = _table("Figures", "", numbers=("first plan", "second plan", "difference"))
    for label, field, said in (
        ("expected loss", "expected_loss", loss),
        ("people lost in expectation, each counted as 1", "people_lost", loss),
        ("proven bound", "bound", loss),
        ("gap", "gap", percent),
        ("people", "people", count),
        ("unplaced", "unplaced", count),
        ("trips", "trips", count),
    ):
        one, two = float(getattr(first, field)), float(getattr(second, field))
        difference = "" if field == "gap" else _signed(said(abs(two - one)), two - one)
        table.add_row(label, said(one), said(two), difference)
    return table


def _signed(text: str, value: float) -> str:
    return f"+{text}" if value > 0 else f"-{text}" if value < 0 else "0"


def _fleets(first: PlanSummary, second: PlanSummary, scenario: Scenario | None) -> Table:
    table = _table("Trips by fleet", "fleet", numbers=("first plan", "second plan"))
    for fleet in sorted({*first.trips_by_fleet, *second.trips_by_fleet}):
        name = fleet if scenario is None else fleet_name(scenario, fleet)
        numbers = (each.trips_by_fleet.get(fleet, 0) for each in (first, second))
        table.add_row(name, *map(count, numbers))
    return table


def _days(title: str, first: dict[date, int], second: dict[date, int]) -> Table:
    table = _table(title, "day", numbers=("first plan", "second plan", "so far", "so far"))
    so_far = [0, 0]
    for day in sorted({*first, *second}):
        numbers = (first.get(day, 0), second.get(day, 0))
        so_far = [total + number for total, number in zip(so_far, numbers, strict=True)]
        table.add_row(f"{day.day} {day:%b}", *map(count, (*numbers, *so_far)))
    return table


def _sites(scenario: Scenario, movements: Movements) -> Table:
    table = _table("Sites that are empty of those who must leave", "site", numbers=("people",))
    for heading in ("first plan", "second plan"):
        table.add_column(heading, no_wrap=True)
    for site in movements.sites:
        when = (_when(scenario, moment) for moment in site.emptied_at)
        table.add_row(name_of(scenario, site.site), count(site.people), *when)
    return table


def _when(scenario: Scenario, moment: datetime | None) -> str:
    return "not within the horizon" if moment is None else day_and_hour(scenario, moment)


def _shifts(scenario: Scenario, shifts: tuple[GroupShift, ...]) -> Table:
    table = _table("Groups that leave sooner or later", "group", "site", numbers=("people",))
    table.add_column("in the second plan")
    sooner = [each for each in shifts if each.later_h is not None and each.later_h < -SAME_H]
    later = [each for each in shifts if each.later_h is not None and each.later_h > SAME_H]
    other = [each for each in shifts if each.moved[0] != each.moved[1]]
    shown = {each.group: each for each in (*sooner[:MOST_SHIFTS], *later[::-1][:MOST_SHIFTS])}
    shown |= {each.group: each for each in other[:MOST_SHIFTS]}
    for each in shown.values():
        table.add_row(
            each.group, name_of(scenario, each.site), count(max(each.moved)), _shift(each)
        )
    hidden = len(shifts) - len(shown)
    if hidden:
        table.caption = f"and {hidden:,} more groups whose departures differ"
        table.caption_justify = "left"
    return table


def _shift(shift: GroupShift) -> str:
    parts = []
    if shift.later_h is not None and abs(shift.later_h) > SAME_H:
        word = "sooner" if shift.later_h < 0 else "later"
        parts.append(f"{abs(shift.later_h):.1f} h {word} on average")
    first, second = shift.moved
    if first != second:
        parts.append(f"{second:,} leave instead of {first:,}")
    return ", ".join(parts) or "at other times, on average the same"


def _table(title: str, *words: str, numbers: tuple[str, ...]) -> Table:
    table = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for heading in words:
        table.add_column(heading, overflow="fold")
    for heading in numbers:
        table.add_column(heading, justify="right")
    return table
