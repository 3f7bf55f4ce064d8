"""Pack items in conflict into few bins: first fit in several orders, then emptying bins.

The answer carries its proof: `bins` equals `least` where it is optimal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.planning.manifests.packing_bound import least_bins
from muster.planning.manifests.packing_instance import IntArray, PackingInstance

ROUNDS = 300
"""Attempts to do with a bin less, after which the best packing stands."""
MOVES_PER_ITEM = 40
CONFLICT_WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""How much the number of conflicts counts beside the weight in the order of first fit."""


@dataclass(frozen=True, slots=True)
class Packing:
    """A bin for each item, how many bins that makes, and how many it takes at least."""

    bin_of: IntArray
    """(items,) from 0."""
    bins: int
    least: int
    """Proven."""

    @property
    def proven(self) -> bool:
        """Whether there is no packing with fewer bins."""
        return self.bins == self.least


def pack(instance: PackingInstance, *, seed: int = 0, rounds: int = ROUNDS) -> Packing:
    """Few bins for these items."""
    least = least_bins(instance)
    best = min((_first_fit(instance, order) for order in _orders(instance)), key=_bins)
    random = np.random.default_rng(seed)
    for _ in range(rounds):
        if _bins(best) <= least:
            break
        fewer = _with_fewer(instance, best, random)
        if fewer is not None:
            best = fewer
    return Packing(best, _bins(best), least)


def _bins(bin_of: IntArray) -> int:
    return int(bin_of.max(initial=-1)) + 1


def _orders(instance: PackingInstance) -> list[IntArray]:
    weight = instance.weights / max(1, instance.capacity)
    degree = instance.conflicts.sum(axis=1) / max(1, len(weight))
    return [
        np.argsort(-((1 - share) * weight + share * degree), kind="stable")
        for share in CONFLICT_WEIGHTS
    ]


def _first_fit(instance: PackingInstance, order: IntArray) -> IntArray:
    number = len(order)
    bin_of = np.full(number, -1, dtype=np.int64)
    load = np.zeros(number, dtype=np.int64)
    hostile = np.zeros((number, number), dtype=bool)  # (bins, items)
    for item in order:
        fits = (load + instance.weights[item] <= instance.capacity) & ~hostile[:, item]
        chosen = int(np.argmax(fits))
        bin_of[item] = chosen
        load[chosen] += instance.weights[item]
        hostile[chosen] |= instance.conflicts[item]
    return bin_of


def _with_fewer(
    instance: PackingInstance, bin_of: IntArray, random: np.random.Generator
) -> IntArray | None:
    """Dissolve one bin; each of its items takes the place of what hinders it least elsewhere."""
    bins = _bins(bin_of)
    gone = int(random.integers(bins))
    moved = bin_of.copy()
    moved[bin_of == bins - 1] = gone if gone != bins - 1 else -1
    moved[bin_of == gone] = -1
    pool = np.flatnonzero(moved < 0).tolist()
    put_aside = np.ones(len(bin_of), dtype=np.int64)
    load = np.bincount(moved[moved >= 0], instance.weights[moved >= 0], bins - 1).astype(np.int64)
    for _ in range(MOVES_PER_ITEM * max(1, len(pool))):
        if not pool:
            return moved
        item = pool.pop(int(random.integers(len(pool))))
        put_aside[item] += 1
        chosen, aside = _least_hindrance(instance, moved, load, item, put_aside, random)
        for other in aside:
            load[chosen] -= instance.weights[other]
            moved[other] = -1
            pool.append(other)
        moved[item] = chosen
        load[chosen] += instance.weights[item]
    return moved if not pool else None


def _least_hindrance(
    instance: PackingInstance,
    moved: IntArray,
    load: IntArray,
    item: int,
    put_aside: IntArray,
    random: np.random.Generator,
) -> tuple[int, list[int]]:
    bins = len(load)
    foes = np.flatnonzero(instance.conflicts[item] & (moved >= 0))
    cost = np.bincount(moved[foes], put_aside[foes], bins)
    freed = np.bincount(moved[foes], instance.weights[foes], bins)
    over = load - freed + instance.weights[item] - instance.capacity
    price = cost + np.maximum(over, 0) / max(1, instance.capacity) * 4 + random.random(bins) * 0.5
    chosen = int(np.argmin(price))
    aside = foes[moved[foes] == chosen].tolist()
    missing = int(over[chosen])
    within = np.flatnonzero((moved == chosen) & ~instance.conflicts[item])
    keys = put_aside[within] * (1 + random.random(len(within)))
    for other in within[np.argsort(keys)].tolist():
        if missing <= 0:
            break
        aside.append(other)
        missing -= int(instance.weights[other])
    return chosen, aside
