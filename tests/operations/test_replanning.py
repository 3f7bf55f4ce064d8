"""Planning again in the middle of an operation: everybody counted, approved trips kept."""

from datetime import timedelta

import pytest

import muster
from muster.errors import MusterError
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of, people_of
from muster.operations.replanning import present_scenario, replan
from muster.operations.situation import State
from muster.planning.planner import PlanOptions
from operation_makers import record

CALM = Trouble(**dict.fromkeys(Trouble.__slots__, 0.0))
QUICK = PlanOptions(time_limit_s=4, gap=0.05)


@pytest.fixture(scope="module")
def halfway(tmp_path_factory):
    """Waikeria's evacuation, stopped while trips are on the road."""
    scenario = muster.load("examples/waikeria-2020")
    made = muster.plan(scenario, muster.PlanOptions(time_limit_s=3))
    people = people_of(scenario)
    kept = record(tmp_path_factory.mktemp("run") / "R")
    desk = Desk(kept.recorder, facts_of(people))
    departures = sorted(trip.departs_at for trip in made.trips)
    now = departures[len(departures) // 2] + timedelta(minutes=20)
    play(desk, scenario, made, seed=2, trouble=CALM, until=now)
    yield scenario, made, people, desk.situation, now
    kept.close()


def test_the_present_has_everybody_once_where_the_record_has_them(halfway):
    scenario, made, people, situation, now = halfway
    present = present_scenario(scenario, made, people, situation, now)
    assert present.total_people == len(people) == len(present.people)
    assert present.start >= now
    assert present.moment(present.steps) == scenario.moment(scenario.steps)
    departed = [t for t in situation.trips.values() if t.state is State.DEPARTED]
    assert departed
    arriving = sum(g.people for g in present.groups.values() if g.arrives_at is not None)
    assert arriving == sum(len(situation.aboard(trip)) for trip in departed)


def test_the_new_plan_holds_and_keeps_what_was_approved(halfway):
    scenario, made, people, situation, now = halfway
    again = replan(scenario, made, people, situation, now, QUICK)
    assert muster.verify_plan(again.plan, again.scenario).holds
    approved = {
        name for name, trip in situation.trips.items()
        if trip.state in (State.APPROVED, State.LOADING)
    }  # fmt: skip
    assert set(again.kept) | {name for name, _ in again.given_up} == approved
    assert all(trip.departs_at >= now for trip in again.plan.trips)


def test_who_is_not_clear_to_go_stays(halfway):
    scenario, made, people, situation, now = halfway
    waiting = next(
        p.person_id for p in people
        if situation.ledger.places[p.person_id].account == f"site:{p.site}"
    )  # fmt: skip
    review = situation.readiness[waiting]["review"]
    body = {**review.body, "outcome": "not_ready"}
    barred = type(review)(**{
        name: getattr(review, name) if name != "body" else body for name in review.__slots__
    })  # fmt: skip
    situation.readiness[waiting]["review"] = barred
    present = present_scenario(scenario, made, people, situation, now)
    (person,) = [p for p in present.people if p.person_id == waiting]
    assert present.groups[person.group].destinations == (person.site,)
    situation.readiness[waiting]["review"] = review


def test_an_operation_beyond_its_horizon_is_not_planned_again(halfway):
    scenario, made, people, situation, _ = halfway
    end = scenario.moment(scenario.steps)
    with pytest.raises(MusterError, match="horizon ended"):
        present_scenario(scenario, made, people, situation, end)
