"""What can be said of a policy from a sample of futures (docs/rehearsal-statistics.md)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

NORMAL_95 = 1.959963984540054
"""97.5 % quantile of the normal distribution: intervals hold 95 %."""
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over futures, its standard error and the 95 % interval from it."""

    value: float
    standard_error: float | None
    """None of fewer than two futures."""
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A share of futures with its 95 % interval by Wilson's score (1927)."""

    value: float
    low: float
    high: float


def mean_of(values: FloatArray) -> Mean:
    """Mean with its interval, by the normal approximation."""
    number = len(values)
    mean = float(values.mean())
    if number < 2:
        return Mean(mean, None, None, None)
    error = float(values.std(ddof=1)) / sqrt(number)
    return Mean(mean, error, mean - NORMAL_95 * error, mean + NORMAL_95 * error)


def difference_of(first: FloatArray, second: FloatArray) -> Mean:
    """Mean of first minus second, future by future: paired, as both met the same futures."""
    return mean_of(first - second)


def share_of(times: int, number: int) -> Share:
    """So many of so many futures."""
    share, z = times / number, NORMAL_95
    scale = 1 + z * z / number
    middle = (share + z * z / (2 * number)) / scale
    half = z * sqrt(share * (1 - share) / number + z * z / (4 * number * number)) / scale
    return Share(share, max(0.0, middle - half), min(1.0, middle + half))


def quantiles_of(values: FloatArray, levels: Sequence[float] = QUANTILES) -> dict[str, float]:
    """The lowest value that at least that share of the futures does not exceed, by level."""
    ordered = np.sort(values)
    place = np.ceil(np.array(levels) * len(ordered) - 1e-9).astype(int) - 1
    chosen = ordered[np.clip(place, 0, len(ordered) - 1)]
    return {f"{level:g}": float(value) for level, value in zip(levels, chosen, strict=True)}


def tail_mean(values: FloatArray, level: float) -> float:
    """CVaR: mean of the worst (1 - level) of futures (Rockafellar and Uryasev 2000)."""
    worst = (1 - level) * len(values)
    ordered = np.sort(values)[::-1]
    whole = int(worst + 1e-9)
    total = float(ordered[:whole].sum())
    if worst - whole > 1e-9:
        total += (worst - whole) * float(ordered[whole])
    return total / worst
