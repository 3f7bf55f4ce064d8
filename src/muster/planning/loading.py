"""Exact loading: the best people on given trips, whole numbers and compartments included."""

from __future__ import annotations

from dataclasses import dataclass, replace

import highspy
import numpy as np
import numpy.typing as npt

from muster.planning.linear_model import LinearModel
from muster.planning.model import NO_COLUMN, PlanningModel, existing
from muster.planning.reduction import Reduction, reduced
from muster.planning.timely_run import run_in_time

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
NEAR = 5
"""People by which whole numbers may differ from the best in fractions, in a first attempt."""
WHOLE = 1e-6
MOST_NODES = 5_000
"""Nodes of one loading at most: what ends a hard one where no clock does."""


@dataclass(frozen=True, slots=True)
class Loading:
    """A complete solution of the planning model."""

    objective: float
    values: FloatArray
    """By column."""
    exact: bool
    """Whether it is the proven best for its trips (within the tolerance asked for)."""


@dataclass(frozen=True, slots=True)
class Fractions:
    """Given trips with the best riders in fractions: what whole people are loaded from."""

    reduction: Reduction
    """Of the model with its trips settled and people whole."""
    small: Loading
    """The best loading of the reduced model, riders in fractions."""
    compartments: BoolArray
    """Columns of the reduced model that are whole all the same: compartments."""

    @property
    def objective(self) -> float:
        return self.small.objective

    @property
    def values(self) -> FloatArray:
        """(columns,) of the planning model."""
        return self.reduction.full(self.small.values)


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
    part = time_limit_s / 4
    fractions = load_in_fractions(model, trips, compartments, time_limit_s=part, gap=gap)
    if fractions is None:
        return None
    return load_whole(fractions, time_limit_s=3 * part, gap=gap)


def load_in_fractions(
    model: PlanningModel,
    trips: IntArray,
    compartments: dict[tuple[int, str], IntArray] | None = None,
    *,
    time_limit_s: float,
    gap: float = 1e-4,
) -> Fractions | None:
    """Best riders for trips, if people could be split; None if nothing was found in time."""
    reduction = reduced(_with_trips(model, trips, compartments))
    linear = reduction.linear
    whole = np.zeros(len(linear.cost), dtype=bool)
    if not len(linear.cost):
        return None if len(linear.row_lower) else Fractions(reduction, _nothing_left(linear), whole)
    columns = reduction.column[model.linear.integer]
    whole[columns[columns >= 0]] = True
    found = _solve(replace(linear, integer=whole), time_limit_s, gap, presolve=True)
    return Fractions(reduction, found, whole) if found is not None else None


def _nothing_left(linear: LinearModel) -> Loading:
    return Loading(linear.offset, np.zeros(0), exact=True)


def load_whole(
    fractions: Fractions, *, time_limit_s: float, gap: float = 1e-4, thorough: bool = True
) -> Loading | None:
    """Best riders in whole numbers; None if nothing was found in time.

    Whole numbers near the fractions are nearly always as good, and are found much sooner than
    among all; unless it is to be thorough, that is all that is tried.
    """
    reduction, small = fractions.reduction, fractions.small
    linear = reduction.linear
    if _is_whole(linear, small.values):
        values = np.where(linear.integer, np.round(small.values), small.values)
        return _full(reduction, replace(small, values=values))
    distance = np.where(fractions.compartments, 0, NEAR)
    near = _near(linear, small.values, distance, time_limit_s / 3, gap)
    if near is not None and near.objective - small.objective <= gap * abs(near.objective):
        return _full(reduction, replace(near, exact=True))
    if not thorough:
        return _full(reduction, near)
    return _full(reduction, _solve(linear, 2 * time_limit_s / 3, gap, start=near) or near)


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
        integer[existing(columns)] = True
    return replace(linear, lower=lower, upper=upper, integer=integer)


def _is_whole(linear: LinearModel, values: FloatArray) -> bool:
    return bool((np.abs(values - np.round(values))[linear.integer] < WHOLE).all())


def _near(
    linear: LinearModel, values: FloatArray, distance: IntArray, time_limit_s: float, gap: float
) -> Loading | None:
    """The best loading in whole numbers near one in fractions."""
    whole = linear.integer
    least, most = np.floor(values + WHOLE) - distance, np.ceil(values - WHOLE) + distance
    lower = np.where(whole, np.maximum(linear.lower, least), linear.lower)
    upper = np.where(whole, np.minimum(linear.upper, most), linear.upper)
    return _solve(replace(linear, lower=lower, upper=upper), time_limit_s, gap)


def _full(reduction: Reduction, found: Loading | None) -> Loading | None:
    """A loading of the reduced model as one of the planning model."""
    return replace(found, values=reduction.full(found.values)) if found is not None else None


def _solve(
    linear: LinearModel,
    time_limit_s: float,
    gap: float,
    *,
    start: Loading | None = None,
    presolve: bool = False,
) -> Loading | None:
    """Solve by HiGHS, without branching where no column is whole; whole numbers are rounded.

    The model is reduced already; with riders whole, what presolve makes of it has sent HiGHS 1.15's
    separation into many seconds without a look at the time limit, where without it the root is
    whole at once. With compartments alone it is the other way round: 2 s against 30 s.
    """
    integer = bool(linear.integer.any())
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("time_limit", max(time_limit_s, 0.1))
    highs.setOptionValue("mip_rel_gap", gap)
    highs.setOptionValue("mip_max_nodes", MOST_NODES)
    if integer and not presolve:
        highs.setOptionValue("presolve", "off")
    highs.passModel(linear.to_highs(integer=integer))
    if start is not None:
        begin = highspy.HighsSolution()
        begin.col_value = start.values
        highs.setSolution(begin)
    if not run_in_time(highs, max(time_limit_s, 0.1)):
        return None
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    values = np.array(highs.getSolution().col_value)
    values = np.where(linear.integer, np.round(values), values)
    exact = highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Loading(float(info.objective_function_value), values, exact)
