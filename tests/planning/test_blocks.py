"""The bound from blocks: never above the best plan, and all of it where regions share nothing."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import sparse

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning import blocks, relaxation
from muster.planning.blocks import Block, Blocks, block_of_column
from muster.planning.instance import compile_instance
from muster.planning.linear_model import LinearModel
from muster.planning.model import build_model
from muster.planning.planner import PlanOptions, plan
from muster.planning.relaxation import Relaxation
from muster.planning.weak_duality import safe_bound
from strategies import scenarios

UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
PLENTY_S = 60.0


def model_of(scenario):
    return build_model(compile_instance(scenario), scenario.objective.trip_price)


def optimum(model):
    solved = Relaxation(model)
    solved.solve(PLENTY_S, 100_000)
    assert solved.proven
    return solved.found[0]


def bound_in_blocks(model, duals=None):
    """Bound of the relaxation, or of any duals, and what the blocks add to it."""
    relaxed = Relaxation(model)
    relaxed.strengthen(PLENTY_S)
    if relaxed.solution is None:
        return None
    given_ = np.zeros(len(relaxed.linear.row_lower)) if duals is None else duals(relaxed.linear)
    found = list(Blocks(model, relaxed.linear, given_, relaxed.solution))
    gains = [block.gain(PLENTY_S, 0.0, lambda: False)[0] for block in found]
    return safe_bound(relaxed.linear, given_), gains


def two_regions(shared=False):
    """Two prisons, each with its bus of 20 seats and its reception, or one for both."""
    other = "R" if shared else "S"
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R", intake_per_day=70), reception("S")],
        links=[link("P", "R"), link("Q", other)],
        groups=[group("p", "P", 50), group("q", "Q", 70, destinations=(other,))],
        fleets=[
            fleet("BUS", "P", links=("P-R",), seats=20),
            fleet("COACH", "Q", links=(f"Q-{other}",), seats=20),
        ],
        hazards={"P": 1.0, "Q": 2.0},
        steps=16,
    )


@settings(max_examples=40, **UNHURRIED)
@given(scenarios(), st.integers(0, 2**16))
def test_whatever_the_prices_no_bound_is_above_the_best_plan(scenario, seed):
    model = model_of(scenario)
    if not model.linear.integer.any():
        return

    def drawn(linear):
        return np.random.default_rng(seed).normal(0.0, 1e-3, len(linear.row_lower))

    found = bound_in_blocks(model, drawn)
    if found is None:
        return
    bound, gains = found
    best = optimum(model)
    assert min(gains, default=0.0) >= 0.0
    assert bound + sum(gains) <= best + 1e-6 * max(1.0, abs(best))


def test_a_block_that_cannot_be_solved_proves_nothing():
    nobody = LinearModel(
        cost=np.array([-1.0]),
        lower=np.zeros(1),
        upper=np.ones(1),
        integer=np.ones(1, dtype=bool),
        matrix=sparse.csr_matrix([[1.0]]),
        row_lower=np.array([1.5]),
        row_upper=np.array([1.0]),
    )
    assert Block(nobody, -10.0).gain(PLENTY_S, 0.0, lambda: False)[0] == 0.0


def test_no_block_is_begun_once_the_proof_is_stopped(monkeypatch):
    model = model_of(two_regions())
    large(monkeypatch)
    relaxed = Relaxation(model)
    while relaxed.rounds < relaxation.CUT_ROUNDS:
        relaxed.strengthen(PLENTY_S)
    before = relaxed.bound
    relaxed.stop()
    relaxed.strengthen(PLENTY_S)
    assert relaxed.finished
    assert relaxed.bound == before


def large(monkeypatch, most_whole=0):
    """Every model is a large one, and every fleet a block."""
    monkeypatch.setattr(relaxation, "LARGE_MODEL", 0)
    monkeypatch.setattr(blocks, "MOST_WHOLE", most_whole)


def raised(model, monkeypatch):
    """Bounds of the relaxation with its cuts, and after each block."""
    large(monkeypatch)
    relaxed = Relaxation(model)
    while relaxed.rounds < relaxation.CUT_ROUNDS:
        relaxed.strengthen(PLENTY_S)
    bounds = [relaxed.bound]
    while not relaxed.finished:
        relaxed.strengthen(PLENTY_S)
        bounds.append(relaxed.bound)
    return bounds


def test_regions_that_share_nothing_are_proven_each_by_itself(monkeypatch):
    model = model_of(two_regions())
    monkeypatch.setattr(relaxation, "BLOCK_GAP", 0.0)
    monkeypatch.setattr(relaxation, "CUT_ROUNDS", 1)
    bounds = raised(model, monkeypatch)
    assert bounds == sorted(bounds)
    assert bounds[0] < bounds[-1]
    assert bounds[-1] == pytest.approx(optimum(model), rel=1e-6)


def test_regions_that_share_a_reception_are_bound_from_below(monkeypatch):
    model = model_of(two_regions(shared=True))
    monkeypatch.setattr(relaxation, "CUT_ROUNDS", 1)
    bounds = raised(model, monkeypatch)
    assert bounds == sorted(bounds)
    assert bounds[-1] <= optimum(model) + 1e-6


def test_fleets_of_one_prison_are_one_block_where_it_is_small_enough(monkeypatch):
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R"), reception("S")],
        links=[link("P", "R"), link("P", "S"), link("Q", "S")],
        groups=[
            group("p", "P", 90, destinations=("R", "S")),
            group("q", "Q", 40, destinations=("S",)),
        ],
        fleets=[
            fleet("BUS", "P", links=("P-R",), seats=20),
            fleet("VAN", "P", links=("P-S",), seats=20),
            fleet("COACH", "Q", links=("Q-S",), seats=20),
        ],
        hazards={"P": 1.0, "Q": 1.0},
    )
    model = model_of(scenario)
    relaxed = Relaxation(model)
    relaxed.strengthen(PLENTY_S)

    def blocks_of_fleets():
        of_column = block_of_column(model, relaxed.solution)
        return {
            model.instance.services[index].fleet: set(of_column[columns[columns >= 0]])
            for index, columns in enumerate(model.trips)
        }

    together = blocks_of_fleets()
    assert together["BUS"] == together["VAN"] != together["COACH"]
    monkeypatch.setattr(blocks, "MOST_WHOLE", 0)
    apart = blocks_of_fleets()
    assert len(set().union(*apart.values())) == 3


def test_a_plan_of_a_large_map_has_a_bound_that_holds(monkeypatch):
    scenario = two_regions(shared=True)
    best = plan(scenario, PlanOptions(gap=0.0, effort=0))
    large(monkeypatch)
    monkeypatch.setattr("muster.planning.proof.SMALL_MODEL", 0)
    made = plan(scenario, PlanOptions(gap=0.0, time_limit_s=PLENTY_S))
    assert made.bound <= best.objective + 1e-6
    assert made.objective >= best.objective - 1e-6
