"""Two rows side by side in words, for a pair that was found by search and not by its score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from muster.matching.channel import encoded, likelihoods, read_channel
from muster.matching.evidence import name_of_place
from muster.matching.fields import FIELDS
from muster.matching.normalise import is_arabic
from muster.matching.roster import SIDE_FIELDS, Row

AGREES = -11.0
"""Log chance of a spelling from which one word may stand for the other: of words of two people
drawn at random 1 in 25 reaches it, of the same person's most that are not nicknames."""


def compared(a: Row, b: Row) -> str:
    """What agrees and what does not, without weights and without quoting a name."""
    return "; ".join([*_names(a.tokens, b.tokens), *_fields(a, b)])


def _names(a: Sequence[str], b: Sequence[str]) -> list[str]:
    left, said = list(range(len(b))), []
    for place, word in enumerate(a):
        title = name_of_place(place, len(a))
        chances = [(_log_chance(word, b[j]), -j) for j in left]
        best = max(chances, default=(-np.inf, 0))
        if best[0] >= AGREES:
            left.remove(-best[1])
            moved = "" if -best[1] == place else ", in another place"
            said.append(f"{title}: agrees{moved}")
        else:
            said.append(f"{title}: on one list only")
    if left:
        said.append("a further name on the other list")
    return said


def _log_chance(a: str, b: str) -> float:
    if a == b:
        return 0.0
    script_a, script_b = ("arabic" if is_arabic(word) else "latin" for word in (a, b))
    if (script_a, script_b) == ("latin", "arabic"):
        return _log_chance(b, a)
    channel = read_channel(script_a, script_b)
    chance = likelihoods(channel, encoded([a], script_a), encoded([b], script_b), 0, 1)[0, 0]
    return float(np.log(max(float(chance), 1e-30)))


def _fields(a: Row, b: Row) -> list[str]:
    said = []
    if a.year and b.year:
        apart = abs(a.year - b.year)
        said.append(f"{FIELDS[0]}: {'equal' if apart == 0 else f'differs by {apart}'}")
    for name, x, y in zip(SIDE_FIELDS, a.side, b.side, strict=True):
        if x and y:
            said.append(f"{name}: {'equal' if x == y else 'differs'}")
    return said
