"""Candidates and scores of two rosters, with parameters learned from the rosters themselves."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from muster.matching import alignment_kernel as kernel
from muster.matching.assignment import marginals
from muster.matching.channel import Channel
from muster.matching.cores import in_parts
from muster.matching.fields import EXPECTED, Codes, codes, field_weights, learned, of_relatives
from muster.matching.roster import Roster
from muster.matching.vocabulary import (
    LONGEST_NAME,
    STEP,
    Vocabulary,
    vocabulary,
    with_shared,
    word_chances,
    word_weights,
)

MOST_CANDIDATES = 80
NEAR = 8
"""Steps of weight from which two words count as near, for finding candidates."""

COSTS = np.array([-4.0, -2.0, -4.5, -2.6, -4.0, -4.0, -0.1, -5.0])
"""Log chances of the changes of `alignment_kernel`, before the rosters are learned from."""

RELATED_FROM = 0.0
"""Nats of the names from which a pair may be of relatives."""

MOST_WEIGHT = 60.0
RELATIVES = (0.01, 3.0)
"""Least and greatest number of relatives on the other list."""

LIKELY = 0.3
"""Probability from which a pair teaches the parameters, with that weight."""

SURE = 0.9
"""Probability from which a pair teaches spellings."""

HOPELESS = 10.0
"""Nats below the log of the number of people under which a pair is weighed no more."""

ROUNDS, PASSES = 4, 2


USUAL = (0.0, -2.0, -2.0)
"""Logs of how usual the kinds of relatives of `alignment_kernel` are, beside brothers."""


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
    relatives: float
    """How many relatives of somebody on the receiver's list are on the sender's."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Candidate pairs: places in the two rosters, how their names align, and their weights."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    names: NDArray[np.float64]
    sides: NDArray[np.float64]
    related: NDArray[np.float64]
    """The weight of the evidence that the two are brothers, or father and son."""
    pairing: NDArray[np.int8]

    def only(self, which: NDArray[np.bool_]) -> Pairs:
        """Some of the pairs."""
        return Pairs(*(getattr(self, field.name)[which] for field in fields(self)))

    @property
    def scores(self) -> NDArray[np.float64]:
        """The weight of all evidence, in nats."""
        return self.names + self.sides


def prepare(channel: Channel, sender: Roster, receiver: Roster) -> Data:
    """Number words and values and weigh each pair of words."""
    a = vocabulary(sender)
    b = a if receiver is sender else vocabulary(receiver)
    chance = word_chances(channel, a, b)
    return Data(a, b, chance, word_weights(chance, a, b), codes(sender, receiver))


def find_candidates(
    data: Data,
    same: NDArray[np.float64],
    barred: NDArray[np.int64] | None = None,
    least: float = -np.inf,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """At most 80 rows of the sender for each of the receiver; (rows, columns) of the pairs.

    `barred` are rows not to be found; `least` is the weight that must be shared, in nats.
    """
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
    given = (
        data.receiver.numbers, data.receiver.at, words_near, near_at, weight,
        holder[order].astype(np.int64), at.astype(np.int64), field_weights(data.codes, same),
        data.codes.sender, data.codes.receiver, barred, MOST_CANDIDATES, least,
    )  # fmt: skip
    in_parts(people, lambda first, last: kernel.candidates(*given, first, last, out))
    columns, places = np.nonzero(out >= 0)
    return out[columns, places], columns.astype(np.int32)


def weigh(
    data: Data, rows: NDArray[np.int32], columns: NDArray[np.int32], parameters: Parameters
) -> Pairs:
    """Align the names of candidate pairs and add up the evidence."""
    names = np.full((len(kernel.KINS), len(rows)), -np.inf)
    pairing = np.full((len(rows), LONGEST_NAME), -1, np.int8)
    given = (
        rows, columns, data.sender.numbers, data.sender.at, data.receiver.numbers,
        data.receiver.at, data.words, parameters.costs, RELATED_FROM,
    )  # fmt: skip
    in_parts(
        len(rows),
        lambda first, last: kernel.align_pairs(*given, first, last, names, pairing),
    )
    sides = _sides(data.codes, parameters.same, rows, columns)
    related = np.full(len(rows), -np.inf)
    near = np.flatnonzero(np.isfinite(names[1]))
    for family, usual in zip(names[1:, near], USUAL, strict=True):
        related[near] = np.logaddexp(related[near], family + usual)
    related[near] += _sides(data.codes, of_relatives(parameters.same), rows[near], columns[near])
    return Pairs(rows, columns, names[0], sides, related, pairing)


def _sides(
    given: Codes,
    same: NDArray[np.float64],
    rows: NDArray[np.int32],
    columns: NDArray[np.int32],
) -> NDArray[np.float64]:
    weights = field_weights(given, same)
    sides = np.zeros(len(rows))
    for f in range(len(weights)):
        sides += weights[f, given.sender[f, rows], given.receiver[f, columns]]
    return sides


def fitting_odds(pairs: Pairs, parameters: Parameters, n: int) -> NDArray[np.float64]:
    """Log odds of each pair against two people who have nothing to do with each other."""
    present = parameters.present / (1 - parameters.present)
    odds: NDArray[np.float64] = pairs.scores + np.log(present / max(n, 1))
    return odds


def log_odds(pairs: Pairs, parameters: Parameters, n: int, m: int) -> NDArray[np.float64]:
    """Log odds of each pair against the receiver's row being nobody of the sender's n."""
    against = weight_of_relatives(pairs, parameters, n, m)[pairs.columns]
    return fitting_odds(pairs, parameters, n) - against


def weight_of_relatives(
    pairs: Pairs, parameters: Parameters, n: int, m: int
) -> NDArray[np.float64]:
    """What relatives on the sender's list add to "nobody" for each of the receiver's m rows.

    Somebody on no list may still be a relative of people there, which makes much of a name agree:
    "nobody" weighs 1 + relatives / n x the sum of the ratios of being related; of it the log.
    """
    kin = np.exp(np.minimum(pairs.related, MOST_WEIGHT)) * parameters.relatives / max(n, 1)
    weight: NDArray[np.float64] = np.log1p(np.bincount(pairs.columns, kin, m))
    return weight


def kinship(pairs: Pairs, parameters: Parameters, n: int, m: int) -> float:
    """Expected number of relatives on the sender's list of a row of the receiver's."""
    share = parameters.relatives / max(n, 1)
    kin = np.exp(np.minimum(pairs.related, MOST_WEIGHT)) * share
    same = np.exp(np.minimum(pairs.scores, MOST_WEIGHT)) * parameters.present / max(n, 1)
    found = float((kin / (1.0 + kin + same)).sum()) / max(m, 1)
    return float(np.clip(found, *RELATIVES))


def learn(data: Data) -> tuple[Data, Pairs, Parameters]:
    """Find and weigh candidates; learn the parameters by expectation maximisation.

    Halfway, the spellings that these rosters use are learned as well, and the candidates found
    anew: the data returned weighs words accordingly.
    """
    parameters = Parameters(EXPECTED, COSTS, 0.5, 0.2)
    for _ in range(PASSES):
        pairs = _worth_weighing(data, parameters)
        for _ in range(ROUNDS):
            chance = probabilities(data, pairs, parameters)
            parameters = _maximised(data, pairs, chance, parameters)
            pairs = weigh(data, pairs.rows, pairs.columns, parameters)
        data = _with_spellings(data, pairs, probabilities(data, pairs, parameters))
    pairs = _worth_weighing(data, parameters)
    chance = probabilities(data, pairs, parameters)
    parameters = _maximised(data, pairs, chance, parameters)
    return data, weigh(data, pairs.rows, pairs.columns, parameters), parameters


def _worth_weighing(data: Data, parameters: Parameters) -> Pairs:
    """Candidates, without those far from being one person."""
    pairs = weigh(data, *find_candidates(data, parameters.same), parameters)
    return pairs.only(pairs.scores > np.log(max(len(data.sender.at) - 1, 1)) - HOPELESS)


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
    words = word_weights(data.chance, data.sender, data.receiver, with_shared(together))
    return replace(data, words=words)


def probabilities(data: Data, pairs: Pairs, parameters: Parameters) -> NDArray[np.float64]:
    """P(pair) under one to one."""
    n, m = len(data.sender.at) - 1, len(data.receiver.at) - 1
    odds = log_odds(pairs, parameters, n, m)
    return marginals(pairs.rows, pairs.columns, odds, n, m)


def _maximised(
    data: Data, pairs: Pairs, chance: NDArray[np.float64], before: Parameters
) -> Parameters:
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
        kinship(pairs, before, n, m),
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
    replaced = left_out[:, 0] & added[:, 0]
    for at, number, of in (
        (kernel.REPLACED, share @ replaced, total),
        (kernel.LEFT_OUT_FIRST, share @ (left_out[:, 0] & ~replaced), total),
        (kernel.LEFT_OUT, share @ left_out[:, 1:].sum(axis=1), later_a),
        (kernel.ADDED_FIRST, share @ (added[:, 0] & ~replaced), total),
        (kernel.ADDED, share @ added[:, 1:].sum(axis=1), later_b),
        (kernel.ROTATED, turned.sum(), total),
    ):
        out[at] = np.log((number + belief * np.exp(COSTS[at])) / (of + belief))
    return out
