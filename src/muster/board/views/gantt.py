"""Trips by vehicle over time, laid out for a page: one row a vehicle, fleets below each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.operations.situation import Situation
from muster.planning.plan import Plan
from muster.reporting.daylight import nights
from muster.reporting.vehicle_rows import Run, share_in_use, vehicle_runs
from muster.scenario import Scenario

ROW, GAP = 20.0, 3.0
"""Heights in pixels: a vehicle's row, and between rows."""
PER_HOUR = 5.0
MOST_KINDS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One trip on its vehicle's row."""

    trip: str
    x: float
    width: float
    y: float
    out_x: float
    out_width: float
    """From leaving the base empty to ready again."""
    kind: int
    """Colour by destination, 1 to 6."""
    state: str
    """Of the record; empty where only the plan has it."""
    people: int
    origin: str
    target: str
    departs: datetime


@dataclass(frozen=True, slots=True)
class FleetRows:
    """The rows of one fleet."""

    id: str
    name: str
    height: float
    bars: tuple[Bar, ...]
    in_use: float
    """Share of its vehicle hours that it is away from its base."""


@dataclass(frozen=True, slots=True)
class Gantt:
    """The whole picture."""

    width: float
    fleets: tuple[FleetRows, ...]
    days: tuple[tuple[float, datetime], ...]
    nights: tuple[tuple[float, float], ...]
    """Left and width of each."""
    now: float | None
    targets: tuple[tuple[str, int], ...]
    """Destinations with their colours."""


def gantt_of(scenario: Scenario, plan: Plan, situation: Situation, now: datetime) -> Gantt:
    """A plan's trips, with how far each is by the record."""
    runs = vehicle_runs(scenario, plan)
    begin = min([scenario.start, *(run.leaves_base for run in runs)])
    end = max([scenario.start, *(run.ready_again for run in runs)])
    width = (end - begin).total_seconds() / 3600 * PER_HOUR
    kinds = _kinds(scenario, runs)

    def x(moment: datetime) -> float:
        return round((moment - begin).total_seconds() / 3600 * PER_HOUR, 1)

    fleets = []
    for fleet in scenario.fleets.values():
        own = [run for run in runs if run.fleet == fleet.id]
        if not own:
            continue
        bars = []
        for run in own:
            trip, link = run.trip, scenario.links[run.trip.link]
            known = situation.trips.get(trip.id)
            bars.append(Bar(
                trip.id, x(trip.departs_at), max(x(trip.arrives_at) - x(trip.departs_at), 3.0),
                run.vehicle * (ROW + GAP), x(run.leaves_base),
                x(run.ready_again) - x(run.leaves_base), kinds[link.destination],
                "" if known is None else known.state.value, trip.people,
                link.origin, link.destination, trip.departs_at,
            ))  # fmt: skip
        height = (max(run.vehicle for run in own) + 1) * (ROW + GAP) + GAP
        in_use = share_in_use(scenario, fleet.id, runs)
        fleets.append(FleetRows(fleet.id, fleet.name or fleet.id, height, tuple(bars), in_use))
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    days = []
    while midnight < end:
        days.append((x(midnight), midnight))
        midnight += timedelta(days=1)
    dark = tuple(
        (max(x(a), 0.0), min(x(b), width) - max(x(a), 0.0)) for a, b in nights(scenario, begin, end)
    )
    shown_now = x(now) if begin <= now <= end else None
    return Gantt(round(width), tuple(fleets), tuple(days), dark, shown_now, tuple(kinds.items()))


def _kinds(scenario: Scenario, runs: list[Run]) -> dict[str, int]:
    found: dict[str, int] = {}
    for run in runs:
        target = scenario.links[run.trip.link].destination
        found.setdefault(target, min(len(found) + 1, MOST_KINDS))
    return found
