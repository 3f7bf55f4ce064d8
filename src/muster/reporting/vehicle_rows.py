"""Which vehicle of a fleet runs which trip: a plan counts vehicles, a timetable names them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.planning.plan import Plan, Trip
from muster.planning.services import empty_hours, steps_of
from muster.scenario import ChangeTarget, Scenario
from muster.scenario.timeline import timeline


@dataclass(frozen=True, slots=True)
class Run:
    """One trip with its vehicle: when it is away from its base, and when people are on board."""

    trip: Trip
    fleet: str
    vehicle: int
    """From 0, within the fleet."""
    leaves_base: datetime
    """Empty, on its way to load."""
    ready_again: datetime
    """Back at its base and serviced."""


def vehicle_runs(scenario: Scenario, plan: Plan) -> list[Run]:
    """Give each trip the first vehicle of its fleet that is free, in order of departure.

    Trips that overlap in more steps than the fleet has vehicles (which no valid plan has) get
    vehicles beyond its number.
    """
    ways = {
        fleet.id: (
            empty_hours(scenario, fleet.mode, fleet.base),
            empty_hours(scenario, fleet.mode, fleet.base, towards=True),
        )
        for fleet in scenario.fleets.values()
    }
    free_from: dict[str, list[int]] = defaultdict(list)
    runs = []
    for trip, out_h, back_h in sorted(
        ((trip, *_empty(scenario, ways, trip)) for trip in plan.trips),
        key=lambda each: (_first_step(scenario, *each[:2]), each[0].id),
    ):
        fleet = scenario.fleets[trip.fleet]
        after_h = scenario.links[trip.link].duration_h + back_h + fleet.turnaround_h
        begins = _first_step(scenario, trip, out_h)
        ends = trip.step + steps_of(after_h, scenario.step_h)
        free = free_from[fleet.id]
        vehicle = next((n for n, step in enumerate(free) if step <= begins), len(free))
        free[vehicle : vehicle + 1] = [ends]
        runs.append(
            Run(
                trip=trip,
                fleet=fleet.id,
                vehicle=vehicle,
                leaves_base=trip.departs_at - timedelta(hours=out_h + fleet.load_h),
                ready_again=trip.departs_at + timedelta(hours=after_h),
            )
        )
    return runs


def _empty(
    scenario: Scenario, ways: dict[str, tuple[dict[str, float], dict[str, float]]], trip: Trip
) -> tuple[float, float]:
    out, back = ways[trip.fleet]
    link = scenario.links[trip.link]
    return out.get(link.origin, 0.0), back.get(link.destination, 0.0)


def _first_step(scenario: Scenario, trip: Trip, out_h: float) -> int:
    load_h = scenario.fleets[trip.fleet].load_h
    return trip.step - steps_of(out_h + load_h, scenario.step_h)


def share_in_use(scenario: Scenario, fleet: str, runs: Iterable[Run]) -> float:
    """Share of a fleet's vehicle hours in use, from the start until its last vehicle is back."""
    own = [run for run in runs if run.fleet == fleet]
    if not own:
        return 0.0
    until_h = scenario.hours_until(max(run.ready_again for run in own))
    vehicles = timeline(
        scenario, ChangeTarget.FLEET, fleet, "vehicles", scenario.fleets[fleet].vehicles
    )
    available = sum(hours * number for hours, number in vehicles.between(0.0, until_h))
    used = sum((run.ready_again - run.leaves_base).total_seconds() / 3600 for run in own)
    return used / available if available else 1.0
