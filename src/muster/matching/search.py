"""Free search over a whole list: names in either script, an id, a year of birth."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.birth import read_birth
from muster.matching.channel import encoded, likelihoods, read_channel
from muster.matching.normalise import is_arabic, name_tokens, without_article
from muster.matching.roster import Roster, Row
from muster.matching.vocabulary import vocabulary

BEGINS = 0.5
"""Chance that a word as far as it was typed is the beginning of the word meant."""

LEAST_TYPED = 2
"""Letters from which a word counts as a beginning."""

UNLIKE = -2.0
"""Nats for a word asked for that a row does not have."""

YEAR_NATS = (3.0, 1.5, 0.5)
"""Nats for a year of birth that is the one asked for, one off, two off."""

FOUND_FROM = 1.0
"""Nats from which a row is shown."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row and how well it fits, in nats."""

    row: Row
    fits: float


class Search:
    """One list made ready to be searched; rows that fit alike are in the order of their ids."""

    def __init__(self, roster: Roster) -> None:
        self._rows = roster.rows
        self._words = vocabulary(roster)
        self._holder = np.repeat(np.arange(len(roster.rows)), np.diff(self._words.at))
        self._years = np.array([row.year for row in roster.rows], np.int64)
        self._is_arabic = np.array([is_arabic(word) for word in self._words.words], bool)
        total = max(int(self._words.counts.sum()), 1)
        self._share = self._words.counts / total

    def find(self, text: str, most: int = 9) -> tuple[Found, ...]:
        """The rows that fit a text best; an id that is exactly the text comes first."""
        asked = text.strip()
        if not asked or not self._rows:
            return ()
        fits = np.zeros(len(self._rows))
        year = read_birth(asked).year
        for word in name_tokens(re.sub(r"\d+", " ", asked)):
            fits += self._of_word(word)
        if year:
            apart = np.where(self._years > 0, np.abs(self._years - year), 99)
            for off, nats in enumerate(YEAR_NATS):
                fits[apart == off] += nats
        exact = [i for i, row in enumerate(self._rows) if row.id == asked]
        fits[exact] = np.inf
        order = np.argsort(-fits, kind="stable")[:most]
        return tuple(
            Found(self._rows[i], float(fits[i])) for i in order.tolist() if fits[i] >= FOUND_FROM
        )

    def _of_word(self, word: str) -> NDArray[np.float64]:
        """What one word asked for weighs for each row: its best word's likelihood ratio."""
        chance = self._chances(word)
        expected = float(self._share @ chance) + 1e-9
        nats = np.maximum(np.log(np.maximum(chance, 1e-12) / expected), UNLIKE)
        best = np.full(len(self._rows), UNLIKE)
        np.maximum.at(best, self._holder, nats[self._words.numbers])
        return best

    def _chances(self, word: str) -> NDArray[np.float64]:
        """P(asked | word of the list), for each word of the list."""
        out = np.zeros(len(self._words.words))
        for arabic in (True, False):
            there = np.flatnonzero(self._is_arabic == arabic)
            if len(there):
                out[there] = _chances([self._words.words[i] for i in there.tolist()], arabic, word)
        short = without_article(word)
        if len(short) >= LEAST_TYPED:
            for i, known in enumerate(self._words.words):
                if known.startswith(word) or without_article(known).startswith(short):
                    out[i] = max(out[i], BEGINS)
        return out


def _chances(words: Sequence[str], arabic: bool, asked: str) -> NDArray[np.float64]:
    """The channel between the two scripts; only Arabic to Latin is learned across them."""
    scripts = ("arabic" if arabic else "latin", "arabic" if is_arabic(asked) else "latin")
    if scripts == ("latin", "arabic"):
        channel = read_channel("arabic", "latin")
        source = encoded([asked], "arabic")
        spelt = likelihoods(channel, source, encoded(words, "latin"), 0, len(words))
        return spelt[:, 0].astype(np.float64)
    channel = read_channel(*scripts)
    target = encoded([asked], scripts[1])
    chances = likelihoods(channel, encoded(words, scripts[0]), target, 0, 1)
    chance: NDArray[np.float64] = chances[0].astype(np.float64)
    if channel.identity:
        chance = chance * (1 - channel.identity)
        chance[[i for i, word in enumerate(words) if word == asked]] += channel.identity
    return chance
