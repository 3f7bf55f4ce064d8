"""What every command says of input that cannot be used: one message, no traceback, nothing made."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from folders import folder_with
from muster.cli import main

QUICK = ("--time", "2", "--no-figures", "--no-limits")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """A scenario folder and a plan for it."""
    place = tmp_path_factory.mktemp("sound")
    scenario, out = place / "scenario", place / "plan"
    scenario.mkdir()
    folder_with(scenario, {"hazards.csv": "site,regime,hazard_per_day\nP,holding,0.1\n"})
    assert main(["plan", str(scenario), "--out", str(out), *QUICK, "--json"]) == 0
    return str(scenario), str(out)


def commands(scenario, plan, out):
    """Every command line that reads a scenario, a plan or both, and writes to OUT if it writes."""
    return {
        "check": ["check", scenario],
        "hazard": ["hazard", scenario],
        "plan": ["plan", scenario, "--out", out, *QUICK],
        "approved": ["plan", scenario, "--out", out, "--approved", plan, *QUICK],
        "limits": ["limits", scenario, "--plan", plan, "--out", out],
        "robust": ["robust", scenario, "--plan", plan, "--out", out],
        "verify-plan": ["verify-plan", plan, scenario],
        "explain": ["explain", plan, scenario, "G"],
        "compare": ["compare", plan, plan, scenario, "--out", out],
    }


READS_A_PLAN = ("approved", "limits", "robust", "verify-plan", "explain", "compare")
WRITES = ("plan", "approved", "limits", "robust", "compare")


def refused(words, capsys, code=2):
    """The one message of a command that refuses, which is the same for people and machines."""
    capsys.readouterr()
    assert main(words) == code
    told = capsys.readouterr()
    assert main([*words, "--json"]) == code
    answered = capsys.readouterr()
    assert "Traceback" not in told.err + answered.err
    assert json.loads(answered.out)
    return told.err + told.out


@pytest.mark.parametrize("command", commands("", "", ""))
@pytest.mark.parametrize("fault", ["missing", "file", "empty", "broken"])
def test_a_scenario_that_cannot_be_read_is_refused(command, fault, sound, tmp_path, capsys):
    given = tmp_path / "given"
    if fault == "file":
        given.write_text("mine")
    elif fault != "missing":
        given.mkdir()
    if fault == "broken":
        folder_with(given, {"scenario.toml": "format = [[["})
    words = commands(str(given), sound[1], str(tmp_path / "out"))[command]
    checked = command == "check" and fault in ("empty", "broken")
    said = refused(words, capsys, code=1 if checked else 2)
    assert ("scenario.toml" if fault in ("empty", "broken") else str(given)) in said
    out = tmp_path / "out"
    assert not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize("command", READS_A_PLAN)
@pytest.mark.parametrize("fault", ["missing", "cut short", "of another scenario", "no plan"])
def test_a_plan_that_cannot_be_used_is_refused(command, fault, sound, tmp_path, capsys):
    scenario, plan = sound
    file = tmp_path / "plan.json"
    text = (Path(plan) / "plan.json").read_text(encoding="utf-8")
    if fault == "cut short":
        file.write_text(text[: len(text) // 2], encoding="utf-8")
    elif fault == "of another scenario":
        if command in ("approved", "compare"):
            return  # trips approved for another state of things are what replanning is about
        document = {**json.loads(text), "scenario_digest": "0" * 64}
        file.write_text(json.dumps(document), encoding="utf-8")
    elif fault == "no plan":
        file.write_text("id,name\n", encoding="utf-8")
    words = commands(scenario, str(file), str(tmp_path / "out"))[command]
    disagrees = command == "verify-plan" and fault == "of another scenario"
    said = refused(words, capsys, code=1 if disagrees else 2)
    assert "another" in said if fault == "of another scenario" else "plan.json" in said


@pytest.mark.parametrize("command", WRITES)
@pytest.mark.parametrize("fault", ["a file", "below a file", "empty"])
def test_an_out_that_cannot_be_written_is_refused(command, fault, sound, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    out = {"a file": tmp_path / "file", "below a file": tmp_path / "file" / "out", "empty": ""}
    said = refused(commands(*sound, str(out[fault]))[command], capsys)
    assert "found an empty name" in said if fault == "empty" else str(out[fault]) in said
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    "words",
    [
        ("--time", "-1"),
        ("--time", "inf"),
        ("--gap", "-0.1"),
        ("--gap", "nan"),
        ("--change-price", "inf"),
        ("--tail", "1"),
        ("--seed", "x"),
    ],
)
def test_numbers_that_cannot_be_are_refused(words, sound, tmp_path, capsys):
    said = refused(["plan", sound[0], "--out", str(tmp_path / "out"), *words], capsys)
    assert words[0] in said
    assert not (tmp_path / "out").exists()


def test_no_time_at_all_gives_the_first_plan(sound, tmp_path, capsys):
    words = ["plan", sound[0], "--out", str(tmp_path), "--time", "0", "--no-figures", "--no-limits"]
    assert main([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["summary"]["people"] == 30
    assert (tmp_path / "plan.json").exists()


def test_a_pipe_that_is_closed_early_is_one_message(sound):
    words = f"'{sys.executable}' -m muster check '{sound[0]}' > /dev/full"
    ended = subprocess.run(words, shell=True, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "the output cannot be written" in ended.stderr
    assert "Traceback" not in ended.stderr
