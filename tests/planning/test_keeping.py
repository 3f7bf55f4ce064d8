"""Approved trips: as many as can be kept are kept, each with somebody aboard."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from builders import fleet, group, link, plan_of, reception, site, small_scenario
from muster.planning.instance import compile_instance
from muster.planning.keeping import most_kept
from muster.planning.model import Approved, build_model
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Objective
from muster.verification import verify_plan
from strategies import scenarios

OPTIONS = PlanOptions(gap=0.0, time_limit_s=3.0)
DEAR = Objective(0, change_price=1_000.0)


def approved_on(scenario, *ways):
    """Approved trips by link and step."""
    made = plan(scenario, OPTIONS)
    trip = made.trips[0]
    return [
        replace(trip, id=f"A{n}", link=link, step=step, departs_at=scenario.moment(step))
        for n, (link, step) in enumerate(ways)
    ]


def depot(people, vehicles):
    return small_scenario(
        sites=[site("P"), reception("R")], links=[link("P", "R")],
        fleets=[fleet(vehicles=vehicles)], groups=[group("p", "P", people)],
        hazards={"P": 0.1}, objective=DEAR,
    )  # fmt: skip


@pytest.mark.parametrize(("people", "kept"), [(10, 2), (2, 2), (1, 1)])
def test_two_approved_trips_share_those_who_would_fit_in_one(people, kept):
    # all of them rode in the first; the second was empty, and was given up
    scenario = depot(people, 2)
    again = plan(scenario, OPTIONS, approved=approved_on(scenario, ("P-R", 0), ("P-R", 0)))
    assert [trip.approved for trip in again.trips] == [True] * kept
    assert sum(trip.people for trip in again.trips) == people
    assert min(trip.people for trip in again.trips) >= people // 2
    assert verify_plan(again, scenario).violations == ()


def test_what_nobody_approved_does_not_run_empty():
    scenario = depot(10, 2)
    assert len(plan(scenario, OPTIONS).trips) == 1


def test_of_trips_that_stand_in_each_other_s_way_the_most_are_kept():
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group("p", "P", 400), group("q", "Q", 400)],
        hazards={"P": 0.9, "Q": 0.01}, objective=DEAR, steps=12,
    )  # fmt: skip
    ways = [("P-R", 1), ("Q-R", 0), ("Q-R", 2), ("Q-R", 4), ("Q-R", 6)]
    wanted = approved_on(scenario, *ways)
    instance = compile_instance(scenario)
    services = {s.link: i for i, s in enumerate(instance.services)}
    keys = {(services[way], step): 1 for way, step in ways}
    model = build_model(instance, 0.0, Approved(keys, DEAR.change_price))
    found = most_kept(model, 10.0)
    best = found.values[model.kept].sum()
    assert found.at_most == pytest.approx(best)
    again = plan(scenario, OPTIONS, approved=wanted)
    assert sum(trip.approved for trip in again.trips) == round(best)
    assert 0 < best < len(ways)


@settings(max_examples=15, deadline=None)
@given(scenarios(most_steps=6))
def test_what_all_can_run_together_all_runs(scenario):
    scenario = replace(scenario, objective=DEAR)
    quick = replace(OPTIONS, time_limit_s=0.5)
    made = plan(scenario, quick)
    again = plan(scenario, quick, approved=made.trips)
    assert sum(trip.approved for trip in again.trips) == len(made.trips)
    assert verify_plan(again, scenario).violations == ()


def test_without_approved_trips_there_is_nothing_to_keep():
    scenario = depot(10, 2)
    again = plan(scenario, OPTIONS, start=plan_of(scenario))
    assert not any(trip.approved for trip in again.trips)
