"""The search over parts of the model: what it keeps is a solution, and never a worse one."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning import neighbourhood
from muster.planning.instance import compile_instance
from muster.planning.loading import load_in_fractions, load_trips, load_whole
from muster.planning.model import build_model, decisions
from muster.planning.neighbourhood import Neighbourhood
from muster.planning.regions import Regions
from muster.planning.relaxation import Relaxation
from muster.planning.rounding import rounded_trips
from muster.planning.search import first_trips, trips_of
from muster.planning.window_search import WindowSearch
from strategies import scenarios

UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
PLENTY_S = 60.0


def model_of(scenario):
    return build_model(compile_instance(scenario), scenario.objective.trip_price)


def loaded(model, trips):
    counts, given_ = trips.counts(model.instance), trips.compartments(model)
    found = load_trips(model, counts, given_, time_limit_s=PLENTY_S)
    assert found is not None
    return found


def searched(model, steps, seed=0):
    """A search that began at the rule's plan and took some steps."""
    start = loaded(model, first_trips(model.instance))
    relaxation = Relaxation(model)
    relaxation.strengthen(PLENTY_S)
    near = Neighbourhood(model, seed, relaxation.solution, relaxation.reduced_costs)
    search = WindowSearch(near, start.objective, start.values)
    with ThreadPoolExecutor(2) as pool:
        for _ in range(steps):
            search.step(pool, lambda: PLENTY_S, lambda running: running.result())
    return start, search


def two_regions(**others):
    """Two prisons that have nothing in common but the horizon: each its bus and its reception."""
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R"), reception("S")],
        links=[link("P", "R"), link("Q", "S")],
        groups=[group("p", "P", 60), group("q", "Q", 60, destinations=("S",))],
        fleets=[
            fleet("BUS", "P", links=("P-R",), seats=20),
            fleet("COACH", "Q", links=("Q-S",), seats=20),
        ],
        hazards={"P": 1.0, "Q": 1.0},
        **others,
    )


@settings(max_examples=20, **UNHURRIED)
@given(scenarios(), st.integers(0, 3))
def test_a_search_ends_at_a_solution_that_is_no_worse_than_its_start(scenario, seed):
    model = model_of(scenario)
    if not len(model.linear.cost) or not model.instance.services:
        return
    start, search = searched(model, 6, seed)
    assert search.objective <= start.objective + 1e-9
    assert model.linear.allows(search.values, 1e-5)
    stated = float(model.linear.cost @ search.values) + model.linear.offset
    assert stated == pytest.approx(search.objective, abs=1e-6)
    whole = search.values[model.linear.integer]
    assert np.abs(whole - np.round(whole)).max(initial=0.0) < 1e-6


def test_the_same_seed_takes_the_same_steps():
    model = model_of(two_regions())
    (_, first), (_, second) = searched(model, 5), searched(model, 5)
    assert first.objective == second.objective
    assert (first.values == second.values).all()


@pytest.mark.parametrize("most", [(2, 10_000), (10_000, 1)])
def test_a_region_has_one_fleet_when_there_is_room_for_no_other(most):
    model = model_of(two_regions())
    whole = model.linear.integer
    freed = Regions(model).around(whole, ~whole, most, np.random.default_rng(0))
    fleets = {
        model.instance.services[index].fleet
        for index, columns in enumerate(model.trips)
        if freed[columns[columns >= 0]].any()
    }
    assert len(fleets) == 1
    riding = {
        link_ for (_, link_), columns in model.riders.items() if freed[columns[columns >= 0]].any()
    }
    assert riding == {{"BUS": "P-R", "COACH": "Q-S"}[fleets.pop()]}


def test_fleets_that_share_no_site_are_never_one_region():
    model = model_of(two_regions())
    whole = model.linear.integer
    freed = Regions(model).around(whole, ~whole, (10**6, 10**6), np.random.default_rng(0))
    assert 0 < int(freed[whole].sum()) < int(whole.sum())


def test_a_search_in_regions_finds_what_a_search_of_the_whole_finds(monkeypatch):
    model = model_of(two_regions())
    _, whole = searched(model, 8)
    monkeypatch.setattr(neighbourhood, "MOST_PEOPLE", 0)
    _, parts = searched(model, 16)
    assert parts.objective == pytest.approx(whole.objective, rel=1e-3)


@settings(max_examples=20, **UNHURRIED)
@given(scenarios(), st.sampled_from((0.3, 0.5, 0.9)))
def test_rounded_trips_can_run_together_and_are_in_order(scenario, share):
    model = model_of(scenario)
    relaxation = Relaxation(model)
    relaxation.strengthen(PLENTY_S)
    if relaxation.solution is None or not model.instance.services:
        return
    trips = rounded_trips(model, relaxation.solution, share)
    assert (np.diff(trips.departure) >= 0).all()
    again = trips_of(model.instance, list(zip(trips.service, trips.departure, strict=True)))
    assert (again.service == trips.service).all()
    assert (again.departure == trips.departure).all()


@settings(max_examples=20, **UNHURRIED)
@given(scenarios())
def test_whole_people_are_loaded_no_better_than_split_ones(scenario):
    model = model_of(scenario)
    if not model.instance.services:
        return
    trips = first_trips(model.instance)
    split = load_in_fractions(model, trips.counts(model.instance), time_limit_s=PLENTY_S)
    assert split is not None
    whole = load_whole(split, time_limit_s=PLENTY_S)
    assert whole is not None
    assert whole.objective >= split.objective - 1e-4 * max(1.0, abs(split.objective))
    assert model.linear.allows(whole.values, 1e-5)
    counts, _ = decisions(model, whole.values)
    assert (counts == trips.counts(model.instance)).all()
