"""`muster record`: from an empty folder to proofs, as an officer and a monitor use it."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from muster.cli import main
from required_tools import needs

CLAIMS = Path(__file__).parents[2] / "examples/northeast-syria-2026/claims.csv"
ROSTER = "person_id,site,name,born\np1,A,Tareq Halabi,1990\np2,A,Samir Jubouri,1985\n"
EVENTS = """type,occurred_at,key,people,from,to,trip,by,site,custodian,giving,receiving,list,offer
site_custodian,2026-01-19T00:00:00Z,,,,,,o1,A,SDF,,,,
boarding,2026-01-21T06:00:00+03:00,,p1;p2,site:A,trip:T1,T1,o1,,,,,,
handover_offered,2026-01-21T04:00:00Z,offer,p1;p2,,,,o1,,,SDF,US,LIST,
handover_accepted,2026-01-21T04:10:00Z,,p1;p2,,,,o2,,,,US,LIST,@offer
"""


@pytest.fixture
def record(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["record", "init", "R", "--organisation", "cell"]) == 0
    return tmp_path / "R"


@pytest.fixture
def filled(record):
    from muster.custody.lists import list_digest

    Path("people.csv").write_text(ROSTER)
    Path("events.csv").write_text(EVENTS.replace("LIST", list_digest(["p1", "p2"])))
    at = ["--at", "2026-01-20T00:00:00Z"]
    assert main(["record", "import", "R", "people.csv", *at]) == 0
    assert main(["record", "import", "R", "events.csv"]) == 0
    return record


def answer(capsys, *words, code=0):
    """What a command answers with --json."""
    capsys.readouterr()
    assert main(["record", *words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def refusal(capsys, *words):
    capsys.readouterr()
    assert main(["record", *words]) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    return said


def test_the_books_say_who_is_where_and_under_whom(filled, capsys):
    assert answer(capsys, "balance", "R")["accounts"] == {"trip:T1": 2}
    assert answer(capsys, "balance", "R", "--at", "2026-01-20T12:00")["accounts"] == {"site:A": 2}
    found = answer(capsys, "where", "R", "p1")
    assert (found["place"]["account"], found["custody"]["custodian"]) == ("trip:T1", "US")
    then = answer(capsys, "where", "R", "p1", "--at", "2026-01-21T04:05Z")
    assert then["custody"]["custodian"] == "SDF"
    assert [each["account"] for each in answer(capsys, "history", "R", "p1")["places"]] == [
        "site:A",
        "trip:T1",
    ]
    assert answer(capsys, "where", "R", "p9", code=1)["place"] is None
    assert answer(capsys, "discrepancies", "R")["discrepancies"] == []


def test_what_was_not_known_then_can_be_left_out(filled, capsys):
    assert answer(capsys, "balance", "R", "--known", "2026-01-01T00:00Z")["people"] == 0


def test_every_command_also_speaks_to_people(filled, capsys):
    for words in (
        ["balance", "R"], ["where", "R", "p1"], ["history", "R", "p1"], ["claims", "R"],
        ["discrepancies", "R"], ["verify", "R"], ["discrepancies", "R", "--explained"],
    ):  # fmt: skip
        assert main(["record", *words]) == 0
    said = capsys.readouterr().out
    assert "p1: at trip:T1 since 2026-01-21T03:00:00.000Z, under US" in said
    assert "Nothing is open." in said
    assert "Verified: 7 events of 1 devices" in said


def test_the_same_list_again_changes_nothing_and_says_so(filled, capsys):
    for name in ("people.csv", "events.csv"):
        again = answer(capsys, "import", "R", name, "--at", "2026-01-20T00:00:00Z")
        assert (again["added"], again["known"]) == (0, again["rows"])
    assert answer(capsys, "verify", "R")["events"] == 7


def test_a_list_that_has_grown_adds_only_what_is_new(filled, capsys):
    Path("people.csv").write_text(ROSTER + "p3,B,,\n\n")
    grown = answer(capsys, "import", "R", "people.csv", "--at", "2026-01-20T00:00:00Z")
    assert (grown["rows"], grown["added"]) == (3, 1)


def test_a_list_with_faults_is_refused_with_every_fault_and_nothing_is_recorded(record, capsys):
    Path("bad.csv").write_text(
        "type,occurred_at,people,from,to,by,trip\n"
        "teleported,2026-01-21T00:00:00Z,,,,,\n"
        "boarding,yesterday,p1,site:A,trip:T,o1,T\n"
        "boarding,2026-01-21T00:00:00Z,p1;p1,site:A,nowhere,,T\n"
        "correction,2026-01-21T00:00:00Z,,,,o1,\n"
    )
    said = refusal(capsys, "import", "R", "bad.csv")
    for words in ("row 2, column type", "row 3, column occurred_at", "row 4", "`by`", "row 5"):
        assert words in said
    assert answer(capsys, "verify", "R")["events"] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff\xfe,a\n", "cannot be read"),
        (b"name,age\nx,1\n", "no heading that is known"),
        (b"person_id,site\np1,\n", "column site"),
        (b"person_id,site\np1,A\n", "Give the time of all rows with --at"),
        (b"person_id,site\np1,A,b,c\n", "4 cells"),
        (b"", "no heading"),
        (b"type,occurred_at,event,reason,by\ncorrection,2026-01-21T00:00Z,@x,r,o\n", "no row has"),
    ],
)
def test_a_list_that_is_none_is_one_clear_message(record, capsys, text, words):
    Path("list.csv").write_bytes(text)
    assert words in refusal(capsys, "import", "R", "list.csv")


def test_personal_fields_are_sealed_read_with_a_trace_and_erased(filled, capsys):
    with sqlite3.connect(filled / "record.sqlite") as connection:
        stored = "\n".join(str(row) for row in connection.iterdump())
    assert "Tareq" not in stored
    assert b"Tareq" not in (filled / "record.sqlite").read_bytes()
    trace = ["--by", "o7", "--reason", "medical"]
    assert answer(capsys, "read", "R", "p1", *trace)["fields"] == {
        "born": "1990",
        "name": "Tareq Halabi",
    }
    assert answer(capsys, "erase", "R", "p1", *trace, "--yes")["erased"]
    assert "erased" in refusal(capsys, "read", "R", "p1", *trace)
    assert answer(capsys, "read", "R", "p2", *trace)["fields"]["born"] == "1985"
    assert answer(capsys, "verify", "R")["events"] == 10
    assert answer(capsys, "balance", "R")["people"] == 2


def test_people_are_found_by_the_exact_text_of_a_field(filled, capsys, monkeypatch):
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "tareq  HALABI")
    found = answer(capsys, "find", "R", "name", "--by", "o7", "--reason", "visit")
    assert found["people"] == ["p1"]
    monkeypatch.setattr("typer.prompt", lambda *_, **__: "nobody")
    assert answer(capsys, "find", "R", "name", "--by", "o7", "--reason", "v", code=1) == {
        "people": []
    }


def test_an_event_that_cannot_be_is_refused_with_every_fault(record, capsys):
    said = refusal(capsys, "append", "R", "boarding", "people=p1", "from=A")
    assert "`from`" in said
    assert "`to`" in said
    assert "FIELD=VALUE" in refusal(capsys, "append", "R", "boarding", "people")
    assert "--at" in refusal(capsys, "append", "R", "arrival", "trip=T", "at=A", "--at", "noon")


def test_an_appended_event_has_a_receipt_and_a_proof_that_sigsum_accepts(record, capsys):
    said = answer(capsys, "append", "R", "arrival", "trip=T", "at=A", "--at", "2026-01-21")
    assert said["receipt"].startswith("muster receipt v1\n")
    assert answer(capsys, "prove", "R", said["event"], "--out", "P")["seq"] == 1
    assert {path.name for path in Path("P").iterdir()} == {
        "README.txt", "device.pub", "event.json", "policy", "proof", "proof.png",
    }  # fmt: skip
    needs("sigsum-verify", "sigsum-go in backports")
    command = next(
        line for line in Path("P/README.txt").read_text().splitlines() if "sigsum-verify -k" in line
    )
    assert subprocess.run(command, shell=True, cwd="P", check=False).returncode == 0
    event = Path("P/event.json")
    event.write_bytes(event.read_bytes().replace(b'"T"', b'"U"'))
    assert subprocess.run(command, shell=True, cwd="P", check=False).returncode != 0


def test_a_witness_signs_the_checkpoint_and_proofs_carry_it(filled, capsys):
    from muster.record.folder import open_record
    from muster.record.notes import COSIGNATURE, verifier_key
    from muster.record.witnesses import Witness
    from record_makers import private_key

    answer(capsys, "export", "R", "out")
    checkpoint = Path("out/checkpoint").read_text()
    key = private_key(3)
    with open_record(filled, lambda: None, os.urandom) as opened:
        origin, public = opened.log.origin, opened.log.key.public_key()
    line = Witness("monitor", key, {origin: public}).add_checkpoint(
        checkpoint, 0, [], 1_769_000_000
    )
    Path("line").write_text(str(line))
    vkey = verifier_key("monitor", COSIGNATURE, key.public_key().public_bytes_raw())
    assert answer(capsys, "cosign", "R", "--witness", vkey, "--line", "line")["size"] == 7
    stranger = verifier_key("monitor", COSIGNATURE, private_key(4).public_key().public_bytes_raw())
    assert "found" in refusal(capsys, "cosign", "R", "--witness", stranger, "--line", "line")
    event = answer(capsys, "history", "R", "p1")["places"][0]["event"]
    answer(capsys, "prove", "R", event, "--out", "P")
    assert "cosignature=" in Path("P/proof").read_text()
    assert "quorum all" in Path("P/policy").read_text()
    answer(capsys, "export", "R", "out")
    assert "monitor" in Path("out/checkpoint").read_text()


def test_an_export_holds_no_persons_id_unless_events_are_asked_for(filled, capsys):
    answer(capsys, "export", "R", "out")
    written = b"".join(path.read_bytes() for path in Path("out").rglob("*") if path.is_file())
    assert b'"p1"' not in written
    answer(capsys, "export", "R", "out", "--events")
    assert len(Path("out/events.jsonl").read_bytes().splitlines()) == 7


def test_verify_says_what_is_wrong_and_exits_one(filled, capsys):
    public = answer(capsys, "export", "R", "out") and Path("out/log.pub").read_text()
    with sqlite3.connect(filled / "record.sqlite") as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        triggers = guards.fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE entry SET received_at = '2020-01-01T00:00:00.000Z'")
        connection.execute("UPDATE entry SET type = 'escape' WHERE seq = 3")
        for _, sql in triggers:
            connection.execute(sql)
    assert answer(capsys, "verify", "R", code=1)["fault"]["seq"] == 3
    shutil.rmtree(filled / "keys")
    assert answer(capsys, "verify", "R", "--log-key", public, code=1)["fault"]["seq"] == 3
    assert "64 hex digits" in refusal(capsys, "verify", "R", "--log-key", "x")


def test_claims_are_reconciled_with_each_other_and_with_the_balance(filled, capsys):
    heading, *rows = CLAIMS.read_text().splitlines()
    Path("claims.csv").write_text("\n".join([heading, *rows]) + "\n")
    assert answer(capsys, "import", "R", "claims.csv")["kind"] == "claims"
    Path("held.csv").write_text(f"{heading}\nheld,A,7,exact,AP,2026-01-20,2026-01-20\n")
    answer(capsys, "import", "R", "held.csv")
    found = answer(capsys, "claims", "R", "--within", "SINAA=northeast Syria")
    against = [p for p in found["pairs"] if "the record" in (p["a"]["source"], p["b"]["source"])]
    assert [(p["why"], {p["a"]["value"], p["b"]["value"]}) for p in against] == [
        ("unexplained", {2, 7})
    ]
    assert len(found["claims"]) == len(rows) + 2
    assert "--within" in refusal(capsys, "claims", "R", "--within", "SINAA")


@pytest.mark.parametrize("command", ["balance", "verify", "claims", "discrepancies"])
def test_a_folder_without_a_record_is_one_message(tmp_path, capsys, command):
    assert "muster record init" in refusal(capsys, command, str(tmp_path))


def test_a_record_is_not_made_over_something_else(record, capsys):
    assert "new or empty folder" in refusal(capsys, "init", "R")
    assert "password" in refusal(capsys, "init", "S", "--database", "postgresql://a:b@h/d")
    assert not Path("S").exists()


def test_missing_keys_are_named(filled, capsys):
    (filled / "keys" / "device.key").unlink()
    assert "device.key" in refusal(capsys, "append", "R", "arrival", "trip=T", "at=A")


def test_keys_are_for_their_owner_only(record):
    assert {path.stat().st_mode & 0o777 for path in (record / "keys").iterdir()} == {0o600}
