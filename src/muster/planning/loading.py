"""Exact loading: the best people on given trips, whole numbers and compartments included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.linear_model import LinearModel
from muster.planning.model import NO_COLUMN, PlanningModel
from muster.planning.reduction import Reduction, reduced

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
NEAR = 5
"""People by which whole numbers may differ from the best in fractions, in a first attempt."""
WHOLE = 1e-6


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

    People in fractions are loaded first; whole numbers near them are nearly always as good, and
    are found much sooner than among all. None if nothing was found in time.
    """
    reduction = reduced(_with_trips(model, trips, compartments))
    linear = reduction.linear
    if not len(linear.cost):
        if len(linear.row_lower):
            return None
        return Loading(linear.offset, reduction.full(np.zeros(0)), True)
    part = time_limit_s / 4
    fractions = _solve(replace(linear, integer=np.zeros_like(linear.integer)), part, gap)
    if fractions is None:
        return None
    if _is_whole(linear, fractions.values):
        values = np.where(linear.integer, np.round(fractions.values), fractions.values)
        return _full(model, reduction, replace(fractions, values=values))
    near = _near(linear, fractions.values, part, gap)
    if near is not None and near.objective - fractions.objective <= gap * abs(near.objective):
        return _full(model, reduction, replace(near, exact=True))
    return _full(model, reduction, _solve(linear, 2 * part, gap, start=near) or near)


def _with_trips(
    model: PlanningModel,
    trips: IntArray,
    compartments: dict[tuple[int, str], IntArray] | None,
) -> LinearModel:
    """The model with its trips settled, and compartments if they are given; people are whole."""
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
    return replace(linear, lower=lower, upper=upper, integer=integer)


def _is_whole(linear: LinearModel, values: FloatArray) -> bool:
    return bool((np.abs(values - np.round(values))[linear.integer] < WHOLE).all())


def _near(
    linear: LinearModel, values: FloatArray, time_limit_s: float, gap: float
) -> Loading | None:
    """The best loading in whole numbers near one in fractions."""
    whole = linear.integer
    lower = np.where(whole, np.maximum(linear.lower, np.floor(values + WHOLE) - NEAR), linear.lower)
    upper = np.where(whole, np.minimum(linear.upper, np.ceil(values - WHOLE) + NEAR), linear.upper)
    return _solve(replace(linear, lower=lower, upper=upper), time_limit_s, gap)


def _full(model: PlanningModel, reduction: Reduction, found: Loading | None) -> Loading | None:
    """A loading of the smaller model as one of the planning model."""
    if found is None:
        return None
    values = reduction.full(found.values)
    objective = float(model.linear.cost @ values) + model.linear.offset
    return Loading(objective, values, found.exact)


def _solve(
    linear: LinearModel, time_limit_s: float, gap: float, *, start: Loading | None = None
) -> Loading | None:
    """Solve by HiGHS, without branching where no column is whole; whole numbers are rounded."""
    integer = bool(linear.integer.any())
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(time_limit_s, 0.1))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.passModel(linear.to_highs(integer=integer))
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start.values
        highs.setSolution(begin)
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(highs.getSolution().col_value)
    values = np.where(linear.integer, np.round(values), values)
    exact = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Loading(float(info.objective_function_value), values, exact)
