"""Nobody boards beyond the seats of their kind, and classes never share a compartment."""

import pytest

from builders import fleet, group
from builders import small_scenario as scenario
from proven import best, loss, moves, riders


def test_nobody_boards_beyond_the_seats():
    crowd = [group(people=41)]
    assert moves(best(scenario(groups=crowd))) == [("P-R", 0, 40), ("P-R", 2, 1)]
    assert moves(best(scenario(groups=crowd, fleets=[fleet(seats=41)]))) == [("P-R", 0, 41)]


def test_people_on_stretchers_wait_for_stretcher_places():
    lying = [group(people=5, seat_kind="stretcher")]
    few = best(scenario(groups=lying, fleets=[fleet(stretchers=2)]))
    assert moves(few) == [("P-R", 0, 2), ("P-R", 2, 2), ("P-R", 4, 1)]
    assert few.expected_loss == pytest.approx(loss({0: 2, 2: 2, 4: 1}))
    enough = best(scenario(groups=lying, fleets=[fleet(stretchers=5)]))
    assert moves(enough) == [("P-R", 0, 5)]


def test_who_can_sit_takes_no_stretcher_and_no_wheelchair_place():
    bus = fleet(seats=28, stretchers=2, wheelchairs=2)
    made = best(scenario(fleets=[bus]))
    assert moves(made) == [("P-R", 0, 28), ("P-R", 2, 2)]
    assert made.expected_loss == pytest.approx(loss({0: 28, 2: 2}))


def test_kinds_of_seats_are_filled_side_by_side():
    mixed = [group("G", people=28), group("W", people=2, seat_kind="wheelchair")]
    made = best(scenario(groups=mixed, fleets=[fleet(seats=28, wheelchairs=2)]))
    assert riders(made) == {("P-R", 0): {"G": 28, "W": 2}}


THREE_CLASSES = [
    group("M", people=10, separation_class="men", priority=1.0),
    group("W", people=10, separation_class="women", priority=2.0),
    group("C", people=10, separation_class="women_with_children", priority=3.0),
]


def test_separation_classes_never_share_a_compartment():
    two = best(scenario(groups=THREE_CLASSES, fleets=[fleet(compartments=2)]))
    assert riders(two) == {("P-R", 0): {"C": 10, "W": 10}, ("P-R", 2): {"M": 10}}
    assert two.expected_loss == pytest.approx(loss({2: 10}))
    three = best(scenario(groups=THREE_CLASSES, fleets=[fleet(seats=42, compartments=3)]))
    assert riders(three) == {("P-R", 0): {"C": 10, "W": 10, "M": 10}}


def test_in_one_compartment_one_class_rides_at_a_time():
    made = best(scenario(groups=THREE_CLASSES))
    assert riders(made) == {("P-R", 0): {"C": 10}, ("P-R", 2): {"W": 10}, ("P-R", 4): {"M": 10}}
    assert made.expected_loss == pytest.approx(2 * loss({2: 10}) + loss({4: 10}))


def test_like_people_of_several_groups_share_a_compartment():
    men = [group("G", people=15), group("H", people=25)]
    assert riders(best(scenario(groups=men))) == {("P-R", 0): {"G": 15, "H": 25}}


def test_a_compartment_has_its_share_of_the_seats_only():
    # 25 men need two of the four compartments of 20 seats in all, though 20 + 5 seats are enough
    groups = [
        group("M", people=25, priority=2.0),
        group("W", people=20, separation_class="women"),
        group("C", people=20, separation_class="women_with_children"),
    ]
    made = best(scenario(groups=groups, fleets=[fleet(seats=80, compartments=4)]))
    assert riders(made) == {("P-R", 0): {"M": 25, "W": 20, "C": 20}}
    fewer = best(scenario(groups=groups, fleets=[fleet(seats=60, compartments=3)]))
    first = riders(fewer)["P-R", 0]
    assert first in ({"M": 25, "W": 20}, {"M": 25, "C": 20}, {"M": 20, "W": 20, "C": 20})
    # all three classes at once leave 5 men of priority 2 behind, two classes 20 women
    assert first == {"M": 20, "W": 20, "C": 20}
    assert fewer.expected_loss == pytest.approx(2 * loss({2: 5}))
