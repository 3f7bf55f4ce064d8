"""Who of a group rides which trips, told apart by whose turn it is."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Ride, fleet, link, plan_of, reception, site, small_scenario
from honest_plans import honest, valid_plans
from muster.errors import PlanFileError
from muster.planning.itineraries import itineraries, roster_order
from muster.scenario import KeepKind, KeepRule, Person
from strategies import scenarios


def shown(scenario, *rides, of="G"):
    plan = plan_of(scenario, rides)
    return [
        (part.first, part.last, [trip.id for trip in part.trips], part.site)
        for part in itineraries(scenario, plan, of)
    ]


def test_people_leave_their_site_in_the_order_of_their_numbers():
    scenario = small_scenario()
    assert shown(scenario, Ride("P-R", 3, {"G": 5}), Ride("P-R", 1, {"G": 10})) == [
        (1, 10, ["T2"], "R"),
        (11, 15, ["T1"], "R"),
        (16, 30, [], "P"),
    ]


def test_whoever_comes_to_a_site_first_leaves_it_first():
    scenario = small_scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        fleets=[fleet(vehicles=4)],
    )
    assert shown(
        scenario,
        Ride("P-S", 0, {"G": 10}),
        Ride("P-S", 1, {"G": 10}),
        Ride("S-R", 3, {"G": 15}),
        Ride("S-R", 4, {"G": 5}),
    ) == [
        (1, 10, ["T1", "T3"], "R"),
        (11, 15, ["T2", "T3"], "R"),
        (16, 20, ["T2", "T4"], "R"),
        (21, 30, [], "P"),
    ]


def test_more_people_aboard_than_there_are_is_a_fault_of_the_plan():
    with pytest.raises(PlanFileError, match="T1: found more people aboard"):
        shown(small_scenario(), Ride("P-R", 1, {"G": 31}))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_everybody_has_one_itinerary_that_ends_where_the_plan_says(data):
    scenario = data.draw(scenarios())
    plan = honest(scenario, data.draw(valid_plans(scenario)))
    for one in scenario.groups.values():
        parts = itineraries(scenario, plan, one.id)
        numbers = [number for part in parts for number in range(part.first, part.last + 1)]
        assert numbers == list(range(1, one.people + 1))
        ends = {}
        for part in parts:
            ends[part.site] = ends.get(part.site, 0) + part.people
        stated = {p.site: p.people for p in plan.placements if p.group == one.id}
        assert not stated or ends == stated


def person(id, of="G"):
    return Person(id, "P", 1.0, "men", ("R",), group=of)


def test_people_are_taken_in_the_order_of_their_ids():
    scenario = small_scenario(people=tuple(map(person, ("C", "A", "B"))))
    assert roster_order(scenario, "G") == ("A", "B", "C")


def test_people_who_must_be_kept_together_follow_one_another():
    scenario = small_scenario(
        people=tuple(map(person, "ABCDEF")),
        keep=(
            KeepRule(KeepKind.TOGETHER, "B", "E"),
            KeepRule(KeepKind.TOGETHER, "E", "D"),
            KeepRule(KeepKind.APART, "A", "F"),
        ),
    )
    assert roster_order(scenario, "G") == ("A", "B", "D", "E", "C", "F")
