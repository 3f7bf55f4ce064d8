"""The words of two rosters' names, and what each pair of words weighs as evidence.

The weight of words s (sender) and t (receiver) is ln P(t | s) / P(t): how much likelier t is
where the sender writes s than in the receiver's list at large. P(t) mixes how often the list has
t with how often the sender's names would give it, so that a frequent name weighs little and a
misspelt frequent name weighs no more than the name itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, diags_array

from muster.matching.channel import Channel, encoded, likelihoods
from muster.matching.normalise import without_article
from muster.matching.roster import Roster

STEP = 0.1
"""Nats of one step of a stored weight."""

LONGEST_NAME = 8
"""Words of a name that are read."""

MISREAD = 0.3
"""Chance that a rare word of the sender, one slip from a frequent one, is that one."""

MISWRITTEN = 0.05 / 50
"""Chance that the receiver writes a given slip of a word, times the letters of the word."""

FREQUENT, MORE_FREQUENT = 4, 4
"""Uses of a frequent word, and how many times those of the rare word they must be."""

TRUST = 8.0
"""Uses of a word that its expected spellings count for beside what these rosters show."""

SHARED = 0.5
"""Share of the uses of a word that is spread over spellings of words that share one with it."""

Floats = NDArray[np.float32]
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


def word_chances(channel: Channel, sender: Vocabulary, receiver: Vocabulary) -> Floats:
    """P(t | s): a row for each word of the receiver, a column for each of the sender.

    By the channel, and by slips of the pen on either side: a rare word one slip away from a
    frequent one may be that one.
    """
    sources = encoded(sender.words, channel.source)
    targets = encoded(receiver.words, channel.target)
    last = len(receiver.words)
    chance = likelihoods(channel, sources, targets, 0, last)
    bare = sorted((without_article(word), i) for i, word in enumerate(sender.words))
    bare = [(word, i) for word, i in bare if word != sender.words[i]]
    if bare:
        number = [i for _, i in bare]
        shorter = encoded([word for word, _ in bare], channel.source)
        without = likelihoods(channel, shorter, targets, 0, last)
        chance[:, number] = np.maximum(chance[:, number], without)
    if channel.identity:
        chance *= 1 - channel.identity
        known = {word: i for i, word in enumerate(sender.words)}
        for t, word in enumerate(receiver.words):
            if word in known:
                chance[t, known[word]] += channel.identity
    slips = slips_of(sender)
    for slip, meant in slips:
        chance[:, slip] = (1 - MISREAD) * chance[:, slip] + MISREAD * chance[:, meant]
    for slip, meant in slips if receiver is sender else slips_of(receiver):
        chance[slip] = np.maximum(
            chance[slip], MISWRITTEN / len(receiver.words[meant]) * chance[meant]
        )
    return chance


def slips_of(words: Vocabulary) -> list[tuple[int, int]]:
    """Rare words that are one letter added, lost, changed or swapped away from a frequent one."""
    near: dict[str, list[int]] = defaultdict(list)
    frequent = np.flatnonzero(words.counts >= FREQUENT)
    for number in frequent:
        word = words.words[number]
        if len(word) > 3:
            for form in _forms(word):
                near[form].append(int(number))
    found = []
    for number in np.flatnonzero(words.counts < FREQUENT):
        word = words.words[number]
        if len(word) < 3:
            continue
        close = {other for form in _forms(word) for other in near.get(form, ())}
        if close:
            best = max(close, key=lambda other: (words.counts[other], -other))
            if words.counts[best] >= MORE_FREQUENT * words.counts[number]:
                found.append((int(number), best))
    return found


def _forms(word: str) -> set[str]:
    """The word and what is left of it without one letter."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def word_weights(
    chance: Floats,
    sender: Vocabulary,
    receiver: Vocabulary,
    together: coo_array | None = None,
) -> NDArray[np.int8]:
    """Weights in steps of 0.1 nats: one row for each word of the sender.

    `together` (receiver's words, sender's words) says how often the two were found to be one name
    in these rosters; what was seen outweighs what the channel expects.
    """
    out = np.full((len(sender.words), len(receiver.words)), -127, np.int8)
    if not out.size:
        return out
    share = (sender.counts / sender.counts.sum()).astype(np.float32)
    seen = np.maximum(receiver.counts - DISCOUNT, 0.1) / receiver.counts.sum()
    marginal = STRANGE * seen + (1 - STRANGE) * (chance @ share)
    gain = chance / marginal[:, None].astype(np.float32)
    habit = np.clip(gain.T @ seen.astype(np.float32), *HABIT)
    gain /= habit[None, :]
    if together is not None:
        uses = np.bincount(together.col, together.data, len(sender.words))
        gain *= (TRUST / (uses + TRUST)).astype(np.float32)[None, :]
        found = np.bincount(together.row, together.data, len(receiver.words))
        often = np.maximum(seen, found / max(found.sum(), 1.0))
        more = together.data / (uses[together.col] + TRUST) / often[together.row]
        np.add.at(gain, (together.row, together.col), more.astype(np.float32))
    with np.errstate(divide="ignore"):
        out[:] = np.clip(np.rint(np.log(gain.T) / STEP), -127, 127).astype(np.int8)
    return out


def with_shared(together: coo_array) -> coo_array:
    """How often words were one name, were those that share a spelling one name as well.

    Where "osman" is found as "uthman" and as "othman" on the other list, whatever else is found
    as "uthman" may be "othman": by a step to the one list, back, and there again.
    """
    uses = together.tocsr()
    of_receiver = np.maximum(uses.sum(axis=1), 1e-9)
    of_sender = np.maximum(uses.sum(axis=0), 1e-9)
    there = uses @ diags_array(1 / of_sender)
    back = uses.T @ diags_array(1 / of_receiver)
    spread: coo_array = (
        (1 - SHARED) * uses + (there @ (back @ there)) @ diags_array(SHARED * of_sender)
    ).tocoo()
    return spread
