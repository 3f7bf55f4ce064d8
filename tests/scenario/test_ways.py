"""How empty vehicles get about, and which links a fleet can serve."""

import pytest

import builders
from muster.scenario import Mode, Objective
from muster.scenario.ways import Hindrance, empty_hours, hindrance, reach_of

SITES = [builders.site("P"), builders.site("Q"), builders.reception("R")]


def scenario_of(*links, **others):
    """A scenario of three sites with these links."""
    return builders.small_scenario(sites=SITES, links=links, **others)


def hindrance_of(scenario, link):
    """What keeps the only fleet from a link."""
    return hindrance(scenario, reach_of(scenario, scenario.fleets["BUS"]), scenario.links[link])


def test_empty_vehicles_take_the_shortest_way():
    scenario = scenario_of(
        builders.link("P", "R", 5), builders.link("P", "Q", 1), builders.link("Q", "R", 2)
    )
    assert empty_hours(scenario, Mode.ROAD, "P") == {"P": 0.0, "Q": 1.0, "R": 3.0}


def test_a_way_without_a_link_of_its_own_takes_as_long_as_the_other():
    scenario = scenario_of(builders.link("P", "Q", 1), builders.link("Q", "P", 4))
    assert empty_hours(scenario, Mode.ROAD, "P", towards=True)["Q"] == 4.0
    assert empty_hours(scenario_of(builders.link("P", "Q", 1)), Mode.ROAD, "Q")["P"] == 1.0


def test_vehicles_keep_to_their_mode():
    scenario = scenario_of(builders.link("P", "Q", 1, mode="air"), builders.link("Q", "R", 1))
    assert empty_hours(scenario, Mode.ROAD, "P") == {"P": 0.0}


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({}, None),
        ({"fleets": [builders.fleet(mode="rail")]}, Hindrance.MODE),
        ({"fleets": [builders.fleet(links=("other",))]}, Hindrance.LINKS),
        ({"fleets": [builders.fleet(base="Q")]}, Hindrance.REACH),
        ({"objective": Objective(ride_limit_h=2.9)}, Hindrance.RIDE),
        ({"objective": Objective(ride_limit_h=3.0)}, None),
        ({"steps": 1}, None),
        ({"fleets": [builders.fleet(load_h=1.0)], "steps": 1}, Hindrance.HORIZON),
    ],
)
def test_a_hindrance_says_what_keeps_a_fleet_from_a_link(others, expected):
    assert hindrance_of(scenario_of(builders.link("P", "R", 3), **others), "P-R") is expected


@pytest.mark.parametrize(("limit_h", "expected"), [(7.0, None), (6.9, Hindrance.DUTY)])
def test_the_whole_round_trip_counts_as_duty(limit_h, expected):
    scenario = scenario_of(
        builders.link("P", "R", 3),
        fleets=[builders.fleet(load_h=1.0, escort_pool="E", escorts_per_trip=1)],
        escort_pools=[builders.pool("E", duty_limit_h=limit_h)],
    )
    assert hindrance_of(scenario, "P-R") is expected


def test_rest_stops_lengthen_the_ride_that_is_allowed():
    limit = Objective(ride_limit_h=2.0)
    scenario = scenario_of(builders.link("P", "R", 4, rest_stops=1), objective=limit)
    assert hindrance_of(scenario, "P-R") is None
