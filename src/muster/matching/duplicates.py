"""Rows of one list that may be the same person twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.channel import read_channel
from muster.matching.fields import EXPECTED
from muster.matching.roster import Roster
from muster.matching.scoring import COSTS, Parameters, find_candidates, prepare, weigh

SAME_LIST = 0.02
"""Share of rows taken to be somebody's second, before the list is looked at."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs of rows of one list, first < second, likeliest first, with log odds of being one."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    odds: NDArray[np.float64]
    whole: NDArray[np.bool_]
    """Whether every word of the shorter name has its like and no field disagrees."""


def find_duplicates(roster: Roster) -> Duplicates:
    """Compare a list with itself, at most 80 candidates a row."""
    data = prepare(read_channel(roster.script, roster.script), roster, roster)
    people = len(roster.rows)
    rows, columns = find_candidates(data, EXPECTED, np.arange(people))
    pairs = weigh(data, rows, columns, Parameters(EXPECTED, COSTS, SAME_LIST))
    odds = pairs.scores + np.log(SAME_LIST / (1 - SAME_LIST) / max(people, 1))
    length = np.diff(data.sender.at)
    shorter = np.minimum(length[rows], length[columns])
    whole = ((pairs.pairing >= 0).sum(axis=1) >= shorter) & (shorter > 0)
    for f, codes in enumerate(data.codes.sender):
        kind = data.codes.class_of[f, codes[rows], codes[columns]]
        whole &= kind <= (3 if f == 0 else 0)
    low, high = np.minimum(rows, columns).astype(np.int64), np.maximum(rows, columns)
    order = np.lexsort((high, low, -odds))
    _, once = np.unique(np.stack([low, high])[:, order], axis=1, return_index=True)
    kept = order[np.sort(once)]
    return Duplicates(low[kept], high[kept].astype(np.int64), odds[kept], whole[kept])
