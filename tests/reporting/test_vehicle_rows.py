"""Trips given to vehicles."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

from builders import Ride, change, fleet, hour, link, plan_of, reception, site, small_scenario
from muster.reporting.vehicle_rows import share_in_use, vehicle_runs
from reporting.planned import planned


@settings(max_examples=12, deadline=None)
@given(planned())
def test_no_vehicle_runs_two_trips_at_a_time_and_no_fleet_has_more_than_it_has(given_plan):
    scenario, plan = given_plan
    runs = vehicle_runs(scenario, plan)
    assert sorted(run.trip.id for run in runs) == sorted(trip.id for trip in plan.trips)
    by_vehicle = {}
    for run in runs:
        by_vehicle.setdefault((run.fleet, run.vehicle), []).append(run)
    for own in by_vehicle.values():
        own.sort(key=lambda run: run.leaves_base)
        assert all(first.ready_again <= second.leaves_base for first, second in pairwise(own))
    for each in scenario.fleets.values():
        changes = [c.value for c in scenario.changes if c.target == each.id]
        used = {run.vehicle for run in runs if run.fleet == each.id}
        assert len(used) <= max([each.vehicles, *changes])


def test_a_vehicle_is_away_from_its_empty_way_out_until_it_is_serviced():
    scenario = small_scenario(
        sites=[site("P"), reception("R"), site("B")],
        links=[link("P", "R", 3), link("B", "P", 1.5), link("R", "B", 2)],
        fleets=[fleet(base="B", load_h=0.5, turnaround_h=4)],
    )
    (run,) = vehicle_runs(scenario, plan_of(scenario, [Ride("P-R", 1, {"G": 30})]))
    assert run.leaves_base == hour(1)
    assert run.ready_again == hour(3 + 3 + 2 + 4)


def test_the_share_in_use_counts_vehicles_as_they_change():
    scenario = small_scenario(
        fleets=[fleet(vehicles=2)], changes=[change(3, "fleet", "BUS", "vehicles", 1)]
    )
    runs = vehicle_runs(scenario, plan_of(scenario, [Ride("P-R", 0, {"G": 30})]))
    assert share_in_use(scenario, "BUS", runs) == pytest.approx(6 / (2 * 3 + 1 * 3))
    assert share_in_use(scenario, "BUS", []) == 0
