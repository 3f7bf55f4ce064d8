"""Peers (a), (b) and (c), solved to proof: what each optimum must be, and that plans are plans."""

from __future__ import annotations

import pytest
from bench.instances import SMALL, TUNING_SEEDS, instance
from bench.means import Supply
from bench.methods import SOLVERS, Method
from bench.peers.free_model import free_circulation
from bench.peers.highs import solve
from bench.peers.whole_numbers import all_whole
from bench.watch import Watch
from hypothesis import HealthCheck, given, settings

from bench_runs import CLOSE, optimum, run
from builders import fleet, group, link, reception, site, small_scenario
from muster.planning.instance import compile_instance
from muster.planning.linear_model import LinearModel
from muster.planning.model import build_model
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario
from strategies import scenarios

SMALL_ONES = [(TUNING_SEEDS[i], supply) for i, supply in enumerate(Supply)]


def model_of(scenario: Scenario) -> LinearModel:
    return build_model(compile_instance(scenario), scenario.objective.trip_price).linear


def best_of(linear: LinearModel) -> float:
    """The optimum by HiGHS, proven."""
    watch = Watch(lambda: 0.0)
    assert solve(linear, seed=1, limit_s=120.0, watch=watch).proven
    incumbent = watch.moments[-1].incumbent
    assert incumbent is not None
    return incumbent


@pytest.mark.parametrize(("seed", "supply"), SMALL_ONES)
def test_every_solver_ends_with_a_proven_optimum_and_a_plan_without_a_fault(seed, supply):
    scenario = instance(SMALL, seed, supply)
    for method in SOLVERS:
        found, watch = run(method, scenario)
        assert (found.outcome, found.violations) == ("proven", ())
        assert found.people == scenario.total_people
        assert watch.size is not None
        assert watch.size.columns >= len(model_of(scenario).cost)


@pytest.mark.parametrize(("seed", "supply"), SMALL_ONES)
def test_the_plain_model_has_the_optimum_that_muster_proves(seed, supply):
    scenario = instance(SMALL, seed, supply)
    made = plan(scenario, PlanOptions(gap=0.0, time_limit_s=120.0))
    plain = optimum(Method.PLAIN, scenario)
    assert made.bound <= plain * (1 + CLOSE)
    assert plain <= made.objective * (1 + CLOSE)


@pytest.mark.parametrize(("seed", "supply"), SMALL_ONES)
def test_cp_sat_finds_the_optimum_of_the_model_in_whole_numbers(seed, supply):
    scenario = instance(SMALL, seed, supply)
    whole = best_of(all_whole(model_of(scenario)))
    found, watch = run(Method.CP_SAT, scenario)
    assert found.objective == pytest.approx(whole, rel=CLOSE)
    assert watch.moments[-1].incumbent == pytest.approx(whole, rel=CLOSE)
    assert watch.moments[-1].bound == pytest.approx(whole, rel=CLOSE)
    assert whole >= optimum(Method.PLAIN, scenario) * (1 - CLOSE)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(scenarios(most_people=12, most_steps=8))
def test_free_circulation_is_a_relaxation_of_out_and_back(scenario):
    model = build_model(compile_instance(scenario), scenario.objective.trip_price)
    out_and_back = best_of(model.linear)
    assert best_of(free_circulation(model)) <= out_and_back + CLOSE * max(1.0, out_and_back)


def test_free_circulation_saves_nothing_where_there_is_one_way_of_whole_steps():
    scenario = small_scenario(fleets=[fleet(seats=10)])
    free, plain = (optimum(method, scenario) for method in (Method.FREE, Method.PLAIN))
    assert free == pytest.approx(plain, rel=CLOSE)


def test_a_vehicle_that_circulates_freely_goes_on_to_the_next_prison_without_coming_home():
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group(people=40), group("H", "Q", people=40)],
        hazards={"P": 0.1, "Q": 0.1},
        steps=6,
    )
    assert optimum(Method.FREE, scenario) < optimum(Method.PLAIN, scenario) * (1 - 0.01)


def test_a_plan_of_free_circulation_is_changed_until_it_keeps_the_rules():
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group(people=40), group("H", "Q", people=40)],
        hazards={"P": 0.1, "Q": 0.1},
        steps=6,
    )
    found, watch = run(Method.FREE, scenario)
    assert found.violations == ()
    assert found.objective is not None
    assert watch.moments[-1].incumbent is not None
    assert found.objective > watch.moments[-1].incumbent
