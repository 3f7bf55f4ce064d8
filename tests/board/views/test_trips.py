"""What the page of a trip says at each step."""

from muster.board.views.decisions import decisions_of
from muster.board.views.people import people_like, people_listed, person_shown
from muster.board.views.situation import situation_shown
from muster.board.views.trips import trip_shown, trips_listed
from muster.operations import boarding, trips
from muster.record.events import moment
from operation_makers import (
    PEOPLE,
    at,
    desk,
    make_ready,
    to_arrived,
    to_boarded,
    to_loading,
    to_planned,
)


def _ready(folder):
    made = desk(folder / "R")
    make_ready(made)
    return made


def test_who_is_not_ready_is_named_with_the_rule_and_cannot_be_tapped(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made, PEOPLE[:2])
    to_planned(made)
    shown = trip_shown(made, "T", None, moment(at(1)))
    unready = {each.person: each.rules for each in shown.riders}
    assert unready["p1"] == ()
    assert {"R1", "R2", "R13", "R15", "R33"} == set(unready["p3"])
    assert {each.rule for each in shown.unmet} == set(unready["p3"])


def test_those_aboard_and_those_waiting_are_told_apart(tmp_path):
    made = _ready(tmp_path)
    to_loading(made)
    boarding.board(made, "T", ["p1"], "o1", at(8))
    shown = trip_shown(made, "T", None, moment(at(8)))
    assert {each.person: each.status for each in shown.riders} == {
        "p1": "aboard", "p2": "waiting", "p3": "waiting",
    }  # fmt: skip
    assert shown.aboard == 1


def test_a_count_that_does_not_agree_shows_both_numbers_and_opens_a_difference(tmp_path):
    made = _ready(tmp_path)
    to_loading(made)
    boarding.board(made, "T", PEOPLE, "o1", at(8))
    boarding.count(made, "trip:T", "boarding", 2, "o1", at(8.5))
    shown = trip_shown(made, "T", None, moment(at(9)))
    counted = {each.point: each for each in shown.counts}["boarding"]
    assert (counted.persons, counted.expected, counted.agrees) == (2, 3, False)
    assert len(shown.differences) == 1
    found = decisions_of(made.situation, moment(at(9))).differences
    assert [(each.what, each.link) for each in found] == [("count against balance", "/trips/T")]


def test_counts_of_a_trip_stay_right_after_its_people_have_left_it(tmp_path):
    made = _ready(tmp_path)
    to_arrived(made)
    shown = trip_shown(made, "T", None, moment(at(30)))
    counted = {each.point: each for each in shown.counts}
    assert counted["boarding"].agrees
    assert counted["cell"].persons is None


def test_a_trip_under_way_is_as_far_as_the_time_says_and_late_after_it(tmp_path):
    made = _ready(tmp_path)
    to_boarded(made)
    trips.depart(made, "T", at(6))
    trip = made.situation.trips["T"]
    begin, end = trip.departed.occurred_at, trip.expected
    whole = situation_shown(made.situation, None, None, begin)
    assert whole.running[0].share == 0.0
    assert not whole.running[0].is_late
    late = situation_shown(made.situation, None, None, moment(at(200)))
    assert (late.running[0].share, late.running[0].is_late) == (1.0, True)
    assert begin < end


def test_a_planned_trip_waits_for_approval_and_is_not_late_twice(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    to_planned(made)
    found = decisions_of(made.situation, moment(at(100)))
    assert [each.subject for each in found.approvals] == ["trip:T"]
    assert found.overdue == ()


def test_the_list_of_trips_counts_every_state_and_shows_the_one_asked_for(tmp_path):
    made = _ready(tmp_path)
    to_boarded(made)
    trips.depart(made, "T", at(6))
    found = trips_listed(made.situation, None, moment(at(10)), state="closed")
    assert found.trips == ()
    assert found.by_state["departed"] == 1


def test_a_persons_page_says_where_since_when_and_under_whom_on_whose_word(tmp_path):
    made = _ready(tmp_path)
    to_boarded(made)
    trips.depart(made, "T", at(6))
    shown = person_shown(made.situation, "p1", moment(at(20)))
    assert shown.place.account == "trip:T"
    assert shown.custody.custodian == made.situation.trips["T"].escort
    assert [step.account for step in shown.history if step.kind == "place"] == ["trip:T", "site:A"]
    assert all(step.event for step in shown.history)
    assert person_shown(made.situation, "stranger", moment(at(20))) is None


def test_people_are_found_by_a_part_of_their_id_and_by_where_they_are(tmp_path):
    made = desk(tmp_path / "R")
    assert people_like(made.situation, "P2 ", "") == ["p2"]
    assert sorted(people_like(made.situation, "", "site:A")) == sorted(PEOPLE)
    assert people_like(made.situation, "", "nobody") == []
    listed = people_listed(made.situation, PEOPLE, 9, moment(at(1)))
    assert (listed.page, listed.pages, listed.number) == (1, 1, 3)
    assert not any(row.is_ready for row in listed.rows)
