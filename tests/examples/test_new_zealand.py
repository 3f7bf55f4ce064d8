"""The examples of New Zealand follow from the data on its prisons."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples.making.christchurch import DAMAGED
from examples.making.new_zealand import Place, prisons, road_row

from muster.scenario import inspect, load

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def waikeria():
    return load(EXAMPLES / "waikeria-2020")


@pytest.fixture(scope="module")
def christchurch():
    return load(EXAMPLES / "christchurch-earthquake")


def people_at(scenario, site):
    return sum(group.people for group in scenario.groups.values() if group.site == site)


def room_at(scenario, site):
    held = scenario.sites[site]
    return held.capacity - held.occupied - people_at(scenario, site)


def test_eighteen_prisons_have_8655_beds():
    every = prisons()
    assert len(every) == 18
    assert sum(prison.capacity for prison in every.values()) == 8_655
    assert {prison.id for prison in every.values() if prison.gender == "Women"} == {
        "AROHATA",
        "ARWCF",
        "CHCH-W",
    }


def test_a_degree_of_latitude_is_111_km():
    south, north = Place("S", "south", -41.0, 174.0), Place("N", "north", -40.0, 174.0)
    assert south.km_to(north) == pytest.approx(111.2, abs=0.1)
    assert south.km_to(south) == 0


def test_a_road_takes_its_distance_and_a_rest_stop_every_four_hours():
    south, north = Place("S", "south", -41.0, 174.0), Place("N", "north", -38.0, 174.0)
    row = road_row(south, north)
    assert row["duration_h"] == pytest.approx(333.6 * 1.3 / 70, abs=0.05)
    assert row["rest_stops"] == 1


@pytest.mark.parametrize("name", ["waikeria-2020", "christchurch-earthquake"])
def test_the_check_finds_nothing(name):
    assert inspect(EXAMPLES / name)[1] == ()


def test_212_people_are_in_the_unit_that_night_and_16_more_until_3_january(waikeria):
    unit = [group for group in waikeria.groups.values() if group.site == "TOP"]
    at_once = sum(group.people for group in unit if group.ready_at is None)
    late = [group for group in unit if group.ready_at is not None]
    assert at_once == 212
    assert sum(group.people for group in late) == 16
    assert {group.ready_at.date().isoformat() for group in late} == {"2021-01-03"}


def test_waikeria_has_390_beds_in_its_two_parts_and_is_as_full_as_the_rest(waikeria):
    parts = [waikeria.sites["TOP"], waikeria.sites["WAIKER"]]
    assert sum(site.capacity for site in parts) == 390
    assert people_at(waikeria, "TOP") + parts[1].occupied == round(0.947 * 390)


def test_every_prison_of_both_examples_is_94_7_percent_full(waikeria, christchurch):
    for prison in prisons().values():
        for scenario in (waikeria, christchurch):
            if prison.id not in scenario.sites or prison.id == "WAIKER":
                continue
            held = scenario.sites[prison.id].occupied + people_at(scenario, prison.id)
            assert abs(held - 0.947 * prison.capacity) < 1
            assert scenario.sites[prison.id].capacity == prison.capacity


def test_there_is_room_for_those_near_the_courts_only_if_spring_hill_makes_some(waikeria):
    near = {"MECF", "SHCF", "PAREMO"}
    bound = [g for g in waikeria.groups.values() if g.site == "TOP" and set(g.destinations) == near]
    people = sum(group.people for group in bound)
    free = sum(room_at(waikeria, site) for site in near)
    making_room = [g for g in waikeria.groups.values() if g.site == "SHCF"]
    assert all("SHCF" in group.destinations for group in making_room)
    assert sum(group.people for group in making_room) == 32
    assert free < people <= free + 32


def test_1066_people_are_to_leave_three_prisons(christchurch):
    assert {group.site for group in christchurch.groups.values()} == set(DAMAGED)
    assert christchurch.total_people == 1_066


def test_about_400_beds_are_free_and_some_670_people_cannot_be_placed(christchurch):
    for gender, separation_class, free, short in (
        ("Men", "men", 377, 610),
        ("Women", "women", 24, 55),
    ):
        beds = sum(
            room_at(christchurch, prison.id)
            for prison in prisons().values()
            if prison.gender == gender and prison.id not in DAMAGED
        )
        people = sum(
            group.people
            for group in christchurch.groups.values()
            if group.separation_class == separation_class
        )
        assert (beds, people - beds) == (free, short)


def test_men_go_to_mens_prisons_and_women_to_womens(waikeria, christchurch):
    gender = {prison.id: prison.gender for prison in prisons().values()}
    for scenario in (waikeria, christchurch):
        for group in scenario.groups.values():
            wanted = "Women" if group.separation_class == "women" else "Men"
            assert {gender[site] for site in group.destinations} == {wanted}


def test_high_security_goes_only_to_prisons_that_take_it(christchurch):
    for group in christchurch.groups.values():
        if group.priority_rule == "high security":
            assert not {"OCF", "INVERC", "TONGAR"} & set(group.destinations)
