"""A whole operation played through the record: nothing put in is missing from its report."""

import pytest

import muster
from muster.custody.entries import entries_of
from muster.operations.after_action import after_action
from muster.operations.desk import Desk
from muster.operations.exercise import Trouble, play
from muster.operations.facts import facts_of, people_of
from muster.operations.situation import State, situation_of
from muster.record.verify import verify
from operation_makers import record

EVERYTHING = Trouble(
    wrong_count=0.5, double_scan=0.5, breakdown=0.3, exception=0.4, lockout=0.3, injury=0.3,
    attack=0.2, late=0.4, seal_torn=0.4, restraint=0.5, unfit_per_person=0.05,
    concern_per_person=0.05, escape_per_site=1.0,
)  # fmt: skip
SHOWN = (
    "injury", "wrong count", "double scan", "breakdown", "exception", "lockout", "attack", "late",
    "restraint", "unfit to travel", "review open", "escaped", "recaptured",
)  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    scenario = muster.load("examples/waikeria-2020")
    made = muster.plan(scenario, muster.PlanOptions(time_limit_s=3))
    folder = tmp_path_factory.mktemp("run") / "R"
    kept = record(folder)
    desk = Desk(kept.recorder, facts_of(people_of(scenario)))
    done = play(desk, scenario, made, seed=5, trouble=EVERYTHING)
    yield desk, done, kept
    kept.close()


def test_everybody_is_accounted_for_and_the_log_verifies(played):
    desk, done, kept = played
    report = after_action(desk.situation)
    assert report.balance_closed
    assert report.people == done.people
    assert verify(kept.place, kept.log.key.public_key()).fault is None
    assert {trip.state for trip in desk.situation.trips.values()} == {State.CLOSED}


def test_all_trouble_that_was_put_in_is_in_the_report(played):
    desk, done, _ = played
    told = after_action(desk.situation).trouble
    for what in SHOWN:
        assert told.get(what, 0) == done.trouble[what], what
    assert told["override"] == done.trouble["seal torn"]
    assert sum(done.trouble.values()) > 30


def test_what_the_rules_refused_is_in_the_report(played):
    desk, done, _ = played
    assert after_action(desk.situation).refused == dict(sorted(done.refused.items()))


def test_the_report_follows_from_the_record_alone(played):
    desk, _, kept = played
    again = situation_of(entries_of(kept.log.store))
    assert after_action(again) == after_action(desk.situation)


def test_the_same_seed_plays_the_same_operation(tmp_path):
    scenario = muster.load("examples/waikeria-2020")
    made = muster.plan(scenario, muster.PlanOptions(time_limit_s=1))
    told = []
    for name in ("one", "two"):
        kept = record(tmp_path / name)
        desk = Desk(kept.recorder, facts_of(people_of(scenario)))
        told.append(play(desk, scenario, made, seed=3))
        kept.close()
    assert told[0] == told[1]
