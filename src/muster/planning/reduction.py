"""A smaller model with the same solutions, once some of its columns are settled.

With trips given, most people have no seat at most boundaries: their columns are settled at
nothing, whole rows fall away and presence is the same from one boundary to the next. HiGHS finds
this, too, but one column at a time; here it is found for all at once (Brearley, Mitra and
Williams 1975, the first of its rules).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from muster.planning.linear_model import LinearModel

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
PASSES = 8
"""Rounds of reduction at most; what is left then is left to the solver."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Reduction:
    """A smaller model and the way back."""

    linear: LinearModel
    column: IntArray
    """By column of the full model: its column here, or -1 where it is settled."""
    settled: FloatArray
    """By column of the full model: its value where it is settled, else 0."""

    def full(self, values: FloatArray) -> FloatArray:
        """A solution of the smaller model as one of the full model."""
        free = self.column >= 0
        full = self.settled.copy()
        full[free] = values[self.column[free]]
        return full

    def small(self, values: FloatArray) -> FloatArray:
        """A solution of the full model as one of the smaller, as far as it has those columns."""
        free = self.column >= 0
        small = np.zeros(len(self.linear.cost))
        small[self.column[free]] = values[free]
        return small


def reduced(linear: LinearModel) -> Reduction:
    """The model without its settled columns, columns that are always equal merged into one.

    Rows that settled columns break are kept, so that what cannot be solved stays so.
    """
    found = Reduction(linear, np.arange(len(linear.cost)), np.zeros(len(linear.cost)))
    for _ in range(PASSES):
        lower, upper = _tightened(found.linear)
        before = len(found.linear.cost)
        found = _without_settled(found, lower, upper)
        found = _merged(found)
        if len(found.linear.cost) == before:
            break
    return found


def _tightened(linear: LinearModel) -> tuple[FloatArray, FloatArray]:
    """Bounds of columns after what single rows say of them."""
    matrix = linear.matrix
    lower, upper = linear.lower.copy(), linear.upper.copy()
    row_of = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    column, value = matrix.indices, matrix.data
    least = np.minimum(value * lower[column], value * upper[column])
    lowest = np.bincount(row_of, weights=least, minlength=matrix.shape[0])
    forced = lowest >= linear.row_upper - TOLERANCE
    at = forced[row_of]
    to_lower, to_upper = at & (value > 0), at & (value < 0)
    upper[column[to_lower]] = lower[column[to_lower]]
    lower[column[to_upper]] = upper[column[to_upper]]
    alone = (np.diff(matrix.indptr) == 1) & (linear.row_lower == linear.row_upper)
    entries = matrix.indptr[:-1][alone]
    said, of = linear.row_lower[alone] / value[entries], column[entries]
    can_be = (said >= lower[of]) & (said <= upper[of])
    can_be &= ~linear.integer[of] | (said == np.round(said))
    lower[of[can_be]] = upper[of[can_be]] = said[can_be]
    return lower, upper


def _without_settled(found: Reduction, lower: FloatArray, upper: FloatArray) -> Reduction:
    linear = found.linear
    settled = lower == upper
    value = np.where(settled, lower, 0.0)
    moved = linear.matrix @ value
    matrix = linear.matrix[:, ~settled]
    row_lower, row_upper = linear.row_lower - moved, linear.row_upper - moved
    broken = (row_lower > TOLERANCE) | (row_upper < -TOLERANCE)
    used = (np.diff(matrix.indptr) > 0) | broken
    smaller = LinearModel(
        cost=linear.cost[~settled],
        lower=lower[~settled],
        upper=upper[~settled],
        integer=linear.integer[~settled],
        matrix=sparse.csr_matrix(matrix[used]),
        row_lower=row_lower[used],
        row_upper=row_upper[used],
        offset=linear.offset + float(linear.cost @ value),
    )
    number = np.where(settled, -1, np.cumsum(~settled) - 1)
    return _chained(found, smaller, number, value)


def _merged(found: Reduction) -> Reduction:
    """Columns that a row says are equal, as one column."""
    linear = found.linear
    matrix, count = linear.matrix, len(linear.cost)
    pair = (np.diff(matrix.indptr) == 2) & (linear.row_lower == 0) & (linear.row_upper == 0)
    first = matrix.indptr[:-1][pair]
    opposite = matrix.data[first] == -matrix.data[first + 1]
    first = first[opposite]
    if not len(first):
        return found
    edges = sparse.coo_matrix(
        (np.ones(len(first)), (matrix.indices[first], matrix.indices[first + 1])),
        shape=(count, count),
    )
    groups, number = connected_components(edges, directed=False)
    gather = sparse.csr_matrix((np.ones(count), (np.arange(count), number)), shape=(count, groups))
    lower, upper = np.full(groups, -np.inf), np.full(groups, np.inf)
    np.maximum.at(lower, number, linear.lower)
    np.minimum.at(upper, number, linear.upper)
    integer = np.zeros(groups, dtype=bool)
    np.logical_or.at(integer, number, linear.integer)
    together = sparse.csr_matrix(matrix @ gather)
    together.eliminate_zeros()
    used = (np.diff(together.indptr) > 0) | (linear.row_lower > 0) | (linear.row_upper < 0)
    smaller = LinearModel(
        cost=np.asarray(gather.T @ linear.cost, dtype=np.float64),
        lower=lower,
        upper=upper,
        integer=integer,
        matrix=sparse.csr_matrix(together[used]),
        row_lower=linear.row_lower[used],
        row_upper=linear.row_upper[used],
        offset=linear.offset,
    )
    return _chained(found, smaller, number.astype(np.int64), np.zeros(count))


def _chained(
    found: Reduction, smaller: LinearModel, number: IntArray, value: FloatArray
) -> Reduction:
    """The way back over two reductions, one after the other."""
    free = found.column >= 0
    column, settled = found.column.copy(), found.settled.copy()
    settled[free] = value[found.column[free]]
    column[free] = number[found.column[free]]
    return Reduction(smaller, column, settled)
