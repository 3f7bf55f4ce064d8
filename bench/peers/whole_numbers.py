"""A model in whole numbers, as CP-SAT needs it, without claiming more than was solved."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from muster.planning.linear_model import LinearModel

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]

LARGEST_OBJECTIVE = 2.0**50
"""Of the objective in whole numbers, at most: far from overflow, and precise to a millionth."""
LEAST_OBJECTIVE = 1e-6
"""People lost that are as good as none."""
LARGEST_FACTOR = 10_000
"""By which a row with fractions is multiplied, at most."""
WHOLE = 1e-9
NO_LIMIT = np.iinfo(np.int64)


@dataclass(frozen=True, slots=True)
class WholeModel:
    """Minimise cost · v / scale over whole v; all arrays are whole numbers."""

    cost: IntArray
    scale: float
    lower: IntArray
    upper: IntArray
    start: IntArray
    """Rows in compressed form: where each begins, its columns and coefficients."""
    columns: IntArray
    values: IntArray
    row_lower: IntArray
    row_upper: IntArray


def in_whole_numbers(linear: LinearModel) -> WholeModel:
    """The model with every column whole; the people in it, too, who are fractions elsewhere.

    Rows with fractions are multiplied until they are whole. The costs are rounded, which
    `true_bound` makes up for. Raises ValueError for a row that no factor makes whole, and for a
    column without limits.
    """
    if not (np.isfinite(linear.lower).all() and np.isfinite(linear.upper).all()):
        raise ValueError("a column has no limits: CP-SAT needs a range for each")
    cost, scale = _whole_costs(linear)
    matrix = linear.matrix.copy()
    matrix.sum_duplicates()
    factor = _row_factors(matrix.data, matrix.indptr)
    per_entry = np.repeat(factor, np.diff(matrix.indptr))
    return WholeModel(
        cost=cost,
        scale=scale,
        lower=np.ceil(linear.lower - WHOLE).astype(np.int64),
        upper=np.floor(linear.upper + WHOLE).astype(np.int64),
        start=matrix.indptr.astype(np.int64),
        columns=matrix.indices.astype(np.int64),
        values=np.round(matrix.data * per_entry).astype(np.int64),
        row_lower=_limit(np.ceil(linear.row_lower * factor - 1e-6)),
        row_upper=_limit(np.floor(linear.row_upper * factor + 1e-6)),
    )


def true_bound(linear: LinearModel, whole: WholeModel, bound: float) -> float:
    """A bound on the model's own objective from one on the rounded costs.

    What rounding took off each cost counts at the end of its column's range where it does most.
    """
    error = linear.cost - whole.cost / whole.scale
    most = np.minimum(error * whole.lower, error * whole.upper).sum()
    return bound / whole.scale + float(most) + linear.offset


def true_objective(linear: LinearModel, values: FloatArray) -> float:
    """The model's own objective of a solution."""
    return float(linear.cost @ values + linear.offset)


def all_whole(linear: LinearModel) -> LinearModel:
    """The model that CP-SAT solves, for other solvers: with every column whole."""
    return replace(linear, integer=np.ones_like(linear.integer))


def _whole_costs(linear: LinearModel) -> tuple[IntArray, float]:
    """Costs times a power of 2, so that the objective stays in range."""
    range_ends = np.maximum(np.abs(linear.lower), np.abs(linear.upper))
    largest = float(np.abs(linear.cost) @ range_ends)
    scale = 2.0 ** math.floor(math.log2(LARGEST_OBJECTIVE / max(largest, LEAST_OBJECTIVE)))
    return np.round(linear.cost * scale).astype(np.int64), scale


def _row_factors(values: FloatArray, start: npt.NDArray[np.int32]) -> FloatArray:
    """By how much to multiply each row; 1 where it is whole already."""
    factors = np.ones(len(start) - 1)
    fractional = np.flatnonzero(np.abs(values - np.round(values)) > WHOLE)
    for row in np.unique(np.searchsorted(start, fractional, side="right") - 1):
        factors[row] = _factor(values[start[row] : start[row + 1]], int(row))
    return factors


def _factor(values: FloatArray, row: int) -> int:
    fractions = [Fraction(float(value)).limit_denominator(LARGEST_FACTOR) for value in values]
    factor = math.lcm(*(fraction.denominator for fraction in fractions))
    off = max(
        abs(float(fraction) - value) for fraction, value in zip(fractions, values, strict=True)
    )
    if factor > LARGEST_FACTOR or off > WHOLE:
        raise ValueError(f"row {row}: no factor up to {LARGEST_FACTOR} makes its numbers whole")
    return factor


def _limit(limits: FloatArray) -> IntArray:
    finite = np.isfinite(limits)
    whole = np.where(limits > 0, NO_LIMIT.max, NO_LIMIT.min)
    whole[finite] = limits[finite].astype(np.int64)
    return whole
