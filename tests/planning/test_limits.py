"""What limits a plan: one more of each resource, by planning again."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import fleet, group, link, plan_of, pool, reception, site, small_scenario
from muster.planning.additions import Addition, Resource
from muster.planning.limits import find_limits
from muster.planning.planner import PlanOptions, plan

OPTIONS = PlanOptions(gap=0.0, time_limit_s=10.0)


def solve(scenario, start):
    return plan(scenario, OPTIONS)


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
        return replace(solve(other, start), expected_loss=99.0, bound=98.0)

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
        return replace(found, stopped_by="interrupted") if len(calls) == 3 else found

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
    st.lists(st.floats(0, 100), min_size=4, max_size=4),
)
def test_no_addition_does_harm_whatever_planning_again_finds(losses, bounds):
    scenario = two_prisons(
        fleets=[fleet(escort_pool="ESCORTS", escorts_per_trip=1), fleet("SPARE", mode="air")],
        escort_pools=[pool()],
    )
    base = plan_of(scenario, expected_loss=50.0, objective=50.0, bound=40.0)
    found = iter(zip(losses, bounds, strict=True))

    def anything(other, start):
        loss, bound = next(found)
        return replace(start, expected_loss=loss, bound=bound)

    limits = find_limits(scenario, base, anything)
    assert limits.reference_loss == min(50.0, losses[0])
    assert len(limits.found) == 3
    for limit in limits.found:
        assert limit.gain >= 0
        assert limit.expected_loss + limit.gain == pytest.approx(limits.reference_loss)
        assert limit.bound <= limit.expected_loss
