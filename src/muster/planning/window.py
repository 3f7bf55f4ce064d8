"""One part of the planning model solved anew, the rest of a solution kept as it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

from muster.planning.linear_model import LinearModel
from muster.planning.reduction import reduced
from muster.planning.timely_run import run_in_time

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
MOST_NODES = 500
"""Nodes of one part at most: what ends a hard one where no clock does."""


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of solving a part."""

    objective: float
    """Of the whole model."""
    values: FloatArray
    """By column of the whole model."""
    effort: int
    """Iterations of the simplex method: a measure of work that is the same on every machine."""
    closed: bool
    """Whether HiGHS proved the part solved (within the gap asked for)."""


@dataclass
class PartSolver:
    """Solves parts of one model, each from a solution that is there; several threads may."""

    linear: LinearModel
    _by_column: sparse.csc_matrix = field(init=False)
    _stop: bool = False

    def __post_init__(self) -> None:
        self._by_column = sparse.csc_matrix(self.linear.matrix)

    def stop(self) -> None:
        """Ask every running solve to end."""
        self._stop = True

    def solve(
        self, free: BoolArray, values: FloatArray, *, time_limit_s: float, gap: float, seed: int
    ) -> Solved | None:
        """The best values of the free columns with the others kept; None where nothing can change.

        None also where HiGHS does not end in time.

        `free` is (columns,); `values` is a solution of the whole model.
        """
        if self._stop or not (free & self.linear.integer).any():
            return None
        reduction = reduced(self._part(free, values))
        linear, inside = reduction.linear, values[free]
        if not len(linear.cost):
            return None
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", max(time_limit_s, 0.1))
        highs.setOptionValue("mip_rel_gap", 0.0)
        highs.setOptionValue("mip_abs_gap", gap * abs(self._objective(values)))
        highs.setOptionValue("random_seed", seed)
        highs.setOptionValue("mip_max_nodes", MOST_NODES)
        highs.cbMipInterrupt += self._interrupt
        highs.passModel(linear.to_highs(integer=True))
        start = highspy.HighsSolution()
        start.col_value = reduction.small(inside)
        highs.setSolution(start)
        if not run_in_time(highs, max(time_limit_s, 0.1), stopped=lambda: self._stop):
            return None
        info = highs.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        found = values.copy()
        found[free] = reduction.full(np.array(highs.getSolution().col_value))
        found = np.where(self.linear.integer, np.round(found), found)
        closed = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        effort = int(info.simplex_iteration_count)
        return Solved(self._objective(found), found, effort, closed)

    def _objective(self, values: FloatArray) -> float:
        return float(self.linear.cost @ values) + self.linear.offset

    def _part(self, free: BoolArray, values: FloatArray) -> LinearModel:
        """The model of the free columns; its rows allow what `values` has, rounding included."""
        linear = self.linear
        columns = self._by_column[:, np.flatnonzero(free)]
        rows = np.zeros(linear.matrix.shape[0], dtype=bool)
        rows[columns.indices] = True
        matrix = sparse.csr_matrix(columns)[rows]
        fixed = np.where(free, 0.0, values)
        elsewhere = linear.matrix[rows] @ fixed
        here = matrix @ values[free]
        return LinearModel(
            cost=linear.cost[free],
            lower=linear.lower[free],
            upper=linear.upper[free],
            integer=linear.integer[free],
            matrix=sparse.csr_matrix(matrix),
            row_lower=np.minimum(linear.row_lower[rows] - elsewhere, here),
            row_upper=np.maximum(linear.row_upper[rows] - elsewhere, here),
            offset=linear.offset + float(linear.cost @ fixed),
        )

    def _interrupt(self, event: Any) -> None:
        if self._stop:
            event.data_in.user_interrupt = True
