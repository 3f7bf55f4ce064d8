"""A vehicle is away for its whole round trip: coming, loading, riding, returning, turning round."""

import pytest

from builders import change, fleet, group, link, reception, site
from builders import small_scenario as scenario
from proven import best, loss, moves

CROWD = [group(people=80)]


def departures(**given):
    return [step for _, step, _ in moves(best(scenario(groups=CROWD, **given)))]


def test_a_vehicle_departs_again_after_its_round_trip():
    made = best(scenario(groups=CROWD))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 2, 40)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 2: 40}))
    assert departures(fleets=[fleet(vehicles=2)]) == [0, 0]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"turnaround_h": 3.0}, [0, 3]),
        ({"turnaround_h": 0.5}, [0, 3]),
        ({"load_h": 3.0}, [1, 4]),
        ({"load_h": 1.0, "turnaround_h": 2.0}, [1, 5]),
        ({"base": "R"}, [1, 3]),
        ({"base": "R", "load_h": 1.0}, [2, 5]),
    ],
)
def test_loading_turning_round_and_coming_from_the_base_keep_it_busy(times, expected):
    assert departures(fleets=[fleet(**times)]) == expected


def test_an_empty_vehicle_takes_the_shorter_way_where_each_direction_has_a_link():
    quick_back = link("R", "P", 1.0)
    assert departures(fleets=[fleet(base="R")], links=[link("P", "R"), quick_back]) == [1, 3]
    # 1 h out and 1 h of loading fit into one step, where 3 h and 1 h do not
    bus = fleet(base="R", load_h=1.0)
    assert departures(fleets=[bus], links=[link("P", "R"), quick_back]) == [1, 3]


def test_a_vehicle_comes_empty_over_sites_between():
    far = scenario(
        sites=[site("P"), site("D", "staging"), reception("R")],
        links=[link("P", "R"), link("D", "R")],
        fleets=[fleet(base="D", links=("P-R",))],
        groups=CROWD,
    )
    # D to P by way of R is 6 h out; from R back to D 3 h
    assert [step for _, step, _ in moves(best(far))] == [2, 6]


def test_vehicles_that_come_later_carry_nobody_before():
    made = best(scenario(fleets=[fleet(vehicles=0)], changes=[vehicles(6, 1)]))
    assert moves(made) == [("P-R", 2, 30)]
    assert made.expected_loss == pytest.approx(loss({2: 30}))


def test_a_vehicle_that_is_taken_away_is_not_out_then():
    # with one of two buses gone from hour 3 on, both cannot be out in step 1
    fewer = [vehicles(3, 1)]
    assert departures(fleets=[fleet(vehicles=2)], changes=fewer) == [0, 2]
    assert departures(fleets=[fleet(vehicles=2)], changes=[vehicles(6, 1)]) == [0, 0]


def test_a_change_within_a_step_counts_for_the_whole_step():
    assert departures(fleets=[fleet(vehicles=2)], changes=[vehicles(5, 1)]) == [0, 2]
    assert departures(fleets=[fleet(vehicles=1)], changes=[vehicles(1, 2)]) == [0, 1]


def test_a_fleet_serves_its_own_links_and_mode_only():
    road, sea = link("P", "R"), link("P", "R", 1, mode="water", id="SEA")
    assert moves(best(scenario(links=[road, sea]))) == [("P-R", 0, 30)]
    boat = fleet("BOAT", "P", mode="water")
    assert moves(best(scenario(links=[road, sea], fleets=[boat]))) == [("SEA", 0, 30)]
    other = [road, link("P", "R", 6, id="LONG")]
    assert moves(best(scenario(links=other, fleets=[fleet(links=("LONG",))]))) == [("LONG", 0, 30)]


def vehicles(at_h, number):
    return change(at_h, "fleet", "BUS", "vehicles", number)
