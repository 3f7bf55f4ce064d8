"""Exact loading: the best people on given trips, whole numbers and compartments included."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.linear_model import LinearModel
from muster.planning.model import NO_COLUMN, PlanningModel

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Loading:
    """A complete solution of the planning model."""

    objective: float
    values: FloatArray
    """By column."""
    exact: bool
    """Whether it is the proven best for its trips (within the tolerance asked for)."""


def load_trips(
    model: PlanningModel,
    trips: IntArray,
    compartments: dict[tuple[int, str], IntArray] | None = None,
    *,
    time_limit_s: float,
    gap: float = 1e-4,
) -> Loading | None:
    """Best riders for trips (services x T + 1); compartments too, unless they are given.

    None if nothing was found in time.
    """
    linear = model.linear
    lower, upper = linear.lower.copy(), linear.upper.copy()
    for index, columns in enumerate(model.trips):
        used = columns != NO_COLUMN
        lower[columns[used]] = upper[columns[used]] = trips[index][used]
    for (index, name), columns in model.compartments.items():
        used = columns != NO_COLUMN
        if compartments is not None:
            given = compartments[index, name][used]
            lower[columns[used]] = upper[columns[used]] = given
        else:
            most = trips[index][used] * model.instance.services[index].compartments
            upper[columns[used]] = most
    integer = linear.integer.copy()
    for columns in model.riders.values():
        integer[columns[columns != NO_COLUMN]] = True
    fixed = LinearModel(
        linear.cost,
        lower,
        upper,
        integer,
        linear.matrix,
        linear.row_lower,
        linear.row_upper,
        linear.offset,
    )
    return _solve(fixed, time_limit_s, gap)


def _solve(linear: LinearModel, time_limit_s: float, gap: float) -> Loading | None:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(time_limit_s, 0.1))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.passModel(linear.to_highs(integer=True))
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(highs.getSolution().col_value)
    values = np.where(linear.integer, np.round(values), values)
    exact = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Loading(float(info.objective_function_value), values, exact)
