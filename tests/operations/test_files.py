"""A person's file: what it must hold, whom it is shown to, and figures without persons."""

from datetime import timedelta

import pytest

from muster.custody.books import Books
from muster.custody.entries import entries_of
from muster.custody.given_list import GivenList
from muster.custody.importing import import_list
from muster.operations import contacts, dispositions, files, incidents
from muster.operations.desk import Desk
from muster.operations.duties import done, missing, open_duties, start_held, start_waiting
from muster.operations.opening import open_desk
from muster.operations.rules import RuleError
from muster.operations.settings import Settings
from muster.operations.statistics import statistics
from muster.record.events import moment
from muster.record.recorder import Statement
from operation_makers import DAY, PEOPLE, at, desk, make_ready, record, to_handed_over

ROSTER = """person_id,site,separation_class,birth_year,name,contact,detention_reason
p1,A,men,1980,x,y,z
p2,A,men,1985,x,,
"""


@pytest.fixture
def opened(tmp_path):
    (tmp_path / "people.csv").write_text(ROSTER)
    kept = record(tmp_path / "R")
    import_list(kept, GivenList.of(tmp_path / "people.csv"), at(-47))
    yield kept
    kept.close()


def duties(made):
    return [(e.body["rule"], e.body["duty"]) for e in open_duties(made.situation)]


def test_a_file_lacks_what_nobody_gave_a_reason_for(opened):
    made = open_desk(opened)
    first, second = (files.lacking(made.situation, p) for p in ("p1", "p2"))
    assert "emergency contact" not in first.lacking["R6"]
    assert "reason for detention" not in first.lacking["R2"]
    assert {"family", "emergency contact"} <= set(second.lacking["R6"])
    assert first.completeness > second.completeness > 0
    with pytest.raises(RuleError):
        files.note_gap(made, "p2", "family", "refused", " ", "o1", at(1))
    with pytest.raises(RuleError):
        files.note_gap(made, "p2", "shoe size", "refused", "would not say", "o1", at(1))
    files.note_gap(made, "p2", "family", "refused", "would not say", "o1", at(1))
    after = files.lacking(made.situation, "p2")
    assert "family" not in after.lacking["R6"]
    assert after.completeness > second.completeness


def test_who_is_released_is_owed_a_copy_of_the_file_and_gets_it(opened):
    made = open_desk(opened)
    dispositions.order_release(made, ("p1",), "R-1", "court", "o1", at(1))
    dispositions.release(made, ("p1",), "R-1", "o1", at(2))
    assert ("R9", "copy of the file") in duties(made)
    copy = files.copy_for(opened, made, "p1", "o1", at(3))
    assert copy["fields"]["contact"] == "y"
    assert [each["account"] for each in copy["places"]] == ["site:A", "outside:released"]
    assert ("R9", "copy of the file") not in duties(made)
    types = [each.event.type for each in entries_of(opened.log.store)]
    assert types.count("read") == types.count("file_copied") == 1


def test_where_somebody_was_is_answered_for_any_past_time(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    to_handed_over(made)
    books = Books.of(made.situation.ledger)
    expected = [
        (at(2), "site:A", None), (at(3.5), "trip:T", None), (at(5), "trip:T", "US"),
        (at(9.3), "trip:T", "US"), (at(12), "site:B", "IQ"),
    ]  # fmt: skip
    for when, account, custodian in expected:
        assert books.place("p1", moment(when)).account == account
        if custodian is not None:
            assert books.custody("p1", moment(when)).custodian == custodian


def test_the_bureau_is_told_of_who_is_held_over_14_days(tmp_path):
    made = desk(tmp_path / "R")
    made.say("escape", at(0), people=["p3"], to="outside:at_large", **{"from": "site:A"})
    assert start_held(made, at(12 * 24)) == ()
    (due,) = start_held(made, at(15 * 24))
    assert (due.body["rule"], due.body["owner"]) == ("R20", "SDF")
    assert due.body["people"] == ["p1", "p2"]
    assert start_held(made, at(16 * 24)) == ()


def test_duties_of_what_a_device_recorded_by_itself_are_started_once(tmp_path):
    made = desk(tmp_path / "R")
    body = {"people": ["p1"], "from": "site:A", "to": "site:H", "by": "o1"}
    made.recorder.say([Statement("hospital_admission", body, moment(at(1)))])
    assert open_duties(made.catch_up()) == []
    started = start_waiting(made, at(2))
    assert {(e.body["rule"], e.body["duty"]) for e in started} == {
        ("R20", "bureau message"), ("R26", "next of kin"), ("R23", "weekly news"), ("R19", "card"),
    }  # fmt: skip
    assert all(e.body["people"] == ["p1"] for e in started)
    (news,) = [e for e in started if e.body["duty"] == "weekly news"]
    assert news.body["due"] == moment(at(1 + 7 * 24))
    assert start_waiting(made, at(3)) == ()


def test_a_desk_that_stopped_between_an_event_and_its_duties_leaves_them_to_be_started(
    tmp_path, monkeypatch
):
    made = desk(tmp_path / "R")
    with monkeypatch.context() as patched:
        patched.setattr("muster.operations.desk.arising", lambda *given: iter(()))
        made.say("escape", at(0), people=["p3"], to="outside:at_large", **{"from": "site:A"})
    lost = missing(made.situation, made.facts, made.settings)
    assert {each.rule for each in lost} == {"R20", "R27"}
    made.say("escape", at(1), people=["p2"], to="outside:at_large", **{"from": "site:A"})
    assert {p for each in missing(made.situation, made.facts, made.settings) for p in each.people} \
        == {"p3"}  # fmt: skip
    assert len(start_waiting(made, at(2))) == 2
    assert missing(made.situation, made.facts, made.settings) == []


def test_news_of_who_is_in_hospital_is_owed_every_week(tmp_path):
    made = desk(tmp_path / "R")

    def news():
        return [e for e in open_duties(made.situation) if e.body["duty"] == "weekly news"]

    told = incidents.Report("hospital", "site:A", ("p1", "p2"), to="site:H")
    incidents.report(made, told, "o1", at(1))
    (first,) = news()
    back = incidents.Report("discharge", "site:H", ("p2",), to="site:A")
    incidents.report(made, back, "o1", at(90))
    done(made, first.event_id, "o1", at(160))
    (second,) = news()
    assert second.body["people"] == ["p1"]
    assert second.body["due"] == moment(at(160 + 7 * 24))
    incidents.report(made, incidents.Report("discharge", "site:H", ("p1",), to="site:A"), "o1",
                     at(170))  # fmt: skip
    done(made, second.event_id, "o1", at(300))
    assert news() == []


def test_what_a_person_answered_ends_the_duty_to_ask(tmp_path):
    made = desk(tmp_path / "R")
    make_ready(made)
    to_handed_over(made)
    contacts.answer(made, PEOPLE, "family", "offered", "o3", at(10))
    assert ("R25", "inform family") in duties(made)
    contacts.answer(made, ("p1", "p2"), "family", "made", "o3", at(11))
    assert ("R25", "inform family") in duties(made)
    contacts.answer(made, ("p3",), "family", "declined", "o3", at(12))
    assert ("R25", "inform family") not in duties(made)
    assert ("R28", "consular offer") in duties(made)


def test_a_foreigner_is_offered_their_consulate_and_a_national_is_not(tmp_path):
    made = desk(tmp_path / "R", p1={"nationality": "IRQ"}, p3={"nationality": ""})
    made.settings = Settings(nationals={"IQ": "IRQ"})
    make_ready(made)
    to_handed_over(made)
    (offer,) = [e for e in open_duties(made.situation) if e.body["rule"] == "R28"]
    assert offer.body["people"] == ["p2"]


def test_statistics_name_nobody_and_hide_small_numbers(tmp_path):
    people = [f"p{number}" for number in range(12)]
    made = desk(tmp_path / "R", people)
    gone = {"people": people[:3], "to": "outside:at_large", "from": "site:A"}
    made.say("escape", at(30), **gone)
    told = statistics(made.situation, DAY, DAY + timedelta(days=2))
    assert told.days == ("2026-01-21", "2026-01-22", "2026-01-23")
    assert told.occupancy == {"site:A": (12, 9, 9)}
    assert told.moves == {"outside:at_large": None, "site:A": 12}
    assert not any(person in repr(told) for person in people)


def test_a_desk_without_sealed_fields_has_files_that_lack_everything(tmp_path):
    made = Desk(record(tmp_path / "R").recorder, {})
    made.say("registration", at(0), people=["p1"], to="site:A",
             **{"from": "outside:not_registered"})  # fmt: skip
    assert files.lacking(made.situation, "p1").completeness == 0
