"""Peers (d), (e) and (f): whom each rule takes first, and that its plan is a plan."""

from __future__ import annotations

import math

import pytest
from bench.methods import RULES, Method
from hypothesis import HealthCheck, given, settings

from bench_runs import CLOSE, optimum, run
from builders import fleet, group, hour, link, reception, site, small_scenario
from muster.scenario import Scenario
from strategies import scenarios


def two_prisons(**people_and_hazards: float) -> Scenario:
    """One bus at `R`, which has time for one trip from boundary 2 on, from `P` or, farther, `Q`."""
    given = {"P": 20, "Q": 20, "p": 0.1, "q": 0.1, **people_and_hazards}
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R", 3.0), link("Q", "R", 6.0)],
        groups=[
            group(people=int(given["P"]), ready_at=hour(6)),
            group("H", "Q", people=int(given["Q"]), ready_at=hour(6)),
        ],
        fleets=[fleet(base="R", seats=20)],
        hazards={"P": given["p"], "Q": given["q"]},
        steps=4,
    )


def left_behind(method: Method, scenario: Scenario) -> float | None:
    found, _ = run(method, scenario)
    assert found.violations == ()
    return found.expected_loss


def lost(people: int, per_day: float, boundary: int) -> float:
    """People lost who are exposed until a boundary, of steps of 3 hours."""
    return people * 0.5 * (1 - math.exp(-per_day * boundary / 8))


def test_the_most_dangerous_prison_is_emptied_first_though_it_is_farther():
    found = left_behind(Method.DANGER, two_prisons(q=0.2))
    assert found == pytest.approx(lost(20, 0.2, 2) + lost(20, 0.1, 4))


def test_of_prisons_as_dangerous_the_one_with_the_nearest_place_is_emptied_first():
    found = left_behind(Method.DANGER, two_prisons())
    assert found == pytest.approx(lost(20, 0.1, 2) + lost(20, 0.1, 4))


def test_the_largest_prison_is_emptied_first_however_dangerous_another_is():
    found = left_behind(Method.LARGEST, two_prisons(Q=30, p=0.9))
    assert found == pytest.approx(lost(20, 0.1, 2) + lost(10, 0.1, 4) + lost(20, 0.9, 4))


def test_the_index_rule_divides_danger_by_the_time_that_a_vehicle_is_busy():
    near = left_behind(Method.INDEX, two_prisons(q=0.15))
    assert near == pytest.approx(lost(20, 0.1, 2) + lost(20, 0.15, 4))
    far = left_behind(Method.INDEX, two_prisons(q=0.3))
    assert far == pytest.approx(lost(20, 0.3, 2) + lost(20, 0.1, 4))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(most_people=12, most_steps=8))
def test_every_rule_makes_a_plan_without_a_fault_and_none_beats_the_optimum(scenario):
    best = optimum(Method.PLAIN, scenario)
    for method in RULES:
        found, _ = run(method, scenario)
        assert (found.outcome, found.violations) == ("ended", ())
        assert found.objective is not None
        assert found.objective >= best - CLOSE * max(1.0, best)
