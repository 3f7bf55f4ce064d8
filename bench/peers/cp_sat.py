"""Peer (c): the planning model, in whole numbers, in OR-Tools CP-SAT.

highspy and ortools cannot be imported into one process (google/or-tools issue 5246): CP-SAT runs
in a process of its own and gets the model as a file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bench.judging import judged
from bench.methods import THREADS
from bench.peers.whole_numbers import (
    FloatArray,
    WholeModel,
    in_whole_numbers,
    true_bound,
    true_objective,
)
from bench.results import Found
from bench.watch import Watch
from muster.planning.instance import compile_instance
from muster.planning.linear_model import LinearModel
from muster.planning.model import build_model
from muster.scenario import Scenario

ROOT = Path(__file__).parents[2]


def solve_with_cp_sat(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Solve the model with every number whole; writing and reading it is not counted."""
    model = build_model(compile_instance(scenario), scenario.objective.trip_price)
    watch.model(model.linear)
    whole = in_whole_numbers(model.linear)
    with TemporaryDirectory() as folder:
        status, values, seconds = _in_its_own_process(
            Path(folder), model.linear, whole, seed, limit_s, watch
        )
    if values is not None and not model.linear.allows(values):
        raise AssertionError("CP-SAT's solution breaks a row of the model it was given")
    if values is not None:
        watch.note(true_objective(model.linear, values), None, seconds=seconds)
    return judged(
        scenario,
        model,
        values,
        outcome="proven" if status == "OPTIMAL" else "time",
        watch=watch,
        seconds=seconds,
        note="" if status in ("OPTIMAL", "FEASIBLE") else f"CP-SAT: {status}",
    )


def _in_its_own_process(
    folder: Path,
    linear: LinearModel,
    whole: WholeModel,
    seed: int,
    limit_s: float,
    watch: Watch,
) -> tuple[str, FloatArray | None, float]:
    """(status, values, seconds until it ended); objectives and bounds go to the watch."""
    already = watch.seconds()
    given, solution = folder / "model.npz", folder / "solution.npy"
    np.savez(given, **asdict(whole))
    asked = {"seed": seed, "limit_s": limit_s, "already_s": already, "threads": THREADS}
    command = [sys.executable, "-m", "bench.peers.cp_sat_process"]
    command += [str(given), str(solution), json.dumps(asked)]
    status, seconds = "ended without a word", already
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said = json.loads(line)
            seconds = said["seconds"]
            status = said.get("status", status)
            incumbent = said["incumbent"]
            if incumbent is not None:
                incumbent = incumbent / whole.scale + linear.offset
            bound = said["bound"]
            if bound is not None:
                bound = true_bound(linear, whole, bound)
            watch.note(incumbent, bound, seconds=seconds)
    if process.returncode:
        raise RuntimeError(f"CP-SAT's process ended with {process.returncode}")
    return status, np.load(solution) if solution.exists() else None, seconds
