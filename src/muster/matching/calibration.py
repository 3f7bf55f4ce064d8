"""From log odds to decisions at a promised error rate, whatever the overlap.

Of the receiver's rows a share is on the sender's list; the others are strangers. The decoys say
how often a stranger, and how often a person present, is matched to somebody else above any
threshold. The share of strangers is read off the lower half of the scores, where hardly anybody
present is (Storey, A direct approach to false discovery rates, 2002). Decided is what lies above
the lowest threshold at which the errors so expected keep the promise, and so few that more than
promised are unlikely. What is said of each pair beside is calibrated by itself (`SAID`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from muster.matching.decoys import Decoys

SAFETY = 0.45
"""Share of the promised errors that may be expected; the rest is for what decoys do not show."""

CHANCE = 0.05
"""Chance that may remain, were the decoys right, of more errors than promised in this batch."""

LEAST_ODDS = -1.0
"""Log odds under which nothing is decided, whatever the decoys say: they may all be alike."""

TAIL = 30
"""Highest decoys from which the rate above them all is read: their odds fall off exponentially."""

UNSEEN_DECOYS = 1.0
"""Decoys counted beside those seen where there are too few to read their tail."""

LEAST_FALL = 1.0
"""Nats in which the rate of the highest decoys falls to a third, at least."""

UNPREVENTED = 0.25
"""Share of the swaps of decoys, each matched alone, that one to one does not prevent."""

STRANGER_MARK = 0.6
"""Share of strangers below the mark up to which the receiver's rows are counted as strangers."""


SAID = np.array([[2.322, 0.343, 0.227], [-1.981, 0.400, -0.144]])
"""Log odds that an assigned pair is right: a constant, for each nat of its log odds, and for each
nat of how it fits among all pairs that do; the second row is added for each share of strangers.
Fitted to made-up rosters of many and of few names; `python -m bench.matching_said` gives 2.495,
0.384, 0.216 and -1.653, 0.346, -0.151 now that duplicates are weighed otherwise."""

MOST_ODDS, MOST_FITTING = 14.0, 8.0
"""Nats up to which either counts, above even odds and below (fitting above: as odds)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold of the promise and what is expected above it."""

    promise: float
    threshold: float
    strangers: float
    """Estimated share of the receiver's rows that are on no row of the sender's list."""
    expected_errors: float
    decided: int


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
    ranked = np.sort(odds)[::-1]
    taken = np.arange(1, len(ranked) + 1)
    made = max(len(decoys.absent), 1)
    deceived = _above(decoys.absent, made, ranked)
    mixed_up = UNPREVENTED * _above(decoys.present[decoys.swapped], made, ranked)
    errors = len(best) * (strangers * deceived + (1 - strangers) * mixed_up)
    by_chance = chi2.ppf(CHANCE, 2 * (np.floor(promise * taken) + 1)) / 2
    allowed = np.minimum(SAFETY * promise * taken, by_chance)
    good = np.flatnonzero((errors <= allowed) & (ranked >= LEAST_ODDS))
    if not len(good):
        return Calibration(promise, np.inf, strangers, 0.0, 0)
    last = int(good[-1])
    return Calibration(promise, float(ranked[last]), strangers, float(errors[last]), last + 1)


def _above(
    scores: NDArray[np.float64], made: int, thresholds: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The share of the decoys made that score at least each threshold, few or none of them seen."""
    found = np.sort(scores[np.isfinite(scores)])
    share = (len(found) - np.searchsorted(found, thresholds, side="left")) / made
    tail = min(TAIL, len(found) // 2)
    if tail == 0:
        return share + UNSEEN_DECOYS / made
    begins = found[-tail]
    fall = max(float(np.mean(found[-tail:] - begins)), LEAST_FALL)
    beyond = tail / made * np.exp(-np.maximum(thresholds - begins, 0.0) / fall)
    return np.where(thresholds > begins, beyond, share)


def said_probability(
    odds: NDArray[np.float64], fits: NDArray[np.float64], strangers: float
) -> NDArray[np.float64]:
    """The probability that assigned pairs are right, calibrated.

    `odds` are their log odds with relatives weighed, `fits` their probabilities among all pairs
    that fit. The odds know of the relatives that somebody on no list may have; how a pair fits
    among all knows that the rows left over on one list are those left over on the other. How much
    either is worth depends on how many strangers there are.
    """
    log_odds = said_terms(odds, fits) @ (SAID[0] + strangers * SAID[1])
    said: NDArray[np.float64] = 1 / (1 + np.exp(-log_odds))
    return said


def said_terms(odds: NDArray[np.float64], fits: NDArray[np.float64]) -> NDArray[np.float64]:
    """What `SAID` weighs of each pair: one, its log odds, and those of its fitting among all."""
    chance = np.clip(fits, 1e-6, 1 - 1e-6)
    among_all = np.clip(np.log(chance) - np.log1p(-chance), -MOST_FITTING, MOST_ODDS)
    return np.stack([np.ones(len(odds)), np.clip(odds, -MOST_ODDS, MOST_ODDS), among_all], axis=1)
