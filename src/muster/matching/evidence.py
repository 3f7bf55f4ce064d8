"""The evidence for a pair in words, each piece with its weight in nats."""

from __future__ import annotations

from functools import lru_cache

from muster.matching.fields import (
    EQUAL_CLASSES,
    FIELDS,
    NEAR_CLASSES,
    YEAR_CLASSES,
    field_weights,
)
from muster.matching.scoring import Data, Pairs, Parameters, weight_of_relatives
from muster.matching.vocabulary import STEP

WORTH_SAYING = 0.5
"""Nats below which a piece of evidence is left unsaid."""

PLACES = ("given name", "father's name", "grandfather's name", "family name")
RARE, FREQUENT = 6.0, 3.0
"""Nats from which a word that agrees is called rare, and below which frequent."""


def name_of_place(place: int, length: int) -> str:
    """What the word at a place of a name of so many words is called."""
    if place and place == length - 1:
        return "family name"
    return PLACES[min(place, 2)]


class Witness:
    """Says the evidence of pairs of two rosters; holds the weights of fields."""

    def __init__(self, data: Data, pairs: Pairs, parameters: Parameters) -> None:
        self._data, self._pairs = data, pairs
        self._said: dict[tuple[int, int, int], str] = {}
        self._weights = field_weights(data.codes, parameters.same)
        n, m = len(data.sender.at) - 1, len(data.receiver.at) - 1
        self._relatives = weight_of_relatives(pairs, parameters, n, m)

    def of(self, pair: int) -> str:
        """The evidence of one pair; no name is quoted."""
        return "; ".join([*self._names(pair), *self._fields(pair), *self._kin(pair)])

    def _kin(self, pair: int) -> list[str]:
        against = float(self._relatives[self._pairs.columns[pair]])
        return [f"may be a relative, -{against:.1f}"] if against >= WORTH_SAYING else []

    def _names(self, pair: int) -> list[str]:
        data, pairs = self._data, self._pairs
        row, column = pairs.rows[pair], pairs.columns[pair]
        a = data.sender.numbers[data.sender.at[row] : data.sender.at[row + 1]]
        b = data.receiver.numbers[data.receiver.at[column] : data.receiver.at[column + 1]]
        pairing = pairs.pairing[pair, : len(b)].tolist()
        met = {place: j for j, place in enumerate(pairing) if place >= 0}
        said, explained = [], 0.0
        for place, word in enumerate(a.tolist()):
            title = name_of_place(place, len(a))
            if place == 0 and 0 not in met and pairing and pairing[0] < 0:
                said.append(f"{title}: another on the other list")
                continue
            if place not in met:
                said.append(f"{title}: on one list only")
                continue
            weight = float(data.words[word, b[met[place]]]) * STEP
            explained += weight
            said.append(f"{title}: {_of_words(weight)}")
        rest = float(pairs.names[pair]) - explained
        if len(b) > len(met):
            said.append("a further name on the other list")
        if abs(rest) >= WORTH_SAYING:
            said.append(f"names left out, added or in another order, {rest:+.1f}")
        return said

    def _fields(self, pair: int) -> list[str]:
        codes = self._data.codes
        of_a = codes.sender[:, self._pairs.rows[pair]].tolist()
        of_b = codes.receiver[:, self._pairs.columns[pair]].tolist()
        both = enumerate(zip(of_a, of_b, strict=True))
        return [said for f, (x, y) in both if x and y and (said := self._field(f, x, y))]

    def _field(self, f: int, x: int, y: int) -> str:
        """What the values x and y of a field say; nothing where they weigh nothing."""
        if (f, x, y) not in self._said:
            kind = int(self._data.codes.class_of[f, x, y])
            kinds = (YEAR_CLASSES, NEAR_CLASSES)[f] if f < 2 else EQUAL_CLASSES
            weight = float(self._weights[f, x, y])
            says = kind >= 0 and abs(weight) >= STEP / 2
            self._said[f, x, y] = f"{FIELDS[f]}: {kinds[kind]}, {weight:+.1f}" if says else ""
        return self._said[f, x, y]


@lru_cache(maxsize=1_000)
def _of_words(weight: float) -> str:
    """What two words say that weigh so much."""
    kind = "agrees" if weight > 0 else "spelt unlike"
    if weight >= RARE:
        kind = "rare, agrees"
    elif 0 < weight < FREQUENT:
        kind = "frequent, agrees"
    return f"{kind}, {weight:+.1f}"
