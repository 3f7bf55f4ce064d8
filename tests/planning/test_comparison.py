"""Two plans side by side."""

from datetime import date

import pytest

from builders import Ride, fleet, group, hour, link, plan_of, reception, site, small_scenario
from muster.errors import PlanFileError
from muster.planning.comparison import GroupShift, SiteEmptied, compare


def scenario_of_two():
    return small_scenario(
        sites=[site("P"), site("Q"), site("S", "staging"), reception("R")],
        links=[link("P", "R"), link("Q", "S"), link("S", "R")],
        groups=[
            group(people=20),
            group("H", "Q", people=20),
            group("b", people=3, destinations=()),
        ],
        fleets=[fleet(), fleet("VAN", seats=10)],
        steps=16,
    )


FIRST = (Ride("P-R", 1, {"G": 20}), Ride("Q-S", 4, {"H": 20}), Ride("S-R", 5, {"H": 20}))
SECOND = (
    Ride("Q-S", 1, {"H": 10}, fleet="VAN"),
    Ride("S-R", 2, {"H": 10}, fleet="VAN"),
    Ride("P-R", 9, {"G": 20}),
)


def compared(*, of=None):
    scenario = scenario_of_two()
    first = plan_of(scenario, FIRST, expected_loss=5.0, unplaced=3, bound=4.0, gap=0.2)
    second = plan_of(scenario, SECOND, expected_loss=9.0, unplaced=13)
    return compare(first, second, scenario if of is None else None)


def test_the_figures_of_each_plan_are_kept():
    found = compared()
    assert (found.first.expected_loss, found.first.bound, found.first.gap) == (5.0, 4.0, 0.2)
    assert (found.second.expected_loss, found.second.unplaced) == (9.0, 13)


def test_trips_are_counted_by_fleet():
    found = compared()
    assert found.first.trips_by_fleet == {"BUS": 3}
    assert found.second.trips_by_fleet == {"BUS": 1, "VAN": 2}


def test_people_aboard_are_counted_by_the_day_of_departure():
    found = compared()
    assert found.first.aboard_by_day == {date(2026, 1, 21): 60}
    assert found.second.aboard_by_day == {date(2026, 1, 21): 20, date(2026, 1, 22): 20}


def test_who_leaves_their_site_is_counted_once():
    movements = compared().movements
    assert movements.left_by_day == (
        {date(2026, 1, 21): 40},
        {date(2026, 1, 21): 10, date(2026, 1, 22): 20},
    )


def test_groups_that_leave_sooner_come_before_those_that_leave_later():
    assert compared().movements.shifts == (
        GroupShift("H", "Q", (20, 10), (12.0, 3.0)),
        GroupShift("G", "P", (20, 20), (3.0, 27.0)),
    )
    assert [shift.later_h for shift in compared().movements.shifts] == [-9.0, 24.0]


def test_a_site_is_empty_when_the_last_who_must_leave_have_left():
    scenario = small_scenario()
    plans = [plan_of(scenario, [Ride("P-R", at, {"G": 30})]) for at in (1, 4)]
    assert compare(*plans, scenario).movements.sites == (SiteEmptied("P", 30, (hour(3), hour(12))),)


def test_a_site_where_somebody_is_left_is_not_empty():
    sites = {each.site: each.emptied_at for each in compared().movements.sites}
    assert sites == {"P": (None, None), "Q": (hour(12), None)}


def test_plans_that_are_the_same_differ_in_nothing():
    scenario = scenario_of_two()
    plan = plan_of(scenario, FIRST)
    found = compare(plan, plan, scenario)
    assert found.first == found.second
    assert found.movements.shifts == ()


def test_without_a_scenario_only_what_the_plans_say_is_compared():
    assert compared(of="nothing").movements is None


def test_a_plan_of_another_scenario_is_one_message():
    scenario = scenario_of_two()
    plan = plan_of(scenario, FIRST)
    with pytest.raises(PlanFileError, match="found Q-S, S-R, which the scenario small does not"):
        compare(plan, plan, small_scenario(groups=[group(), group("H")]))
