"""What limits a plan: one more of each resource, by planning again."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import Ride, fleet, group, link, plan_of, pool, reception, site, small_scenario
from muster.planning.additions import Addition, Resource
from muster.planning.limits import find_limits
from muster.planning.planner import PlanOptions, plan
from muster.planning.replanning import Replanned
from muster.planning.solving import replanner

OPTIONS = PlanOptions(gap=0.0, time_limit_s=10.0)


solve = replanner(OPTIONS)


def two_prisons(**others):
    """One bus, two full prisons alike: the second must wait until the bus is back.

    From its base at P a bus is at Q in 6 hours, at 0.1 a day and half of 40 people lost.
    """
    return small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group("p", "P", 40), group("q", "Q", 40)],
        hazards={"P": 0.1, "Q": 0.1},
        **others,
    )


def test_a_second_bus_saves_what_the_wait_for_the_first_cost():
    scenario = two_prisons()
    base = plan(scenario, OPTIONS)
    (limit,) = find_limits(scenario, base, solve).found
    assert (limit.kind, limit.target, limit.added) == ("vehicles", "BUS", 1)
    assert limit.expected_loss == pytest.approx(20 * (1 - exp(-0.1 * 6 / 24)))
    assert base.expected_loss == pytest.approx(20 * (1 - exp(-0.1 * 12 / 24)))
    assert limit.gain == pytest.approx(base.expected_loss - limit.expected_loss)


def test_what_is_worth_most_comes_first_and_what_cannot_matter_is_worth_nothing():
    scenario = two_prisons(
        fleets=[
            fleet(vehicles=2, escort_pool="ESCORTS", escorts_per_trip=1),
            fleet("SPARE", vehicles=1, mode="air"),
        ],
        escort_pools=[pool(teams=1)],
    )
    base = plan(scenario, OPTIONS)
    limits = find_limits(scenario, base, solve)
    assert [limit.kind for limit in limits.found] == ["escorts", "vehicles", "vehicles"]
    assert [limit.gain > 0 for limit in limits.found] == [True, False, False]
    assert limits.untried == 0


def test_more_search_is_not_put_down_to_a_resource():
    """The plan given is bad; the same effort without any addition already mends it."""
    scenario = two_prisons()
    bad = plan(replace(scenario, fleets={"BUS": fleet(turnaround_h=9.0)}), OPTIONS)
    limits = find_limits(scenario, bad, solve, additions=[Addition(Resource.VEHICLES, "BUS", 0)])
    assert limits.reference_loss < bad.expected_loss
    assert limits.found[0].gain == 0.0


def test_a_plan_made_again_that_is_worse_is_not_held_against_the_resource():
    scenario = two_prisons()
    base = plan(scenario, OPTIONS)

    def badly(other, start):
        found = solve(other, start)
        bad = replace(found.plan, expected_loss=99.0, objective=99.0, bound=98.0)
        return replace(found, plan=bad)

    (limit,) = find_limits(scenario, base, badly).found
    assert limit.gain == 0.0
    assert limit.expected_loss == base.expected_loss
    assert limit.bound <= limit.expected_loss


def test_an_interruption_keeps_what_was_found():
    scenario = two_prisons(
        fleets=[fleet(escort_pool="ESCORTS", escorts_per_trip=1)], escort_pools=[pool(teams=1)]
    )
    base = plan(scenario, OPTIONS)
    calls = []

    def stopped_in_the_third(other, start):
        calls.append(other)
        found = solve(other, start)
        cut_short = replace(found.plan, stopped_by="interrupted")
        return replace(found, plan=cut_short) if len(calls) == 3 else found

    limits = find_limits(scenario, base, stopped_in_the_third)
    assert [limit.kind for limit in limits.found] == ["vehicles"]
    assert limits.untried == 1


def test_a_keyboard_interrupt_keeps_what_was_found():
    scenario = two_prisons()

    def interrupted(other, start):
        raise KeyboardInterrupt

    limits = find_limits(scenario, plan(scenario, OPTIONS), interrupted)
    assert limits.found == ()
    assert limits.untried == 1


def test_at_most_so_many_are_tried_those_that_are_used_most_first():
    scenario = two_prisons(fleets=[fleet("IDLE", mode="air"), fleet("BUS")])
    base = plan(scenario, OPTIONS)
    told = []
    limits = find_limits(scenario, base, solve, most=1, tried=lambda *each: told.append(each))
    assert [limit.target for limit in limits.found] == ["BUS"]
    assert limits.untried == 1
    assert told == [("vehicles BUS", 0, 1)]


def test_beds_enough_for_all_are_not_solved_for():
    scenario = small_scenario(sites=[site("P"), reception("R", capacity=30)])
    base = plan(scenario, OPTIONS)
    told = []
    limits = find_limits(scenario, base, solve, tried=lambda name, *_: told.append(name))
    assert told == ["vehicles BUS"]
    assert {limit.kind: limit.gain for limit in limits.found} == {"vehicles": 0.0, "capacity": 0.0}
    assert {limit.kind: limit.tried for limit in limits.found} == {
        "vehicles": True,
        "capacity": False,
    }


@given(
    st.lists(st.floats(0, 100), min_size=4, max_size=4),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
    st.lists(st.lists(st.floats(0, 100), max_size=3), min_size=4, max_size=4),
)
def test_no_addition_does_harm_and_nothing_is_claimed_beyond_what_is_found_or_proven(
    losses, shares, relaxed
):
    scenario = two_prisons(
        fleets=[fleet(escort_pool="ESCORTS", escorts_per_trip=1), fleet("SPARE", mode="air")],
        escort_pools=[pool()],
    )
    base = plan_of(scenario, expected_loss=50.0, objective=50.0, bound=20.0)
    found = iter(zip(losses, shares, relaxed, strict=True))

    def anything(other, start):
        loss, share, rounds = next(found)
        made = replace(start, expected_loss=loss, objective=loss, bound=loss * share)
        return Replanned(made, tuple(rounds))

    limits = find_limits(scenario, base, anything)
    assert limits.reference_objective <= min(50.0, losses[0])
    assert limits.reference_bound <= limits.reference_objective
    assert len(limits.found) == 3
    for limit in limits.found:
        assert 0 <= limit.gain_for_certain <= limit.gain <= limit.gain_at_most + 1e-9
        assert limit.objective + limit.gain == pytest.approx(limits.reference_objective)
        assert limit.bound + limit.gain_at_most == pytest.approx(limits.reference_objective)
        assert limit.relaxed_gain is None or limit.relaxed_gain >= 0


def told(scenario, base, *answers):
    """Limits where planning again answers (objective, bound, relaxations) in turn."""
    given_ = iter(answers)

    def answer(other, start):
        objective, bound, relaxed = next(given_)
        made = replace(start, expected_loss=objective, objective=objective, bound=bound)
        return Replanned(replace(made, change_price=0.0, given_up=0), relaxed)

    return find_limits(scenario, base, answer)


def test_what_is_found_what_is_proven_and_what_is_expected_are_told_apart():
    scenario = two_prisons()
    rides = [Ride("P-R", 0, {"p": 40}, vehicles=2)]
    base = plan_of(scenario, rides, expected_loss=50.0, objective=50.0, bound=44.0)
    again, with_it = (50.0, 43.0, (40.0, 43.0)), (42.0, 35.0, (36.0,))
    (limit,) = told(scenario, base, again, with_it).found
    assert limit.gain == 8.0
    assert limit.gain_at_most == 15.0
    assert limit.gain_for_certain == 2.0  # 44 is proven without the addition, 42 found with it
    assert limit.relaxed_gain == 4.0  # after one round of cuts each


def test_a_better_plan_that_needs_nothing_of_the_addition_is_what_all_are_measured_against():
    scenario = two_prisons()
    base = plan_of(scenario, expected_loss=50.0, objective=50.0, bound=30.0)
    limits = told(scenario, base, (50.0, 30.0, ()), (41.0, 30.0, ()))
    assert limits.reference_objective == 41.0
    assert limits.found[0].gain == 0.0


def test_the_price_of_changed_trips_is_no_part_of_a_gain():
    scenario = two_prisons()
    base = plan_of(
        scenario, expected_loss=50.0, objective=56.0, bound=55.0, change_price=3.0, given_up=2
    )
    limits = told(scenario, base, (50.0, 30.0, ()), (50.0, 30.0, ()))
    assert limits.reference_objective == 50.0
    assert limits.reference_bound == 30.0
    assert limits.found[0].gain_at_most == 20.0


def test_additions_in_which_nothing_was_found_stand_in_the_order_of_the_relaxations():
    scenario = two_prisons(
        fleets=[fleet(escort_pool="ESCORTS", escorts_per_trip=1)], escort_pools=[pool(teams=1)]
    )
    base = plan_of(scenario, expected_loss=50.0, objective=50.0, bound=40.0)
    same = (50.0, 30.0)
    limits = told(scenario, base, (*same, (40.0,)), (*same, (39.0,)), (*same, (33.0,)))
    assert [limit.relaxed_gain for limit in limits.found] == [7.0, 1.0]
