"""Large-neighbourhood search on the real model: free the trips of some days, keep the others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.loading import Loading
from muster.planning.model import NO_COLUMN, PlanningModel

FloatArray = npt.NDArray[np.float64]
WINDOW_COLUMNS = 400
"""Whole-number columns that are freed at once: HiGHS closes such a problem in seconds."""
SOLVE_LIMIT_S = 8.0
SOLVE_GAP = 5e-4


@dataclass
class Neighbourhood:
    """Solves the model with only the trips of a window of boundaries free."""

    model: PlanningModel
    seed: int
    solves: int = 0
    idle: int = 0
    """Solves in a row that gained nothing."""
    _boundary: npt.NDArray[np.int64] = field(init=False)
    """(columns,) departure boundary of whole-number columns, -1 for the others."""
    _windows: list[tuple[int, int]] = field(default_factory=list)
    _stop: bool = False

    def __post_init__(self) -> None:
        self._boundary = np.full(len(self.model.linear.cost), -1)
        for columns in [*self.model.trips, *self.model.compartments.values()]:
            times = np.flatnonzero(columns != NO_COLUMN)
            self._boundary[columns[times]] = times
        self._boundary[~self.model.linear.integer] = -1

    def stop(self) -> None:
        """Ask a running solve, in whatever thread, to end."""
        self._stop = True

    def improve(self, from_loading: Loading, time_limit_s: float) -> Loading:
        """The best solution with one window free; never worse than what it starts from."""
        begins, ends = self._next_window()
        linear = self.model.linear
        lower, upper = linear.lower.copy(), linear.upper.copy()
        kept = (self._boundary >= 0) & ((self._boundary < begins) | (self._boundary >= ends))
        lower[kept] = upper[kept] = np.round(from_loading.values[kept])
        lp = linear.to_highs(integer=True)
        lp.col_lower_, lp.col_upper_ = lower, upper
        highs = self._solver(lp, min(time_limit_s, SOLVE_LIMIT_S))
        start = highspy.HighsSolution()
        start.col_value = from_loading.values
        highs.setSolution(start)
        highs.run()
        self.solves += 1
        info = highs.getInfo()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not feasible or info.objective_function_value >= from_loading.objective - 1e-7:
            self.idle += 1
            return from_loading
        self.idle = 0
        values = np.array(highs.getSolution().col_value)
        values = np.where(linear.integer, np.round(values), values)
        return Loading(float(info.objective_function_value), values, exact=False)

    def _solver(self, lp: highspy.HighsLp, time_limit_s: float) -> Any:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", max(time_limit_s, 0.5))
        highs.setOptionValue("mip_rel_gap", SOLVE_GAP)
        highs.setOptionValue("random_seed", self.seed + self.solves)
        highs.cbMipInterrupt += self._interrupt
        highs.passModel(lp)
        return highs

    def _interrupt(self, event: Any) -> None:
        if self._stop:
            event.data_in.user_interrupt = True

    def _next_window(self) -> tuple[int, int]:
        """Windows that overlap by half and cover the horizon, in an order drawn by the seed."""
        if not self._windows:
            steps = self.model.instance.steps
            whole = max(1, int((self._boundary >= 0).sum()))
            width = int(np.clip(steps * WINDOW_COLUMNS // whole, 4, steps))
            begins = np.arange(-(width // 2), steps, max(1, width // 2))
            shift = int(np.random.default_rng([self.seed, self.solves]).integers(width))
            order = np.random.default_rng([self.seed, self.solves, 1]).permutation(begins)
            self._windows = [(int(b) + shift // 2, int(b) + shift // 2 + width) for b in order]
        return self._windows.pop()
