"""How many approved trips can be kept at all: the planning model with nothing else to gain.

Searching for less loss finds this late, if at all: which trips stand in each other's way is a
question of vehicles, teams, intake and people together, and small beside the whole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.model import PlanningModel
from muster.planning.timely_run import run_in_time

LEAST_S = 0.1
"""Seconds that it has even when time is up."""
MOST_NODES = 2_000
"""Nodes of branching, so that without a clock there is an end to it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeps the most approved trips."""

    values: npt.NDArray[np.float64]
    """A solution, (columns,): people are fractions in it."""
    at_most: float
    """Approved trips that any plan keeps, at most."""


def most_kept(model: PlanningModel, time_limit_s: float) -> Kept | None:
    """Keep as many approved trips as possible, whatever is lost; None if nothing is found in time.

    `time_limit_s` is in seconds, and may be infinite.
    """
    cost = np.zeros_like(model.linear.cost)
    cost[model.kept] = -1.0
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    limit = max(time_limit_s, LEAST_S)
    highs.setOptionValue("time_limit", limit)
    highs.setOptionValue("mip_max_nodes", MOST_NODES)
    highs.passModel(replace(model.linear, cost=cost, offset=0.0).to_highs(integer=True))
    if not run_in_time(highs, limit):
        return None
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return Kept(np.array(highs.getSolution().col_value), -float(info.mip_dual_bound))
