"""The words of two rosters' names, and what each pair of words weighs as evidence.

The weight of words s (sender) and t (receiver) is ln P(t | s) / P(t): how much likelier t is
where the sender writes s than in the receiver's list at large. P(t) mixes how often the list has
t with how often the sender's names would give it, so that a frequent name weighs little and a
misspelt frequent name weighs no more than the name itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.channel import Channel, encoded, likelihoods
from muster.matching.normalise import without_article
from muster.matching.roster import Roster

STEP = 0.1
"""Nats of one step of a stored weight."""

LONGEST_NAME = 8
BLOCK = 512
STRANGE = 0.03
"""Share of the receiver's words taken to come from no name of the sender."""

HABIT = (0.05, 2.0)
"""Limits of the share of a word's likely spellings that the receiver's list has, by which the
weights are divided: spellings that nobody on that list uses take no chance."""

DISCOUNT = 0.6
"""Taken off each word's count: a word seen once is rarer than once in the list (Good-Turing)."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one roster; row r has word numbers at[r] : at[r + 1] of `numbers`."""

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    numbers: NDArray[np.int32]
    at: NDArray[np.int64]


def vocabulary(roster: Roster) -> Vocabulary:
    """Number the words of a roster's names, in the order of the alphabet."""
    uses = Counter(word for row in roster.rows for word in row.tokens)
    words = tuple(sorted(uses))
    number = {word: i for i, word in enumerate(words)}
    at = np.zeros(len(roster.rows) + 1, np.int64)
    np.cumsum([len(row.tokens) for row in roster.rows], out=at[1:])
    flat = [number[word] for row in roster.rows for word in row.tokens]
    counts = np.array([uses[word] for word in words], np.int64)
    return Vocabulary(words, counts, np.array(flat, np.int32), at)


def word_weights(
    channel: Channel, sender: Vocabulary, receiver: Vocabulary
) -> NDArray[np.int8]:
    """Weights in steps of 0.1 nats: one row for each word of the sender."""
    out = np.full((len(sender.words), len(receiver.words)), -127, np.int8)
    if not out.size:
        return out
    share = (sender.counts / sender.counts.sum()).astype(np.float32)
    seen = np.maximum(receiver.counts - DISCOUNT, 0.1) / receiver.counts.sum()
    reached = np.zeros(len(sender.words))
    for first, last, chance in _chances(channel, sender, receiver):
        marginal = STRANGE * seen[first:last] + (1 - STRANGE) * (chance @ share)
        gain = chance / marginal[:, None].astype(np.float32)
        reached += gain.T @ seen[first:last]
        with np.errstate(divide="ignore"):
            out[:, first:last] = _steps(np.log(gain.T))
    with np.errstate(divide="ignore"):
        habit = np.rint(np.log(np.clip(reached, *HABIT)) / STEP).astype(np.int16)
    return np.clip(out - habit[:, None], -127, 127).astype(np.int8)


def _steps(weights: NDArray[np.float32]) -> NDArray[np.int8]:
    return np.clip(np.rint(weights / STEP), -127, 127).astype(np.int8)


def _chances(
    channel: Channel, sender: Vocabulary, receiver: Vocabulary
) -> Iterator[tuple[int, int, NDArray[np.float32]]]:
    """P(t | s), a block of the receiver's words at a time: (first, last, block)."""
    sources = encoded(sender.words, channel.source)
    shorter = encoded([without_article(word) for word in sender.words], channel.source)
    targets = encoded(receiver.words, channel.target)
    has_article = np.diff(sources.at) != np.diff(shorter.at)
    known = {word: i for i, word in enumerate(sender.words)}
    for first in range(0, len(receiver.words), BLOCK):
        last = min(first + BLOCK, len(receiver.words))
        chance = likelihoods(channel, sources, targets, first, last)
        if has_article.any():
            chance = np.maximum(chance, likelihoods(channel, shorter, targets, first, last))
        if channel.identity:
            chance *= 1 - channel.identity
            for t in range(first, last):
                same = known.get(receiver.words[t])
                if same is not None:
                    chance[t - first, same] += channel.identity
        yield first, last, chance
