"""Rectangles in pixels, for keeping marks and labels apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with its left, top, right and bottom."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> Box:
        """The smallest box that holds some points."""
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """The middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def grown(self, by: float) -> Box:
        """The box with a margin around it."""
        return Box(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def overlap(self, other: Box) -> float:
        """Area that two boxes share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across * down if across > 0 and down > 0 else 0.0

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies within."""
        return self.left <= x <= self.right and self.top <= y <= self.bottom

    def within(self, other: Box) -> bool:
        """Whether this box lies wholly inside another."""
        return (
            other.left <= self.left
            and other.top <= self.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed so that neighbours are a gap apart.

    Keeps the order of `wanted` (which need not be sorted). Positions stay within low and high
    where they fit; where they do not, they are spaced evenly over all of it.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    if not order:
        return []
    if gap * (len(order) - 1) >= high - low:
        step = (high - low) / max(len(order) - 1, 1)
        placed = {index: low + step * rank for rank, index in enumerate(order)}
        return [placed[index] for index in range(len(wanted))]
    blocks: list[tuple[float, int]] = []
    for rank, index in enumerate(order):
        blocks.append((wanted[index] - rank * gap, 1))
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            (left, many), (right, more) = blocks[-2], blocks[-1]
            blocks[-2:] = [((left * many + right * more) / (many + more), many + more)]
    bases = [base for base, number in blocks for _ in range(number)]
    top = high - gap * (len(order) - 1)
    placed = {
        index: min(max(base, low), top) + rank * gap
        for rank, (index, base) in enumerate(zip(order, bases, strict=True))
    }
    return [placed[index] for index in range(len(wanted))]
