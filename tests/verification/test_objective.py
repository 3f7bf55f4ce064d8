"""The objective of a plan, worked out anew with the prices that it was made with."""

from dataclasses import replace

import pytest

from builders import Ride
from builders import small_scenario as scenario
from honest_plans import honest_plan
from muster.scenario import Objective
from muster.verification import Rule, verify_plan

RIDES = [Ride("P-R", 1, {"G": 20}), Ride("P-R", 3, {"G": 6})]


def checked(given, more, **stated):
    """The verification of a plan whose objective is so much more than its expected loss."""
    plan = honest_plan(given, RIDES)
    objective = plan.expected_loss + more
    plan = replace(plan, objective=objective, bound=objective, gap=0.0, **stated)
    return verify_plan(plan, given)


def test_the_plans_own_price_of_changes_counts_before_the_scenarios():
    given = scenario(objective=Objective(0, change_price=0.25))
    assert checked(given, 6.0, change_price=3.0, given_up=2).holds
    assert checked(given, 0.5, change_price=3.0, given_up=2).broken == {Rule.OBJECTIVE}
    assert checked(given, 0.5, given_up=2).holds


def test_a_price_other_than_the_scenarios_is_said():
    given = scenario(objective=Objective(0, trip_price=0.5, change_price=0.25))
    made_of = checked(given, 4.0, trip_price=1.0, change_price=2.0, given_up=1).objective.made_of
    assert "2 trips at 1 (the plan's; the scenario has 0.5)" in made_of
    assert "1 approved trips given up at 2 (the plan's; the scenario has 0.25)" in made_of
    assert "plan's" not in checked(given, 1.0, trip_price=0.5, given_up=0).objective.made_of


def test_a_plan_that_does_not_say_how_many_trips_it_gave_up_can_only_cost_more():
    given = scenario(objective=Objective(0, change_price=0.25))
    assert checked(given, 7.0).holds
    assert not checked(given, 7.0).objective.exact
    assert checked(given, -0.1).broken == {Rule.OBJECTIVE}


def test_the_tail_counts_with_the_mean_of_the_worst_futures_as_it_is_stated():
    given = scenario()
    loss = honest_plan(given, RIDES).expected_loss
    tail = {"tail": 0.9, "tail_weight": 0.25, "cvar_in_sample": loss + 8.0}
    assert checked(given, 2.0, **tail).holds
    assert checked(given, 1.0, **tail).broken == {Rule.OBJECTIVE}
    assert checked(given, 2.0, **tail).objective.least == pytest.approx(loss + 2.0)
