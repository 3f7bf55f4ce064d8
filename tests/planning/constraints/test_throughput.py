"""Loading, receiving, air slots and trips a day: what passes a site or link in a time."""

from datetime import time

import pytest

from builders import change, fleet, group, link, reception, site
from builders import small_scenario as scenario
from muster.scenario import DayWindow
from proven import best, loss, moves

CROWD = [group(people=80)]
TWO_BUSES = [fleet(vehicles=2)]
PLENTY = [fleet(vehicles=8)]


def at_prison(**limits):
    return [site("P", **limits), reception("R")]


def at_reception(**limits):
    return [site("P"), reception("R", **limits)]


# loading


def test_people_are_loaded_before_they_depart():
    made = best(scenario(sites=at_prison(embark_per_h=10.0)))
    assert moves(made) == [("P-R", 1, 30)]
    assert made.expected_loss == pytest.approx(loss({1: 30}))


def test_no_more_people_depart_than_can_be_loaded():
    made = best(scenario(sites=at_prison(embark_per_h=10.0), groups=CROWD, fleets=PLENTY))
    assert moves(made) == [("P-R", 1, 30), ("P-R", 2, 30), ("P-R", 3, 20)]
    assert made.expected_loss == pytest.approx(loss({1: 30, 2: 30, 3: 20}))
    assert moves(best(scenario(groups=CROWD, fleets=PLENTY))) == [("P-R", 0, 40)] * 2


def test_a_large_vehicle_is_loaded_over_several_steps():
    # the road opens for boundary 2 alone: of the 60 loaded until then, 40 have a seat
    only = link("P", "R", window=DayWindow(time(6), time(8)))
    made = best(scenario(sites=at_prison(embark_per_h=10.0), links=[only], groups=CROWD))
    assert moves(made) == [("P-R", 2, 40)]
    # a vehicle that a step's loading fills is loaded in that step: 30 and no more
    vans = [fleet(seats=30, vehicles=3)]
    small = best(
        scenario(sites=at_prison(embark_per_h=10.0), links=[only], groups=CROWD, fleets=vans)
    )
    assert moves(small) == [("P-R", 2, 30)]


def test_nobody_is_loaded_at_a_closed_site_or_at_no_rate():
    closed = [change(0, "site", "P", "open", False), change(3, "site", "P", "open", True)]
    made = best(scenario(sites=at_prison(embark_per_h=10.0), changes=closed))
    assert moves(made) == [("P-R", 2, 30)]
    assert best(scenario(sites=at_prison(embark_per_h=0.0))).trips == ()


def test_a_rate_of_loading_that_changes_counts_by_the_hour():
    # 2 h at 10 and 1 h at 4 make 24 in the first step
    slower = [change(2, "site", "P", "embark_per_h", 4.0)]
    made = best(
        scenario(sites=at_prison(embark_per_h=10.0), changes=slower, fleets=[fleet(seats=30)])
    )
    assert moves(made) == [("P-R", 1, 24), ("P-R", 3, 6)]


# receiving


def test_reception_takes_so_many_in_any_24_hours():
    given = {"groups": CROWD, "fleets": TWO_BUSES, "steps": 16}
    made = best(scenario(sites=at_reception(intake_per_day=40.0), **given))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 8, 40)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 8: 40}, steps=16))
    assert moves(best(scenario(**given))) == [("P-R", 0, 40)] * 2


def test_reception_takes_what_is_left_of_its_day():
    made = best(
        scenario(sites=at_reception(intake_per_day=50.0), groups=CROWD, fleets=TWO_BUSES, steps=16)
    )
    assert sum(people for _, step, people in moves(made) if step < 8) == 50
    assert made.expected_loss == pytest.approx(loss({0: 50, 8: 30}, steps=16))


def test_nobody_arrives_while_nobody_is_received():
    later = [change(6, "site", "R", "intake_per_day", 320.0)]
    made = best(scenario(sites=at_reception(intake_per_day=0.0), changes=later))
    assert moves(made) == [("P-R", 1, 30)]


@pytest.mark.parametrize(("slower_from_h", "received"), [(3, 32), (12, 50), (13.5, 53)])
def test_reception_that_slows_down_counts_by_the_hour(slower_from_h, received):
    # who arrives at boundary 1 counts in the day of steps 1 to 8: 10 a step before, 4 after
    slower = [change(slower_from_h, "site", "R", "intake_per_day", 32.0)]
    given = {"groups": CROWD, "fleets": TWO_BUSES, "changes": slower}
    made = best(scenario(sites=at_reception(intake_per_day=80.0), **given))
    assert {(name, step) for name, step, _ in moves(made)} == {("P-R", 0)}
    assert sum(people for _, _, people in moves(made)) == received
    assert made.expected_loss == pytest.approx(loss({0: received}, staying=80 - received))


# air slots and trips a day

FLIGHT = [link("P", "R", mode="air")]
AIRCRAFT = [fleet(vehicles=2, mode="air")]


@pytest.mark.parametrize("limited", [at_prison, at_reception])
def test_an_airfield_takes_so_many_flights_in_any_24_hours(limited):
    given = {"groups": CROWD, "links": FLIGHT, "fleets": AIRCRAFT, "steps": 16}
    made = best(scenario(sites=limited(air_slots_per_day=1), **given))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 8, 40)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 8: 40}, steps=16))
    assert (
        moves(best(scenario(sites=limited(air_slots_per_day=2), **given))) == [("P-R", 0, 40)] * 2
    )


def test_departures_and_arrivals_share_an_airfields_slots():
    # people of Q fly in to S and on from there: two slots at S for each
    given = scenario(
        sites=[site("P"), site("S", "airfield", air_slots_per_day=1), reception("R")],
        links=[link("P", "S", mode="air"), link("S", "R", mode="air")],
        fleets=[fleet("IN", "P", mode="air", links=("P-S",)), fleet("ON", "S", mode="air")],
        steps=12,
    )
    made = best(given)
    assert moves(made) == [("P-S", 0, 30), ("S-R", 9, 30)]
    assert made.expected_loss == pytest.approx(0.0, abs=1e-12)


def test_vehicles_on_the_road_take_no_air_slots():
    made = best(scenario(sites=at_prison(air_slots_per_day=0), groups=CROWD, fleets=TWO_BUSES))
    assert moves(made) == [("P-R", 0, 40)] * 2


def test_air_slots_that_change_count_at_their_lowest():
    later = [change(6, "site", "R", "air_slots_per_day", 1)]
    given = {"links": FLIGHT, "fleets": AIRCRAFT}
    made = best(scenario(sites=at_reception(air_slots_per_day=0), changes=later, steps=16, **given))
    # the window of 24 h before an arrival has a step without slots until boundary 9
    assert moves(made) == [("P-R", 8, 30)]


def test_a_link_takes_so_many_trips_in_any_24_hours():
    given = {"groups": CROWD, "fleets": TWO_BUSES, "steps": 16}
    made = best(scenario(links=[link("P", "R", trips_per_day=1)], **given))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 8, 40)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 8: 40}, steps=16))
    assert (
        moves(best(scenario(links=[link("P", "R", trips_per_day=2)], **given)))
        == [("P-R", 0, 40)] * 2
    )


def test_trips_a_day_bind_all_fleets_of_a_link_together():
    fleets = [fleet("BUS"), fleet("COACH")]
    made = best(
        scenario(links=[link("P", "R", trips_per_day=1)], groups=CROWD, fleets=fleets, steps=16)
    )
    assert [step for _, step, _ in moves(made)] == [0, 8]


def test_trips_a_day_that_change_bind_from_their_date():
    made = best(
        scenario(
            links=[link("P", "R", trips_per_day=2)],
            groups=CROWD,
            changes=[change(3, "link", "P-R", "trips_per_day", 1)],
            steps=16,
        )
    )
    # a window that reaches into step 1 allows one trip
    assert [step for _, step, _ in moves(made)] == [0, 8]
