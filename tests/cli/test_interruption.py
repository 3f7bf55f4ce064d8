"""Ctrl-C in a real process, at each phase of `muster plan`."""

import os
import signal
import subprocess
import sys

import pytest

from muster.cli.interrupts import unbroken
from muster.planning.plan_file import read_plan
from muster.scenario import load
from muster.scenario.folder.template import write_template
from muster.verification import verify_plan


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    """The folder that `muster new` writes."""
    folder = tmp_path_factory.mktemp("given") / "given"
    write_template(folder)
    return folder


def interrupted(words, when):
    """Exit code, stdout and stderr of a process interrupted once it has said something."""
    process = subprocess.Popen(
        [sys.executable, "-m", "muster", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = ""
    while when not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    os.kill(process.pid, signal.SIGINT)
    shown, rest = process.communicate()
    return process.returncode, shown, said + rest


def tidy(out):
    """Whether nothing half-written is left."""
    return not [path for path in out.rglob("*") if path.name.endswith(".part")]


def test_an_interruption_while_limits_are_asked_keeps_the_plan_and_what_was_found(given, tmp_path):
    words = ["plan", given, "--out", tmp_path, "--time", "4", "--no-figures"]
    code, shown, said = interrupted(words, "what limits: 2 of")
    assert (code, "Traceback" in said) == (0, False)
    assert "additions not tried" in shown
    plan = read_plan(tmp_path)
    assert plan.stopped_by != "interrupted"
    assert verify_plan(plan, load(given)).violations == ()
    assert {"plan.json", "trips.csv", "limits.json"} <= {path.name for path in tmp_path.iterdir()}
    assert tidy(tmp_path)


def test_an_interruption_of_the_search_keeps_the_best_plan_with_its_bound(given, tmp_path):
    words = ["plan", given, "--out", tmp_path, "--time", "60", "--gap", "0", "--no-figures"]
    code, _, said = interrupted(words, "(relaxation)")
    assert (code, "Traceback" in said) == (0, False)
    plan = read_plan(tmp_path)
    assert plan.stopped_by == "interrupted"
    assert 0 < plan.bound <= plan.objective
    assert verify_plan(plan, load(given)).violations == ()
    assert tidy(tmp_path)


def test_an_interruption_of_limits_alone_keeps_what_was_found(given, tmp_path):
    words = ["limits", given, "--out", tmp_path, "--time", "1", "--plan-time", "2"]
    code, shown, said = interrupted(words, "what limits: 2 of")
    assert (code, "Traceback" in said) == (0, False)
    assert "What limits the plan" in shown
    assert (tmp_path / "limits.json").exists()
    assert tidy(tmp_path)


def test_files_are_written_to_the_end_before_an_interruption_is_heard():
    done = []

    def write():
        with unbroken():
            os.kill(os.getpid(), signal.SIGINT)
            done.append("written")

    with pytest.raises(KeyboardInterrupt):
        write()
    assert done == ["written"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
