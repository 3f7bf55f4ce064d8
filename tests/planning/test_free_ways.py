"""A bound where there is no time for any other: everybody goes the best way, with room for all."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning.free_ways import free_ways_bound
from muster.planning.instance import compile_instance
from muster.planning.model import build_model
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario
from proven import best
from strategies import scenarios

UNHURRIED = {
    "deadline": None,
    "max_examples": 40,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
HOUR_S = 3600.0


def bound_of(scenario: Scenario) -> float:
    return free_ways_bound(build_model(compile_instance(scenario), scenario.objective.trip_price))


def prisons(people: int, seats: int) -> Scenario:
    """Three prisons that share three buses, and too many departures to be branched on at once."""
    names = ("P", "Q", "S")
    return small_scenario(
        sites=[*(site(name) for name in names), reception("R")],
        links=[link(name, "R") for name in names],
        groups=[group(name.lower(), name, people + 17 * i) for i, name in enumerate(names)],
        fleets=[fleet("BUS", "R", seats=seats, vehicles=3)],
        hazards={"P": 0.1, "Q": 0.2, "S": 0.05},
        steps=120,
    )


@settings(**UNHURRIED)
@given(scenarios())
def test_no_plan_is_better_than_the_free_ways(scenario):
    found = best(scenario)
    assert bound_of(scenario) <= found.objective + 1e-7 * max(1.0, found.objective)


def test_with_a_seat_for_everybody_at_once_the_free_ways_are_the_plan():
    roomy = prisons(people=20, seats=80)
    assert bound_of(roomy) == pytest.approx(plan(roomy, PlanOptions(gap=0.0, effort=3)).objective)


def test_a_gap_is_told_where_there_was_no_time_for_the_relaxation():
    crowded = prisons(people=130, seats=21)
    hurried = plan(crowded, PlanOptions(time_limit_s=1.0), clock=count(0.0, HOUR_S).__next__)
    assert hurried.stopped_by == "time"
    assert hurried.bound == pytest.approx(bound_of(crowded))
    assert 0 < hurried.bound < hurried.objective
    assert hurried.gap < 1


def test_more_time_never_proves_less():
    crowded = prisons(people=130, seats=21)
    assert bound_of(crowded) <= plan(crowded, PlanOptions(gap=0.0, effort=2)).bound
