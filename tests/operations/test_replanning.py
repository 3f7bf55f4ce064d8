"""Planning again in the middle of an operation: everybody counted, approved trips kept."""

from dataclasses import replace
from datetime import timedelta

import pytest

import muster
from muster.errors import MusterError
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of, people_of
from muster.operations.present import committed, present_scenario
from muster.operations.replanning import concluded, prepare, replan
from muster.operations.situation import State, Trip
from muster.planning.planner import PlanOptions
from muster.record.events import Event, moment
from muster.scenario import Change, ChangeTarget
from operation_makers import record

CALM = Trouble(**dict.fromkeys(Trouble.__slots__, 0.0))
QUICK = PlanOptions(time_limit_s=4, gap=0.05)


def event(type, when, **body):
    return Event(
        event_id="00000000-0000-7000-8000-000000000000", device="0" * 64, n=0, prev="0" * 64,
        type=type, version=1, occurred_at=moment(when), recorded_at=moment(when), salt="0" * 32,
        body=body,
    )  # fmt: skip


def change_of(scenario, link, now):
    """The scenario with a link closed from now on."""
    closed = Change(now, ChangeTarget.LINK, link, "open", False, "test")
    return replace(scenario, changes=(*scenario.changes, closed))


def openings(scenario, site):
    """What the record's changes say of a site being open, in their order."""
    return [
        each.value for each in scenario.changes
        if (each.target, each.field, each.source) == (site, "open", "the record")
    ]  # fmt: skip


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
    sure = committed(scenario, made, situation, now)
    assert arriving == (
        sum(len(situation.aboard(trip)) for trip in departed)
        + sum(len(situation.trips[name].people) for name in sure)
    )


def test_a_trip_that_leaves_before_a_new_one_could_is_not_called_back(halfway):
    scenario, made, people, situation, now = halfway
    sure = committed(scenario, made, situation, now)
    for name, each in sure.items():
        assert situation.trips[name].state in (State.APPROVED, State.LOADING)
        assert each.departs >= now
        assert each.arrives - each.departs >= each.trip.arrives_at - each.trip.departs_at
    again = replan(scenario, made, people, situation, now, QUICK)
    assert set(again.committed) == set(sure)
    assert set(sure) <= set(again.kept)
    leaving = {(trip.fleet, trip.link, trip.departs_at) for trip in again.plan.trips}
    assert not leaving & {
        (each.trip.fleet, each.trip.link, each.trip.departs_at) for each in sure.values()
    }


def test_a_site_that_was_lost_is_closed_until_guards_are_there_again(halfway):
    scenario, made, people, situation, now = halfway
    site = next(p.site for p in people)
    lost = event("incident", now, kind="site_lost", at=f"site:{site}", by="o1")
    guards = {"site": site, "shift": "night", "needed": 9, "custodian": "x", "by": "o1"}
    situation.incidents.append(lost)
    try:
        assert openings(present_scenario(scenario, made, people, situation, now), site) == [False]
        at = now + timedelta(hours=5)
        situation.guards[site].append(event("guard_roster", at, present=9, **guards))
        present = present_scenario(scenario, made, people, situation, now)
        assert openings(present, site) == [False, True]
    finally:
        situation.incidents.remove(lost)
        situation.guards.pop(site, None)


def test_the_new_plan_holds_and_keeps_what_was_approved(halfway):
    scenario, made, people, situation, now = halfway
    again = replan(scenario, made, people, situation, now, QUICK)
    assert muster.verify_plan(again.plan, again.scenario).holds
    approved = {
        name for name, trip in situation.trips.items()
        if trip.state in (State.APPROVED, State.LOADING)
    }  # fmt: skip
    assert approved
    assert set(again.kept) | {name for name, _ in again.given_up} == approved
    assert all(trip.departs_at >= now for trip in again.plan.trips)


def test_an_approved_trip_whose_way_is_closed_is_given_up_and_says_so(halfway):
    """That every other one is kept takes time to plan: `python -m bench.replanning` measures it."""
    scenario, made, people, situation, now = halfway
    ahead = [
        trip for trip in made.trips
        if trip.id not in situation.trips and trip.departs_at > now + timedelta(hours=6)
    ]  # fmt: skip
    listed = {"people": ["p"], "from": "", "to": "", "custodian": ""}
    for trip in ahead:
        planned = event("trip_planned", now, trip=trip.id, **listed)
        situation.trips[trip.id] = Trip(
            trip.id, planned, State.APPROVED, expected=moment(trip.arrives_at)
        )
    try:
        link = ahead[-1].link
        given = prepare(change_of(scenario, link, now), made, people, situation, now)
        without = concluded(given, replace(made, trips=(), loads=()))
        reasons = dict(without.given_up)
        on_it = {trip.id for trip in ahead if trip.link == link}
        assert {name for name, why in reasons.items() if "closed" in why} >= on_it
        assert all("closed" not in reasons[t.id] for t in ahead if t.link != link)
        assert {without.concerned[name] for name in on_it} == {("p",)}
    finally:
        for trip in ahead:
            del situation.trips[trip.id]


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


def test_nobody_is_planned_to_a_state_that_did_not_accept_them(halfway):
    scenario, made, people, situation, now = halfway
    waiting = next(
        p for p in people
        if situation.ledger.places[p.person_id].account == f"site:{p.site}"
        and len(p.destinations) > 1 and p.site not in p.destinations[:1]
    )  # fmt: skip
    abroad, custodians = waiting.destinations[0], situation.ledger.site_custodian
    held, said = custodians[abroad], situation.dispositions[waiting.person_id]

    def destinations():
        present = present_scenario(scenario, made, people, situation, now)
        (person,) = [p for p in present.people if p.person_id == waiting.person_id]
        return set(present.groups[person.group].destinations)

    custodians[abroad] = "another state"
    try:
        about = {"person": waiting.person_id, "state": "another state", "by": "o1"}
        said.append(event("disposition", now, step="asked", **about))
        assert destinations() == set(waiting.destinations) - {abroad}
        said.append(event("disposition", now, step="accepted", **about))
        assert destinations() == set(waiting.destinations)
        said.append(event("disposition", now, step="court_referral", **about))
        assert destinations() == set(waiting.destinations) - {abroad}
    finally:
        custodians[abroad] = held
        del situation.dispositions[waiting.person_id]


def test_an_operation_beyond_its_horizon_is_not_planned_again(halfway):
    scenario, made, people, situation, _ = halfway
    end = scenario.moment(scenario.steps)
    with pytest.raises(MusterError, match="horizon ended"):
        present_scenario(scenario, made, people, situation, end)
