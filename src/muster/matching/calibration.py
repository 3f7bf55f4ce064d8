"""From log odds to decisions at a promised error rate, whatever the overlap.

Of the receiver's rows a share is on the sender's list; the others are strangers. The decoys say
how often a stranger, and how often a person present, is matched to somebody else above any
threshold. The share of strangers is read off the lower half of the scores, where hardly anybody
present is (Storey, A direct approach to false discovery rates, 2002). Decided is what lies above
the lowest threshold at which the errors so expected keep the promise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.decoys import Decoys

SAFETY = 0.5
"""Share of the promised errors that may be expected; the rest is for what decoys do not show."""

EVEN = 0.0
"""Log odds under which nothing is decided, whatever the decoys say: they may all be alike."""

UNSEEN_DECOYS = 1.0
"""Deceiving decoys always counted beside those seen, so that few lucky scores decide nothing."""

STRANGER_MARK = 0.6
"""Share of strangers below the mark up to which the receiver's rows are counted as strangers."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold of the promise and what is expected above it."""

    promise: float
    threshold: float
    strangers: float
    """Estimated share of the receiver's rows that are on no row of the sender's list."""
    expected_errors: float
    decided: int
    wrong_at: NDArray[np.float64]
    """Errors expected at each rank of the pairs, highest odds first."""


def share_of_strangers(best: NDArray[np.float64], decoys: Decoys) -> float:
    """Share of rows with nobody on the other list, from the rows' best log odds; at most 1."""
    if not len(best) or not len(decoys.absent):
        return 1.0
    mark = np.quantile(decoys.absent, STRANGER_MARK, method="lower")
    below = float((decoys.absent <= mark).mean())
    present_below = float((decoys.present <= mark).mean())
    found = float((best <= mark).mean())
    if below - present_below < 0.05:
        return 1.0
    return float(np.clip((found - present_below) / (below - present_below) + 2 / len(best), 0, 1))


def calibrate(
    odds: NDArray[np.float64], best: NDArray[np.float64], decoys: Decoys, promise: float
) -> Calibration:
    """The lowest threshold on the pairs' log odds `odds` that keeps the promise.

    `best` are the log odds of each receiver's row with its best match, without competition.
    """
    strangers = share_of_strangers(best, decoys)
    people, made = len(best), max(len(decoys.absent), 1)
    ranked = np.sort(odds)[::-1]
    taken = np.arange(1, len(ranked) + 1)
    absent = np.sort(decoys.absent)
    swapped = np.sort(decoys.present[decoys.swapped])
    deceived = made - np.searchsorted(absent, ranked, side="left")
    mixed_up = len(swapped) - np.searchsorted(swapped, ranked, side="left")
    rate = (strangers * deceived + (1 - strangers) * mixed_up) / made
    errors = people * (rate + UNSEEN_DECOYS / made)
    good = np.flatnonzero((errors <= SAFETY * promise * taken) & (ranked >= EVEN))
    wrong_at = np.diff(people * rate, prepend=0.0)
    if not len(good):
        return Calibration(promise, np.inf, strangers, 0.0, 0, wrong_at)
    last = int(good[-1])
    threshold, expected = float(ranked[last]), float(errors[last])
    return Calibration(promise, threshold, strangers, expected, last + 1, wrong_at)
