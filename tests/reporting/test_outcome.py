"""What a plan comes to, in numbers and in a sentence."""

import re

from hypothesis import given, settings

from builders import Ride, group, reception, site, small_scenario
from honest_plans import honest_plan
from muster.planning.shortfall import Reason
from muster.reporting.outcome import headline, outcome, reasons_in_words
from reporting.planned import planned

a_few = settings(max_examples=12, deadline=None)


@a_few
@given(planned())
def test_every_number_of_the_headline_is_true(given_plan):
    scenario, plan = given_plan
    result = outcome(scenario, plan)
    placed = [p for p in plan.placements if p.placed]
    moved = sum(p.people for p in placed if p.site != scenario.groups[p.group].site)
    assert result.moved == moved
    assert result.unplaced == plan.unplaced
    assert result.moved + result.staying + result.unplaced == plan.people
    text = headline(scenario, plan)
    without_date = re.sub(r" by \d+ \w+ \d\d:\d\d", "", text)
    numbers = [int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", without_date)]
    expected = {
        (True, True): [moved, moved + plan.unplaced, plan.unplaced],
        (True, False): [moved] if moved > 1 else [],
        (False, True): [plan.unplaced],
        (False, False): [],
    }[moved > 0, plan.unplaced > 0]
    assert numbers == expected


@a_few
@given(planned())
def test_each_unplaced_person_has_one_reason(given_plan):
    scenario, plan = given_plan
    result = outcome(scenario, plan)
    assert sum(result.reasons.values()) == result.unplaced
    assert all(number > 0 for number in result.reasons.values())


def test_all_are_moved():
    scenario = small_scenario()
    plan = honest_plan(scenario, [Ride("P-R", 1, {"G": 30})])
    assert headline(scenario, plan) == "All 30 moved by 21 Jan 06:00"
    assert outcome(scenario, plan).reasons == {}


def test_people_to_whom_nowhere_is_open_cannot_be_placed():
    scenario = small_scenario(groups=[group("A", people=1500, destinations=[]), group("B")])
    plan = honest_plan(scenario, [Ride("P-R", 1, {"B": 30})])
    assert outcome(scenario, plan).reasons == {Reason.BARRED: 1500}
    assert headline(scenario, plan) == ("30 of 1,530 moved by 21 Jan 06:00; 1,500 cannot be placed")


def test_people_whose_places_are_full_cannot_be_placed():
    scenario = small_scenario(sites=[site("P"), reception("R", capacity=50, occupied=30)])
    plan = honest_plan(scenario, [Ride("P-R", 1, {"G": 20})])
    assert outcome(scenario, plan).reasons == {Reason.NO_ROOM: 10}
    assert headline(scenario, plan).endswith("10 cannot be placed")


def test_people_who_could_have_been_placed_are_not_called_impossible_to_place():
    scenario = small_scenario()
    plan = honest_plan(scenario, [Ride("P-R", 1, {"G": 10})])
    assert headline(scenario, plan).endswith("20 left unplaced")
    assert reasons_in_words(outcome(scenario, plan)) == "20 no transport in time"


def test_nobody_has_to_be_moved_where_all_may_stay():
    scenario = small_scenario(groups=[group(destinations=["P"])])
    assert headline(scenario, honest_plan(scenario)) == "Nobody has to be moved"
