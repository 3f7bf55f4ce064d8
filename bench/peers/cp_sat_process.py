"""Solves a model in whole numbers by CP-SAT, in a process that never loads HiGHS.

`python -m bench.peers.cp_sat_process MODEL.npz SOLUTION.npy ASKED`: tells of each better solution
and bound by a line of JSON on stdout, in the units of the model that it was given.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from ortools.sat.python import cp_model


def main(given: Path, solution: Path, asked: Mapping[str, Any]) -> None:
    """Read the model, solve it, write the solution."""
    with np.load(given) as read:
        arrays = {name: read[name] for name in read.files}
    teller = _Teller(time.monotonic() - asked["already_s"])
    model, columns = _build(arrays)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = asked["threads"]
    solver.parameters.random_seed = asked["seed"]
    left = asked["limit_s"] - teller.seconds()
    solver.parameters.max_time_in_seconds = max(0.1, left)
    solver.best_bound_callback = teller.bound
    status = solver.solve(model, teller)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    if found:
        np.save(solution, np.array(solver.values(columns), dtype=np.float64))
    proven = solver.best_objective_bound if status != cp_model.MODEL_INVALID else None
    teller.tell(solver.objective_value if found else None, proven, solver.status_name(status))


def _build(arrays: Mapping[str, Any]) -> tuple[Any, Any]:
    """The model and its variables."""
    model = cp_model.CpModel()
    numbers = zip(arrays["lower"].tolist(), arrays["upper"].tolist(), strict=True)
    columns = [model.new_int_var(lower, upper, "") for lower, upper in numbers]
    start, index, value = (arrays[name].tolist() for name in ("start", "columns", "values"))
    limits = zip(arrays["row_lower"].tolist(), arrays["row_upper"].tolist(), strict=True)
    for row, (lower, upper) in enumerate(limits):
        begins, ends = start[row], start[row + 1]
        if begins == ends:
            continue
        aboard = [columns[column] for column in index[begins:ends]]
        sum_of = cp_model.LinearExpr.weighted_sum(aboard, value[begins:ends])
        model.add_linear_constraint(sum_of, lower, upper)
    model.minimize(cp_model.LinearExpr.weighted_sum(columns, arrays["cost"].tolist()))
    return model, columns


class _Teller(cp_model.CpSolverSolutionCallback):
    """Says on stdout what was found, and when."""

    def __init__(self, began: float) -> None:
        super().__init__()
        self._began = began

    def seconds(self) -> float:
        """Seconds since the run began, the building of the model counted."""
        return time.monotonic() - self._began

    def on_solution_callback(self) -> None:
        """Called by CP-SAT for each better solution."""
        self.tell(self.objective_value, self.best_objective_bound)

    def bound(self, bound: float) -> None:
        """Called by CP-SAT for each better bound."""
        self.tell(None, bound)

    def tell(self, incumbent: float | None, bound: float | None, status: str | None = None) -> None:
        """One line."""
        said = {"seconds": self.seconds(), "incumbent": incumbent, "bound": bound}
        if status is not None:
            said["status"] = status  # type: ignore[assignment]
        sys.stdout.write(json.dumps(said) + "\n")  # one call: lines come from two threads
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
