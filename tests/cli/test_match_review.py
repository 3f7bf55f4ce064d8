"""`muster match review|report`: one key an answer, kept at once, and nothing of names kept."""

import csv
import io
import json
import os
import pty
import select
import shutil
import subprocess
import sys

import pytest

from match_lists import two_lists
from muster.cli import main
from roster_files import write_roster


@pytest.fixture(scope="module")
def lists(tmp_path_factory):
    place = tmp_path_factory.mktemp("lists")
    a, b, _ = two_lists(120, 0.8, 5)
    files = [str(write_roster(place / f"{side}.csv", rows)) for side, rows in (("a", a), ("b", b))]
    assert main(["match", *files, "--out", str(place / "out")]) == 0
    names = {word for rows in (a, b) for row in rows for word in row[1].split()}
    return place, names


@pytest.fixture
def out(lists, tmp_path, capsys):
    shutil.copytree(lists[0], tmp_path / "here")
    capsys.readouterr()
    return tmp_path / "here" / "out"


def typed(monkeypatch, text):
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def review(monkeypatch, out, by, text, *more):
    typed(monkeypatch, text)
    return main(["match", "review", str(out), "--by", by, *more])


def results(out):
    with (out / "reviewed.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def report(out, capsys):
    capsys.readouterr()
    assert main(["match", "report", str(out), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def open_row(out, capsys):
    first = report(out, capsys)["open"][0]
    return first["side"], first["id"]


def test_two_reviewers_who_agree_on_a_pair_found_by_search_confirm_it(out, monkeypatch, capsys):
    side, row = open_row(out, capsys)
    other = "a" if side == "b" else "b"
    partner = f"{other}00007"
    for by in ("one", "two"):
        assert review(monkeypatch, out, by, f"/{partner}\n1\ns\nq\n") == 0
    pair = {side: row, other: partner}
    (found,) = [each for each in results(out) if each[other] == partner]
    assert (found["a"], found["b"]) == (pair["a"], pair["b"])
    assert (found["decision"], found["by"]) == ("confirmed", "one;two")
    told = report(out, capsys)
    assert told["reviewers"] == {"one": 1, "two": 1}
    assert told["rows"]["settled"] == 1


def test_reviewers_who_disagree_leave_it_to_a_third(out, monkeypatch, capsys):
    found = "/a00007\n1\ns\nq\n"
    review(monkeypatch, out, "one", found)
    review(monkeypatch, out, "two", "x\nq\n")
    told = report(out, capsys)
    assert told["rows"]["waits for a third reviewer"] == 1
    assert told["results"].get("confirmed") is None
    review(monkeypatch, out, "three", found)
    told = report(out, capsys)
    assert told["rows"]["waits for a third reviewer"] == 0
    assert told["results"]["confirmed"] == 1


def test_a_stopped_review_goes_on_with_the_next_row(out, monkeypatch, capsys):
    review(monkeypatch, out, "one", "u\n")
    first = capsys.readouterr().err
    review(monkeypatch, out, "one", "")
    again = capsys.readouterr().err
    rows = [line for line in first.splitlines() if line.strip().startswith("id ")]
    assert rows[1] in again
    assert rows[0] not in again


def test_each_answer_says_what_was_kept_and_what_becomes_of_the_row(out, monkeypatch, capsys):
    side, row = open_row(out, capsys)
    other = "a" if side == "b" else "b"
    review(monkeypatch, out, "one", f"/{other}00007\n1\ns\nz\n?\ng\nq\n")
    shown = capsys.readouterr().err
    assert f"Who is {row} of {side}.csv on {other}.csv? Candidate 1 of" in shown
    kept = f"Kept: {row} and {other}00007 are the same person; it waits for a second reviewer."
    assert kept in " ".join(shown.split())
    assert "Undone." in shown
    assert "leave this row for later" in shown
    assert "That key means nothing here." in shown


def test_what_was_undone_is_asked_again_and_stays_in_the_record(out, monkeypatch, capsys):
    review(monkeypatch, out, "one", "s\nz\nq\n")
    assert report(out, capsys)["reviewers"] == {}
    assert main(["record", "verify", str(out / "record"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["events"] == 4


def test_no_name_is_in_the_record_nor_in_what_is_written(out, lists, monkeypatch):
    review(monkeypatch, out, "one", "s\nn\nu\n/tareq\n1\ns\nq\n")
    kept = b"".join(path.read_bytes() for path in (out / "record").glob("record.sqlite*"))
    kept += (out / "reviewed.csv").read_bytes()
    assert b"match_decision" in kept
    assert not [name for name in lists[1] if len(name) > 4 and name.encode() in kept]


def test_a_search_that_finds_nobody_says_so_and_asks_on(out, monkeypatch, capsys):
    assert review(monkeypatch, out, "one", "/zzzzqqqq\nq\n") == 0
    assert "Nobody fits that." in capsys.readouterr().err


def test_names_that_would_steer_the_terminal_are_shown_and_not_obeyed(
    tmp_path, monkeypatch, capsys
):
    a = [["a1", "\x1b[2Jtareq", "", "m", "SY", ""]]
    files = [str(write_roster(tmp_path / f"{n}.csv", a)) for n in "ab"]
    main(["match", *files, "--out", str(tmp_path / "out")])
    review(monkeypatch, tmp_path / "out", "one", "q\n", "--unmatched")
    shown = capsys.readouterr().err
    assert "\x1b[2J" not in shown
    assert "[2Jtareq" in shown


def test_lists_that_are_gone_stop_a_review_before_anything_is_recorded(out, monkeypatch, capsys):
    settings = (out / "matching.toml").read_text(encoding="utf-8")
    (out / "matching.toml").write_text(settings.replace("b.csv", "c.csv"), encoding="utf-8")
    assert review(monkeypatch, out, "one", "s\n") == 2
    assert "c.csv: found no list" in capsys.readouterr().err
    assert not (out / "record").exists()


def test_decisions_go_into_the_record_of_the_operation_beside_which_the_matching_lies(
    lists, tmp_path, monkeypatch, capsys
):
    place = tmp_path / "R"
    assert main(["record", "init", str(place)]) == 0
    shutil.copytree(lists[0], place / "matching")
    out = place / "matching" / "out"
    review(monkeypatch, out, "one", "s\nq\n")
    assert not (out / "record").exists()
    assert report(out, capsys)["reviewers"] == {"one": 1}


@pytest.mark.slow
def test_one_key_without_enter_is_an_answer_in_a_terminal(out, capsys):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "muster", "match", "review", str(out), "--by", "one"]
    run = subprocess.Popen(command, stdin=theirs, stderr=theirs, stdout=subprocess.PIPE)
    os.close(theirs)
    press(ours, b"", until=b"q stop")
    press(ours, b"s", until=b"left for you")
    press(ours, b"q", until=b"\x1b[?1049l")  # the second screen is left
    said, _ = run.communicate(timeout=60)
    os.close(ours)
    assert run.returncode == 0
    assert b"decisions that stand" in said
    assert report(out, capsys)["reviewers"]["one"] >= 1


def press(terminal, key, until):
    """Press a key until the terminal answers: keys before the rows are shown do not count."""
    shown = b""
    while until not in shown:
        if select.select([terminal], [], [], 0.5)[0]:
            shown += os.read(terminal, 4096)
        else:
            os.write(terminal, key)
