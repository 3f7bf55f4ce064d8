"""Papers from the command line: whole files, names only for who says who they are, refusals."""

import json
from pathlib import Path

import pytest

from muster.cli import main
from muster.reporting.papers import KINDS
from operation_makers import PEOPLE, make_ready, to_handed_over
from paper_makers import held, row, text_of

NOW = ["--at", "2026-01-21T12:00Z"]


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    kept, desk = held(folder, [row(1, person_id=person) for person in PEOPLE])
    make_ready(desk)
    to_handed_over(desk)
    due = next(e for e in desk.situation.due.values() if e.body["duty"] == "card")
    kept.close()
    return folder / "R", due.event_id


def made(capsys, *words):
    capsys.readouterr()
    assert main(["papers", *map(str, words), "--json", *NOW]) == 0
    return json.loads(capsys.readouterr().out)


def test_every_kind_of_paper_has_a_command():
    from muster.cli.papers import papers

    assert {command.name for command in papers.registered_commands} == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "about"),
    [("manifest", "T"), ("wristbands", "T"), ("cards", "T"), ("receipt", "T"), ("chain", "p1"),
     ("arrivals", "B"), ("situation", None), ("after-action", None), ("advices", "T")],
)  # fmt: skip
def test_a_paper_is_written_whole_and_its_place_told(record, tmp_path, capsys, kind, about):
    words = [kind, record[0], *([about] if about else []), "--out", tmp_path / "out"]
    told = made(capsys, *words, "--language", "ar")
    file = Path(told["file"])
    assert [each.name for each in (tmp_path / "out").iterdir()] == [file.name]
    assert file.name.endswith("-ar.pdf")
    assert file.stat().st_size == told["bytes"]
    assert file.read_bytes().startswith(b"%PDF-1.7")


def test_names_are_printed_for_who_says_who_they_are_and_for_nobody_else(record, tmp_path, capsys):
    without = made(capsys, "manifest", record[0], "T", "--out", tmp_path)
    assert "Name0001" not in text_of(Path(without["file"]).read_bytes())
    named = made(capsys, "manifest", record[0], "T", "--out", tmp_path, "--by", "o9")
    assert text_of(Path(named["file"]).read_bytes()).count("Name0001 Family") == len(PEOPLE)


def test_the_messages_of_a_duty_are_printed_and_the_duty_stays_open(record, tmp_path, capsys):
    folder, duty = record
    told = made(capsys, "bureau", folder, duty, "--out", tmp_path, "--by", "o9")
    shown = text_of(Path(told["file"]).read_bytes())
    assert "National Information Bureau" in shown
    assert "Central Tracing Agency" in shown
    alone = made(capsys, "bureau", folder, duty, "--out", tmp_path, "--by", "o9", "--may-harm")
    assert "National Information Bureau" not in text_of(Path(alone["file"]).read_bytes())
    capsys.readouterr()
    main(["duty", "list", str(folder), "--json", "--at", "2026-01-21T12:00Z"])
    assert duty in {each["event"] for each in json.loads(capsys.readouterr().out)["duties"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["manifest", "R", "X", "--out", "o"], "found no trip X"),
        (["chain", "R", "nobody", "--out", "o"], "found nobody nobody"),
        (["arrivals", "R", "Z", "--out", "o"], "found no site Z"),
        (["receipt", "R", "T", "--event", "no", "--out", "o"], "found no handover"),
        (["manifest", "R", "T", "--out", "o", "--language", "xx"], "--language: found 'xx'"),
        (["manifest", "R", "T", "--out", "o", "--numerals", "roman"], "--numerals"),
        (["manifest", "R", "T", "--out", "o", "--at", "noon"], "--at: found 'noon'"),
        (["manifest", "R", "T", "--out", "file"], "there is a file of that name"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_one_message_and_nothing_is_written(
    record, tmp_path, capsys, monkeypatch, words, message
):
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("x")
    words = [str(record[0]) if word == "R" else word for word in words]
    assert main(["papers", *words]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert "Traceback" not in told.err
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
