"""The compiled search stays within the arrays it was given: outside, nobody would notice."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning.instance import compile_instance
from muster.planning.search import first_trips, trips_of
from muster.planning.search_arrays import new_workspace
from muster.planning.search_data import search_data
from muster.planning.search_kernel import evaluate
from strategies import scenarios

UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}


def arrivals_of(instance, trips):
    """Arrivals noted while trips were loaded, and how many there was room for."""
    data = search_data(instance)
    space = new_workspace(data, len(trips.service))
    given_ = np.zeros_like(trips.given)
    evaluate(data, space, trips.service, trips.departure, len(trips.service), given_)
    return int(space.arrivals[0]), len(space.following)


def test_one_group_in_many_compartments_has_room_for_each_arrival():
    # room was kept for one arrival a group and trip, and the rest was written past the end
    scenario = small_scenario(
        sites=[site("P"), reception("R")],
        links=[link("P", "R")],
        groups=[group("g", "P", 400)],
        fleets=[fleet("BUS", "P", seats=80, compartments=40, vehicles=3)],
    )
    instance = compile_instance(scenario)
    noted, room = arrivals_of(instance, first_trips(instance))
    assert noted > len(first_trips(instance).service)
    assert noted <= room


@settings(max_examples=100, **UNHURRIED)
@given(scenarios())
def test_the_rules_trips_never_note_more_arrivals_than_there_is_room_for(scenario):
    instance = compile_instance(scenario)
    if instance.services:
        noted, room = arrivals_of(instance, first_trips(instance))
        assert noted <= room


@settings(max_examples=50, **UNHURRIED)
@given(scenarios(), st.integers(0, 8))
def test_trips_put_off_are_those_that_did_not_fit(scenario, later):
    instance = compile_instance(scenario)
    if not instance.services:
        return
    first = first_trips(instance)
    wanted = list(zip(first.service, first.departure, strict=True))
    kept = trips_of(instance, wanted * 2, later)
    assert len(kept.service) >= len(first.service)
    assert (np.diff(kept.departure) >= 0).all()
    counts, most = kept.counts(instance), instance.steps
    assert counts.sum() == len(kept.service)
    assert kept.departure.max(initial=0) <= most


@settings(max_examples=50, **UNHURRIED)
@given(scenarios(), st.integers(0, 8), st.randoms(use_true_random=False))
def test_what_is_offered_takes_no_place_from_what_is_wanted(scenario, later, draw):
    instance = compile_instance(scenario)
    if not instance.services:
        return
    first = first_trips(instance)
    wanted = list(zip(first.service, first.departure, strict=True))
    offered = [
        (index, t)
        for index, service in enumerate(instance.services)
        for t in service.departures
        if draw.random() < 0.5
    ]
    alone = trips_of(instance, wanted, later).counts(instance)
    beside = trips_of(instance, wanted, later, offered)
    more = beside.counts(instance) - alone
    assert (more >= 0).all()
    assert set(zip(*np.nonzero(more), strict=True)) <= set(offered)
    again = trips_of(instance, list(zip(beside.service, beside.departure, strict=True)))
    assert (again.counts(instance) == beside.counts(instance)).all()


@pytest.mark.parametrize("trips", [0, 1])
def test_hardly_any_trips_are_evaluated_too(trips):
    instance = compile_instance(small_scenario())
    one = trips_of(instance, [(0, 0)] * trips)
    noted, room = arrivals_of(instance, one)
    assert noted <= room
