"""Why people ride the trips they ride: what stood in the way of going sooner."""

from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import (
    Ride,
    change,
    fleet,
    group,
    hour,
    link,
    pool,
    reception,
    site,
    small_scenario,
)
from honest_plans import honest, honest_plan, valid_plans
from muster.errors import ImpossibleValueError
from muster.planning.explanation import explain
from muster.planning.explanation_in_words import sentences
from muster.scenario import DayWindow, Person
from strategies import scenarios


def waits(scenario, *rides, whom="G"):
    """(reason, what, hours) of every wait before the first ride of the last to leave."""
    found = explain(scenario, honest_plan(scenario, rides), whom)
    leg = found.journeys[-1].legs[0]
    return [
        (wait.reason, wait.what, (wait.ends - wait.begins).total_seconds() / 3600)
        for wait in leg.waits
    ]


def told(scenario, *rides, whom="G"):
    plan = honest_plan(scenario, rides)
    return "\n".join(sentences(scenario, explain(scenario, plan, whom)))


def test_people_who_leave_at_once_waited_for_nothing():
    scenario = small_scenario()
    assert waits(scenario, Ride("P-R", 0, {"G": 30})) == []
    assert "All of them ride trip T1 (fleet BUS) from site P at 21 Jan 00:00" in told(
        scenario, Ride("P-R", 0, {"G": 30})
    )


def test_people_wait_until_they_are_ready():
    scenario = small_scenario(groups=[group(ready_at=hour(4))])
    assert waits(scenario, Ride("P-R", 2, {"G": 30})) == [("not_ready", "", 6.0)]


def test_people_wait_for_the_vehicle_that_carries_others():
    """The bus takes those in more danger first; the explanation says so."""
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")],
        links=[link("P", "R"), link("Q", "R")],
        groups=[group(priority=2), group("H", "Q", people=40, priority=3)],
        fleets=[fleet(base="R")],
        hazards={"P": 0.1, "Q": 0.4},
    )
    rides = (Ride("Q-R", 1, {"H": 40}), Ride("P-R", 3, {"G": 30}))
    assert waits(scenario, *rides) == [("lead", "BUS", 3.0), ("vehicles", "BUS", 6.0)]
    plan = honest_plan(scenario, rides)
    (rival,) = explain(scenario, plan, "G").journeys[0].legs[0].waits[1].rivals
    assert (rival.trip, rival.origin, rival.weight) == ("T1", "Q", 3)
    assert "in use by T1 from site Q (priority 3, 14 % lost if they stayed); here" in told(
        scenario, *rides
    )


def test_people_wait_for_escorts():
    scenario = small_scenario(
        groups=[group(people=80)],
        fleets=[fleet(vehicles=2, escort_pool="ESCORTS", escorts_per_trip=1)],
        escort_pools=[pool(teams=1, rest_h=6.0)],
    )
    rides = (Ride("P-R", 0, {"G": 40}), Ride("P-R", 4, {"G": 40}))
    assert waits(scenario, *rides) == [("escorts", "ESCORTS", 12.0)]


def test_people_wait_for_daylight():
    scenario = small_scenario(links=[link("P", "R", window=DayWindow(time(6), time(18)))])
    assert waits(scenario, Ride("P-R", 2, {"G": 30})) == [("closed", "P-R", 6.0)]


def test_people_wait_for_an_air_slot():
    scenario = small_scenario(
        sites=[site("P"), reception("R", air_slots_per_day=1)],
        links=[link("P", "R", mode="air")],
        fleets=[fleet(mode="air", vehicles=2)],
        groups=[group(people=60)],
        steps=12,
    )
    rides = (Ride("P-R", 0, {"G": 40}), Ride("P-R", 8, {"G": 20}))
    assert waits(scenario, *rides) == [("air_slots", "R", 24.0)]


def test_people_wait_for_a_link_that_takes_few_trips_a_day():
    scenario = small_scenario(
        links=[link("P", "R", trips_per_day=1)],
        fleets=[fleet(vehicles=2)],
        groups=[group(people=60)],
        steps=12,
    )
    rides = (Ride("P-R", 0, {"G": 40}), Ride("P-R", 8, {"G": 20}))
    assert waits(scenario, *rides) == [("trips_per_day", "P-R", 24.0)]


def test_people_wait_for_loading():
    scenario = small_scenario(
        sites=[site("P", embark_per_h=14.0), reception("R")],
        fleets=[fleet(vehicles=2)],
        groups=[group(people=80)],
    )
    rides = (Ride("P-R", 1, {"G": 40}), Ride("P-R", 2, {"G": 40}))
    assert waits(scenario, *rides) == [("embarkation", "P", 6.0)]


def test_people_wait_for_intake():
    scenario = small_scenario(
        sites=[site("P"), reception("R", intake_per_day=40.0)],
        fleets=[fleet(vehicles=2)],
        groups=[group(people=60)],
        steps=12,
    )
    rides = (Ride("P-R", 0, {"G": 40}), Ride("P-R", 8, {"G": 20}))
    assert waits(scenario, *rides) == [("intake", "R", 24.0)]


def test_people_wait_for_room_at_the_staging_site():
    scenario = small_scenario(
        sites=[site("P"), site("S", "staging", capacity=40), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        fleets=[fleet(vehicles=4)],
        groups=[group(people=60)],
    )
    rides = (
        Ride("P-S", 0, {"G": 40}),
        Ride("S-R", 2, {"G": 40}),
        Ride("P-S", 1, {"G": 20}),
        Ride("S-R", 3, {"G": 20}),
    )
    assert waits(scenario, *rides) == [("room", "S", 3.0)]


def test_a_wait_that_nothing_hard_forces_is_the_plans_choice():
    scenario = small_scenario()
    assert waits(scenario, Ride("P-R", 2, {"G": 30})) == [("choice", "", 6.0)]


def test_many_waits_are_summed_by_what_was_waited_for():
    scenario = small_scenario(
        links=[link("P", "R", window=DayWindow(time(6), time(9)))],
        fleets=[fleet(vehicles=1, turnaround_h=40.0)],
        groups=[group(people=80)],
        steps=24,
    )
    text = told(scenario, Ride("P-R", 2, {"G": 40}), Ride("P-R", 18, {"G": 40}))
    assert "They wait 54 h, from 21 Jan 00:00 to 23 Jan 06:00:" in text
    assert "- 48 h because P-R and its ends are not open" in text
    assert "- 6 h because all vehicles of fleet BUS are in use by T1 from site P" in text


def test_people_who_are_not_placed_are_told_why():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=12)],
        changes=[change(9, "link", "P-R", "open", True)],
    )
    text = told(scenario, Ride("P-R", 0, {"G": 10}))
    assert "Numbers 11 to 30 (20) stay at site P: not placed." in text
    assert "18 people of the group have no bed: no bed among R." in text
    assert "2 people of the group have no transport in time" in text


def test_people_who_may_stay_are_said_to_do_so():
    scenario = small_scenario(groups=[group(destinations=("P",))])
    assert "All of them may stay at site P and do." in told(scenario)


def roster():
    people = tuple(
        Person(f"N-{n}", "P", 1.0, "men", ("R",), "sentenced", group="G") for n in range(3)
    )
    return small_scenario(
        people=people, groups=[group(people=3, priority_rule="sentenced")], fleets=[fleet(seats=2)]
    )


def test_a_person_is_told_the_trip_of_their_place_in_the_roster():
    scenario = roster()
    rides = (Ride("P-R", 0, {"G": 2}), Ride("P-R", 2, {"G": 1}))
    found = explain(scenario, honest_plan(scenario, rides), "N-2")
    assert (found.group.id, found.number) == ("G", 3)
    assert [leg.trip.id for leg in found.journeys[0].legs] == ["T2"]
    text = told(scenario, *rides, whom="N-2")
    assert text.startswith("N-2 is number 3 of group G: 3 people at site P, men, priority 1")
    assert 'by the rule "sentenced"' in text
    assert "nominal" in text


def test_somebody_unknown_is_one_message():
    scenario = roster()
    with pytest.raises(ImpossibleValueError, match="'N-9', which the scenario does not know"):
        explain(scenario, honest_plan(scenario), "N-9")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_every_boundary_before_a_departure_has_one_reason(data):
    scenario = data.draw(scenarios())
    plan = honest(scenario, data.draw(valid_plans(scenario)))
    for name in scenario.groups:
        found = explain(scenario, plan, name)
        assert sentences(scenario, found)
        for journey in found.journeys:
            for leg in journey.legs:
                for one, other in zip(leg.waits, leg.waits[1:], strict=False):
                    assert one.ends == other.begins
                    assert (one.reason, one.what) != (other.reason, other.what)
                if leg.waits:
                    assert leg.waits[-1].ends == leg.trip.departs_at
