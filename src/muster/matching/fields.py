"""Birth, sex, nationality and governorate as evidence, after Fellegi and Sunter (1969).

A field falls into a class (equal, one year apart, ...). Its weight for values x (sender) and y
(receiver) is ln of the chance of the class among pairs of the same person, over the chance that
somebody of the receiver's list falls into that class beside x: so a rare nationality weighs more
than a frequent one. A field that one list leaves empty weighs nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from muster.matching.birth import FIRST_YEAR, LAST_YEAR
from muster.matching.roster import SIDE_FIELDS, Roster

YEARS = LAST_YEAR - FIRST_YEAR + 1
CODES = 2 * YEARS + 1
"""Code 0 says nothing; others are years, then approximate years, or values by frequency."""

YEAR, NEAR_YEAR = 0, 1
FIELDS = ("birth year", "approximate birth year", *SIDE_FIELDS)
YEAR_CLASSES = (
    "equal",
    "differs by 1",
    "differs by 2",
    "differs by 3 to 5",
    "differs by 10",
    "differs",
)
NEAR_CLASSES = ("within 1", "within 3", "differs")
EQUAL_CLASSES = ("equal", "differs")
CLASSES = len(YEAR_CLASSES)

EXPECTED = np.array(
    [
        [0.72, 0.14, 0.04, 0.06, 0.015, 0.025],
        [0.75, 0.15, 0.10, 0, 0, 0],
        [0.985, 0.015, 0, 0, 0, 0],
        [0.97, 0.03, 0, 0, 0, 0],
        [0.93, 0.07, 0, 0, 0, 0],
    ]
)
"""Chance of each class for the same person, before the rosters at hand are learned from."""

SIBLINGS = np.array([[0.07, 0.12, 0.12, 0.27, 0.04, 0.38], [0.2, 0.25, 0.55, 0, 0, 0]])
"""Chance of each class of the two kinds of year for two of one family."""

BELIEF = 100.0
"""How many pairs these expectations count for."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Field values as numbers, (fields, rows), for the two rosters; and the class of two codes."""

    sender: NDArray[np.int16]
    receiver: NDArray[np.int16]
    class_of: NDArray[np.int8]
    """(fields, codes, codes); -1 where one is not said."""


def codes(sender: Roster, receiver: Roster) -> Codes:
    """Number the values of both rosters alike."""
    both = [np.zeros((len(FIELDS), len(roster.rows)), np.int16) for roster in (sender, receiver)]
    for out, roster in zip(both, (sender, receiver), strict=True):
        years = np.array([row.year for row in roster.rows], np.int64)
        near = np.array([row.approximate for row in roster.rows], bool)
        said = (years >= FIRST_YEAR) & (years <= LAST_YEAR)
        out[0] = np.where(said & ~near, years - FIRST_YEAR + 1, 0)
        out[1] = np.where(said, years - FIRST_YEAR + 1 + YEARS * near, 0)
    for f in range(len(SIDE_FIELDS)):
        uses = Counter(
            row.side[f] for roster in (sender, receiver) for row in roster.rows if row.side[f]
        )
        ranked = sorted(uses, key=lambda value: (-uses[value], value))[: CODES - 1]
        number = {value: i + 1 for i, value in enumerate(ranked)}
        for out, roster in zip(both, (sender, receiver), strict=True):
            out[f + 2] = [number.get(row.side[f], 0) for row in roster.rows]
    return Codes(both[0], both[1], _classes())


def _classes() -> NDArray[np.int8]:
    x = np.arange(CODES)
    apart = np.abs(x[:, None] - x[None, :])
    year = np.full((CODES, CODES), 5, np.int8)
    for limit, number in ((5, 3), (2, 2), (1, 1), (0, 0)):
        year[apart <= limit] = number
    year[(apart == 10) | (apart == 20)] = 4
    year_of = (x - 1) % YEARS
    apart_near = np.abs(year_of[:, None] - year_of[None, :])
    near = np.where(apart_near <= 1, 0, np.where(apart_near <= 3, 1, 2)).astype(np.int8)
    near[: YEARS + 1, : YEARS + 1] = -1
    equal = (apart != 0).astype(np.int8)
    out = np.stack([year, near, *[equal] * len(SIDE_FIELDS)])
    out[:, 0, :] = -1
    out[:, :, 0] = -1
    return out


def shares(given: Codes) -> NDArray[np.float64]:
    """How the receiver's values are spread, (fields, codes), code 0 left out; a little smoothed."""
    counts = np.stack([np.bincount(row, minlength=CODES) for row in given.receiver]).astype(float)
    counts[:, 0] = 0.0
    used = counts > 0
    counts += 0.5 * used
    shared: NDArray[np.float64] = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return shared


def class_chances(given: Codes) -> NDArray[np.float64]:
    """P(class | x) for somebody at random of the receiver's list: (fields, codes, classes)."""
    spread = shares(given)
    out = np.zeros((len(FIELDS), CODES, CLASSES))
    for c in range(CLASSES):
        out[:, :, c] = np.einsum("fxy,fy->fx", given.class_of == c, spread)
    chances: NDArray[np.float64] = out / np.maximum(out.sum(axis=2, keepdims=True), 1e-12)
    return chances


def field_weights(given: Codes, same: NDArray[np.float64]) -> NDArray[np.float32]:
    """The weight of each pair of codes, (fields, codes, codes); `same` is as `EXPECTED`."""
    chances = np.clip(class_chances(given), 2e-3, 1.0)
    weights = np.log(np.maximum(same[:, None, :], 1e-4) / chances)
    classes = np.maximum(given.class_of, 0).astype(np.int64)
    out = np.take_along_axis(weights, classes, axis=2)
    weighed: NDArray[np.float32] = np.where(given.class_of < 0, 0.0, out).astype(np.float32)
    return weighed


def of_relatives(same: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of classes for relatives: other years, and places as for one person."""
    out = same.copy()
    out[: len(SIBLINGS)] = SIBLINGS
    return out


def learned(classes: NDArray[np.int8], shares_of: NDArray[np.float64]) -> NDArray[np.float64]:
    """Chances of classes from pairs (fields, pairs), each the same person with a probability."""
    out = BELIEF * EXPECTED
    for f, row in enumerate(classes):
        said = row >= 0
        out[f] += np.bincount(row[said], weights=shares_of[said], minlength=CLASSES)
    chances: NDArray[np.float64] = out / out.sum(axis=1, keepdims=True)
    return chances
