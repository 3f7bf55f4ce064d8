"""Rows of one list that may be the same person twice.

Two rows are compared with each other, and, where there is another list, through it: two rows that
are the same row there are one person. Of the rows of the other list, i, with p(x, i) the
probability that row x is the person i,

    P(x, y | one person) / P(x, y | two) = n / present x t / (1 - t), t the sum of p(x, i) p(y, i)

if the person is on the other list (two people are not both i), and the ratio of the two rows
themselves if not. Two spellings that the other list's names both give weigh as much as one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from muster.matching.channel import read_channel
from muster.matching.fields import EXPECTED
from muster.matching.roster import Roster
from muster.matching.scoring import (
    COSTS,
    MOST_WEIGHT,
    Data,
    Pairs,
    Parameters,
    find_candidates,
    fitting_odds,
    log_odds,
    prepare,
    weigh,
)
from muster.matching.vocabulary import STEP

SAME_LIST = 0.02
"""Share of rows taken to be somebody's second, before the list is looked at."""

RELATIVES = 0.3
"""How many relatives on the same list a row is taken to have."""

LEAST_SHARED = 4.0
"""Nats that two rows must share to be looked at: far less than one person twice does."""

LEAST_THROUGH = 1e-9
"""Least sum of p(x, i) p(y, i) from which two rows are looked at for what the other list says."""

MOST_THROUGH = 1 - 1e-9
"""Greatest sum that is counted."""

SURELY_ALIKE = 0.0
"""Log odds of two rows by themselves from which the other list takes nothing away: a person who
stands many times on both lists is on no row of the other for certain."""

THROUGH = 0.5
"""Weight of spellings met through the other list's names, beside the channel's own."""

WORDS_AT_ONCE = 1_000
"""Words weighed with all others at once: a list of 50,000 has far more than fit twice in memory."""

LEAST_MET = 0.05
"""Least share of a word that the other list's names give: more is not known of it."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Pairs of rows of one list, first < second, likeliest first, with log odds of being one."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    odds: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Beside:
    """What another list says of a list's rows and words."""

    met: csr_array
    """P(t | s) / P(t) of the list's words t (columns) for the other's words s (rows)."""
    share: NDArray[np.float32]
    """How often the other list uses each of its words."""
    chance: csr_array
    """P(row x of the list is row i of the other), each row for itself."""
    nobody: NDArray[np.float64]
    """P(row x is on no row of the other list)."""
    present: float


def beside(data: Data, pairs: Pairs, parameters: Parameters) -> tuple[Beside, Beside]:
    """What the receiver's list says of the sender's, and the sender's of the receiver's."""
    n, m = len(data.sender.at) - 1, len(data.receiver.at) - 1
    weight = np.exp(np.clip(fitting_odds(pairs, parameters, n), -MOST_WEIGHT, MOST_WEIGHT))
    kin = np.exp(np.minimum(pairs.related, MOST_WEIGHT)) * parameters.relatives / max(n, 1)
    met = _met(data.words)
    out = []
    for words, other, own, size, at, others in (
        (csr_array(met.T), data.receiver.counts, pairs.rows, n, pairs.columns, m),
        (met, data.sender.counts, pairs.columns, m, pairs.rows, n),
    ):
        none = 1.0 + np.bincount(own, kin, size)
        total = none + np.bincount(own, weight, size)
        chance = csr_array(coo_array((weight / total[own], (own, at)), shape=(size, others)))
        share = (other / max(other.sum(), 1)).astype(np.float32)
        out.append(Beside(words, share, chance, none / total, parameters.present))
    return out[0], out[1]


def _met(words: NDArray[np.int8]) -> csr_array:
    """exp of the weights of pairs of words that speak for one another, the others left out."""
    rows, columns = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for first in range(0, len(words), WORDS_AT_ONCE):
        some, others = np.nonzero(words[first : first + WORDS_AT_ONCE] >= 0)
        rows.append(some + first)
        columns.append(others)
    at, of = np.concatenate(rows), np.concatenate(columns)
    weights = np.exp(words[at, of] * np.float32(STEP))
    return csr_array(coo_array((weights, (at, of)), shape=words.shape))


def find_duplicates(
    roster: Roster, model: Path | None = None, other: Beside | None = None
) -> Duplicates:
    """Compare a list with itself, at most 80 candidates a row, and through the other list."""
    data = prepare(read_channel(roster.script, roster.script, model), roster, roster)
    if other is not None:
        data = replace(data, words=_words_through(data.words, other))
    people = len(roster.rows)
    rows, columns = find_candidates(data, EXPECTED, np.arange(people), LEAST_SHARED)
    parameters = Parameters(EXPECTED, COSTS, SAME_LIST, RELATIVES)
    odds = log_odds(weigh(data, rows, columns, parameters), parameters, people, people)
    found = _once(np.minimum(rows, columns), np.maximum(rows, columns), odds, people)
    return found if other is None else _through(found, other, people)


def _once(
    low: NDArray[np.int32], high: NDArray[np.int32], odds: NDArray[np.float64], people: int
) -> Duplicates:
    """Each pair once, by the higher of its odds."""
    low, high = low.astype(np.int64), high.astype(np.int64)
    order = np.lexsort((high, low, -odds))
    _, once = np.unique((low * people + high)[order], return_index=True)
    kept = order[np.sort(once)]
    return Duplicates(low[kept], high[kept], odds[kept])


def _words_through(words: NDArray[np.int8], other: Beside) -> NDArray[np.int8]:
    """Weights of pairs of words of one list, spellings of one name of the other list as well."""
    given = np.maximum(other.share @ other.met, np.float32(LEAST_MET))
    each = csr_array(other.met.multiply(other.share[:, None]).T)
    steps = np.empty(words.shape, np.int8)
    for first in range(0, len(words), WORDS_AT_ONCE):
        some = slice(first, first + WORDS_AT_ONCE)
        gain = (each[some] @ other.met).toarray()
        gain *= np.float32(THROUGH) / given[some, None]
        gain /= given[None, :]
        gain += np.exp(words[some] * np.float32(STEP)) * np.float32(1 - THROUGH)
        np.log(gain, out=gain)
        gain /= np.float32(STEP)
        steps[some] = np.clip(np.rint(gain), -127, 127)
    return steps


def _through(found: Duplicates, other: Beside, people: int) -> Duplicates:
    """The pairs with what the other list says of them, and those that only it brings together."""
    both = (other.chance @ other.chance.T).tocoo()
    kept = (both.row < both.col) & (both.data > LEAST_THROUGH)
    low = np.concatenate([found.first, both.row[kept].astype(np.int64)])
    high = np.concatenate([found.second, both.col[kept].astype(np.int64)])
    absent = other.nobody[found.first] * other.nobody[found.second] / (1 - other.present)
    together = np.minimum(both.data[kept], MOST_THROUGH)
    ratio = together / (1 - together) / other.present
    parts = np.concatenate([found.odds + np.log(absent), np.log(ratio * SAME_LIST)])
    pair, place = np.unique(low * people + high, return_inverse=True)
    odds = np.full(len(pair), -np.inf)
    np.logaddexp.at(odds, place, parts)
    of_rows = place[: len(found.odds)]
    alike = found.odds > SURELY_ALIKE
    odds[of_rows[alike]] = np.maximum(odds[of_rows[alike]], found.odds[alike])
    order = np.argsort(-odds, kind="stable")
    return Duplicates(pair[order] // people, pair[order] % people, odds[order])
