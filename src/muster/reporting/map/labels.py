"""Labels on a map, each where it hides least: beside its marker, or tied to it by a line."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from muster.reporting.boxes import Box
from muster.reporting.canvas import LINE_HEIGHT, Point
from muster.reporting.text import text_width

DIRECTIONS = tuple(range(0, 360, 30))
DISTANCES = (3.0, 12.0, 24.0, 40.0, 60.0, 84.0)
LINE_FROM = 10.0
"""Labels further than this from their marker are tied to it."""
PADDING = 2.0
BAD = 45.0
"""Labels that cost more than this are tried another way round with their neighbours."""
SHORTENED = 80.0
"""What it costs to leave out all but a label's first line."""
MISSING = 400.0
"""What a label costs that is left out."""
NEIGHBOURS = 5
COVERED_POINT = 16.0
"""Cost of hiding one point of an arrow, in pixels of distance."""
CROSSED = 70.0
"""Cost of a tie that runs through another label or marker, or the other way round."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label to place: its lines, with size and weight of each, around a point."""

    key: str
    x: float
    y: float
    half_width: float
    half_height: float
    """Of the marker."""
    lines: tuple[tuple[str, float, bool], ...]

    @property
    def size(self) -> Point:
        """Width and height."""
        width = max(text_width(text, size, bold=bold) for text, size, bold in self.lines)
        return width, sum(size * LINE_HEIGHT for _, size, _ in self.lines)


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its place; `tie` is the end of its line, if it has one."""

    wanted: Wanted
    box: Box
    tie: Point | None
    cost: float
    """How far off and how much in the way it is."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What labels have to keep clear of: boxes, points of arrows, the edges of the frame."""

    blocked: Sequence[Box]
    lines: npt.NDArray[np.float64]
    frame: Box


def place_labels(
    wanted: Sequence[Wanted],
    blocked: Sequence[Box],
    lines: npt.NDArray[np.float64],
    frame: Box,
) -> tuple[list[Label], list[Wanted]]:
    """Place labels in the order given; return those for which there is no room, too.

    `blocked` are boxes that no label may touch, `lines` (points, 2) are points of arrows that
    labels should not hide. Where a label comes out badly, it and a neighbour are placed again the
    other way round, and the better of the two is kept.
    """
    ground = Ground(blocked, lines, frame)
    placed: dict[int, Label] = {}
    for index, label in enumerate(wanted):
        found = _best(label, ground, list(placed.values()))
        if found is not None:
            placed[index] = found
    for index in sorted(range(len(wanted)), key=lambda i: -_cost(placed.get(i))):
        if _cost(placed.get(index)) < BAD:
            break
        for other in _neighbours(index, wanted, placed):
            _swap(index, other, wanted, ground, placed)
    return list(placed.values()), [label for i, label in enumerate(wanted) if i not in placed]


def _cost(label: Label | None) -> float:
    return MISSING if label is None else label.cost


def _neighbours(index: int, wanted: Sequence[Wanted], placed: Mapping[int, Label]) -> list[int]:
    here = wanted[index]
    others = [other for other in placed if other != index]
    others.sort(key=lambda i: math.dist((here.x, here.y), (wanted[i].x, wanted[i].y)))
    return others[:NEIGHBOURS]


def _swap(
    index: int, other: int, wanted: Sequence[Wanted], ground: Ground, placed: dict[int, Label]
) -> None:
    """Place one label before another instead of after it, if both together come out better."""
    rest = [label for i, label in placed.items() if i not in (index, other)]
    first = _best(wanted[index], ground, rest)
    if first is None:
        return
    second = _best(wanted[other], ground, [*rest, first])
    if second is None:
        return
    if first.cost + second.cost < _cost(placed.get(index)) + placed[other].cost:
        placed[index], placed[other] = first, second


def _best(label: Wanted, ground: Ground, others: Sequence[Label]) -> Label | None:
    """The best place for a label, or for its first line alone; None where there is none."""
    taken = [*ground.blocked, *(other.box for other in others)]
    ties = [_sampled(other.wanted, other.tie) for other in others if other.tie is not None]
    found = _among(label, taken, ties, ground)
    if found is None and len(label.lines) > 1:
        short = _among(replace(label, lines=label.lines[:1]), taken, ties, ground)
        return None if short is None else replace(short, cost=short.cost + SHORTENED)
    return found


def _among(
    label: Wanted,
    taken: Sequence[Box],
    ties: Sequence[npt.NDArray[np.float64]],
    ground: Ground,
) -> Label | None:
    best: Label | None = None
    for distance in DISTANCES:
        if best is not None and distance > best.cost:
            break
        for direction in DIRECTIONS:
            box = _box(label, distance, direction)
            if not box.within(ground.frame) or any(box.overlap(other) > 0 for other in taken):
                continue
            cost = distance + COVERED_POINT * _covered(box, ground.lines) + _awkward(direction)
            cost += CROSSED * sum(_covered(box, tie) > 0 for tie in ties)
            tie = _tie(label, box) if distance > LINE_FROM else None
            if tie is not None:
                way = _sampled(label, tie)
                cost += CROSSED * sum(_covered(other, way) > 0 for other in taken)
            if best is None or cost < best.cost:
                best = Label(label, box, tie, cost)
    return best


def _sampled(label: Wanted, tie: Point) -> npt.NDArray[np.float64]:
    """Points along a tie, from the edge of its marker on."""
    length = max(math.dist((label.x, label.y), tie), 1e-6)
    shares = np.linspace(min(label.half_height * 1.3 / length, 1.0), 1.0, max(int(length / 6), 2))
    start = np.array([label.x, label.y])
    points: npt.NDArray[np.float64] = start + shares[:, None] * (np.array(tie) - start)
    return points


def _box(label: Wanted, distance: float, direction: float) -> Box:
    """The label's box with its nearest point at a distance from the marker's edge."""
    width, height = (side + 2 * PADDING for side in label.size)
    across, down = math.cos(math.radians(direction)), -math.sin(math.radians(direction))
    x = label.x + across * (label.half_width + distance) + _shift(across, width)
    y = label.y + down * (label.half_height + distance) + _shift(down, height)
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _shift(share: float, side: float) -> float:
    """How far the box's middle lies beyond the point that faces the marker."""
    return side / 2 * max(-1.0, min(1.0, share * 1.6))


def _covered(box: Box, lines: npt.NDArray[np.float64]) -> int:
    if not len(lines):
        return 0
    x, y = lines[:, 0], lines[:, 1]
    inside = (x >= box.left) & (x <= box.right) & (y >= box.top) & (y <= box.bottom)
    return int(inside.sum())


def _awkward(direction: float) -> float:
    """Labels read best right of their marker, then left, then above or below."""
    if direction == 0:
        return 0.0
    if direction == 180:
        return 2.0
    return 3.0


def _tie(label: Wanted, box: Box) -> Point:
    return min(max(label.x, box.left), box.right), min(max(label.y, box.top), box.bottom)
