"""The tail objective: sampled futures, their losses, and plans that weigh the worst of them."""

from __future__ import annotations

from dataclasses import replace
from math import exp

import highspy
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from builders import change, fleet, group, hour, link, reception, security, site, small_scenario
from muster.planning.exposure import conditional_value_at_risk, find_exposure, losses_of_plan
from muster.planning.futures import sample_futures
from muster.planning.instance import compile_instance
from muster.planning.model import build_model
from muster.planning.planner import PlanOptions, plan
from muster.planning.tail import Tail, fresh_cvar, sample_tail, with_tail
from muster.scenario import Hazard, Judgement
from muster.scenario.digest import scenario_digest
from muster.verification import verify_plan
from strategies import scenarios

MEAN = PlanOptions(gap=0.0, time_limit_s=4.0)
TO_PROOF = PlanOptions(gap=0.0, time_limit_s=600.0)
"""For instances so small that they are solved to proof, however busy the machine is."""
UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
FRAYING = security(
    {
        "P": {"holding": 0.3, "fraying": 1.0, "collapsed": 2.5},
        "Q": {"holding": 0.1, "fraying": 1.5, "collapsed": 0.7},
        "A": 1.0,
        "X": {"holding": 0.2, "fraying": 0.5, "collapsed": 2.0},
    },
    regimes={"holding": True, "fraying": True, "collapsed": False},
    rates={
        ("holding", "fraying"): 1.2,
        ("fraying", "holding"): 0.5,
        ("fraying", "collapsed"): 1.0,
        ("holding", "collapsed"): 0.4,
        ("collapsed", "holding"): 0.8,
    },
    initial={"holding": 0.8, "collapsed": 0.2},
    more_hazards=[Hazard("P", "fraying", Judgement.certain(3.0), "south")],
)


def prisons_and_a_camp(*groups, **others):
    """P, which changes hands, Q, and A may fail; A's people may go to X, which may fail, too."""
    return small_scenario(
        sites=[
            site("P", loss_fraction=0.6, custodian="north"),
            site("Q", loss_fraction=0.4),
            site("S", "staging", loss_fraction=0.0),
            site("A", loss_fraction=0.9),
            reception("R"),
            reception("X", loss_fraction=0.3),
        ],
        links=[
            link("P", "S", 4.0, risk=0.02),
            link("S", "R"),
            link("Q", "R", 8.0, risk=0.03),
            link("A", "X", 7.0, risk=0.05),
        ],
        groups=list(groups)
        or [
            group("p", "P", 100, priority=2.0),
            group("q", "Q", 70),
            group("late", "Q", 20, priority=3.0, arrives_at=hour(5)),
            group("a", "A", 50, destinations=("X",)),
            group("stuck", "P", 11, destinations=()),
        ],
        security=FRAYING,
        changes=[change(7, "site", "P", "custodian", "south")],
        fleets=[fleet(), fleet("AT_Q", "Q"), fleet("AT_A", "A")],
        beyond_h=30,
        **others,
    )


MOST_S = 20.0
"""Seconds that plain HiGHS gets; a drawn scenario that is not settled by then is passed over."""


def optimum(linear):
    """The least objective of a model by HiGHS as it is; None if it was not proven in time."""
    highs = highspy.Highs()
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", MOST_S)
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("mip_rel_gap", 0.0)
    highs.setOptionValue("mip_abs_gap", 1e-9)
    highs.passModel(linear)
    highs.run()
    proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(highs.getInfo().objective_function_value) if proven else None


def whole_people(model):
    lp = model.linear.to_highs(integer=True)
    whole = model.linear.integer.copy()
    for columns in model.riders.values():
        whole[columns[columns >= 0]] = True
    kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
    lp.integrality_ = [kinds[int(flag)] for flag in whole]
    return lp


def tail_objective(made, tail, instance):
    """What the tail objective makes of a plan, without prices."""
    cvar = tail.cvar(instance, made.trips, made.loads)
    return (1 - tail.weight) * made.expected_loss + tail.weight * cvar


# futures


def test_futures_depend_on_seed_and_stream_alone():
    scenario = prisons_and_a_camp()
    one, same = sample_futures(scenario, 50, 3, 0), sample_futures(scenario, 50, 3, 0)
    other = sample_futures(scenario, 50, 3, 1)
    assert one.stopped.tolist() == same.stopped.tolist()
    assert one.failures["P"].tolist() == same.failures["P"].tolist()
    assert one.failures["P"].tolist() != other.failures["P"].tolist()


def test_a_change_at_one_site_leaves_the_other_sites_draws_alone():
    scenario = prisons_and_a_camp()
    sites = {**scenario.sites, "P": replace(scenario.sites["P"], custodian="south")}
    before = sample_futures(scenario, 200, 0, 0)
    after = sample_futures(replace(scenario, sites=sites), 200, 0, 0)
    assert before.failures["Q"].tolist() == after.failures["Q"].tolist()
    assert before.failures["P"].tolist() != after.failures["P"].tolist()


def test_the_share_of_futures_in_which_a_site_fails_is_that_of_the_matrix_exponential():
    scenario = prisons_and_a_camp()
    failed_by = compile_instance(scenario).losses.sites["P"].failed_by
    failures = sample_futures(scenario, 20_000, 1, 0).failures["P"]
    for t in range(1, scenario.steps + 1):
        share = (failures <= t * scenario.step_h).mean()
        assert abs(share - failed_by[t]) < 4 * (failed_by[t] * (1 - failed_by[t]) / 20_000) ** 0.5


def test_trips_stop_as_often_as_the_chain_says():
    scenario = prisons_and_a_camp()
    running = compile_instance(scenario).losses.running
    stopped = sample_futures(scenario, 20_000, 1, 0).stopped
    assert (stopped == 0).mean() == pytest.approx(0.2, abs=0.012)
    for t in range(scenario.steps + 1):
        assert (stopped > t * scenario.step_h).mean() == pytest.approx(running[t], abs=0.015)


def test_hazards_do_not_change_after_the_horizon():
    quiet_later = [change(30, "site", "P", "custodian", "nobody's")]
    hazards = [Hazard("P", "holding", Judgement.certain(0.0), "nobody's")]
    given_ = {"security": security({"P": 1.0}, more_hazards=hazards), "beyond_h": 24}
    as_given = sample_futures(small_scenario(**given_), 500, 0, 0)
    changed = sample_futures(small_scenario(**given_, changes=quiet_later), 500, 0, 0)
    assert as_given.failures["P"].tolist() == changed.failures["P"].tolist()


# losses


def test_the_conditional_value_at_risk_is_the_mean_of_the_worst():
    losses, number = np.array([0.0, 10.0, 4.0]), np.array([90, 2, 8])
    assert conditional_value_at_risk(losses, number, 0.0) == pytest.approx(0.52)
    assert conditional_value_at_risk(losses, number, 0.9) == pytest.approx(5.2)
    assert conditional_value_at_risk(losses, number, 0.95) == pytest.approx(6.4)
    assert conditional_value_at_risk(losses, number, 0.99) == pytest.approx(10.0)


def test_with_one_site_and_one_regime_the_tail_is_the_closed_form():
    """Nobody moves: 15 of 30 are lost with probability q, so CVaR is 15 · min(1, q / (1 - α))."""
    scenario = small_scenario(groups=[group(destinations=())], hazards={"P": 0.05})
    chance = 1 - exp(-0.05)
    instance = compile_instance(scenario)
    for level in (0.0, 0.5, 0.9):
        cvar = fresh_cvar(instance, (), (), level=level, seed=0, futures=40_000)
        error = 15 * (chance * (1 - chance) / 40_000) ** 0.5 / (1 - level)
        assert abs(cvar - 15 * chance / (1 - level)) < 4 * error
    assert fresh_cvar(instance, (), (), level=0.96, seed=0, futures=40_000) == 15


def test_the_mean_of_sampled_losses_is_the_expected_loss():
    """People who are lost twice, at A and at X, are counted twice by both."""
    scenario = prisons_and_a_camp()
    made = plan(scenario, MEAN)
    assert {trip.link for trip in made.trips} == {"P-S", "S-R", "Q-R", "A-X"}
    mean, variance = sampled_losses(scenario, made, 20_000)
    assert abs(mean - made.expected_loss) <= 4 * (variance / 20_000) ** 0.5 + 1e-6


def sampled_losses(scenario, made, futures):
    instance = compile_instance(scenario)
    exposure = find_exposure(instance, sample_futures(scenario, futures, 5, 0))
    losses = losses_of_plan(instance, exposure, made.trips, made.loads)
    mean = float(losses @ exposure.number) / futures
    return mean, float((losses - mean) ** 2 @ exposure.number) / futures


@settings(max_examples=15, derandomize=True, **UNHURRIED)
@given(scenarios())
def test_the_mean_of_sampled_losses_is_the_expected_loss_of_any_plan(scenario):
    """The variance is the most that the model allows: that of the sample is none where no future
    drawn holds the rare failure that the expected loss is made of."""
    made = plan(scenario, PlanOptions(gap=0.0, effort=1))
    mean, _ = sampled_losses(scenario, made, 5_000)
    everybody = sum(each.priority * each.people for each in scenario.groups.values())
    most = everybody * sum(each.loss_fraction.value for each in scenario.sites.values())
    variance = most * made.expected_loss  # of a loss from 0 to `most`, E[L²] <= most · E[L]
    assert abs(mean - made.expected_loss) <= 4 * (variance / 5_000) ** 0.5 + 1e-6


# the model


def test_a_model_without_weight_on_the_tail_is_unchanged():
    instance = compile_instance(prisons_and_a_camp())
    model = build_model(instance)
    assert with_tail(model, sample_tail(instance, 0.9, 0.0, 10, 0)) is model


@settings(max_examples=15, **UNHURRIED)
@given(scenarios(most_steps=6), st.sampled_from((0.0, 0.5, 0.9)), st.sampled_from((0.3, 1.0)))
def test_plan_and_bound_hold_against_plain_highs_on_the_same_model(scenario, level, weight):
    asked = replace(MEAN, tail=level, tail_weight=weight, tail_futures=40)
    made = plan(scenario, asked)
    instance = compile_instance(scenario)
    tail = sample_tail(instance, level, weight, 40, asked.seed)
    model = with_tail(build_model(instance, scenario.objective.trip_price), tail)
    best = optimum(whole_people(model))
    assume(best is not None)
    slack = 1e-6 * max(1.0, abs(best))
    prices = scenario.objective.trip_price * len(made.trips)
    assert made.objective == pytest.approx(tail_objective(made, tail, instance) + prices)
    assert made.bound <= best + slack
    assert made.objective >= best - slack
    if made.stopped_by == "gap":
        assert made.objective <= best + 1e-4 * max(1.0, abs(best))
    found = verify_plan(made, scenario, digest=scenario_digest(scenario))
    assert [str(violation) for violation in found.violations] == []


def test_a_small_instance_is_solved_to_the_optimum_of_plain_highs():
    scenario = two_prisons()
    made = plan(scenario, replace(TO_PROOF, tail=0.9, tail_weight=0.5, tail_futures=60))
    instance = compile_instance(scenario)
    model = with_tail(build_model(instance), sample_tail(instance, 0.9, 0.5, 60, 0))
    best = optimum(whole_people(model))
    assert made.stopped_by == "gap"
    assert made.objective == pytest.approx(best, rel=1e-6)
    assert made.bound == pytest.approx(best, rel=1e-6)


# plans


def test_the_plan_is_that_of_the_mean_when_the_tail_has_no_weight():
    scenario = prisons_and_a_camp()
    without = plan(scenario, MEAN)
    made = plan(scenario, replace(MEAN, tail=0.9, tail_weight=0.0))
    assert (made.trips, made.loads) == (without.trips, without.loads)
    assert (made.objective, made.bound) == (without.objective, without.bound)
    assert without.cvar is None
    assert made.cvar is not None
    assert made.cvar > made.expected_loss


def test_a_plan_for_the_tail_is_no_worse_in_it_than_the_plan_for_the_mean():
    scenario = prisons_and_a_camp()
    instance = compile_instance(scenario)
    for_mean = plan(scenario, MEAN)
    for_tail = plan(scenario, replace(MEAN, tail=0.8, tail_weight=0.7, tail_futures=500))
    tail = sample_tail(instance, 0.8, 0.7, 500, 0)
    assert for_tail.objective <= tail_objective(for_mean, tail, instance) + 1e-6
    assert for_tail.cvar_in_sample == tail.cvar(instance, for_tail.trips, for_tail.loads)
    assert for_tail.expected_loss >= for_mean.bound - 1e-9


def two_prisons():
    """One bus for one trip: B, whose people count three times, loses them often but few at once."""
    return small_scenario(
        sites=[
            site("A", loss_fraction=1.0),
            site("B", loss_fraction=0.1),
            reception("R"),
        ],
        links=[link("A", "R"), link("B", "R")],
        groups=[group("a", "A", 40), group("b", "B", 40, priority=3.0)],
        fleets=[fleet(base="R", vehicles=1, links=("A-R", "B-R"), turnaround_h=100.0)],
        hazards={"A": 0.1, "B": 3.0},
        beyond_h=24,
    )


def test_the_tail_sends_the_bus_to_the_rarer_and_greater_disaster():
    """The bus comes to A after 3 hours: 12 are lost at B nearly always, 40 at A now and then."""
    scenario = two_prisons()
    for_mean = plan(scenario, TO_PROOF)
    for_tail = plan(scenario, replace(TO_PROOF, tail=0.9, tail_weight=0.9, tail_futures=1_000))
    assert for_tail.gap <= 1e-6
    assert {trip.link for trip in for_mean.trips} == {"B-R"}
    assert {trip.link for trip in for_tail.trips} == {"A-R"}
    assert for_tail.cvar == pytest.approx(12 + 40 * (1 - exp(-0.1 / 8)) / 0.1, abs=1.0)
    assert for_tail.expected_loss > for_mean.expected_loss


def test_a_tail_that_cannot_be_is_refused():
    instance = compile_instance(small_scenario())
    exposure = find_exposure(instance, sample_futures(instance.scenario, 10, 0, 0))
    with pytest.raises(ValueError, match="expected a share from 0 to below 1"):
        Tail(1.0, 0.5, exposure)
    with pytest.raises(ValueError, match="expected a share from 0 to 1"):
        Tail(0.9, 1.5, exposure)
    with pytest.raises(ValueError, match="expected 1 or more"):
        sample_tail(instance, 0.9, 0.5, 0, 0)
