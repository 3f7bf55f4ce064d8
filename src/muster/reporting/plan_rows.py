"""A plan as plain rows: what its tables show, for `--json` and for whoever computes with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import numpy as np

from muster.planning.plan import Plan, Trip
from muster.reporting.outcome import outcome
from muster.reporting.presence import appears, emptied, presence
from muster.scenario import Scenario

Row = Mapping[str, Any]
FIRST_DAY = timedelta(hours=24)


def plan_rows(scenario: Scenario, plan: Plan) -> dict[str, Any]:
    """Every table of a plan; times are ISO 8601 in the scenario's offset."""
    return {
        "summary": summary_row(scenario, plan),
        "trips": trip_rows(scenario, plan),
        "sites": site_rows(scenario, plan),
        "first_day": first_day_rows(scenario, plan),
    }


def summary_row(scenario: Scenario, plan: Plan) -> Row:
    """What a plan comes to; losses in people, weighted by priority except `people_lost`."""
    result = outcome(scenario, plan)
    return {
        "expected_loss": plan.expected_loss,
        "people_lost": plan.people_lost,
        "loss_if_nobody_moves": plan.loss_if_nobody_moves,
        "objective": plan.objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "seconds": plan.seconds,
        "stopped_by": plan.stopped_by,
        "people": result.people,
        "moved": result.moved,
        "staying": result.staying,
        "unplaced": result.unplaced,
        "unplaced_by_reason": {reason.value: n for reason, n in result.reasons.items()},
        "unplaced_is_proven": result.proven,
        "arriving_after_the_end": result.outside,
        "trips": len(plan.trips),
        "last_arrival": result.last_arrival.isoformat() if result.last_arrival else None,
    }


def trip_rows(scenario: Scenario, plan: Plan) -> list[Row]:
    """Trips by fleet and link, in the scenario's order."""
    found: dict[tuple[str, str], list[Trip]] = defaultdict(list)
    for trip in plan.trips:
        found[trip.fleet, trip.link].append(trip)
    rows: list[Row] = []
    for fleet in scenario.fleets.values():
        for link in scenario.links.values():
            trips = found.get((fleet.id, link.id))
            if not trips:
                continue
            people = sum(trip.people for trip in trips)
            seats = len(trips) * sum(fleet.seats.values())
            rows.append(
                {
                    "fleet": fleet.id,
                    "link": link.id,
                    "from": link.origin,
                    "to": link.destination,
                    "mode": link.mode.value,
                    "trips": len(trips),
                    "people": people,
                    "seats": seats,
                    "first_departure": min(t.departs_at for t in trips).isoformat(),
                    "last_arrival": max(t.arrives_at for t in trips).isoformat(),
                }
            )
    return rows


def site_rows(scenario: Scenario, plan: Plan) -> list[Row]:
    """People by site and separation class.

    Of those who start there: `start`, `moved` (placed elsewhere), `staying` (there at the end and
    allowed to be), `remaining` (there at the end and not), `emptied_at` (from when none of them
    is there; None if somebody is at the end). `received` are people from elsewhere placed there.
    """
    boundaries = scenario.steps + 1
    where = presence(scenario, plan)
    numbers: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    here: dict[tuple[str, str], Any] = {}
    for group in scenario.groups.values():
        if appears(scenario, group) >= boundaries:
            continue
        key = (group.site, group.separation_class)
        numbers[key]["start"] += group.people
        counts = where.of_group(group.id, group.site, boundaries)
        here[key] = here.get(key, np.zeros(boundaries, dtype=np.int64)) + counts
    for placement in plan.placements:
        group = scenario.groups[placement.group]
        key = (group.site, group.separation_class)
        if not placement.placed:
            numbers[key]["remaining"] += placement.people
        elif placement.site == group.site:
            numbers[key]["staying"] += placement.people
        else:
            numbers[key]["moved"] += placement.people
            numbers[placement.site, group.separation_class]["received"] += placement.people
    order = {site: place for place, site in enumerate(scenario.sites)}
    rows: list[Row] = []
    for site, separation_class in sorted(numbers, key=lambda key: (order[key[0]], key[1])):
        key = (site, separation_class)
        boundary = emptied(here[key]) if key in here else None
        rows.append(
            {
                "site": site,
                "separation_class": separation_class,
                **{
                    name: numbers[key].get(name, 0)
                    for name in ("start", "moved", "staying", "remaining", "received")
                },
                "emptied_at": None if boundary is None else scenario.moment(boundary).isoformat(),
            }
        )
    return rows


def first_day_rows(scenario: Scenario, plan: Plan) -> list[Row]:
    """Orders for the first 24 hours: each trip, with who rides it by separation class."""
    loads: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for load in plan.loads:
        loads[load.trip][scenario.groups[load.group].separation_class] += load.people
    rows: list[Row] = []
    in_order = sorted(plan.trips, key=lambda t: (t.departs_at, t.fleet, len(t.id), t.id))
    for trip in in_order:
        if trip.departs_at - scenario.start >= FIRST_DAY:
            continue
        link = scenario.links[trip.link]
        fleet = scenario.fleets[trip.fleet]
        rows.append(
            {
                "trip": trip.id,
                "departs_at": trip.departs_at.isoformat(),
                "arrives_at": trip.arrives_at.isoformat(),
                "fleet": trip.fleet,
                "from": link.origin,
                "to": link.destination,
                "mode": link.mode.value,
                "people": trip.people,
                "by_class": dict(sorted(loads[trip.id].items())),
                "escort_pool": fleet.escort_pool if fleet.escorts_per_trip else None,
                "escort_teams": fleet.escorts_per_trip,
            }
        )
    return rows
