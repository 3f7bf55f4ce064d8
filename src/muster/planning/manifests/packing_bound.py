"""A proven least number of bins: by weight, by people none of whom may meet, and by both."""

from __future__ import annotations

import math

import numpy as np

from muster.planning.manifests.packing_instance import BoolArray, IntArray, PackingInstance

STARTS = 200
"""Items from which a clique is grown, those with the most conflicts first."""


def least_bins(instance: PackingInstance) -> int:
    """The highest of three bounds.

    Weight: bound L2 of Martello and Toth (1990). Clique: items that all exclude one another, by
    conflict or by weight. Both: each item of the clique has a bin; what is left over must find room
    beside items of the clique with which it may be, or in further bins.
    """
    if not len(instance.weights):
        return 0
    clique = _clique(instance.apart)
    return max(by_weight(instance), len(clique), _beside(instance, clique))


def by_weight(instance: PackingInstance) -> int:
    """L2: for each threshold k, what lies above half has a bin each; what is from k on fills up."""
    weights, capacity = instance.weights, instance.capacity
    best = 1
    for k in {0, *(int(each) for each in weights[2 * weights <= capacity])}:
        large = weights > capacity - k
        middle = (weights <= capacity - k) & (2 * weights > capacity)
        small = (2 * weights <= capacity) & (weights >= k)
        spare = int(middle.sum()) * capacity - int(weights[middle].sum())
        rest = int(weights[small].sum()) - spare
        number = int(large.sum()) + int(middle.sum())
        best = max(best, number + max(0, math.ceil(rest / capacity) if capacity else 0))
    return best


def _clique(apart: BoolArray) -> IntArray:
    """A large clique, grown greedily from many items."""
    degree = apart.sum(axis=1)
    best: list[int] = []
    for start in np.argsort(-degree, kind="stable")[:STARTS]:
        clique, candidates = [int(start)], apart[start].copy()
        while candidates.any():
            among = np.flatnonzero(candidates)
            inner = apart[np.ix_(among, among)].sum(axis=1)
            chosen = int(among[np.argmax(inner)])
            clique.append(chosen)
            candidates &= apart[chosen]
        if len(clique) > len(best):
            best = clique
    return np.array(sorted(best), dtype=np.int64)


def _beside(instance: PackingInstance, clique: IntArray) -> int:
    """|clique| + bins for the least weight that cannot be beside it.

    An item that excludes every item of the clique is in another bin; of the others, what exceeds
    the room in the clique's bins is, too (each may use at most the room of the bins open to it).
    """
    weights, capacity = instance.weights, instance.capacity
    others = np.setdiff1d(np.arange(len(weights)), clique)
    room = np.where(instance.apart[np.ix_(others, clique)], 0, capacity - weights[clique])
    nowhere = room.max(axis=1, initial=0) < weights[others]
    outside = int(weights[others[nowhere]].sum())
    inside = others[~nowhere]
    spare = int((capacity - weights[clique]).sum())
    over = outside + max(0, int(weights[inside].sum()) - spare)
    further = math.ceil(over / capacity) if capacity else 0
    if nowhere.any():
        further = max(further, 1, _clique_size(instance.apart, others[nowhere]))
    return len(clique) + further


def _clique_size(apart: BoolArray, among: IntArray) -> int:
    return len(_clique(apart[np.ix_(among, among)]))
