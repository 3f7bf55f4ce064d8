"""Planning again from a plan that is there."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given, settings

from builders import fleet, group, link, plan_of, reception, site, small_scenario
from muster.planning.planner import PlanOptions, plan
from muster.planning.replanning import replan
from muster.scenario import Objective
from muster.verification import verify_plan
from strategies import scenarios

OPTIONS = PlanOptions(gap=0.0, time_limit_s=10.0)


def two_prisons(**others):
    """One bus, two full prisons alike."""
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group("p", "P", 40), group("q", "Q", 40)],
        hazards={"P": 0.1, "Q": 0.1},
        **others,
    )


def test_beginning_from_nothing_it_comes_to_the_best_plan():
    scenario = two_prisons()
    found = replan(scenario, plan_of(scenario), OPTIONS)
    assert found.plan.expected_loss == pytest.approx(20 * (1 - exp(-0.1 * 12 / 24)))
    assert found.plan.bound == pytest.approx(found.plan.objective)
    assert found.relaxed
    assert max(found.relaxed) <= found.plan.objective + 1e-9


def test_the_trips_of_the_plan_are_what_it_begins_from():
    """No time for anything but loading: the plan is as good as it was."""
    scenario = two_prisons()
    made = plan(scenario, OPTIONS)
    again = replan(scenario, made, replace(OPTIONS, time_limit_s=0.0))
    assert again.plan.objective == pytest.approx(made.objective)
    assert verify_plan(again.plan, scenario).violations == ()


def test_trips_that_can_run_no_more_are_left_out():
    made = plan(two_prisons(), OPTIONS)
    other = two_prisons(fleets=[fleet(links=("P-R",))])
    again = replan(other, made, OPTIONS)
    assert {trip.link for trip in again.plan.trips} == {"P-R"}
    assert verify_plan(again.plan, other).violations == ()


def test_the_tail_counts_as_the_options_say():
    scenario = two_prisons()
    options = replace(OPTIONS, tail=0.5, tail_weight=0.5, tail_futures=50)
    found = replan(scenario, plan_of(scenario), options).plan
    assert found.objective == pytest.approx((found.expected_loss + found.cvar_in_sample) / 2)
    assert found.bound <= found.objective


@settings(max_examples=15, deadline=None)
@given(scenarios(most_steps=6))
def test_every_plan_made_again_keeps_the_rules_and_is_no_worse(scenario):
    scenario = replace(scenario, objective=Objective(0, trip_price=0.01))
    quick = replace(OPTIONS, time_limit_s=0.5)
    made = replan(scenario, plan_of(scenario), quick).plan
    again = replan(scenario, made, quick).plan
    assert again.objective <= made.objective + 1e-6
    assert again.bound <= made.objective + 1e-6
    assert verify_plan(again, scenario).violations == ()
