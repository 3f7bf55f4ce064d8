"""The linear relaxation with cut-set inequalities, and what branching adds to its bound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.blocks import Block, Blocks
from muster.planning.cut_sets import CutSets, rows_of
from muster.planning.linear_model import LinearModel
from muster.planning.model import PlanningModel
from muster.planning.timely_run import GRACE_S, run_in_time
from muster.planning.weak_duality import safe_bound

FloatArray = npt.NDArray[np.float64]
CUT_ROUNDS = 3
"""Solves of the relaxation with cut-set inequalities before HiGHS branches on it."""
LARGE_MODEL = 150_000
"""Columns above which the interior point method is used instead of the simplex method.

On 232,000 columns a rough solution takes 75 s and shows nearly the same cuts as an exact one after
130 s; with these cuts the exact solution and its vertex take 140 s, where the simplex method from
the vertex without cuts took 215 s.
"""
LARGE_GRACE_S = 5.0
"""Seconds beyond its time limit that a large model is waited for: its steps are long."""
ROUGH = 1e-2
"""Relative gap of the first solution of a large model."""
BLOCK_LIMIT_S = 15.0
"""Seconds for one block of a large model: few gain more after them."""
BLOCK_GAP = 2e-5
"""Share of the whole bound up to which a block is solved."""


@dataclass
class Relaxation:
    """A relaxation that is solved, cut and solved again."""

    model: PlanningModel
    linear: LinearModel = field(init=False)
    bound: float = field(init=False)
    solution: FloatArray | None = None
    reduced_costs: FloatArray | None = None
    rounds: int = 0
    finished: bool = False
    """Whether nothing more can be had."""
    proven: bool = False
    """Whether branching has ended, so that what it found is the best there is."""
    incumbent: FloatArray | None = None
    """A solution to begin branching from."""
    found: tuple[float, FloatArray] | None = None
    """Objective and values of the best solution that branching found."""
    _priced: tuple[LinearModel, FloatArray, float] | None = None
    """The model, the duals of its rows and their bound, where that is best."""
    _blocks: Iterator[Block] | None = None
    _highs: Any = None
    _cut_sets: CutSets | None = None
    _stop: bool = False

    def __post_init__(self) -> None:
        self.linear = self.model.linear
        self.bound = self.model.instance.fixed_loss

    @property
    def is_large(self) -> bool:
        """Whether the model is solved by the interior point method."""
        return len(self.linear.cost) > LARGE_MODEL

    def stop(self) -> None:
        """Ask a running solve, in whatever thread, to end."""
        self._stop = True

    def strengthen(self, time_limit_s: float) -> None:
        """Solve the relaxation, cut off the last solution and solve again, and at last branch.

        On a large model it is blocks of it that are branched on, one a call.
        """
        if self._stop:
            self.finished = True
        if self.finished:
            return
        if self.rounds >= CUT_ROUNDS:
            if self.is_large:
                self._branch_on_block(time_limit_s)
            else:
                self._branch(time_limit_s)
                self.finished = True
            return
        if self._highs is None:
            self._highs = self._new_solver()
            self._cut_sets = CutSets(self.model)
        elif not self._cut():
            self.rounds = CUT_ROUNDS
            return
        if self.is_large:
            self._refine_method()
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + time_limit_s)
        if self._runs(self._highs, time_limit_s):
            self._take()

    def _refine_method(self) -> None:
        """A large model is solved roughly first, then exactly to a vertex, then from that."""
        options: dict[str, Any] = (
            {"solver": "ipm", "run_crossover": "off", "ipm_optimality_tolerance": ROUGH},
            {"solver": "ipm", "run_crossover": "on", "ipm_optimality_tolerance": 1e-8},
            {"solver": "simplex"},
        )[min(self.rounds, 2)]
        for option, value in options.items():
            self._highs.setOptionValue(option, value)

    def strengthen_root(self, time_limit_s: float) -> None:
        """HiGHS's own cuts at the root of branch and bound, and no branching."""
        if not self.finished and not self._stop:
            self._branch(time_limit_s, most_nodes=1)

    def solve(self, time_limit_s: float, most_nodes: int) -> None:
        """Branch and bound on the plain model at once, which is all that a small one needs."""
        if not self._stop:
            self._branch(time_limit_s, most_nodes)

    def _new_solver(self) -> Any:
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("solver", "simplex")
        highs.passModel(self.linear.to_highs(integer=False))
        highs.cbSimplexInterrupt += self._interrupt
        highs.cbIpmInterrupt += self._interrupt
        return highs

    def _branch(self, time_limit_s: float, most_nodes: int | None = None) -> None:
        """Branch and bound by HiGHS on the model with its cuts, for what its bound is worth."""
        self._highs = None
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("threads", 1)
        highs.setOptionValue("time_limit", time_limit_s)
        highs.setOptionValue("mip_rel_gap", 1e-6)
        if most_nodes is not None:
            highs.setOptionValue("mip_max_nodes", most_nodes)
        highs.passModel(self.linear.to_highs(integer=True))
        if self.incumbent is not None:
            start = highspy.HighsSolution()
            start.col_value = self.incumbent
            highs.setSolution(start)
        highs.cbMipInterrupt += self._watch
        highs.cbSimplexInterrupt += self._interrupt
        if not self._runs(highs, time_limit_s):
            return
        info = highs.getInfo()
        self._raise(float(info.mip_dual_bound))
        if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
            self.found = (
                float(info.objective_function_value),
                np.array(highs.getSolution().col_value),
            )
        self.proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.finished = self.proven

    def _branch_on_block(self, time_limit_s: float) -> None:
        """What the next block's optimum in whole trips exceeds its share of the bound by."""
        self._highs = None
        if self._blocks is None:
            self._blocks = self._into_blocks()
        block = next(self._blocks, None)
        if block is None or self._priced is None or self._stop:
            self.finished = True
            return
        linear, duals, bound = self._priced
        limit, gap = min(time_limit_s, BLOCK_LIMIT_S), BLOCK_GAP * abs(bound)
        gain, ended = block.gain(limit, gap, lambda: self._stop)
        self.finished = not ended
        self._priced = (linear, duals, bound + gain)
        self._raise(bound + gain)

    def _into_blocks(self) -> Iterator[Block]:
        if self._priced is None or self.solution is None:
            return iter(())
        linear, duals, _ = self._priced
        return iter(Blocks(self.model, linear, duals, self.solution))

    def _runs(self, highs: Any, time_limit_s: float) -> bool:
        """Run HiGHS in time; if it does not end, it is not used again."""
        grace = LARGE_GRACE_S if self.is_large else GRACE_S
        ended = run_in_time(highs, time_limit_s, grace, lambda: self._stop)
        if not ended:
            self.finished = True
        return ended

    def _watch(self, event: Any) -> None:
        self._raise(float(event.data_out.mip_dual_bound))
        self._interrupt(event)

    def _raise(self, bound: float) -> None:
        if np.isfinite(bound):
            self.bound = max(self.bound, bound)

    def _interrupt(self, event: Any) -> None:
        if self._stop:
            event.data_in.user_interrupt = True

    def _cut(self) -> bool:
        assert self.solution is not None
        assert self._cut_sets is not None
        cuts = self._cut_sets.violated(self.solution)
        if not cuts:
            return False
        matrix, at_least = rows_of(cuts, len(self.linear.cost))
        infinity = np.full(len(cuts), highspy.kHighsInf)
        self.linear = self.linear.with_rows(matrix, at_least, infinity)
        self._highs.addRows(
            len(cuts),
            at_least,
            infinity,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        return True

    def _take(self) -> None:
        self.rounds += 1
        found = self._highs.getSolution()
        if len(found.row_dual) == len(self.linear.row_lower):
            duals = np.array(found.row_dual)
            bound = safe_bound(self.linear, duals)
            if self._priced is None or bound > self._priced[2]:
                self._priced = (self.linear, duals, bound)
            self._raise(bound)
        if self._is_usable(self._highs.getModelStatus()):
            self.solution = np.array(found.col_value)
            self.reduced_costs = np.array(found.col_dual)
        else:
            self.finished = True

    def _is_usable(self, status: Any) -> bool:
        """Whether a solution can guide the search; a rough one is often not called optimal."""
        rough = self.is_large and self.rounds == 1 and not self._stop
        imprecise = status == highspy.HighsModelStatus.kUnknown
        return status == highspy.HighsModelStatus.kOptimal or (rough and imprecise)
