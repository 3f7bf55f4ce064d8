"""Candidates and scores of two rosters, with parameters learned from the rosters themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from muster.matching import alignment_kernel as kernel
from muster.matching.assignment import marginals
from muster.matching.channel import Channel
from muster.matching.fields import EXPECTED, Codes, codes, field_weights, learned
from muster.matching.roster import Roster
from muster.matching.vocabulary import STEP, Vocabulary, vocabulary, word_chances, word_weights

MOST_CANDIDATES = 80
NEAR = 8
"""Steps of weight from which two words count as near, for finding candidates."""

COSTS = np.array([-4.0, -2.0, -4.5, -2.6, -4.0, -4.0, -0.1])
"""Log chances of the changes of `alignment_kernel`, before the rosters are learned from."""

LIKELY = 0.3
"""Probability from which a pair teaches the parameters, with that weight."""

SURE = 0.9
"""Probability from which a pair teaches spellings."""

ROUNDS, PASSES = 4, 2


@dataclass(frozen=True, slots=True)
class Data:
    """The two rosters as numbers."""

    sender: Vocabulary
    receiver: Vocabulary
    chance: NDArray[np.float32]
    """P(receiver's word | sender's word)."""
    words: NDArray[np.int8]
    codes: Codes


@dataclass(frozen=True, slots=True)
class Parameters:
    """What is learned from the rosters at hand."""

    same: NDArray[np.float64]
    costs: NDArray[np.float64]
    present: float
    """Share of the receiver's rows that are on the sender's list."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs: places in the two rosters, how their names align, and their weights."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    names: NDArray[np.float64]
    sides: NDArray[np.float64]
    pairing: NDArray[np.int8]

    @property
    def scores(self) -> NDArray[np.float64]:
        """The weight of all evidence, in nats."""
        return self.names + self.sides


def prepare(channel: Channel, sender: Roster, receiver: Roster) -> Data:
    """Number words and values and weigh each pair of words."""
    a, b = vocabulary(sender), vocabulary(receiver)
    chance = word_chances(channel, a, b)
    return Data(a, b, chance, word_weights(chance, a, b), codes(sender, receiver))


def find_candidates(
    data: Data, same: NDArray[np.float64], barred: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """At most 80 rows of the sender for each of the receiver; (rows, columns) of the pairs."""
    people = len(data.receiver.at) - 1
    out = np.full((people, MOST_CANDIDATES), -1, np.int32)
    if barred is None:
        barred = np.full(people, -1, np.int64)
    near = data.words.T >= NEAR
    words_near = np.nonzero(near)[1].astype(np.int32)
    near_at = np.concatenate([[0], np.cumsum(near.sum(axis=1))]).astype(np.int64)
    weight = (data.words.T[near] * np.float32(STEP)).astype(np.float32)
    holder = np.repeat(np.arange(len(data.sender.at) - 1), np.diff(data.sender.at))
    order = np.lexsort((holder, data.sender.numbers))
    at = np.searchsorted(data.sender.numbers[order], np.arange(len(data.sender.words) + 1))
    kernel.candidates(
        data.receiver.numbers, data.receiver.at, words_near, near_at, weight,
        holder[order].astype(np.int64), at.astype(np.int64), field_weights(data.codes, same),
        data.codes.sender, data.codes.receiver, barred, MOST_CANDIDATES, out,
    )  # fmt: skip
    columns, places = np.nonzero(out >= 0)
    return out[columns, places], columns.astype(np.int32)


def weigh(
    data: Data, rows: NDArray[np.int32], columns: NDArray[np.int32], parameters: Parameters
) -> Pairs:
    """Align the names of candidate pairs and add up the evidence."""
    names = np.zeros(len(rows))
    pairing = np.full((len(rows), 8), -1, np.int8)
    kernel.align_pairs(
        rows, columns, data.sender.numbers, data.sender.at, data.receiver.numbers,
        data.receiver.at, data.words, parameters.costs, names, pairing,
    )  # fmt: skip
    weights = field_weights(data.codes, parameters.same)
    sides = np.zeros(len(rows))
    for f in range(len(weights)):
        sides += weights[f, data.codes.sender[f, rows], data.codes.receiver[f, columns]]
    return Pairs(rows, columns, names, sides, pairing)


def log_odds(pairs: Pairs, present: float, people: int) -> NDArray[np.float64]:
    """Log odds of each pair against "nobody", with the sender's list of so many people."""
    odds: NDArray[np.float64] = pairs.scores + np.log(present / (1 - present) / max(people, 1))
    return odds


def learn(data: Data) -> tuple[Data, Pairs, Parameters]:
    """Find and weigh candidates; learn the parameters by expectation maximisation.

    Halfway, the spellings that these rosters use are learned as well, and the candidates found
    anew: the data returned weighs words accordingly.
    """
    parameters = Parameters(EXPECTED, COSTS, 0.5)
    for _ in range(PASSES):
        pairs = weigh(data, *find_candidates(data, parameters.same), parameters)
        for _ in range(ROUNDS):
            chance = probabilities(data, pairs, parameters)
            parameters = _maximised(data, pairs, chance)
            pairs = weigh(data, pairs.rows, pairs.columns, parameters)
        data = _with_spellings(data, pairs, probabilities(data, pairs, parameters))
    pairs = weigh(data, *find_candidates(data, parameters.same), parameters)
    parameters = _maximised(data, pairs, probabilities(data, pairs, parameters))
    return data, weigh(data, pairs.rows, pairs.columns, parameters), parameters


def _with_spellings(data: Data, pairs: Pairs, chance: NDArray[np.float64]) -> Data:
    """Weigh words by how often they were the same name in likely pairs."""
    sure = np.flatnonzero(chance > SURE)
    pairing, rows, columns = pairs.pairing[sure], pairs.rows[sure], pairs.columns[sure]
    pair, place = np.nonzero(pairing >= 0)
    s = data.sender.numbers[data.sender.at[rows[pair]] + pairing[pair, place]]
    t = data.receiver.numbers[data.receiver.at[columns[pair]] + place]
    shape = (len(data.receiver.words), len(data.sender.words))
    together = coo_array((chance[sure][pair], (t, s)), shape=shape)
    together.sum_duplicates()
    words = word_weights(data.chance, data.sender, data.receiver, together)
    return replace(data, words=words)


def probabilities(data: Data, pairs: Pairs, parameters: Parameters) -> NDArray[np.float64]:
    """P(pair) under one to one."""
    n, m = len(data.sender.at) - 1, len(data.receiver.at) - 1
    odds = log_odds(pairs, parameters.present, n)
    return marginals(pairs.rows, pairs.columns, odds, n, m)


def _maximised(data: Data, pairs: Pairs, chance: NDArray[np.float64]) -> Parameters:
    n, m = len(data.sender.at) - 1, len(data.receiver.at) - 1
    sure = np.flatnonzero(chance > LIKELY)
    rows, columns, share = pairs.rows[sure], pairs.columns[sure], chance[sure]
    given = data.codes
    classes = np.stack(
        [
            given.class_of[f, given.sender[f, rows], given.receiver[f, columns]]
            for f in range(len(given.class_of))
        ]
    )
    present = float(chance.sum()) / max(m, 1)
    limit = min(n / max(m, 1), 1.0)
    return Parameters(
        learned(classes, share),
        _costs(data, rows, columns, pairs.pairing[sure], share),
        float(np.clip(present, 0.5 / max(m, 1), 0.98 * limit)),
    )


def _costs(
    data: Data,
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
    pairing: NDArray[np.int8],
    share: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Log chances of words left out, added and turned, from aligned pairs of the same person."""
    lengths_a, lengths_b = np.diff(data.sender.at)[rows], np.diff(data.receiver.at)[columns]
    place = np.arange(8)
    there = place[None, :] < lengths_b[:, None]
    added = there & (pairing < 0)
    met = np.zeros((len(rows), 9), bool)
    np.put_along_axis(met, np.where(pairing >= 0, pairing, 8).astype(np.int64), True, axis=1)
    left_out = (place[None, :] < lengths_a[:, None]) & ~met[:, :8]
    turned = (there[:, 0] & (pairing[:, 0] > 0) & ((pairing == 0).any(axis=1))) * share
    total = share.sum()
    later_a, later_b = share @ np.maximum(lengths_a - 1, 0), share @ np.maximum(lengths_b - 1, 0)
    belief = 100.0
    out = COSTS.copy()
    for at, number, of in (
        (kernel.LEFT_OUT_FIRST, share @ left_out[:, 0], total),
        (kernel.LEFT_OUT, share @ left_out[:, 1:].sum(axis=1), later_a),
        (kernel.ADDED_FIRST, share @ added[:, 0], total),
        (kernel.ADDED, share @ added[:, 1:].sum(axis=1), later_b),
        (kernel.ROTATED, turned.sum(), total),
    ):
        out[at] = np.log((number + belief * np.exp(COSTS[at])) / (of + belief))
    return out
