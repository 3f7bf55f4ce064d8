"""What would place everybody: beds exactly, then the least transport."""

from dataclasses import replace

import pytest

from builders import change, fleet, group, link, pool, reception, site, small_scenario
from muster.planning.answers import Surge
from muster.planning.placing import placing_scenario
from muster.planning.planner import PlanOptions, plan
from muster.planning.shortfall import find_shortfall
from muster.planning.surge import find_surge

OPTIONS = PlanOptions(gap=0.0, time_limit_s=10.0)


def solve(scenario, start):
    return plan(scenario, OPTIONS)


def surge_of(scenario, **others):
    made = plan(scenario, OPTIONS)
    return find_surge(scenario, made, find_shortfall(scenario, made), solve, **others)


def added(surges):
    return [(each.kind, each.target, each.added) for each in surges]


def test_nothing_is_added_when_everybody_is_placed():
    found = surge_of(small_scenario())
    assert (found.surge, found.instead, found.complete) == ((), (), True)


def test_beds_that_are_short_suffice_where_transport_does():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=12), reception("S", capacity=3)],
        links=[link("P", "R"), link("P", "S")],
        groups=[group(people=35, destinations=("R", "S"))],
    )
    found = surge_of(scenario)
    assert found.surge == (Surge("beds", "R", 20, "beds for men", 20, 0, places=("R", "S")),)
    assert found.instead == ()
    assert found.complete
    assert found.fewest == 20


def test_beds_are_asked_for_where_fewest_must_be_added():
    """R is overcrowded, so that beds there would first go to those who are there already."""
    scenario = small_scenario(
        sites=[
            site("P"),
            site("R", capacity=10, loss_fraction=0.0),
            reception("S", capacity=0),
        ],
        links=[link("P", "R"), link("P", "S")],
        groups=[
            group("g", people=5, destinations=("R", "S")),
            group("there", "R", people=25, destinations=("R",)),
        ],
    )
    (surge,) = surge_of(scenario).surge
    assert (surge.target, surge.added) == ("S", 5)


def test_an_overcrowded_place_needs_beds_for_those_who_are_there_first():
    scenario = small_scenario(
        sites=[site("P"), site("R", capacity=10, loss_fraction=0.0)],
        groups=[group("g", people=5), group("there", "R", people=25)],
    )
    found = surge_of(scenario)
    assert added(found.surge) == [("beds", "R", 20)]
    assert found.complete


def one_trip(**others):
    """80 people, buses of 40 and time for one trip each."""
    return small_scenario(links=[link("P", "R", 6.0)], groups=[group(people=80)], steps=4, **others)


def test_any_single_means_that_suffices_is_named_least_first():
    found = surge_of(one_trip())
    assert found.surge == ()
    assert added(found.instead) == [("horizon", "", 6.0), ("vehicles", "BUS", 1)]
    assert [(each.unplaced_before, each.unplaced_after) for each in found.instead] == [
        (40, 0),
        (40, 0),
    ]
    assert found.complete
    assert found.fewest == 40


def test_means_are_increased_together_where_no_single_one_suffices():
    scenario = one_trip(
        fleets=[fleet(escort_pool="ESCORTS", escorts_per_trip=1)],
        escort_pools=[pool(teams=1)],
        sites=[site("P"), reception("R", capacity=70)],
    )
    # night falls for good after the first departures, so that more time is of no use
    night = (change(3, "link", "P-R", "open", False),)
    found = surge_of(replace(scenario, changes=night))
    assert added(found.surge) == [
        ("beds", "R", 10),
        ("vehicles", "BUS", 1),
        ("escorts", "ESCORTS", 1),
    ]
    assert found.instead == ()
    assert found.complete


def test_those_who_can_go_nowhere_do_not_count_as_short_of_anything():
    scenario = small_scenario(
        groups=[group(people=30), group("b", people=9, destinations=())],
        sites=[site("P"), reception("R", capacity=25)],
    )
    found = surge_of(scenario)
    assert found.unplaced == 14
    assert found.surge == (Surge("beds", "R", 5, "beds for men", 14, 9, places=("R",)),)
    assert found.complete


def test_no_surge_is_claimed_where_nothing_suffices():
    scenario = small_scenario(
        groups=[group(people=4000)],
        links=[link("P", "R", 12.0)],
        steps=4,
        fleets=[fleet(seats=1)],
    )
    found = surge_of(scenario)
    assert found.surge == found.instead == ()
    assert not found.complete


def test_an_interruption_keeps_what_is_known_without_planning_again():
    scenario = one_trip(sites=[site("P"), reception("R", capacity=70)])
    made = plan(scenario, OPTIONS)

    def interrupted(other, start):
        raise KeyboardInterrupt

    found = find_surge(scenario, made, find_shortfall(scenario, made), interrupted)
    assert added(found.surge) == [("beds", "R", 10)]
    assert not found.complete


def test_no_more_plans_are_made_than_allowed():
    made = []
    found = surge_of(one_trip(), solves=2, tried=lambda name, *_: made.append(name))
    assert made == ["transport", "horizon"]
    assert found.instead == ()
    assert found.cut_short


@pytest.mark.parametrize("people", [30, 75])
def test_a_placing_scenario_loses_exactly_those_who_are_left(people):
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=60)],
        groups=[group(people=people), group("b", people=7, destinations=())],
        hazards={"P": {"holding": 0.4}, "R": 0.2},
    )
    placing = placing_scenario(scenario, {"b"})
    made = plan(placing.scenario, OPTIONS)
    assert placing.exact
    assert made.expected_loss == pytest.approx(max(0, people - 60))
    assert made.bound == pytest.approx(made.expected_loss)
