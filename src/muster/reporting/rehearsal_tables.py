"""A rehearsal as tables for the terminal: figures by policy, sites, and policies compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table

from muster.rehearsal.statistics import Mean, Share
from muster.rehearsal.summary import Difference, Summary
from muster.reporting.wording import percent

LATE_H = 0.05
"""Hours below which a trip is not called late."""
LATEST = 5
"""Trips that are told; all of them are in rehearsal.json."""
Figure = Callable[[Summary], str]


def rehearsal_tables(
    summaries: Sequence[Summary], paired: Sequence[Difference]
) -> list[RenderableType]:
    """Everything that is told on a terminal."""
    tables: list[RenderableType] = [figures_table(summaries), sites_table(summaries)]
    late = latest_trips_table(summaries[0])
    if late is not None:
        tables.append(late)
    against_first = [each for each in paired if each.minus == summaries[0].policy]
    if against_first:
        tables.append(differences_table(against_first))
    return tables


def figures_table(summaries: Sequence[Summary]) -> Table:
    """A row a figure, a column a policy."""
    table = _table("", *(each.policy for each in summaries))
    for words, figure in FIGURES:
        table.add_row(words, *(figure(each) for each in summaries))
    return table


def sites_table(summaries: Sequence[Summary]) -> Table:
    """In which share of the futures each site is emptied in time, unless it is in all."""
    table = _table("emptied in time", *(each.policy for each in summaries), "fails")
    first = summaries[0]
    for site, found in first.sites.items():
        shares = [each.sites[site].emptied_in_time.value for each in summaries]
        if found.failed.value > 0 and min(shares) < 1:
            table.add_row(site, *map(percent, shares), percent(found.failed.value))
    return table


def latest_trips_table(summary: Summary) -> Table | None:
    """The trips of a policy that depart the latest on average; None where none is late."""
    late = [(id, trip) for id, trip in summary.trips.items() if trip.late_h >= LATE_H]
    if not late:
        return None
    table = _table(f"latest trips, {summary.policy}", "late by", "run in")
    for id, trip in sorted(late, key=lambda each: (-each[1].late_h, each[0]))[:LATEST]:
        table.add_row(id, f"{trip.late_h:,.1f} h", percent(trip.ran.value))
    return table


def differences_table(paired: Sequence[Difference]) -> Table:
    """Policies against each other, future by future."""
    table = _table("loss", "difference", "95 % interval", "better in")
    for each in paired:
        table.add_row(
            f"{each.policy} minus {each.minus}",
            f"{each.mean:+z,.2f}",
            _interval(each.low, each.high),
            percent(each.better.value),
        )
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _interval(low: float | None, high: float | None) -> str:
    return "unknown" if low is None or high is None else f"{low:z,.2f} to {high:z,.2f}"


def _mean(mean: Mean) -> str:
    return f"{mean.value:,.1f}"


def _running(summary: Summary) -> str:
    trips = summary.trips.values()
    if not trips:  # none are planned, or they are decided on the way
        return "none planned"
    return percent(sum(each.ran.value for each in trips) / len(trips))


def _share(share: Share) -> str:
    return percent(share.value)


FIGURES: tuple[tuple[str, Figure], ...] = (
    ("futures", lambda s: f"{s.futures:,}"),
    ("mean loss", lambda s: f"{s.mean_loss:,.2f}"),
    ("  95 % interval", lambda s: _interval(s.mean_loss_low, s.mean_loss_high)),
    ("  half of futures lose at most", lambda s: f"{s.quantiles['0.5']:,.1f}"),
    ("  19 of 20 lose at most", lambda s: f"{s.quantiles['0.95']:,.1f}"),
    ("  worst 1 in 20 lose on average", lambda s: f"{s.cvar['0.95']:,.1f}"),
    ("people lost", lambda s: _mean(s.people_lost)),
    ("people placed", lambda s: _mean(s.people_placed)),
    ("people still waiting at the end", lambda s: _mean(s.people_waiting)),
    ("everybody placed", lambda s: _share(s.all_placed)),
    ("trips stop within the horizon", lambda s: _share(s.trips_stopped)),
    ("last arrival, median (h)", lambda s: f"{s.clear_time_h['0.5']:,.1f}"),
    ("trips that run, of those planned", lambda s: _running(s)),
    ("rides over the limit", lambda s: f"{s.long_rides.value:,.2f}"),
    (
        "counted twice by the planner",
        lambda s: f"{s.counted_twice.value:z,.2f}" if s.counted_twice else "unknown",
    ),
)
