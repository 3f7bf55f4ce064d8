"""Every plan that is made keeps every rule, says what is true of it, and is as good as it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import highspy
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from honest_plans import valid_plans
from muster.planning.instance import compile_instance
from muster.planning.model import build_model
from muster.planning.plan import ProgressPoint
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario
from muster.scenario.digest import scenario_digest
from muster.scenario.folder.reading import load
from muster.verification import broken_rules, verify_plan
from strategies import scenarios

EXAMPLES = Path(__file__).parents[2] / "examples"
QUICK = PlanOptions(gap=1e-5, time_limit_s=1.0)
SOLVER_TOLERANCE = 1e-6
UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def best_by_plain_solver(scenario: Scenario) -> float:
    """The optimum of the whole model, whole people included, solved to proof."""
    model = build_model(compile_instance(scenario), scenario.objective.trip_price)
    if not len(model.linear.cost):
        return model.linear.offset
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-9)
    whole = model.linear.integer.copy()
    for columns in model.riders.values():
        whole[columns[columns >= 0]] = True
    lp = model.linear.to_highs(integer=True)
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in whole]
    highs.passModel(lp)
    highs.run()
    assert highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value)


def assert_holds(scenario: Scenario, options: PlanOptions) -> None:
    made = plan(scenario, options)
    found = verify_plan(made, scenario, digest=scenario_digest(scenario))
    assert [str(violation) for violation in found.violations] == []


@settings(max_examples=20, **UNHURRIED)
@given(scenarios())
def test_a_plan_keeps_every_rule_and_states_its_figures_truly(scenario: Scenario):
    assert_holds(scenario, QUICK)


@pytest.mark.slow
@settings(max_examples=500, **UNHURRIED)
@given(scenarios())
def test_many_plans_keep_every_rule(scenario: Scenario):
    assert_holds(scenario, QUICK)


def assert_between(scenario: Scenario) -> None:
    """The plain model's optimum lies between the bound and the plan."""
    made = plan(scenario, QUICK)
    optimum = best_by_plain_solver(scenario)
    slack = SOLVER_TOLERANCE * max(1.0, abs(optimum))
    assert made.bound <= optimum + slack
    assert made.objective >= optimum - slack
    if made.stopped_by == "gap":
        assert made.objective <= optimum + 1e-4 * max(1.0, abs(optimum))


@settings(max_examples=20, **UNHURRIED)
@given(scenarios())
def test_the_bound_is_below_and_the_plan_not_below_the_plain_models_optimum(scenario: Scenario):
    assert_between(scenario)


@pytest.mark.slow
@settings(max_examples=500, **UNHURRIED)
@given(scenarios())
def test_many_bounds_are_below_the_plain_models_optimum(scenario: Scenario):
    assert_between(scenario)


@settings(max_examples=20, **UNHURRIED)
@given(st.data())
def test_no_valid_plan_is_below_the_bound(data: st.DataObject):
    scenario = data.draw(scenarios())
    valid = data.draw(valid_plans(scenario))
    assert broken_rules(valid, scenario) == ()
    made = plan(scenario, QUICK)
    price = scenario.objective.trip_price
    loss = verify_plan(valid, scenario).figures.expected_loss
    reached = loss + price * len(valid.trips)
    assert made.bound <= reached + SOLVER_TOLERANCE * max(1.0, reached)


@pytest.mark.parametrize("name", sorted(p.parent.name for p in EXAMPLES.glob("*/scenario.toml")))
def test_plans_of_the_examples_keep_every_rule(name: str):
    assert_holds(load(EXAMPLES / name), PlanOptions(gap=0.01, time_limit_s=8.0))


@settings(max_examples=10, **UNHURRIED)
@given(scenarios())
def test_the_same_input_and_seed_give_the_same_plan(scenario: Scenario):
    first, second = (plan(scenario, QUICK) for _ in range(2))
    assume(first.stopped_by == second.stopped_by == "gap")
    assert (first.trips, first.loads) == (second.trips, second.loads)


def test_an_interrupt_leaves_a_plan_that_holds():
    scenario = load(EXAMPLES / "waikeria-2020")

    def interrupt(point: ProgressPoint) -> None:
        if point.incumbent is not None:
            raise KeyboardInterrupt

    made = plan(scenario, PlanOptions(time_limit_s=60.0), report=interrupt)
    assert made.stopped_by == "interrupted"
    assert made.trips
    assert verify_plan(made, scenario, digest=scenario_digest(scenario)).holds


def test_no_time_at_all_still_gives_a_plan_that_holds():
    scenario = load(EXAMPLES / "waikeria-2020")
    made = plan(scenario, PlanOptions(time_limit_s=0.0))
    assert made.expected_loss < made.loss_if_nobody_moves
    assert verify_plan(made, scenario, digest=scenario_digest(scenario)).holds


def test_approved_trips_stay_when_giving_them_up_is_dear():
    scenario = load(EXAMPLES / "waikeria-2020")
    dear = replace(scenario, objective=replace(scenario.objective, change_price=1_000.0))
    options = PlanOptions(gap=0.05, time_limit_s=8.0)
    first = plan(scenario, options)
    again = plan(dear, options, approved=first.trips)
    kept = {(t.fleet, t.link, t.step) for t in again.trips if t.approved}
    assert kept == {(t.fleet, t.link, t.step) for t in first.trips}
