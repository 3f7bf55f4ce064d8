"""Who else it might be: the likeliest pairs of each row, kept for review and later decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.roster import Roster
from muster.matching.scoring import Pairs

MOST_SHOWN = 10
"""Candidates of a row that a clerk is shown before searching the whole list."""

LEAST_SHOWN = -8.0
"""Log odds from which they are: of the people found lower, few are the right one."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair of rows that may be one person; of a decided row only what competes with it."""

    a: str
    b: str
    log_odds: float
    """Against "nobody", before one to one."""
    evidence: str
    """In words; empty where nobody is asked about either row."""


def kept_candidates(
    a: Roster,
    b: Roster,
    pairs: Pairs,
    odds: NDArray[np.float64],
    least: float,
    decided: NDArray[np.int64],
    evidence_of: Callable[[int], str],
) -> tuple[Candidate, ...]:
    """The first ten of each row that is not decided, and every pair with odds above `least`.

    `decided` are the pairs (their places) that need no clerk; `evidence_of` says a pair's evidence.
    """
    is_open_a, is_open_b = np.ones(len(a.rows), bool), np.ones(len(b.rows), bool)
    is_open_a[pairs.rows[decided]] = False
    is_open_b[pairs.columns[decided]] = False
    first_a = (_rank(pairs.rows, odds) < MOST_SHOWN) & is_open_a[pairs.rows]
    first_b = (_rank(pairs.columns, odds) < MOST_SHOWN) & is_open_b[pairs.columns]
    asked = (first_a | first_b) & (odds > LEAST_SHOWN)
    kept = np.flatnonzero(asked | (odds > least))
    found = [
        Candidate(
            a.rows[pairs.rows[pair]].id,
            b.rows[pairs.columns[pair]].id,
            round(float(odds[pair]), 3),
            evidence_of(int(pair)) if asked[pair] else "",
        )
        for pair in kept
    ]
    found.sort(key=lambda each: (each.b, -each.log_odds, each.a))
    return tuple(found)


def turned_candidates(candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The same with the lists the other way round."""
    turned = [Candidate(each.b, each.a, each.log_odds, each.evidence) for each in candidates]
    return tuple(sorted(turned, key=lambda each: (each.b, -each.log_odds, each.a)))


def _rank(row: NDArray[np.int32], odds: NDArray[np.float64]) -> NDArray[np.int64]:
    """The rank of each pair among those of its row, the likeliest 0."""
    order = np.lexsort((-odds, row))
    begins = np.searchsorted(row[order], row[order], side="left")
    rank = np.empty(len(row), np.int64)
    rank[order] = np.arange(len(row)) - begins
    return rank
