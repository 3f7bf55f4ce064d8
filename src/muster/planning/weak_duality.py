"""Bounds that need no trust in a solver: any multipliers of a model's rows prove one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.linear_model import LinearModel

FloatArray = npt.NDArray[np.float64]


def multipliers(model: LinearModel, duals: FloatArray) -> FloatArray:
    """(rows,) duals with those left out that push against a side on which a row has no limit."""
    dual = np.where(np.isfinite(duals), duals, 0.0)
    dual = np.where((dual > 0) & ~np.isfinite(model.row_lower), 0.0, dual)
    return np.where((dual < 0) & ~np.isfinite(model.row_upper), 0.0, dual)


def safe_bound(model: LinearModel, duals: FloatArray) -> float:
    """A lower bound on the model's optimum from any row duals, right or wrong.

    Weak duality: every multiplier of the right sign gives a bound; what the duals get wrong shows
    up as a reduced cost that is charged at the worse end of its column's range (Neumaier and
    Shcherbina 2004, without the directed rounding).
    """
    dual = multipliers(model, duals)
    side = np.where(dual > 0, model.row_lower, np.where(dual < 0, model.row_upper, 0.0))
    reduced = model.cost - model.matrix.T @ dual
    reduced = np.where(np.abs(reduced) < 1e-12, 0.0, reduced)
    end = np.where(reduced > 0, model.lower, np.where(reduced < 0, model.upper, 0.0))
    return float(model.offset + dual @ side + reduced @ end)
