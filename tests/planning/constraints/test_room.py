"""Nobody is brought where there is no room, or no bed of their separation class."""

import pytest

from builders import change, fleet, group, link, reception, site
from builders import small_scenario as scenario
from proven import best, loss, moves, riders


def with_reception(**limits):
    return [site("P"), reception("R", **limits)]


def test_nobody_is_brought_beyond_the_room():
    made = best(scenario(sites=with_reception(capacity=25, occupied=5)))
    assert moves(made) == [("P-R", 0, 20)]
    assert made.unplaced == 10
    assert made.expected_loss == pytest.approx(loss({0: 20}, staying=10))
    assert best(scenario(sites=with_reception(capacity=35, occupied=5))).unplaced == 0


def test_the_heaviest_get_the_room():
    groups = [group("G", people=10), group("H", people=10, priority=3.0)]
    made = best(scenario(sites=with_reception(capacity=12), groups=groups))
    assert riders(made) == {("P-R", 0): {"H": 10, "G": 2}}


def test_people_who_are_there_from_the_start_may_stay_and_nobody_comes_beyond():
    own = group("OWN", "R", 10)
    crowded = scenario(sites=with_reception(capacity=4), groups=[group(), own])
    assert best(crowded).trips == ()
    half = scenario(sites=with_reception(capacity=25), groups=[group(), own])
    assert moves(best(half)) == [("P-R", 0, 15)]


def test_people_who_leave_make_room():
    # R1 is full with people who may go on to R2
    given = scenario(
        sites=[site("P"), reception("R1", capacity=10), reception("R2")],
        links=[link("P", "R1"), link("R1", "R2")],
        fleets=[fleet("BUS", "P", links=("P-R1",)), fleet("COACH", "R1", links=("R1-R2",))],
        groups=[
            group("G", people=10, destinations=("R1",)),
            group("OWN", "R1", 10, destinations=("R2",)),
        ],
    )
    made = best(given)
    (on,) = [step for name, step, _ in moves(made) if name == "R1-R2"]
    assert on <= 1
    assert [move for move in moves(made) if move[0] == "P-R1"] == [("P-R1", 0, 10)]
    assert made.expected_loss == pytest.approx(0.0, abs=1e-12)


STAGED = {
    "links": [link("P", "S"), link("S", "R")],
    "fleets": [fleet("BUS", "P", links=("P-S",), vehicles=2)],
}


def staged(capacity, coach_base="S", **others):
    onward = fleet("COACH", coach_base, seats=20, links=("S-R",))
    return scenario(
        sites=[site("P"), site("S", "staging", capacity=capacity), reception("R")],
        links=STAGED["links"],
        fleets=[*STAGED["fleets"], onward],
        **others,
    )


def test_people_who_ride_on_at_once_need_no_room():
    made = best(staged(0, groups=[group(people=20)]))
    assert moves(made) == [("P-S", 0, 20), ("S-R", 1, 20)]


def test_staging_holds_those_who_wait_for_a_vehicle():
    # the coach takes 20 at boundary 1 and 20 at 3: of 60 people, 20 and those with room come first
    made = best(staged(15, groups=[group(people=60)]))
    by_departure = {}
    for name, step, people in moves(made):
        if name == "P-S":
            by_departure[step] = by_departure.get(step, 0) + people
    assert by_departure == {0: 35, 2: 20, 4: 5}
    assert made.expected_loss == pytest.approx(loss({0: 35, 2: 20, 4: 5}))


def test_room_that_opens_later_is_used_later():
    opens = [change(6, "site", "R", "capacity", 30)]
    made = best(scenario(sites=with_reception(capacity=0), changes=opens))
    assert moves(made) == [("P-R", 1, 30)]
    assert made.expected_loss == pytest.approx(loss({1: 30}))


def test_room_that_closes_later_is_not_filled_before():
    closes = [change(12, "site", "R", "capacity", 10)]
    made = best(scenario(sites=with_reception(capacity=30), changes=closes))
    assert moves(made) == [("P-R", 0, 10)]
    assert made.unplaced == 20


def test_room_within_a_step_is_the_lowest_in_it():
    dips = [
        change(7, "site", "R", "capacity", 10),
        change(8, "site", "R", "capacity", 30),
    ]
    made = best(scenario(sites=with_reception(capacity=30), changes=dips))
    # in step 2 there is room for 10; the other 20 arrive at boundary 3
    assert moves(made) == [("P-R", 0, 10), ("P-R", 2, 20)]


MEN_AND_WOMEN = [group("M", people=10), group("W", people=10, separation_class="women")]


def test_nobody_is_brought_beyond_the_beds_of_their_class():
    two = [fleet(compartments=2)]
    made = best(scenario(sites=with_reception(beds={"women": 4}), groups=MEN_AND_WOMEN, fleets=two))
    assert riders(made) == {("P-R", 0): {"M": 10, "W": 4}}
    assert made.expected_loss == pytest.approx(loss({0: 14}, staying=6))
    enough = with_reception(beds={"women": 10})
    assert best(scenario(sites=enough, groups=MEN_AND_WOMEN, fleets=two)).unplaced == 0


def test_beds_and_room_bind_together():
    limits = with_reception(capacity=12, beds={"women": 4, "men": 10})
    made = best(scenario(sites=limits, groups=MEN_AND_WOMEN, fleets=[fleet(compartments=2)]))
    assert made.unplaced == 8
    assert sum(people for _, _, people in moves(made)) == 12


def test_people_in_a_ward_may_stay_in_it():
    own = group("OWN", "R", 6, separation_class="women")
    full = with_reception(beds={"women": 4})
    made = best(scenario(sites=full, groups=[*MEN_AND_WOMEN, own]))
    assert riders(made) == {("P-R", 0): {"M": 10}}
