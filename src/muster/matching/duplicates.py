"""Rows of one list that may be the same person twice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from muster.matching.channel import read_channel
from muster.matching.fields import EXPECTED
from muster.matching.roster import Roster
from muster.matching.scoring import (
    COSTS,
    Parameters,
    find_candidates,
    log_odds,
    prepare,
    weigh,
)

SAME_LIST = 0.02
"""Share of rows taken to be somebody's second, before the list is looked at."""

RELATIVES = 0.3
"""How many relatives on the same list a row is taken to have."""


LEAST_SHARED = 4.0
"""Nats that two rows must share to be looked at: far less than one person twice does."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs of rows of one list, first < second, likeliest first, with log odds of being one."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    odds: NDArray[np.float64]


def find_duplicates(roster: Roster, model: Path | None = None) -> Duplicates:
    """Compare a list with itself, at most 80 candidates a row."""
    data = prepare(read_channel(roster.script, roster.script, model), roster, roster)
    people = len(roster.rows)
    rows, columns = find_candidates(data, EXPECTED, np.arange(people), LEAST_SHARED)
    parameters = Parameters(EXPECTED, COSTS, SAME_LIST, RELATIVES)
    pairs = weigh(data, rows, columns, parameters)
    odds = log_odds(pairs, parameters, people, people)
    low, high = np.minimum(rows, columns).astype(np.int64), np.maximum(rows, columns)
    order = np.lexsort((high, low, -odds))
    _, once = np.unique((low * people + high)[order], return_index=True)
    kept = order[np.sort(once)]
    return Duplicates(low[kept], high[kept].astype(np.int64), odds[kept])
