"""Nobody rides to or through a place barred to them, and nobody is brought back."""

import pytest

from builders import fleet, group, link, reception, site
from builders import small_scenario as scenario
from proven import best, loss, moves, riders


def test_nobody_rides_to_a_place_that_is_not_theirs():
    sites = [site("P"), reception("NEAR"), reception("FAR")]
    links = [link("P", "NEAR"), link("P", "FAR", 9)]
    groups = [group("G", people=40, destinations=("FAR",)), group("H", destinations=("NEAR",))]
    made = best(scenario(sites=sites, links=links, groups=groups, fleets=[fleet(vehicles=2)]))
    assert riders(made) == {("P-FAR", 0): {"G": 40}, ("P-NEAR", 0): {"H": 30}}


def test_people_whom_nobody_takes_stay():
    made = best(scenario(groups=[group(destinations=())]))
    assert made.trips == ()
    assert made.unplaced == 30
    assert made.expected_loss == pytest.approx(loss({}, staying=30))


def by_way_of(kind):
    return scenario(
        sites=[site("P"), site("BETWEEN", kind), reception("R")],
        links=[link("P", "BETWEEN"), link("BETWEEN", "R")],
        fleets=[fleet("BUS", "P", links=("P-BETWEEN",)), fleet("COACH", "BETWEEN")],
    )


def test_a_reception_that_is_not_theirs_cannot_be_passed_either():
    barred = best(by_way_of("reception"))
    assert barred.trips == ()
    assert barred.expected_loss == pytest.approx(loss({}, staying=30))
    for kind in ("staging", "camp", "airfield", "prison"):
        assert moves(best(by_way_of(kind))) == [("P-BETWEEN", 0, 30), ("BETWEEN-R", 1, 30)]


def test_people_may_pass_a_reception_that_is_theirs():
    given = scenario(
        sites=[site("P"), reception("R1", capacity=0), reception("R2")],
        links=[link("P", "R1"), link("R1", "R2")],
        fleets=[fleet("BUS", "P", links=("P-R1",)), fleet("COACH", "R1", links=("R1-R2",))],
        groups=[group(destinations=("R1", "R2"))],
    )
    assert moves(best(given)) == [("P-R1", 0, 30), ("R1-R2", 1, 30)]


def test_people_may_stay_where_they_are_if_that_is_a_destination():
    made = best(scenario(groups=[group(destinations=("P",))]))
    assert made.trips == ()
    assert made.unplaced == 0


def test_nobody_is_brought_back_to_where_they_started():
    # riding is safe and waiting is not: going round in circles would save many
    given = scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "P"), link("P", "R"), link("S", "R")],
        fleets=[
            fleet("BUS", "P", links=("P-S", "S-P"), vehicles=3),
            fleet("COACH", "P", links=("P-R",)),
        ],
        groups=[group(people=120)],
        hazards={"P": 1.0, "S": 1.0},
        steps=8,
    )
    made = best(given)
    assert not any(name == "S-P" for name, _, _ in moves(made))
