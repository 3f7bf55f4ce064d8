"""What devices send in any order and in any batches starts the same duties, each once."""

import random
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.operations.desk import Desk
from muster.operations.duties import done, missing, open_duties, start_missing
from muster.operations.in_force import switch_off, switch_on
from muster.operations.settings import Settings
from muster.record.events import moment, read_stored
from muster.record.folder import begin_record
from muster.record.recorder import Statement
from operation_makers import DAY, at, desk, make_ready, to_handed_over

NOT_SENT = ("duty_due", "device_enrolled")


def owed(made):
    """Duty, rule, time and person, of all that was ever due."""
    found = [
        (each.body["duty"], each.body["rule"], each.body["due"], person)
        for each in made.situation.due.values()
        for person in each.body["people"]
    ]
    assert len(found) == len(set(found))
    return set(found)


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """A trip handed over, somebody in hospital, a rule switched off: its events, and its duties."""
    made = desk(tmp_path_factory.mktemp("day") / "R")
    make_ready(made)
    to_handed_over(made)
    hospital = {"people": ["p1"], "from": "site:B", "to": "site:H", "by": "o1"}
    made.say("hospital_admission", at(11), **hospital)
    made.say("incident", at(12), kind="injury", people=["p2"], by="o1", at="site:B")
    switch_off(made, "R27", "O-9", "chief", "no authority is there", "o1", at(13))
    made.say("escape", at(14), people=["p3"], to="outside:at_large", **{"from": "site:B"})
    rows = made.recorder.log.store.entries(0, made.recorder.log.store.size())
    events = [read_stored(row.raw) for row in rows]
    assert len(open_duties(made.situation)) >= 10
    return [each for each in events if each.type not in NOT_SENT], owed(made), made


PLACES = count()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False), st.integers(1, 12))
def test_events_in_any_order_start_the_duties_that_they_start_in_order(
    day, tmp_path_factory, shuffler, batches
):
    events, expected, made = day
    sent = list(events)
    shuffler.shuffle(sent)
    place = tmp_path_factory.mktemp(f"late{next(PLACES)}")
    kept = begin_record(place / "R", "cell", lambda: DAY, random.Random(2).randbytes)
    other = Desk(kept.recorder, made.facts, Settings())
    size = -(-len(sent) // batches)
    for begin in range(0, len(sent), size):
        batch = [
            Statement(each.type, each.body, each.occurred_at, each.event_id)
            for each in sent[begin : begin + size]
        ]
        other.recorder.say(batch)
        start_missing(other, at(20))
        assert missing(other.situation, other.facts, other.settings) == []
    assert owed(other) >= expected


def test_news_is_owed_again_where_the_admission_comes_after_the_news(tmp_path):
    made = desk(tmp_path / "R")
    hospital = {"people": ["p1"], "from": "site:A", "to": "site:H", "by": "o1"}
    made.say("hospital_admission", at(1), **hospital)
    start_missing(made, at(2))
    (news,) = [e for e in open_duties(made.situation) if e.body["duty"] == "weekly news"]
    done(made, news.event_id, "o1", at(3))
    assert start_missing(made, at(4)) == ()
    assert len([e for e in open_duties(made.situation) if e.body["duty"] == "weekly news"]) == 1


def test_what_a_rule_asks_again_is_looked_for_in_every_event(tmp_path):
    made = desk(tmp_path / "R")
    switch_off(made, "R27", "O-9", "chief", "no authority is there", "o1", at(1))
    escape = {"people": ["p3"], "from": "site:A", "to": "outside:at_large"}
    made.recorder.say([Statement("escape", escape, moment(at(2)))])
    assert {e.body["rule"] for e in open_after(made, 3)} == {"R20"}
    switch_on(made, "R27", "the authority is back", "o1", at(4))
    assert {e.body["rule"] for e in open_after(made, 5)} == {"R20", "R27"}
    assert missing(made.situation, made.facts, made.settings) == []


def open_after(made, hour):
    start_missing(made, at(hour))
    return open_duties(made.situation)


def test_each_event_is_looked_at_once(tmp_path):
    made = desk(tmp_path / "R")
    made.say("escape", at(1), people=["p3"], to="outside:at_large", **{"from": "site:A"})
    assert [e.type for e in made.looked_at.left(made.situation)] == ["escape"]
    start_missing(made, at(2))
    assert made.looked_at.left(made.situation) == []
    made.say("incident", at(3), kind="injury", people=["p2"], by="o1", at="site:A")
    assert [e.type for e in made.looked_at.left(made.situation)] == ["incident"]
