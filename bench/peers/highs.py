"""HiGHS on a model as it is, with its incumbents and bounds as they come."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Thread
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from bench.methods import THREADS
from bench.watch import Watch
from muster.planning.linear_model import LinearModel

FloatArray = npt.NDArray[np.float64]
GRACE_S = 20.0
"""Seconds past its limit after which HiGHS, which looks at the clock in some of its parts only, is
left alone with what it has."""
LEAST_GAP = 1e-6


@dataclass
class Solved:
    """What HiGHS has found so far."""

    values: FloatArray | None = None
    proven: bool = False
    note: str = ""

    @property
    def outcome(self) -> str:
        """In the words of a result."""
        if self.values is None:
            return "no plan"
        return "proven" if self.proven else "time"


def solve(linear: LinearModel, *, seed: int, limit_s: float, watch: Watch) -> Solved:
    """Branch and bound by HiGHS as it comes; `limit_s` counts from the beginning of the watch."""
    if not len(linear.cost):
        watch.note(linear.offset, linear.offset)
        return Solved(np.zeros(0), proven=True)
    found = Solved()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", THREADS)
    highs.setOptionValue("random_seed", seed)
    highs.setOptionValue("mip_rel_gap", LEAST_GAP)
    highs.setOptionValue("time_limit", max(0.1, limit_s - watch.seconds()))
    highs.passModel(linear.to_highs(integer=True))

    def improved(event: Any) -> None:
        found.values = np.array(event.data_out.mip_solution)
        watch.note(float(event.data_out.objective_function_value), None)

    def looked(event: Any) -> None:
        watch.note(None, float(event.data_out.mip_dual_bound))

    highs.cbMipImprovingSolution += improved
    highs.cbMipInterrupt += looked
    running = Thread(target=highs.run, daemon=True)
    running.start()
    running.join(max(0.1, limit_s - watch.seconds()) + GRACE_S)
    if running.is_alive():
        found.note = f"still at work {GRACE_S:g} s past its limit; its best plan until then"
        return found
    _take(highs, found, watch, branched=bool(linear.integer.any()))
    return found


def _take(highs: Any, found: Solved, watch: Watch, *, branched: bool) -> None:
    info = highs.getInfo()
    incumbent = None
    if info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible:
        found.values = np.array(highs.getSolution().col_value)
        incumbent = float(info.objective_function_value)
    found.proven = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    if branched:
        watch.note(incumbent, float(info.mip_dual_bound))
    else:
        watch.note(incumbent, incumbent if found.proven else None)
