"""People are neither made nor mislaid: they ride only from where they are."""

import math

import pytest

from builders import fleet, group, link, reception, site
from builders import small_scenario as scenario
from proven import LOST, best, loss, moves


def test_people_are_conserved_from_the_start_to_the_end():
    made = best(scenario(groups=[group(people=50)]))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 2, 10)]
    assert [(p.site, p.people) for p in made.placements] == [("R", 50)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 2: 10}))
    assert made.unplaced == 0


def test_people_ride_on_no_sooner_than_they_arrive():
    given = scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        fleets=[fleet("BUS", "P"), fleet("COACH", "S", links=("S-R",))],
    )
    made = best(given)
    assert moves(made) == [("P-S", 0, 30), ("S-R", 1, 30)]
    assert made.expected_loss == pytest.approx(0.0, abs=1e-12)


def test_people_who_wait_on_the_way_are_in_danger_where_they_wait():
    # the bus is back at P after 6 h, at S 3 h later: its people wait at S in steps 1 and 2
    given = scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        hazards={"P": 1.0, "S": 0.2},
    )
    made = best(given)
    assert moves(made) == [("P-S", 0, 30), ("S-R", 3, 30)]
    stands_at, fails_by = math.exp(-0.2 * 3 / 24), math.exp(-0.2 * 9 / 24)
    assert made.expected_loss == pytest.approx(30 * LOST * (stands_at - fails_by))


def test_nobody_is_left_where_they_may_not_end():
    # the way from S onward is closed: whoever went there could neither go on nor stay
    given = scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        fleets=[fleet("BUS", "P", links=("P-S",))],
    )
    made = best(given)
    assert made.trips == ()
    assert made.unplaced == 30
    assert made.expected_loss == pytest.approx(loss({}, staying=30))


def test_a_trip_arrives_before_the_horizon_ends():
    late = best(scenario(steps=3, links=[link("P", "R", 9)], groups=[group(people=80)]))
    assert moves(late) == [("P-R", 0, 40)]
    assert late.unplaced == 40
    assert best(scenario(steps=2, links=[link("P", "R", 9)])).trips == ()
