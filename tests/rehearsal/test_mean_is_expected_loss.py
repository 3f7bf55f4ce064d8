"""The planner's expected loss and the mean of the futures: the same, or planner or rehearsal lies.

Where two things on a way can cost the same person, the planner counts that person twice; the
rehearsal never does, in any future.
"""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from honest_plans import valid_plans
from muster.planning.evaluation import expected_loss
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.verification import verify_plan
from rehearsal.single_danger import with_one_danger_on_each_way

STANDARD_ERRORS = 3.0
FEW = 30
"""Futures with a loss below which the sample's own standard error says too little."""


@st.composite
def drawn_cases(draw):
    scenario = draw(strategies.scenarios())
    plan = draw(valid_plans(scenario))
    order = draw(st.permutations([*scenario.sites, *scenario.links]))
    return scenario, plan, order


def losses_of(scenario, plan, futures, seed=0):
    (done,) = rehearse(scenario, plan, [Follow()], futures=futures, seed=seed)
    return done.outcomes


def standard_errors_off(scenario, plan, futures, seed):
    """How far the mean is from the expected loss; with few losses, by the error expected."""
    loss = losses_of(scenario, plan, futures, seed).loss
    expected = expected_loss(scenario, plan)
    error = loss.std(ddof=1) / math.sqrt(futures)
    if np.count_nonzero(loss) < FEW:
        most = sum(g.priority * g.people for g in scenario.groups.values())
        error = max(error, math.sqrt(expected * most / futures))
    return abs(loss.mean() - expected) / error if error > 1e-12 else 0.0


def assert_mean_is_expected(case, futures):
    scenario, plan, order = case
    scenario = with_one_danger_on_each_way(scenario, plan, order)
    if standard_errors_off(scenario, plan, futures, seed=1) > STANDARD_ERRORS:
        # one sample in 370 is that far off by chance; fresh futures, four times as many, are not
        assert standard_errors_off(scenario, plan, 4 * futures, seed=2) < STANDARD_ERRORS


slowly = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


@settings(slowly, max_examples=20, derandomize=True)
@given(drawn_cases())
def test_the_mean_is_the_expected_loss_where_one_thing_on_a_way_can_cost(case):
    assert_mean_is_expected(case, 20_000)


@pytest.mark.slow
@settings(slowly, max_examples=200, derandomize=True)
@given(drawn_cases())
def test_the_mean_is_the_expected_loss_in_many_scenarios(case):
    assert_mean_is_expected(case, 100_000)


@settings(slowly, max_examples=20, derandomize=True)
@given(drawn_cases())
def test_no_future_loses_more_than_the_planner_counts_in_it(case):
    scenario, plan, _ = case
    outcomes = losses_of(scenario, plan, 3_000)
    assert (outcomes.loss <= outcomes.counted + 1e-9).all()
    assert outcomes.loss.mean() <= outcomes.counted.mean() + 1e-9


@settings(slowly, max_examples=10, derandomize=True)
@given(drawn_cases())
def test_the_planner_and_its_checker_expect_the_same_of_what_is_rehearsed(case):
    scenario, plan, _ = case
    figures = verify_plan(plan, scenario).figures
    assert expected_loss(scenario, plan) == pytest.approx(figures.expected_loss, rel=1e-6, abs=1e-9)
