"""A plan made from the present is put under way in the place of the one before, and kept."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

import muster
from muster.errors import MusterError
from muster.operations import trips
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of, people_of
from muster.operations.given_up import WITHDRAWN
from muster.operations.plan_versions import Adoption, adopt, first_version, next_version
from muster.operations.replanning import replan
from muster.operations.rules import RuleError
from muster.operations.situation import State
from muster.planning.plan_file import PLAN_FILE
from muster.planning.planner import PlanOptions
from operation_makers import record

CALM = Trouble(**dict.fromkeys(Trouble.__slots__, 0.0))
QUICK = PlanOptions(time_limit_s=1, gap=0.2)
WHY = "a bus is there since this morning"


@pytest.fixture(scope="module")
def adopted(tmp_path_factory):
    """Waikeria's evacuation with a second plan under way since trips were on the road; one trip of
    the first plan had been written down, and waited for approval."""
    folder = tmp_path_factory.mktemp("run") / "R"
    scenario = muster.load("examples/waikeria-2020")
    made = muster.plan(scenario, QUICK)
    kept = record(folder)
    desk = Desk(kept.recorder, facts_of(people_of(scenario)))
    departures = sorted(trip.departs_at for trip in made.trips)
    now = departures[len(departures) // 2] + timedelta(minutes=20)
    play(desk, scenario, made, seed=2, trouble=CALM, until=now)
    waiting = next(t for t in reversed(made.trips) if t.id not in desk.situation.trips)
    trips.plan(desk, _planned(scenario, waiting, desk), "other planner", now)
    first = first_version(folder / "plan", scenario, made)
    answer = replan(scenario, made, people_of(scenario), desk.situation, now, QUICK)
    without = replace(answer, dropped=(*answer.dropped, waiting.id))
    asked = Adoption(without, scenario, first)
    refused = {
        "reason": lambda: adopt(desk, folder, asked, first, " ", "planner", now),
        "late": lambda: adopt(
            desk, folder, asked, first, WHY, "planner", now + timedelta(days=30)
        ),
        "other": lambda: adopt(
            desk, folder, asked, replace(first, number=7), WHY, "planner", now
        ),
    }  # fmt: skip
    breaches = {}
    for name, tried in refused.items():
        with pytest.raises(RuleError) as found:
            tried()
        breaches[name] = {(each.rule, each.text) for each in found.value.breaches}
    event = adopt(desk, folder, asked, first, WHY, "planner", now)
    yield folder, desk, first, without, event, waiting.id, now, breaches
    kept.close()


def _planned(scenario, trip, desk):
    listed = {person for other in desk.situation.trips.values() for person in other.people}
    free = next(p.person_id for p in people_of(scenario) if p.person_id not in listed)
    link = scenario.links[trip.link]
    return trips.Planned(
        trip.id, link.origin, link.destination, trip.departs_at, trip.arrives_at, 40, 1, (free,),
        "a", "b", "c", "staying is more dangerous", "weighed",
    )  # fmt: skip


def test_the_record_says_which_plan_is_under_way_since_when_and_why(adopted):
    folder, desk, first, answer, event, _, _now, _ = adopted
    second = next_version(folder, first, event)
    assert (second.number, second.plan, second.scenario) == (2, answer.plan, answer.scenario)
    assert second.operation is first.operation
    assert second.members == answer.members
    assert desk.situation.adopted == [event]
    assert (event.body["reason"], event.body["by"]) == (WHY, "planner")
    assert event.body["new"] == list(answer.new)


def test_a_trip_keeps_its_id_from_plan_to_plan_and_no_id_means_two_trips(adopted):
    _folder, desk, first, answer, _event, _, _, _ = adopted
    ways = {trip.id: (trip.fleet, trip.link, trip.departs_at) for trip in first.plan.trips}
    again = {trip.id: (trip.fleet, trip.link, trip.departs_at) for trip in answer.plan.trips}
    assert len(again) == len(answer.plan.trips)
    same = ways.keys() & again.keys()
    assert all(ways[name] == again[name] for name in same)
    assert again.keys() - ways.keys() == set(answer.new)
    assert not set(answer.new) & desk.situation.trips.keys()
    assert {load.trip for load in answer.plan.loads} <= again.keys()


def test_the_whole_plan_has_the_trips_that_had_begun_in_the_steps_of_the_operation(adopted):
    folder, desk, first, answer, event, _, _, _ = adopted
    whole = next_version(folder, first, event).whole
    begun = {
        name for name, trip in desk.situation.trips.items()
        if trip.state in (State.DEPARTED, State.ARRIVED, State.HANDED_OVER, State.CLOSED)
    }  # fmt: skip
    assert begun
    names = [trip.id for trip in whole.trips]
    assert set(names) == begun | set(answer.committed) | {t.id for t in answer.plan.trips}
    assert len(names) == len(set(names))
    assert all(first.operation.moment(t.step) == t.departs_at for t in whole.trips)


def test_what_is_given_up_is_named_with_its_reason_and_its_people(adopted):
    folder, _, first, answer, event, waiting, _, _ = adopted
    changes = next_version(folder, first, event).changes
    assert dict(changes.given_up) == {**dict(answer.given_up), waiting: WITHDRAWN}
    assert changes.concerned.keys() == dict(changes.given_up).keys()
    assert event.body["given_up"] == [name for name, _ in changes.given_up]
    assert waiting not in changes.dropped


def test_whoever_put_a_plan_under_way_does_not_approve_its_new_trips(adopted):
    _folder, desk, first, answer, _event, _, now, _ = adopted
    new = next(trip for trip in answer.plan.trips if trip.id in answer.new)
    trips.plan(desk, _planned(first.operation, new, desk), "other planner", now)
    with pytest.raises(RuleError) as refused:
        trips.approve(desk, new.id, "planner", now)
    assert "FOUR-EYES" in {each.rule for each in refused.value.breaches}
    trips.approve(desk, new.id, "approver", now)
    assert desk.situation.trips[new.id].state is State.APPROVED


@pytest.mark.parametrize(
    ("tried", "rule", "part"),
    [
        ("reason", "ORDER", "found no reason"),
        ("late", "STATE", "should have departed by now"),
        ("other", "STATE", "found an answer about plan 1; expected one about plan 7"),
    ],
)
def test_an_answer_without_a_reason_or_of_another_present_is_refused(adopted, tried, rule, part):
    assert any(found == rule and part in text for found, text in adopted[-1][tried])


def test_an_answer_is_refused_once_a_trip_was_cancelled_since(adopted):
    folder, desk, first, answer, _, _, now, _ = adopted
    name = (*answer.kept, *answer.committed)[0]
    before = desk.situation.trips[name].state
    desk.situation.trips[name].state = State.CANCELLED
    try:
        with pytest.raises(RuleError, match=f"found {name} approved, begun or cancelled since"):
            adopt(desk, folder, Adoption(answer, first.operation, first), first, WHY, "p", now)
    finally:
        desk.situation.trips[name].state = before


def test_planning_again_after_an_adoption_starts_from_the_whole_plan(adopted):
    folder, desk, first, _, event, _, now, _ = adopted
    second = next_version(folder, first, event)
    people = people_of(second.operation)
    third = replan(second.operation, second.whole, people, desk.situation, now, QUICK)
    assert muster.verify_plan(third.plan, third.scenario).holds
    used = {trip.id for trip in first.plan.trips} | {trip.id for trip in second.plan.trips}
    assert not set(third.new) & used
    numbers = sorted(third.new)
    assert all(one < two for one, two in pairwise(numbers))


def test_a_plan_that_was_changed_in_its_folder_is_not_taken(adopted):
    folder, _, first, _, event, _, _, _ = adopted
    file = folder / "plans" / "2" / PLAN_FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('"seed": 0', '"seed": 1'), encoding="utf-8")
    try:
        with pytest.raises(MusterError, match="found no plan with the digest"):
            next_version(folder, first, event)
    finally:
        file.write_text(text, encoding="utf-8")
