"""One to one, or to nobody: the best assignment and the probability of each pair.

Each row of a list is at most one row of the other. The best assignment maximises the summed log
odds; probabilities come from belief propagation on the same graph (Huang and Jebara,
Approximating the permanent with belief propagation, 2009, with "nobody" added).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

ROUNDS = 25
HIGHEST = 60.0

Numbers = NDArray[np.int32]
Values = NDArray[np.float64]


def marginals(rows: Numbers, columns: Numbers, odds: Values, n: int, m: int) -> Values:
    """P(pair) for each pair; `odds` are log odds against "nobody"."""
    weight = np.exp(np.clip(odds, -HIGHEST, HIGHEST))
    to_row = np.ones_like(weight)
    to_column = np.ones_like(weight)
    for _ in range(ROUNDS):
        arriving = weight * to_column
        others = np.maximum(np.bincount(columns, arriving, m)[columns] - arriving, 0.0)
        to_row = 1.0 / (1.0 + others)
        arriving = weight * to_row
        others = np.maximum(np.bincount(rows, arriving, n)[rows] - arriving, 0.0)
        to_column = 1.0 / (1.0 + others)
    both = weight * to_row * to_column
    return both / (1.0 + both)


def assign(rows: Numbers, columns: Numbers, odds: Values, n: int, m: int) -> NDArray[np.int64]:
    """The pairs (their places) of the best assignment; only pairs of positive odds are taken."""
    good = np.flatnonzero(odds > 0)
    if not len(good):
        return good
    # Each column may also be nobody, each row too: a square problem that always has an answer.
    size = n + m
    highest = float(odds[good].max()) + 1.0
    i = np.concatenate([rows[good], np.arange(n), n + np.arange(m), n + columns[good]])
    j = np.concatenate([columns[good], m + np.arange(n), np.arange(m), m + rows[good]])
    cost = np.concatenate(
        [highest - odds[good], np.full(n + m, highest), np.full(len(good), highest)]
    )
    graph = csr_array((cost, (i, j)), shape=(size, size))
    left, right = min_weight_full_bipartite_matching(graph)
    chosen = {(int(a), int(b)) for a, b in zip(left, right, strict=True) if a < n and b < m}
    kept = [p for p in good if (int(rows[p]), int(columns[p])) in chosen]
    return np.array(kept, np.int64)
