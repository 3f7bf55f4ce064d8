"""The edge of a growing tree: what appending needs of it, and no more.

A tree of n leaves is a row of full subtrees, one for each 1 in n's binary form (RFC 9162, 2.1.2,
folded from the right). Appending a leaf completes subtrees; their hashes are what a store keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from muster.record.tree import EMPTY, node_hash


@dataclass(slots=True)
class Frontier:
    """Hashes of the full subtrees of a tree, the largest first."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def copy(self) -> Frontier:
        return Frontier(self.size, list(self.peaks))

    def append(self, leaf: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf's hash; returns (level, place, hash) of each inner subtree it completes."""
        completed = []
        hashed, level, place = leaf, 0, self.size
        while place & 1:
            hashed = node_hash(self.peaks.pop(), hashed)
            level, place = level + 1, place >> 1
            completed.append((level, place, hashed))
        self.peaks.append(hashed)
        self.size += 1
        return completed

    def root(self) -> bytes:
        """Root of the tree."""
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = node_hash(peak, root)
        return root


def frontier_of(size: int, node: Callable[[int, int], bytes | None]) -> Frontier | None:
    """The edge of a stored tree, from `node(level, place)`; None if one of its hashes is lost."""
    peaks = []
    begin = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            peak = node(level, begin >> level)
            if peak is None:
                return None
            peaks.append(peak)
            begin += 1 << level
    return Frontier(size, peaks)
