"""The fewest changes to a plan's numbers with which lists exist: a mixed-integer programme.

Blocks with the same needs and the same enemies are one kind. x[kind, way] counts blocks, z[kind,
trip] says whether any of a kind are on a trip (for kinds with enemies), and more[group, way] counts
the people beyond the plan's number. Solved by HiGHS through scipy; its dual bound is the proof.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from muster.planning.manifests.blocks import Blocks, IntArray
from muster.planning.manifests.ways import Ways
from muster.scenario import Scenario

LARGEST = 400_000
"""Entries of the programme beyond which it is not tried."""
STAYING_COSTS_MORE = 0.25
"""Of two lists with as many changes the one that leaves fewer behind; all of it is below 1/2."""


@dataclass(frozen=True, slots=True)
class Fewest:
    """A way for each block, or None where none was found in time, and a proven least of changes."""

    way: IntArray | None
    least: int


@dataclass(slots=True)
class _Programme:
    cost: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def column(self, cost: float, upper: float) -> int:
        self.cost.append(cost)
        self.upper.append(upper)
        return len(self.cost) - 1

    def row(self, entries: list[tuple[int, float]], low: float, high: float) -> None:
        for column, value in entries:
            self.rows.append(len(self.low))
            self.columns.append(column)
            self.values.append(value)
        self.low.append(low)
        self.high.append(high)


def fewest_changes(scenario: Scenario, blocks: Blocks, ways: Ways, seconds: float) -> Fewest:
    """Lists with the fewest changes, as far as the time goes."""
    kinds: dict[object, list[int]] = {}
    for index, block in enumerate(blocks.blocks):
        key = (block.needs, block.held, blocks.enemies[index].tobytes())
        kinds.setdefault(key, []).append(index)
    members = list(kinds.values())
    kind_of = {block: kind for kind, each in enumerate(members) for block in each}
    pairs = {
        (kind, kind_of[int(foe)])
        for kind, each in enumerate(members)
        for foe in blocks.enemies[each[0]]
        if kind < kind_of[int(foe)]
    }
    if len(members) * len(ways.ways) > LARGEST or len(pairs) * len(ways.ways) > LARGEST:
        return Fewest(None, 0)
    programme = _Programme()
    x = _counts(programme, blocks, ways, members)
    _numbers_and_seats(programme, scenario, blocks, ways, members, x)
    _keep_apart(programme, ways, members, pairs, x)
    shape = (len(programme.low), len(programme.cost))
    matrix = csr_array((programme.values, (programme.rows, programme.columns)), shape=shape)
    solved = milp(
        np.array(programme.cost),
        integrality=np.ones(shape[1], dtype=np.int64),
        bounds=Bounds(0, np.array(programme.upper)),
        constraints=LinearConstraint(matrix, programme.low, programme.high),
        options={"time_limit": seconds},
    )
    bound = solved.mip_dual_bound
    least = 0
    if bound is not None and math.isfinite(bound):
        least = max(0, math.ceil(bound - 2 * STAYING_COSTS_MORE - 1e-6))
    return Fewest(None if solved.x is None else _read(solved.x, members, x, len(kind_of)), least)


def _counts(
    programme: _Programme, blocks: Blocks, ways: Ways, members: list[list[int]]
) -> list[dict[int, int]]:
    """Columns x by kind and way; each block is on one way."""
    index = {group: number for number, group in enumerate(ways.groups)}
    x: list[dict[int, int]] = []
    for each in members:
        block = blocks.blocks[each[0]]
        allowed = np.logical_and.reduce([ways.open[index[group]] for group, _ in block.needs])
        found = [0] if block.held else [int(way) for way in np.flatnonzero(allowed)]
        x.append({way: programme.column(0.0, len(each)) for way in found})
        programme.row([(column, 1.0) for column in x[-1].values()], len(each), len(each))
    return x


def _numbers_and_seats(
    programme: _Programme,
    scenario: Scenario,
    blocks: Blocks,
    ways: Ways,
    members: list[list[int]],
    x: list[dict[int, int]],
) -> None:
    on: dict[tuple[str, int], list[tuple[int, float]]] = {}
    aboard: dict[tuple[str, str, str], list[tuple[int, float]]] = {}
    for each, columns in zip(members, x, strict=True):
        for group, people in blocks.blocks[each[0]].needs:
            given = scenario.groups[group]
            for way, column in columns.items():
                on.setdefault((group, way), []).append((column, float(people)))
                for trip in ways.ways[way]:
                    room = (trip, given.separation_class, given.seat_kind.value)
                    aboard.setdefault(room, []).append((column, float(people)))
    total = sum(len(block.people) for block in blocks.blocks)
    index = {group: number for number, group in enumerate(ways.groups)}
    for (group, way), entries in on.items():
        price = 1.0 if way else 1.0 + STAYING_COSTS_MORE / (total + 1)
        more = programme.column(price, total)
        programme.row([*entries, (more, -1.0)], -np.inf, float(ways.planned[index[group], way]))
    for room, entries in aboard.items():
        programme.row(entries, -np.inf, float(ways.seats.get(room, 0)))


def _keep_apart(
    programme: _Programme,
    ways: Ways,
    members: list[list[int]],
    pairs: set[tuple[int, int]],
    x: list[dict[int, int]],
) -> None:
    present: dict[tuple[int, str], int] = {}
    for kind in sorted({kind for pair in pairs for kind in pair}):
        on: dict[str, list[tuple[int, float]]] = {}
        for way, column in x[kind].items():
            for trip in ways.ways[way]:
                on.setdefault(trip, []).append((column, 1.0))
        for trip, entries in on.items():
            present[kind, trip] = programme.column(0.0, 1.0)
            size = float(len(members[kind]))
            programme.row([*entries, (present[kind, trip], -size)], -np.inf, 0.0)
    trips = sorted({trip for _, trip in present})
    for first, second in sorted(pairs):
        for trip in trips:
            if (first, trip) in present and (second, trip) in present:
                both = [(present[first, trip], 1.0), (present[second, trip], 1.0)]
                programme.row(both, -np.inf, 1.0)


def _read(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
    members: list[list[int]],
    x: list[dict[int, int]],
    number: int,
) -> IntArray:
    way = np.zeros(number, dtype=np.int64)
    for each, columns in zip(members, x, strict=True):
        ridden = sorted(columns, key=lambda way: (way == 0, way))
        places = [place for place in ridden for _ in range(round(values[columns[place]]))]
        way[each] = places
    return way
