"""A least number of changes that needs no solver: enemies whom the plan's numbers put together."""

from __future__ import annotations

import numpy as np

from muster.planning.manifests.blocks import Blocks
from muster.planning.manifests.ways import Ways


def forced_changes(blocks: Blocks, ways: Ways) -> int:
    """Pairs of enemies, no block in two of them, who meet on whatever ways the plan has for both.

    Of each pair one block at least takes a way on which the plan has nobody of its group: a change
    for each. The pairs are matched greedily, those with the fewest such enemies first.
    """
    number = {group: at for at, group in enumerate(ways.groups)}
    known: dict[tuple[tuple[str, int], ...], tuple[int, ...]] = {}
    for block in blocks.blocks:
        if block.needs not in known:
            able = np.logical_and.reduce(
                [ways.planned[number[group]] >= people for group, people in block.needs]
            )
            known[block.needs] = tuple(np.flatnonzero(able).tolist())
    meeting: dict[tuple[tuple[int, ...], tuple[int, ...]], bool] = {}
    forced: dict[int, list[int]] = {}
    for index, block in enumerate(blocks.blocks):
        mine = known[block.needs]
        for foe in blocks.enemies[index].tolist():
            pair = (mine, known[blocks.blocks[foe].needs])
            if pair not in meeting:
                meeting[pair] = bool(mine and pair[1] and ways.meet[np.ix_(*pair)].all())
            if meeting[pair]:
                forced.setdefault(index, []).append(foe)
    matched: set[int] = set()
    for index in sorted(forced, key=lambda each: (len(forced[each]), each)):
        free = [foe for foe in forced[index] if foe not in matched]
        if index not in matched and free:
            matched |= {index, min(free, key=lambda foe: (len(forced[foe]), foe))}
    return len(matched) // 2
