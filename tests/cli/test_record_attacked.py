"""Odd times, numbers, texts and writers: one message or the right answer, never a traceback."""

import io
import json
import multiprocessing
import os
import sys
from datetime import UTC, datetime

import pytest

from muster.cli import main
from muster.record.folder import open_record
from muster.record.recorder import Statement

NINES = "9" * 5000
ONE = ("registration", "people=P1", "from=outside:not_registered", "to=site:camp")
SURROGATE = "\udcff"
CLAIM = {
    "source": "s", "quantity": "held", "scope": "all", "value": 1, "qualifier": "exact",
    "said_on": "2026-01-01", "about": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def record(tmp_path, capsys):
    assert main(["record", "init", str(tmp_path / "R")]) == 0
    assert main(["record", "append", str(tmp_path / "R"), *ONE, "--at", "2026-01-01T00:00Z"]) == 0
    capsys.readouterr()
    return tmp_path / "R"


def answer(capsys, *words):
    code = main(["record", *map(str, words), "--json"])
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
@pytest.mark.parametrize("option", ["--at", "--known"])
def test_a_time_outside_the_calendar_in_utc_is_one_message(record, capsys, time, option):
    code, said = answer(capsys, "balance", record, option, time)
    assert code == 2
    assert "expected one of the years 1 to 9999 in UTC" in said["error"]["message"]


@pytest.mark.parametrize(
    ("time", "there"),
    [
        ("0999-01-01T00:00:00Z", 0), ("2025-12-31T23:59:59.999Z", 0),
        ("2026-01-01T05:45+05:45", 1), ("2025-12-31T12:00-12:00", 1),
        ("2026-01-01T03:00+03:00:30", 0), ("9999-12-31T23:59Z", 1),
    ],
)  # fmt: skip
def test_the_balance_is_asked_for_in_any_zone_and_any_century(record, capsys, time, there):
    code, said = answer(capsys, "balance", record, "--at", time)
    assert code == 0
    assert said["accounts"].get("site:camp", 0) == there


def test_numbers_too_long_to_be_numbers_are_refused(record, tmp_path, capsys):
    count = ["append", record, "count", "at=site:camp", "by=o", "point=cell", f"persons={NINES}"]
    assert answer(capsys, *count)[0] == 2
    events = tmp_path / "events.csv"
    events.write_text(f"type,occurred_at,at,persons,by,point\ncount,2026-01-02T00:00Z,site:camp,"
                      f"{NINES},o,cell\n", encoding="utf-8")  # fmt: skip
    claims = tmp_path / "claims.csv"
    heading = "quantity,scope,value,qualifier,source,said_on,about\n"
    claim = f"held,all,{NINES},exact,x,2026-01-01,2026-01-01\n"
    claims.write_text(heading + claim, encoding="utf-8")
    for file in (events, claims):
        code, said = answer(capsys, "import", record, file)
        assert code == 2
        assert said["error"]["faults"][0]["row"] == 2


def test_a_heading_that_stands_twice_is_refused_and_nothing_recorded(record, tmp_path, capsys):
    roster = tmp_path / "roster.csv"
    roster.write_text("person_id,site,name,person_id\nP5,camp,A,P6\n", encoding="utf-8")
    code, said = answer(capsys, "import", record, roster, "--at", "2026-01-02T00:00Z")
    assert code == 2
    assert "the heading of another column" in said["error"]["message"] + str(said["error"])
    assert answer(capsys, "verify", record)[1]["events"] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("count", "at=site:camp", "persons=1", "by=o", "point=cell"),
        ("registration", "people=P2;P3", "from=outside:not_registered", "to=site:camp"),
        ("medical", "person=P1", "kind=x"),
    ],
)
def test_fields_that_nobody_could_read_again_are_not_sealed(record, capsys, words):
    assert answer(capsys, "append", record, *words, "--seal", "name=Tareq")[0] == 2
    assert answer(capsys, "verify", record)[1]["events"] == 2
    with open_record(record, lambda: datetime.now(UTC), os.urandom) as opened:
        assert opened.personal.find("name", "Tareq") == ()
        assert opened.log.store.backend.rows("SELECT person FROM person_key", {}) == []


def test_text_that_is_no_text_is_found_nowhere(record, tmp_path, monkeypatch, capsys):
    assert answer(capsys, "prove", record, SURROGATE, "--out", tmp_path / "p")[0] == 2
    assert answer(capsys, "where", record, SURROGATE)[0] == 1
    with open_record(record, lambda: datetime.now(UTC), os.urandom) as opened:
        assert opened.personal.find("name", SURROGATE) == ()
    monkeypatch.setattr(sys, "stdin", io.StringIO("no\n"))
    assert answer(capsys, "append", record, "incident", f"kind={SURROGATE}", "by=o")[0] == 2


def _append(folder, times):
    now = lambda: datetime.now(UTC)  # noqa: E731  (handed over, as the command line does)
    with open_record(folder, now, os.urandom) as opened:
        for _ in range(times):
            opened.recorder.say([Statement("claim", CLAIM, "2026-01-01T00:00:00.000Z")])


def test_processes_that_share_a_device_take_turns_and_never_freeze_it(record, capsys):
    """Two numbered an event each before one of them wrote: the device was frozen as forked."""
    spawn = multiprocessing.get_context("fork")
    writers = [spawn.Process(target=_append, args=(record, 25)) for _ in range(3)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [each.exitcode for each in writers] == [0, 0, 0]
    code, said = answer(capsys, "verify", record)
    assert (code, said["events"]) == (0, 77)
    with open_record(record, lambda: datetime.now(UTC), os.urandom) as opened:
        assert opened.log.store.frozen() == []
        assert opened.log.store.refused() == []
