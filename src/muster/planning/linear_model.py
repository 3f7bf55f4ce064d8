"""A mixed-integer linear model as plain arrays, and its passage to HiGHS."""

from __future__ import annotations

from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt
from scipy import sparse

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
INFINITY = highspy.kHighsInf


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Minimise cost · v subject to row_lower ≤ matrix · v ≤ row_upper, lower ≤ v ≤ upper."""

    cost: FloatArray
    lower: FloatArray
    upper: FloatArray
    integer: npt.NDArray[np.bool_]
    matrix: sparse.csr_matrix
    row_lower: FloatArray
    row_upper: FloatArray
    offset: float = 0.0

    def with_rows(
        self, matrix: sparse.csr_matrix, lower: FloatArray, upper: FloatArray
    ) -> LinearModel:
        """The model with further rows below its own."""
        return LinearModel(
            cost=self.cost,
            lower=self.lower,
            upper=self.upper,
            integer=self.integer,
            matrix=sparse.csr_matrix(sparse.vstack([self.matrix, matrix], format="csr")),
            row_lower=np.concatenate([self.row_lower, lower]),
            row_upper=np.concatenate([self.row_upper, upper]),
            offset=self.offset,
        )

    def allows(self, values: FloatArray, tolerance: float = 1e-6) -> bool:
        """Whether values keep every row and every column's range."""
        rows = self.matrix @ values
        return bool(
            (values >= self.lower - tolerance).all()
            and (values <= self.upper + tolerance).all()
            and (rows >= self.row_lower - tolerance).all()
            and (rows <= self.row_upper + tolerance).all()
        )

    def to_highs(self, *, integer: bool) -> highspy.HighsLp:
        """The model as HiGHS takes it; without integrality it is the relaxation."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row_lower)
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost, self.lower, self.upper
        lp.row_lower_, lp.row_upper_ = self.row_lower, self.row_upper
        lp.offset_ = self.offset
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = self.matrix.indptr
        lp.a_matrix_.index_ = self.matrix.indices
        lp.a_matrix_.value_ = self.matrix.data
        if integer:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            lp.integrality_ = [kinds[int(flag)] for flag in self.integer]
        return lp


@dataclass
class ModelBuilder:
    """Collects columns and rows, then freezes them into a LinearModel."""

    _cost: list[FloatArray] = field(default_factory=list)
    _lower: list[FloatArray] = field(default_factory=list)
    _upper: list[FloatArray] = field(default_factory=list)
    _integer: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    _columns: int = 0
    _rows: list[IntArray] = field(default_factory=list)
    _cols: list[IntArray] = field(default_factory=list)
    _values: list[FloatArray] = field(default_factory=list)
    _row_lower: list[FloatArray] = field(default_factory=list)
    _row_upper: list[FloatArray] = field(default_factory=list)
    _row_count: int = 0

    def columns(
        self, cost: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike, *, integer: bool
    ) -> IntArray:
        """Add columns (as many as `cost` has entries) and return their indices."""
        costs = np.atleast_1d(np.asarray(cost, dtype=np.float64))
        count = len(costs)
        self._cost.append(costs)
        self._lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), count))
        self._upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), count))
        self._integer.append(np.full(count, integer))
        first = self._columns
        self._columns += count
        return np.arange(first, self._columns)

    def rows(self, lower: npt.ArrayLike, upper: npt.ArrayLike, count: int) -> IntArray:
        """Add empty rows and return their indices."""
        self._row_lower.append(np.broadcast_to(np.asarray(lower, dtype=np.float64), count))
        self._row_upper.append(np.broadcast_to(np.asarray(upper, dtype=np.float64), count))
        first = self._row_count
        self._row_count += count
        return np.arange(first, self._row_count)

    def entries(self, rows: IntArray, cols: IntArray, value: npt.ArrayLike) -> None:
        """Add coefficients (those of the same row and column sum)."""
        if len(rows):
            self._rows.append(np.asarray(rows))
            self._cols.append(np.asarray(cols))
            self._values.append(np.full(len(rows), value, dtype=np.float64))

    def build(self, offset: float = 0.0) -> LinearModel:
        """Freeze what was collected."""

        def joined(parts: list[npt.NDArray[np.generic]], kind: type) -> npt.NDArray[np.generic]:
            return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)

        matrix: sparse.csr_matrix = sparse.csr_matrix(
            (
                joined(self._values, float),  # type: ignore[arg-type]
                (joined(self._rows, int), joined(self._cols, int)),  # type: ignore[arg-type]
            ),
            shape=(self._row_count, self._columns),
        )
        matrix.indices = matrix.indices.astype(np.int32)
        matrix.indptr = matrix.indptr.astype(np.int32)
        return LinearModel(
            cost=joined(self._cost, float),  # type: ignore[arg-type]
            lower=joined(self._lower, float),  # type: ignore[arg-type]
            upper=joined(self._upper, float),  # type: ignore[arg-type]
            integer=joined(self._integer, bool),  # type: ignore[arg-type]
            matrix=matrix,
            row_lower=joined(self._row_lower, float),  # type: ignore[arg-type]
            row_upper=joined(self._row_upper, float),  # type: ignore[arg-type]
            offset=offset,
        )
