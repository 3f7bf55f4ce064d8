"""Made-up rows of the receiver whose truth is known, to see how often a match deceives.

Each decoy is what the receiver might have written for one person of the sender's list: spellings,
words left out, years and gaps drawn from what was learned from the rosters at hand. With that
person taken off the sender's list the decoy is a stranger, and one with as many relatives and
namesakes there as anybody on it; with the person left on it, a best match to another row is a
swap. So the errors to be expected can be counted for any overlap, even none (compare the target
and decoy searches of proteomics: Elias and Gygi, 2007).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from muster.matching import alignment_kernel as kernel
from muster.matching.fields import CLASSES, CODES, NEAR_YEAR, YEAR, YEARS, Codes
from muster.matching.scoring import Data, Parameters, find_candidates, log_odds, weigh
from muster.matching.vocabulary import LONGEST_NAME, STEP, Vocabulary

MOST_DECOYS = 10_000
MOST_TIMES = 20
"""How often one person gives decoys, where a list is short."""
WELL_KNOWN = 15
"""Steps of weight from which the receiver's list has a spelling of a word."""


@dataclass(frozen=True, slots=True)
class Decoys:
    """For each decoy the log odds of its best match, as a stranger and as a person present."""

    absent: NDArray[np.float64]
    present: NDArray[np.float64]
    swapped: NDArray[np.bool_]
    """Whether the best match of the decoy present is another person."""


def draw_decoys(
    data: Data,
    parameters: Parameters,
    same_person: tuple[NDArray[np.int64], NDArray[np.int64]],
    random: Generator,
) -> Decoys:
    """Make decoys and match each alone; `same_person` are duplicates of the sender's list."""
    people = len(data.sender.at) - 1
    times = int(np.clip(MOST_DECOYS // max(people, 1), 1, MOST_TIMES))
    sources = np.repeat(np.arange(people), times)
    if people > MOST_DECOYS:
        sources = np.sort(random.choice(people, MOST_DECOYS, replace=False))
    made = _receiver_of(data, parameters, sources, random)
    rows, columns = find_candidates(made, parameters.same)
    pairs = weigh(made, rows, columns, parameters)
    own = sources[columns] == rows
    twice = set((same_person[0] * people + same_person[1]).tolist())
    twice |= set((same_person[1] * people + same_person[0]).tolist())
    if twice:
        own |= np.isin(sources[columns] * people + rows, np.fromiter(twice, np.int64, len(twice)))
    count = len(sources)
    others = pairs.only(~own)
    odds = log_odds(others, parameters, people, count)
    absent, _ = best_odds(odds, others.columns, odds > 0, count)
    odds = log_odds(pairs, parameters, people, count)
    present, own_best = best_odds(odds, columns, own, count)
    return Decoys(absent, present, ~own_best & np.isfinite(present))


def best_odds(
    odds: NDArray[np.float64],
    columns: NDArray[np.int32],
    marked: NDArray[np.bool_],
    count: int,
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Log odds of each column's best pair against all others and nobody; is that pair marked."""
    weight = np.exp(np.clip(odds, -60, 60))
    total = np.bincount(columns, weight, count)
    order = np.lexsort((odds, columns))
    last = np.flatnonzero(np.diff(columns[order], append=-1))
    best = order[last]
    out = np.full(count, -np.inf)
    others = np.maximum(total[columns[best]] - weight[best], 0.0)
    out[columns[best]] = odds[best] - np.log1p(others)
    is_marked = np.zeros(count, bool)
    is_marked[columns[best]] = marked[best]
    return out, is_marked


def _receiver_of(
    data: Data, parameters: Parameters, sources: NDArray[np.int64], random: Generator
) -> Data:
    spellings, words = _spellings(data)
    chance = np.exp(parameters.costs)
    names: list[list[int]] = []
    for source in sources:
        name: list[int] = []
        own = data.sender.numbers[data.sender.at[source] : data.sender.at[source + 1]]
        for place, word in enumerate(own):
            lost = chance[kernel.LEFT_OUT_FIRST if place == 0 else kernel.LEFT_OUT]
            if random.random() >= lost:
                choice, summed = spellings[word]
                name.append(int(choice[np.searchsorted(summed, random.random())]))
            if random.random() < chance[kernel.ADDED] and len(data.receiver.numbers):
                name.append(int(random.choice(data.receiver.numbers)))
        if len(name) > 1 and random.random() < chance[kernel.ROTATED]:
            turn = int(random.integers(1, len(name)))
            name = name[turn:] + name[:turn]
        names.append(name[:LONGEST_NAME])
    at = np.concatenate([[0], np.cumsum([len(name) for name in names])]).astype(np.int64)
    numbers = np.array([word for name in names for word in name], np.int32)
    receiver = Vocabulary(data.receiver.words, data.receiver.counts, numbers, at)
    codes = replace(data.codes, receiver=_codes(data.codes, parameters, sources, random))
    return replace(data, receiver=receiver, words=words, codes=codes)


def _spellings(
    data: Data,
) -> tuple[list[tuple[NDArray[np.int64], NDArray[np.float64]]], NDArray[np.int8]]:
    """For each word of the sender spellings and their summed chances; and words with more columns.

    A word that the receiver's list never spells gets a spelling of its own.
    """
    seen = data.receiver.counts / max(data.receiver.counts.sum(), 1)
    share = data.sender.counts / max(data.sender.counts.sum(), 1)
    known = len(data.receiver.words)
    unknown = np.flatnonzero(data.words.max(axis=1, initial=-127) < WELL_KNOWN)
    words = np.full((len(data.sender.words), known + len(unknown)), -127, np.int8)
    words[:, :known] = data.words
    own = np.clip((-np.log(share[unknown]) - 0.7) / STEP, 0, 127)
    words[unknown, known + np.arange(len(unknown))] = own.astype(np.int8)
    column = dict(zip(unknown.tolist(), range(known, known + len(unknown)), strict=True))
    out = []
    for s in range(len(data.sender.words)):
        if s in column:
            out.append((np.array([column[s]]), np.array([1.0])))
            continue
        choice = np.flatnonzero(data.words[s] > 0)
        chance = np.exp(data.words[s, choice] * STEP) * seen[choice]
        summed = np.cumsum(chance / chance.sum())
        summed[-1] = 1.0
        out.append((choice, summed))
    return out, words


def _codes(
    given: Codes, parameters: Parameters, sources: NDArray[np.int64], random: Generator
) -> NDArray[np.int16]:
    """Values of fields as the receiver might have them for these people."""
    out = np.zeros((len(given.receiver), len(sources)), np.int16)
    if not given.receiver.size:
        return out
    people = np.arange(len(sources))
    own = given.sender[:, sources]
    for f in range(NEAR_YEAR + 1, len(out)):
        out[f] = _drawn(given, f, own[f], people, _counts(given, f), parameters, random)
    years = _counts(given, NEAR_YEAR)
    kind = random.random(len(sources)) * years.sum()
    exact = (kind >= years[0]) & (kind < years[: YEARS + 1].sum())
    near = kind >= years[: YEARS + 1].sum()
    for which, field, codes in (
        (exact & (own[YEAR] > 0), YEAR, slice(1, YEARS + 1)),
        (exact & (own[YEAR] == 0), NEAR_YEAR, slice(1, YEARS + 1)),
        (near, NEAR_YEAR, slice(YEARS + 1, CODES)),
    ):
        counts = np.zeros(CODES)
        counts[codes] = years[codes]
        places = np.flatnonzero(which)
        drawn = _drawn(given, field, own[field, places], places, counts, parameters, random)
        out[NEAR_YEAR, places] = drawn
    out[YEAR] = np.where(out[NEAR_YEAR] <= YEARS, out[NEAR_YEAR], 0)
    return out


def _counts(given: Codes, field: int) -> NDArray[np.float64]:
    return np.bincount(given.receiver[field], minlength=CODES).astype(float)


def _drawn(
    given: Codes,
    field: int,
    own: NDArray[np.int16],
    people: NDArray[np.int64],
    counts: NDArray[np.float64],
    parameters: Parameters,
    random: Generator,
) -> NDArray[np.int16]:
    """For each of `people` a code by `counts` of the class drawn for it, beside the own code."""
    out = np.zeros(len(people), np.int16)
    kinds = random.choice(CLASSES, len(people), p=parameters.same[field])
    unsaid = random.random(len(people)) * counts.sum() < counts[0]
    where = random.random(len(people))
    group = own.astype(np.int64) * CLASSES + kinds
    for key in np.unique(group):
        value, kind = divmod(int(key), CLASSES)
        fitting = counts.copy() if value == 0 else counts * (given.class_of[field, value] == kind)
        fitting[0] = 0.0
        summed = np.cumsum(fitting)
        if summed[-1] > 0:
            members = np.flatnonzero(group == key)
            out[members] = np.searchsorted(summed, where[members] * summed[-1], side="right")
    out[unsaid] = 0
    return out
