"""The compiled alignment of two names, word by word.

Words keep their order but for one rotation ("family first") or a swap of neighbours; a word may
be left out, or be there on one side only; the first, the given name, may be another altogether.
The best alignment's weight is its score.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

LEFT_OUT_FIRST, LEFT_OUT, ADDED_FIRST, ADDED, ROTATED, SWAPPED, KEPT, REPLACED = range(8)
"""Places in the costs: logs of what such a change adds to a pair of the same person."""

LOWEST = -1e9


@njit(cache=True)
def align(a, n, b, m, words, costs, given, best, move, pairing):
    """The score of names a (n words) and b (m words); pairing[j] becomes a's word for b's j.

    `given` is 0 where a's first word is to be taken for any other of b (a relative's), else 1.
    """
    top = LOWEST
    for turn in range(max(m, 1)):
        if turn > 0 and (m < 2 or n < 2):
            break
        start = 0.0 if turn == 0 else costs[ROTATED]
        for i in range(n + 1):
            for j in range(m + 1):
                if i == 0 and j == 0:
                    best[0, 0] = start
                    continue
                value, step = LOWEST, 0
                if i > 0 and j > 0:
                    weight = words[a[i - 1], b[(j - 1 + turn) % m]] * 0.1
                    if i == 1:
                        weight *= given
                    value, step = best[i - 1, j - 1] + weight + costs[KEPT], 1
                if i == 1 and j == 1 and best[0, 0] + costs[REPLACED] > value:
                    value, step = best[0, 0] + costs[REPLACED], 5
                if i > 0:
                    cost = costs[LEFT_OUT_FIRST] if i == 1 else costs[LEFT_OUT]
                    if best[i - 1, j] + cost > value:
                        value, step = best[i - 1, j] + cost, 2
                if j > 0:
                    cost = costs[ADDED_FIRST] if (j - 1 + turn) % m == 0 else costs[ADDED]
                    if best[i, j - 1] + cost > value:
                        value, step = best[i, j - 1] + cost, 3
                if i > 1 + (1 - given) and j > 1:
                    one = words[a[i - 1], b[(j - 2 + turn) % m]]
                    other = words[a[i - 2], b[(j - 1 + turn) % m]]
                    swap = best[i - 2, j - 2] + 0.1 * (one + other) + costs[SWAPPED]
                    if one > 0 and other > 0 and swap > value:
                        value, step = swap, 4
                best[i, j], move[i, j] = value, step
        if best[n, m] > top:
            top = best[n, m]
            _follow(n, m, turn, move, pairing)
    return top


@njit(cache=True)
def _follow(n, m, turn, move, pairing):
    pairing[:m] = -1
    i, j = n, m
    while i > 0 or j > 0:
        step = move[i, j]
        if step == 1:
            pairing[(j - 1 + turn) % m] = i - 1
            i, j = i - 1, j - 1
        elif step == 2:
            i -= 1
        elif step == 3:
            j -= 1
        elif step == 5:
            i, j = i - 1, j - 1
        else:
            pairing[(j - 2 + turn) % m] = i - 1
            pairing[(j - 1 + turn) % m] = i - 2
            i, j = i - 2, j - 2


@njit(cache=True, parallel=True)
def align_pairs(
    rows, columns, a_words, a_at, b_words, b_at, words, costs, given, skipped, scores, pairings
):  # fmt: skip
    """Scores and pairings of the pairs (rows[p], columns[p]); `given` as in `align`.

    `skipped` are how many first words of the one and of the other name are not read.
    """
    parts = 64
    for part in prange(parts):
        best = np.empty((9, 9))
        move = np.zeros((9, 9), np.int8)
        pairing = np.full(8, -1, np.int8)
        for p in range(part * len(rows) // parts, (part + 1) * len(rows) // parts):
            a = a_words[a_at[rows[p]] + skipped[0] : a_at[rows[p] + 1]]
            b = b_words[b_at[columns[p]] + skipped[1] : b_at[columns[p] + 1]]
            pairing[:] = -1
            scores[p] = align(a, len(a), b, len(b), words, costs, given, best, move, pairing)
            pairings[p] = pairing


@njit(cache=True, parallel=True)
def candidates(
    b_words, b_at, near_words, near_at, near_weight, rows_of, rows_at, side, a_codes, b_codes,
    barred, most, least, out
):  # fmt: skip
    """The `most` rows of the sender that share the most weight with each row of the receiver.

    near_words[near_at[t] : near_at[t + 1]] are the sender's words near the receiver's word t,
    rows_of[rows_at[s] : rows_at[s + 1]] the rows with word s; side[f, x, y] the weight of field f
    for codes x and y. barred[r] is a row not to be found (-1: none); rows that share less than
    `least` are left out; out is filled with -1.
    """
    parts = 16
    people = a_codes.shape[1]
    for part in prange(parts):
        sums = np.zeros(people, np.float32)
        token_best = np.zeros(people, np.float32)
        touched = np.empty(people, np.int64)
        in_token = np.empty(people, np.int64)
        for r in range(part * len(out) // parts, (part + 1) * len(out) // parts):
            number = 0
            for k in range(b_at[r], b_at[r + 1]):
                t = b_words[k]
                here = 0
                for x in range(near_at[t], near_at[t + 1]):
                    s, weight = near_words[x], near_weight[x]
                    for y in range(rows_at[s], rows_at[s + 1]):
                        row = rows_of[y]
                        if token_best[row] == 0.0:
                            in_token[here] = row
                            here += 1
                        token_best[row] = max(token_best[row], weight)
                for x in range(here):
                    row = in_token[x]
                    if sums[row] == 0.0:
                        touched[number] = row
                        number += 1
                    sums[row] += token_best[row]
                    token_best[row] = 0.0
            values = np.empty(number, np.float32)
            for x in range(number):
                row = touched[x]
                value = sums[row]
                sums[row] = 0.0
                for f in range(len(side)):
                    value += side[f, a_codes[f, row], b_codes[f, r]]
                values[x] = value if row != barred[r] else -np.float32(1e9)
            kept = min(most, number)
            if number > most:
                chosen = np.argsort(-values, kind="mergesort")[:kept]
            else:
                chosen = np.arange(number)
            at = 0
            for x in chosen:
                if touched[x] != barred[r] and values[x] >= least:
                    out[r, at] = touched[x]
                    at += 1
