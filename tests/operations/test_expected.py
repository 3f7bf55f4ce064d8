"""What should happen next to everybody, what is overdue, and who was brought elsewhere."""

import pytest

from muster.operations import boarding, trips
from muster.operations.expected import (
    alarms,
    counts_overdue,
    misdirected,
    next_of_people,
    next_of_person,
    next_of_trip,
)
from muster.record.events import moment
from operation_makers import (
    PEOPLE,
    at,
    desk,
    make_ready,
    to_approved,
    to_arrived,
    to_boarded,
    to_handed_over,
    to_loading,
    to_planned,
)


@pytest.fixture
def ready(tmp_path):
    made = desk(tmp_path / "R", (*PEOPLE, "p9"))
    make_ready(made, (*PEOPLE, "p9"))
    return made


def due(made, person, hour):
    found = next_of_person(made.situation, person, moment(at(hour)))
    return None if found is None else (found.what, found.by, found.is_overdue)


@pytest.mark.parametrize(
    ("taken", "what", "by"),
    [
        (to_planned, "approval", 0),
        (to_approved, "loading", 3),
        (to_loading, "departure", 6),
        (to_arrived, "offer to the receiver", 11),
        (to_handed_over, "closing", 33),
    ],
)
def test_every_trip_has_a_next_step_with_a_time_and_is_overdue_after_it(ready, taken, what, by):
    taken(ready)
    trip = ready.situation.trips["T"]
    assert next_of_trip(trip, moment(at(by - 0.1))).is_overdue is False
    found = next_of_trip(trip, moment(at(by + 0.1)))
    assert (found.what, found.by, found.is_overdue) == (what, moment(at(by)), True)


def test_everybody_in_custody_is_expected_somewhere(ready):
    to_boarded(ready)
    trips.depart(ready, "T", at(6))
    found = next_of_people(ready.situation, (*PEOPLE, "p9"), moment(at(7)))
    assert {p: each.what for p, each in found.items()} == {
        **dict.fromkeys(PEOPLE, "arrival at B (trip:T)"), "p9": "headcount at site:A",
    }  # fmt: skip
    assert found["p9"].by == moment(at(-47 + 24))
    assert found["p9"].is_overdue


def test_people_on_a_long_ride_are_looked_after_at_an_interval(ready):
    to_boarded(ready, expected=at(14))
    trips.depart(ready, "T", at(6))
    assert due(ready, "p1", 8) == ("welfare check (trip:T)", moment(at(10)), False)
    ready.say("welfare", at(9), people=list(PEOPLE), kind="water", by="o2")
    assert due(ready, "p1", 14) == ("welfare check (trip:T)", moment(at(13)), True)
    assert [each.what for each in alarms(ready.situation, moment(at(14)))] == ["welfare check"]


def test_a_site_that_nobody_counts_is_overdue_and_a_count_ends_it(ready):
    (late,) = counts_overdue(ready.situation, moment(at(0)))
    assert (late.subject, late.by) == ("site:A", moment(at(-47 + 24)))
    boarding.count(ready, "site:A", "routine", 4, "o1", at(0))
    assert counts_overdue(ready.situation, moment(at(23))) == ()
    assert due(ready, "p9", 23) == ("headcount at site:A", moment(at(24)), False)


def test_who_was_brought_elsewhere_is_misdirected_until_it_is_explained(ready):
    to_boarded(ready)
    trips.depart(ready, "T", at(6))
    trips.arrive(ready, "T", "C", at(9))
    assert set(misdirected(ready.situation)) == set(PEOPLE)
    assert any("misdirected" in each.what for each in alarms(ready.situation, moment(at(9.5))))


def test_who_was_diverted_by_an_officer_is_not_misdirected(ready):
    to_boarded(ready)
    trips.depart(ready, "T", at(6))
    trips.divert(ready, "T", "C", at(12), "road closed", "o2", at(8))
    trips.arrive(ready, "T", "C", at(11))
    assert misdirected(ready.situation) == {}


def test_nothing_is_expected_of_who_has_left_custody(ready):
    ready.say("release", at(1), people=["p9"], to="outside:released", order="F-1",
              **{"from": "site:A"})  # fmt: skip
    ready.say("duty_done", at(2), by="o1", due_event=next(iter(ready.situation.due)))
    open_ones = [e for key, e in ready.situation.due.items() if key not in ready.situation.done]
    for event in open_ones:
        ready.say("duty_done", at(3), by="o1", due_event=event.event_id)
    assert due(ready, "p9", 100) is None
