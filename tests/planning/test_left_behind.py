"""A process that left a solver behind ends with its own exit code, and C++ says nothing of it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]["muster"]
PATIENCE_S = 120
"""Far more than any of these processes needs, far less than HiGHS needs for the hard model."""
HARD = """
import atexit, os, signal, sys
from threading import Event
import highspy
import numpy as np
from scipy import sparse
from muster.planning.linear_model import LinearModel
from muster.planning.timely_run import run_in_time

draw = np.random.default_rng(0)
weights = sparse.csr_matrix(draw.integers(1, 100, (60, 300)).astype(float))
weights.indices, weights.indptr = weights.indices.astype(np.int32), weights.indptr.astype(np.int32)
room = np.asarray(weights.sum(axis=1)).ravel() / 3
hard = LinearModel(
    -draw.integers(1, 100, 300).astype(float), np.zeros(300), np.ones(300), np.ones(300, bool),
    weights, np.full(60, -highspy.kHighsInf), room,
)
highs = highspy.Highs()
highs.setOptionValue("output_flag", False)
highs.setOptionValue("threads", 1)
highs.passModel(hard.to_highs(integer=True))

class Deaf:
    def run(self):
        highs.run()
"""
"""A knapsack of sixty rows, on which HiGHS branches for hours, and a solver that is never asked."""
COMMAND = """
from muster.cli.app import app

@app.command("leave")
def leave() -> int:
    print("left:", not run_in_time(Deaf(), 1.0, 0.0))
    atexit.register(lambda: print("tidied"))
    {then}

sys.argv = ["muster", "leave"]
{enter}
"""
ENTRANCES = {
    "module": "import runpy; runpy.run_module('muster', run_name='__main__')",
    "script": f"import pkgutil; sys.exit(pkgutil.resolve_name({SCRIPT!r})())",
}


def ended(code):
    """Exit code, stdout and stderr of a process that runs some code."""
    words = [sys.executable, "-c", code]
    run = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return run.returncode, run.stdout, run.stderr


@pytest.mark.parametrize("callback", ["", "highs.cbMipInterrupt += lambda event: None"])
def test_a_program_that_left_highs_behind_asks_it_to_end_and_waits(callback):
    code = f"{HARD}\n{callback}\nprint(run_in_time(highs, 1.0, 0.0))"
    assert ended(code) == (0, "False\n", "")


def test_a_program_waits_at_its_end_for_whatever_it_left_behind():
    code = f"""{HARD}
ending = Event()

class Slow:
    def run(self):
        ending.wait()
        print("has ended")

run_in_time(Slow(), 0.0, 0.0)
atexit.register(ending.set)
"""
    assert ended(code) == (0, "has ended\n", "")


def test_ctrl_c_ends_a_program_that_waits_for_what_it_left_behind():
    code = f"""{HARD}
ending = Event()

class Pressed:
    def run(self):
        ending.wait()
        while True:
            os.kill(os.getpid(), signal.SIGINT)
            Event().wait(0.1)

run_in_time(Deaf(), 1.0, 0.0)
run_in_time(Pressed(), 0.0, 0.0)
atexit.register(ending.set)
"""
    exit_code, _, said = ended(code)
    assert exit_code == 130
    assert "terminate" not in said


def test_what_was_left_by_ctrl_c_is_asked_to_end_as_well():
    code = f"""{HARD}
class Pressed(Exception):
    pass

def press():
    raise Pressed

try:
    run_in_time(highs, 3600.0, 0.0, stopped=press)
except Pressed:
    print("pressed")
"""
    assert ended(code) == (0, "pressed\n", "")


@pytest.mark.parametrize("enter", ENTRANCES.values(), ids=ENTRANCES)
def test_a_command_that_left_highs_behind_ends_with_its_own_exit_code(enter):
    code = HARD + COMMAND.format(then="return 1", enter=enter)
    assert ended(code) == (1, "left: True\ntidied\n", "")


def test_a_command_that_fails_with_highs_left_behind_still_shows_where():
    code = HARD + COMMAND.format(then="raise RuntimeError('a bug')", enter=ENTRANCES["module"])
    exit_code, shown, said = ended(code)
    assert (exit_code, shown) == (1, "left: True\ntidied\n")
    assert said.endswith("RuntimeError: a bug\n")
