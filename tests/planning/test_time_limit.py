"""A time limit that holds: what does not end in time is left, and the plan at hand is kept."""

from __future__ import annotations

from itertools import count
from threading import Event

import pytest

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning import goals, loading, relaxation, search, window
from muster.planning.planner import PlanOptions, plan
from muster.planning.replanning import replan
from muster.planning.timely_run import run_in_time
from muster.scenario.digest import scenario_digest
from muster.verification import verify_plan

DAY_S = 86_400.0
DEAF = [
    (relaxation,),
    (relaxation, search),
    (relaxation, window),
    (relaxation, window, goals, search),
]
"""Parts of planning whose solver, or compiler, does not end."""


@pytest.fixture(scope="module")
def scenario():
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group("p", "P", 70), group("q", "Q", 90)],
        fleets=[fleet("BUS", "R", seats=21, vehicles=2)],
        hazards={"P": 0.1, "Q": 0.2},
        steps=24,
    )


def broken_rules(made, scenario):
    found = verify_plan(made, scenario, digest=scenario_digest(scenario))
    return [str(violation) for violation in found.violations]


def test_a_solver_that_does_not_look_at_the_clock_is_left_to_itself():
    released = Event()

    class Deaf:
        def run(self):
            released.wait()

    try:
        assert not run_in_time(Deaf(), 0.0, grace_s=0.0)
    finally:
        released.set()


def test_a_deaf_solver_without_a_limit_is_left_once_it_is_stopped():
    released = Event()

    class Deaf:
        def run(self):
            released.wait()

    try:
        assert not run_in_time(Deaf(), float("inf"), grace_s=0.0, stopped=lambda: True)
    finally:
        released.set()


def test_a_solver_that_ends_has_ended():
    ran = []

    class Quick:
        def run(self):
            ran.append(True)

    assert run_in_time(Quick(), 60.0)
    assert run_in_time(Quick(), float("inf"))
    assert ran == [True, True]


def test_what_a_solver_refuses_is_raised():
    class Refusing:
        def run(self):
            raise MemoryError("no room")

    with pytest.raises(MemoryError, match="no room"):
        run_in_time(Refusing(), 60.0)


def test_goals_that_are_not_met_in_time_leave_the_plan_at_hand(scenario, monkeypatch):
    without = plan(scenario, PlanOptions(gap=0.0, effort=0, goals=()))
    monkeypatch.setattr(goals, "run_in_time", lambda *_: False)
    made = plan(scenario, PlanOptions(gap=0.0, effort=0))
    assert (made.trips, made.objective) == (without.trips, without.objective)
    assert broken_rules(made, scenario) == []


@pytest.mark.parametrize("deaf", DEAF)
def test_whatever_part_is_deaf_the_plan_is_valid_and_its_bound_true(deaf, scenario, monkeypatch):
    best = plan(scenario, PlanOptions(gap=0.0, effort=20))
    abandoned = set()

    def leave(part):
        return lambda *_, **__: abandoned.add(part)

    for part in deaf:
        monkeypatch.setattr(part, "run_in_time", leave(part))
    made = plan(scenario, PlanOptions(gap=0.0, effort=3))
    assert abandoned == set(deaf)
    assert broken_rules(made, scenario) == []
    assert made.bound <= best.objective + 1e-9
    assert made.bound <= made.objective


def test_goals_without_time_leave_the_plan_as_it_is(scenario):
    late = count(0.0, DAY_S).__next__
    made = plan(scenario, PlanOptions(gap=0.0, time_limit_s=1.0), clock=late)
    assert made.stopped_by == "time"
    assert broken_rules(made, scenario) == []
    assert made.bound <= made.objective


def test_loading_that_does_not_end_is_no_loading_and_still_a_valid_plan(scenario, monkeypatch):
    monkeypatch.setattr(loading, "run_in_time", lambda *_: False)
    made = plan(scenario, PlanOptions(gap=0.0, effort=0))
    assert broken_rules(made, scenario) == []
    assert made.bound <= made.expected_loss + 1e-9


def test_a_clock_that_is_over_leaves_the_trips_of_the_plan_at_hand(scenario):
    start = plan(scenario, PlanOptions(gap=0.0, effort=0))
    late = count(0.0, DAY_S).__next__
    again = replan(scenario, start, PlanOptions(gap=0.0, time_limit_s=1.0), clock=late).plan
    assert again.expected_loss <= start.expected_loss + 1e-9
    assert broken_rules(again, scenario) == []


def test_planning_again_where_nothing_ends_moves_nobody(scenario, monkeypatch):
    start = plan(scenario, PlanOptions(gap=0.0, effort=0))
    monkeypatch.setattr(loading, "run_in_time", lambda *_: False)
    again = replan(scenario, start, PlanOptions(gap=0.0, time_limit_s=1.0)).plan
    assert again.trips == ()
    assert again.expected_loss == pytest.approx(again.loss_if_nobody_moves)
    assert broken_rules(again, scenario) == []
