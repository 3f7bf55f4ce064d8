"""Put blocks on ways so that each way carries exactly the plan's numbers and no enemies meet.

The hardest blocks come first. A block that fits nowhere takes the place of others, the cheapest
by how often they were put aside already (the ejection pool of Nagata and Bräysy, 2009); those
look for a place in turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

import numpy as np

from muster.planning.manifests.blocks import Blocks, IntArray
from muster.planning.manifests.ways import Ways

NOWHERE = -1
EJECTIONS_PER_BLOCK = 3
LEAST_EJECTIONS = 2_000
WAYS_TRIED = 6
"""Ways on which it is tried to make room for a block that fits nowhere."""


class Places:
    """Where each block is, and what is free; W ways, G groups, B blocks."""

    def __init__(self, blocks: Blocks, ways: Ways) -> None:
        index = {group: number for number, group in enumerate(ways.groups)}
        self.ways = ways
        self.needs = [
            [(index[group], people) for group, people in block.needs] for block in blocks.blocks
        ]
        self.held = [block.held for block in blocks.blocks]
        self.enemies = blocks.enemies
        self.room = ways.planned.copy()
        self.way: IntArray = np.full(len(blocks.blocks), NOWHERE, dtype=np.int64)
        self.hostile = np.zeros((len(blocks.blocks), len(ways.ways)), dtype=np.int32)
        """(B, W) enemies that a block would meet on a way."""
        self.riding: dict[tuple[int, int], dict[int, None]] = {}
        self._meet = ways.meet.astype(np.int32)

    def put(self, block: int, way: int) -> None:
        """Put a block on a way, whether or not there is room."""
        self._book(block, way, -1)
        self.way[block] = way
        for group, _ in self.needs[block]:
            self.riding.setdefault((group, way), {})[block] = None

    def take(self, block: int) -> None:
        """Take a block off its way."""
        way = int(self.way[block])
        self._book(block, way, 1)
        self.way[block] = NOWHERE
        for group, _ in self.needs[block]:
            del self.riding[group, way][block]

    def _book(self, block: int, way: int, sign: int) -> None:
        for group, people in self.needs[block]:
            self.room[group, way] += sign * people
        if self.enemies[block].size:
            self.hostile[self.enemies[block]] -= sign * self._meet[way]

    def free(self, block: int) -> IntArray:
        """Ways with room for a block on which it meets no enemy."""
        fits = self.hostile[block] == 0
        for group, people in self.needs[block]:
            fits = fits & (self.room[group] >= people)
        return np.flatnonzero(fits)

    def roomiest(self, block: int, among: IntArray) -> int:
        """The way with the most room left for the block's groups."""
        left = sum(self.room[group, among] for group, _ in self.needs[block])
        return int(among[np.argmax(left)])


def place(blocks: Blocks, ways: Ways, prior: Sequence[int], seed: int) -> Places:
    """Place as many blocks as possible; the rest is NOWHERE.

    `prior` is the way on which each block was before, or NOWHERE: it stays there if it can.
    """
    places = Places(blocks, ways)
    number = len(blocks.blocks)
    hardness = [
        (-len(each.people), -len(blocks.enemies[index]), index)
        for index, each in enumerate(blocks.blocks)
    ]
    waiting: list[int] = []
    for block in range(number):
        if places.held[block]:
            places.put(block, 0)
        elif prior[block] > 0 and prior[block] in places.free(block):
            places.put(block, prior[block])
        else:
            waiting.append(block)
    stuck: deque[int] = deque()
    for block in sorted(waiting, key=lambda each: hardness[each]):
        free = places.free(block)
        if not free.size:
            stuck.append(block)
        elif len(places.enemies[block]) or len(blocks.blocks[block].people) > 1:
            places.put(block, places.roomiest(block, free))
        else:
            riding = free[free > 0]
            places.put(block, int(riding[0]) if riding.size else 0)
    _make_room(places, stuck, np.random.default_rng(seed))
    return places


def _make_room(places: Places, stuck: deque[int], random: np.random.Generator) -> None:
    put_aside = np.ones(len(places.way), dtype=np.int64)
    best, fewest = places.way.copy(), len(stuck)
    limit = max(LEAST_EJECTIONS, EJECTIONS_PER_BLOCK * len(places.way)) if stuck else 0
    for _ in range(limit):
        if not stuck:
            return
        block = stuck.popleft()
        free = places.free(block)
        if free.size:
            places.put(block, places.roomiest(block, free))
        else:
            put_aside[block] += 1
            found = _cheapest(places, block, put_aside, random)
            if found is None:
                stuck.append(block)
                if all(_cheapest(places, each, put_aside, random) is None for each in stuck):
                    break
                continue
            way, aside = found
            for other in aside:
                places.take(other)
            places.put(block, way)
            stuck.extend(aside)
        if len(stuck) < fewest:
            best, fewest = places.way.copy(), len(stuck)
    _restore(places, best)


def _cheapest(
    places: Places, block: int, put_aside: IntArray, random: np.random.Generator
) -> tuple[int, list[int]] | None:
    """The way on which a block costs least, and the blocks that it puts aside there."""
    able = np.ones(places.hostile.shape[1], dtype=bool)
    for group, people in places.needs[block]:
        able &= places.ways.planned[group] >= people
    ways = np.flatnonzero(able)
    trials = ways[np.argsort(places.hostile[block, ways] + random.random(ways.size))][:WAYS_TRIED]
    found: tuple[int, list[int]] | None = None
    least = np.inf
    for way in trials:
        aside = _aside(places, block, int(way), put_aside, random)
        cost = sum(int(put_aside[each]) for each in aside or ())
        if aside is not None and cost < least:
            found, least = (int(way), aside), cost
    return found


def _aside(
    places: Places, block: int, way: int, put_aside: IntArray, random: np.random.Generator
) -> list[int] | None:
    foes = places.enemies[block]
    foes = foes[places.way[foes] > 0]
    aside = dict.fromkeys(foes[places.ways.meet[places.way[foes], way]].tolist())
    for group, people in places.needs[block]:
        freed = sum(
            number
            for other in aside
            if places.way[other] == way
            for each, number in places.needs[other]
            if each == group
        )
        missing = people - int(places.room[group, way]) - freed
        if missing <= 0:
            continue
        riders = [
            each
            for each in places.riding.get((group, way), ())
            if each not in aside and not places.held[each]
        ]
        keys = put_aside[riders] + random.random(len(riders)) if riders else np.empty(0)
        for index in np.argsort(keys):
            if missing <= 0:
                break
            other = riders[int(index)]
            aside[other] = None
            missing -= dict(places.needs[other]).get(group, 0)
        if missing > 0:
            return None
    return list(aside)


def _restore(places: Places, best: IntArray) -> None:
    for block in np.flatnonzero((places.way != best) & (places.way != NOWHERE)):
        places.take(int(block))
    for block in np.flatnonzero(places.way != best):
        places.put(int(block), int(best[block]))
