"""Bin packing with conflicts: how few vehicles these people need.

The public instances (Muritiba, Iori, Malaguti, Toth 2010; Sadykov, Vanderbeck 2013) are text: the
number of items and the capacity, then for each item its number, its weight and the numbers of
items that it conflicts with.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from muster.errors import ImpossibleValueError

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class PackingInstance:
    """Items with weights, bins of one capacity, and pairs that must not share a bin."""

    capacity: int
    weights: IntArray
    """(items,) each from 0 to the capacity."""
    conflicts: BoolArray
    """(items, items) symmetric, with nothing on the diagonal."""

    def __post_init__(self) -> None:
        number = len(self.weights)
        if self.conflicts.shape != (number, number):
            raise ImpossibleValueError(
                f"conflicts: found shape {self.conflicts.shape}; expected {(number, number)}"
            )
        if (self.conflicts != self.conflicts.T).any() or self.conflicts.diagonal().any():
            raise ImpossibleValueError("conflicts: found one that is not mutual or with itself")
        if number and not 0 <= self.weights.min() <= self.weights.max() <= self.capacity:
            raise ImpossibleValueError(
                f"weights: found {self.weights.min()} to {self.weights.max()}; expected 0 to the "
                f"capacity, {self.capacity}"
            )

    @cached_property
    def apart(self) -> BoolArray:
        """(items, items) pairs that share no bin: in conflict, or too heavy together."""
        heavy = self.weights[:, None] + self.weights[None, :] > self.capacity
        np.fill_diagonal(heavy, val=False)
        return self.conflicts | heavy


def parse_instance(text: str, name: str) -> PackingInstance:
    """Read an instance; a conflict may be said by either item or by both.

    Raises ImpossibleValueError that names the file and the line.
    """
    lines = [(row, line.split()) for row, line in enumerate(text.splitlines(), 1) if line.split()]
    try:
        table = [(row, [int(word) for word in words]) for row, words in lines]
    except ValueError as error:
        raise ImpossibleValueError(f"{name}: expected whole numbers only ({error})") from None
    if not table or len(table[0][1]) < 2:
        raise ImpossibleValueError(f"{name}, line 1: expected the number of items and the capacity")
    number, capacity = table[0][1][:2]
    if len(table) - 1 != number:
        raise ImpossibleValueError(f"{name}: found {len(table) - 1} items; expected {number}")
    weights = np.zeros(number, dtype=np.int64)
    conflicts = np.zeros((number, number), dtype=bool)
    for at, (row, words) in enumerate(table[1:]):
        if len(words) < 2 or words[0] != at + 1:
            raise ImpossibleValueError(f"{name}, line {row}: expected item {at + 1} and its weight")
        others = np.array(words[2:], dtype=np.int64) - 1
        if ((others < 0) | (others >= number) | (others == at)).any():
            raise ImpossibleValueError(
                f"{name}, line {row}: expected conflicts with other items from 1 to {number}"
            )
        weights[at] = words[1]
        conflicts[at, others] = conflicts[others, at] = True
    try:
        return PackingInstance(capacity, weights, conflicts)
    except ImpossibleValueError as error:
        raise ImpossibleValueError(f"{name}: {error}") from None


def read_instance(path: Path) -> PackingInstance:
    """Read an instance from a file."""
    return parse_instance(path.read_text(encoding="utf-8"), path.name)
