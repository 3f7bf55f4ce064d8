"""A trip as officers run it from the command line, and what the rules refuse."""

import json
from pathlib import Path

import pytest

from muster.cli import main

ROSTER = """person_id,site,separation_class,birth_year,nationality,seat_kind,name
p1,A,men,1980,TUN,seated,x
p2,A,men,1985,SYR,seated,y
"""


@pytest.fixture
def record(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(ROSTER)
    assert main(["record", "init", "R"]) == 0
    assert main(["record", "import", "R", "people.csv", "--at", "2026-01-18T00:00Z"]) == 0
    for site, custodian in (("A", "SDF"), ("B", "IQ")):
        words = ["site_custodian", f"site={site}", f"custodian={custodian}", "by=o1"]
        assert main(["record", "append", "R", *words, "--at", "2026-01-17T00:00Z"]) == 0


def said(capsys, *words, code=0, at=None):
    """What a command answers with --json."""
    capsys.readouterr()
    time = [] if at is None else ["--at", f"2026-01-{at}Z"]
    assert main([*words, *time, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def plan(capsys, people=("p1", "p2")):
    return said(
        capsys, "trip", "plan", "R", "T1", *people, "--by", "planner", "--from", "A", "--to", "B",
        "--departs", "2026-01-21T06:00Z", "--expected", "2026-01-21T10:00Z", "--seats", "20",
        "--giving", "SDF", "--escort", "US", "--receiving", "IQ", "--risk", "worse to stay",
        "--interests", "weighed", at="20T06:00",
    )  # fmt: skip


def make_ready(capsys):
    order = ["--reference", "O-1", "--authority", "court", "--until", "2026-02-01T00:00Z"]
    said(capsys, "ready", "R", "order", "all", "--by", "o1", *order, at="19T00:00")
    for check in ("identity", "advice", "review"):
        said(capsys, "ready", "R", check, "all", "--by", "o1", at="19T01:00")
    fit = ["--by", "n1", "--until", "2026-01-25T00:00Z"]
    said(capsys, "ready", "R", "health", "all", *fit, at="19T02:00")


def loaded(capsys):
    make_ready(capsys)
    plan(capsys)
    said(capsys, "trip", "approve", "R", "T1", "--by", "chief", at="20T07:00")
    said(
        capsys, "trip", "load", "R", "T1", "--by", "o1", "--vehicle", "bus", "--certificate", "C",
        "--escorts", "1", "--provisions-h", "12", at="21T03:00",
    )  # fmt: skip
    said(capsys, "trip", "board", "R", "T1", "all", "--by", "o1", at="21T04:00")


def test_what_a_rule_refuses_is_shown_with_its_reasons_and_recorded(record, capsys):
    plan(capsys)
    refused = said(capsys, "trip", "approve", "R", "T1", "--by", "planner", code=1, at="20T07:00")
    assert {each["rule"] for each in refused["breaches"]} == {
        "FOUR-EYES", "R1", "R2", "R13", "R15", "R33",
    }  # fmt: skip
    assert main(["trip", "approve", "R", "T1", "--by", "planner"]) == 1
    assert "Refused: approve trip T1" in capsys.readouterr().out
    said(capsys, "record", "export", "R", "out", "--events")
    events = Path("out/events.jsonl").read_text().splitlines()
    assert sum('"type":"refusal"' in each for each in events) == 2


def test_a_trip_runs_from_plan_to_handover(record, capsys):
    loaded(capsys)
    said(capsys, "handover", "offer", "R", "T1", "--by", "o1", at="21T05:00")
    said(capsys, "handover", "accept", "R", "T1", "all", "--by", "e1", at="21T05:10")
    wrong = ["trip", "count", "R", "trip:T1", "1", "--by", "e1", "--point", "boarding"]
    said(capsys, *wrong, code=1, at="21T05:20")
    said(capsys, "trip", "depart", "R", "T1", "--by", "e1", code=1, at="21T05:25")
    right = ["trip", "count", "R", "trip:T1", "2", "--by", "e1", "--point", "boarding"]
    said(capsys, *right, at="21T05:30")
    said(capsys, "trip", "depart", "R", "T1", "--by", "e1", at="21T06:00")
    said(capsys, "trip", "arrive", "R", "T1", "--site", "B", "--by", "e1", at="21T09:00")
    said(capsys, "handover", "offer", "R", "T1", "--by", "e1", at="21T09:10")
    said(capsys, "handover", "examine", "R", "T1", "all", "--by", "q1", at="21T09:15")
    left = ["--except", "p2=not on our list"]
    said(capsys, "handover", "accept", "R", "T1", "all", "--by", "q1", *left, at="21T09:20")
    said(capsys, "trip", "alight", "R", "T1", "p1", "--by", "q1", at="21T09:25")
    people = {each["person"]: each for each in said(capsys, "people", "list", "R")["people"]}
    assert (people["p1"]["account"], people["p1"]["custodian"]) == ("site:B", "IQ")
    assert (people["p2"]["account"], people["p2"]["custodian"]) == ("trip:T1", "US")
    (trip,) = said(capsys, "trip", "list", "R")["trips"]
    assert (trip["state"], trip["aboard"]) == ("handed over", 1)
    due = said(capsys, "duty", "list", "R", code=1)["duties"]
    assert {each["rule"] for each in due} == {"R19", "R20", "R25", "R28", "R33"}
    said(capsys, "duty", "done", "R", due[0]["event"], "--by", "q1")
    assert len(said(capsys, "duty", "list", "R", code=1)["duties"]) == len(due) - 1
    card = next(each for each in due if each["duty"] == "card")
    written = said(capsys, "duty", "message", "R", card["event"], "--out", "m", "--by", "q1")
    assert written["messages"] == 2
    assert 0 < written["completeness"] < 1
    text = Path("m", f"{card['event']}-0001.txt").read_text()
    assert "names: x" in text
    assert "mother's maiden name: unknown" in text
    assert said(capsys, "record", "verify", "R")["verified"]


def test_what_becomes_of_people_is_recorded_and_bars_them_from_other_states(record, capsys):
    make_ready(capsys)
    ask = ["--state", "IQ", "--by", "o1"]
    said(capsys, "people", "ask", "R", "all", *ask, at="20T00:00")
    said(capsys, "people", "answer", "R", "p1", "--accepts", *ask, at="20T01:00")
    said(capsys, "people", "answer", "R", "p2", "--refuses", *ask, at="20T01:00")
    said(capsys, "people", "assure", "R", "p1", *ask, at="20T01:10")
    plan(capsys)
    refused = said(capsys, "trip", "approve", "R", "T1", "--by", "chief", code=1, at="20T07:00")
    assert [(each["rule"], each["people"]) for each in refused["breaches"]] == [
        ("DISPOSITION", ["p2"])
    ]
    court = ["--by", "o1", "--reason", "theft"]
    said(capsys, "people", "refer", "R", "p1", *court, at="20T08:00")
    back = ["people", "repatriate", "R", "p1", "--state", "IQ", "--order", "O-1", "--by", "o1"]
    said(capsys, *back, code=1, at="20T09:00")
    said(capsys, "people", "close-court", "R", "p1", *court, at="20T10:00")
    said(capsys, *back, at="20T11:00")
    order = ["--order", "F-1", "--by", "o1"]
    said(capsys, "people", "release", "R", "p2", *order, code=1, at="20T12:00")
    given = ["--authority", "court", *order]
    said(capsys, "people", "order-release", "R", "p2", *given, at="20T12:00")
    said(capsys, "people", "release", "R", "p2", *order, at="20T12:30")
    places = {
        each["person"]: each["account"] for each in said(capsys, "people", "list", "R")["people"]
    }
    assert places == {"p1": "outside:repatriated", "p2": "outside:released"}


def test_a_rule_is_set_aside_or_switched_off_by_name(record, capsys):
    by = ["--authority", "ministry", "--reason", "flood", "--by", "o9"]
    said(capsys, "rule", "set-aside", "R", "R33", "--person", "p1", *by, code=1, at="20T00:00")
    said(capsys, "rule", "set-aside", "R", "R15", "--person", "p1", *by, at="20T00:00")
    said(capsys, "rule", "off", "R", "R12", "--order", "O-9", *by, code=1, at="20T00:00")
    said(capsys, "rule", "off", "R", "R17", "--order", "O-9", *by, at="20T00:00")
    said(capsys, "rule", "regime", "R", "domestic", "--by", "o9", at="20T01:00")
    told = said(capsys, "rule", "list", "R")
    off = {each["rule"] for each in told["rules"] if not each["in_force"]}
    assert told["legal_regime"] == "domestic"
    assert off == {"R13", "R14", "R16", "R17", "R19", "R20", "R21", "R22", "R23"}


def test_files_that_lack_something_are_named(record, capsys):
    (first, _) = said(capsys, "people", "files", "R", code=1)["files"]
    assert "family" in first["lacking"]["R6"]
    gap = ["--field", "family", "--why", "refused", "--reason", "would not say", "--by", "o1"]
    said(capsys, "people", "gap", "R", "p1", *gap)
    (after, _) = said(capsys, "people", "files", "R", code=1)["files"]
    assert "family" not in after["lacking"]["R6"]
    said(capsys, "people", "copy", "R", "p1", "--out", "p1.json", "--by", "o1")
    assert json.loads(Path("p1.json").read_text())["fields"]["name"] == "x"


def test_lists_are_shown_to_people_too(record, capsys):
    loaded(capsys)
    for words in (["trip", "list", "R"], ["people", "list", "R"], ["duty", "list", "R"],
                  ["people", "list", "R", "--account", "x"], ["rule", "list", "R"]):  # fmt: skip
        assert main(words) == 0
    shown = capsys.readouterr().out
    assert "loading" in shown
    assert "departure (trip:T1)" in shown


def test_a_site_passes_in_place(record, capsys):
    make_ready(capsys)
    gone = ["--text", "the shift did not come"]
    said(capsys, "incident", "R", "guards leaving", "site:A", "--by", "o1", *gone, at="20T00:00")
    words = ["handover", "site", "R", "A", "--giving", "SDF", "--receiving", "SYG", "--counted",
             "2", "--by-giving", "a", "--by-receiving", "b"]  # fmt: skip
    assert said(capsys, *words, code=1, at="20T03:00")["breaches"][0]["rule"] == "R2"
    said(capsys, *words, "--files", "--guards-present", "9", at="20T03:00")
    found = said(capsys, "record", "where", "R", "p1")
    assert found["custody"]["custodian"] == "SYG"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ready", "R", "vaccination", "all", "--by", "o"], "expected one of identity"),
        (["duty", "done", "R", "x", "--by", "o"], "found no duty"),
        (["handover", "accept", "R", "T", "all", "--by", "o", "--except", "p"], "PERSON=REASON"),
        (["trip", "close", "nowhere", "T", "--by", "o"], "muster record init"),
        (["trip", "close", "R", "T", "--by", "o", "--at", "soon"], "--at"),
    ],
)
def test_what_cannot_be_is_one_clear_message(record, capsys, words, told):
    capsys.readouterr()
    assert main(words) == 2
    assert told in capsys.readouterr().err
