"""The compiled alignment of two names, word by word.

Words keep their order but for one rotation ("family first") or a swap of neighbours; a word may
be left out, or be there on one side only; the first, the given name, may be another altogether.
The best alignment's weight is its score.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel

LEFT_OUT_FIRST, LEFT_OUT, ADDED_FIRST, ADDED, ROTATED, SWAPPED, KEPT, REPLACED = range(8)
"""Places in the costs: logs of what such a change adds to a pair of the same person."""

LOWEST = -1e9

MOST_WORDS = 8
"""Words of a name that are read."""

KINS = np.array([[1, 0, 0], [0, 0, 0], [1, 1, 0], [1, 0, 1]])
"""How the names of two people go together: the same person, brothers, son and father, father and
son. Whether the given names are to agree, and how many first words of the one and of the other
name are left out (of a son, whose father's name begins with the next)."""

SLACK = 1e-6
"""Nats by which a turn must be unable to win to be left out: more than rounding can make."""


@kernel(nogil=True)
def align(weights, skip_a, n, skip_b, m, costs, given, best, move, pairing):
    """The score of two names of n and m words; pairing[j] becomes a's word for b's j.

    weights[skip_a + i, skip_b + j] is what a's word i and b's word j weigh together, in steps;
    `given` is 0 where a's first word is to be taken for any other of b (a relative's), else 1.
    """
    top = LOWEST
    limit = _limit(weights, skip_a, n, skip_b, m, costs, given) + costs[ROTATED]
    for turn in range(max(m, 1)):
        if turn > 0 and (m < 2 or n < 2 or limit < top - SLACK):
            break
        _fill(weights, skip_a, n, skip_b, m, costs, given, turn, best, move)
        if best[n, m] > top:
            top = best[n, m]
            _follow(n, m, turn, move, pairing)
    return top


@kernel(nogil=True)
def _limit(weights, skip_a, n, skip_b, m, costs, given):
    """What no alignment can score more than: each word with the other name's best for it."""
    lost = max(costs[LEFT_OUT], costs[LEFT_OUT_FIRST], costs[REPLACED])
    new = max(costs[ADDED], costs[ADDED_FIRST], costs[REPLACED])
    of_a = of_b = 0.0
    for i in range(n):
        most = lost
        for j in range(m):
            weight = weights[skip_a + i, skip_b + j] * 0.1
            most = max(most, weight * given if i == 0 else weight)
        of_a += most
    for j in range(m):
        most = new
        for i in range(n):
            weight = weights[skip_a + i, skip_b + j] * 0.1
            most = max(most, weight * given if i == 0 else weight)
        of_b += most
    return min(of_a, of_b)


@kernel(nogil=True)
def _fill(weights, skip_a, n, skip_b, m, costs, given, turn, best, move):
    """best[i, j]: the score of the first i words with the first j of b turned by so many."""
    best[0, 0] = 0.0 if turn == 0 else costs[ROTATED]
    for j in range(1, m + 1):
        cost = costs[ADDED_FIRST] if (j - 1 + turn) % m == 0 else costs[ADDED]
        best[0, j], move[0, j] = best[0, j - 1] + cost, 3
    for i in range(1, n + 1):
        lost = costs[LEFT_OUT_FIRST] if i == 1 else costs[LEFT_OUT]
        best[i, 0], move[i, 0] = best[i - 1, 0] + lost, 2
        may_swap = i > 1 + (1 - given)
        at = turn
        for j in range(1, m + 1):
            here = at
            at = at + 1 if at + 1 < m else 0
            weight = weights[skip_a + i - 1, skip_b + here] * 0.1
            if i == 1:
                weight *= given
            value, step = best[i - 1, j - 1] + weight + costs[KEPT], 1
            if i == 1 and j == 1 and best[0, 0] + costs[REPLACED] > value:
                value, step = best[0, 0] + costs[REPLACED], 5
            if best[i - 1, j] + lost > value:
                value, step = best[i - 1, j] + lost, 2
            cost = costs[ADDED_FIRST] if here == 0 else costs[ADDED]
            if best[i, j - 1] + cost > value:
                value, step = best[i, j - 1] + cost, 3
            if may_swap and j > 1:
                one = weights[skip_a + i - 1, skip_b + (here - 1 if here > 0 else m - 1)]
                other = weights[skip_a + i - 2, skip_b + here]
                swap = best[i - 2, j - 2] + 0.1 * (one + other) + costs[SWAPPED]
                if one > 0 and other > 0 and swap > value:
                    value, step = swap, 4
            best[i, j], move[i, j] = value, step


@kernel(nogil=True)
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


@kernel(nogil=True)
def align_pairs(
    rows, columns, a_words, a_at, b_words, b_at, words, costs, related_from, first, last, scores,
    pairings
):  # fmt: skip
    """Scores and pairings of the pairs (rows[p], columns[p]), from first to last.

    scores[k, p] are by `KINS`; those of relatives only of pairs that score more than
    `related_from` as the same person, and pairings only of these.
    """
    best = np.empty((MOST_WORDS + 1, MOST_WORDS + 1))
    move = np.zeros((MOST_WORDS + 1, MOST_WORDS + 1), np.int8)
    weights = np.empty((MOST_WORDS, MOST_WORDS))
    unread = np.empty(MOST_WORDS, np.int8)
    for p in range(first, last):
        a, b = a_at[rows[p]], b_at[columns[p]]
        n, m = a_at[rows[p] + 1] - a, b_at[columns[p] + 1] - b
        for i in range(n):
            for j in range(m):
                weights[i, j] = words[a_words[a + i], b_words[b + j]]
        for k in range(len(KINS)):
            given, skip_a, skip_b = KINS[k]
            if k > 0 and (scores[0, p] <= related_from or n < 2 or m < 2):
                break
            pairing = pairings[p] if k == 0 else unread
            pairing[:] = -1
            scores[k, p] = align(
                weights, skip_a, n - skip_a, skip_b, m - skip_b, costs, given, best, move, pairing
            )


@kernel(nogil=True)
def candidates(
    b_words, b_at, near_words, near_at, near_weight, rows_of, rows_at, side, a_codes, b_codes,
    barred, most, least, first, last, out
):  # fmt: skip
    """The `most` rows of the sender that share the most weight with each row of the receiver.

    near_words[near_at[t] : near_at[t + 1]] are the sender's words near the receiver's word t,
    rows_of[rows_at[s] : rows_at[s + 1]] the rows with word s; side[f, x, y] the weight of field f
    for codes x and y. barred[r] is a row not to be found (-1: none); rows that share less than
    `least` are left out. Rows first to last of out are filled; it is -1 before.
    """
    people = a_codes.shape[1]
    sums = np.zeros(people, np.float32)
    word_best = np.zeros(people, np.float32)
    touched = np.empty(people, np.int64)
    in_word = np.empty(people, np.int64)
    values = np.empty(people, np.float32)
    places = np.empty(most, np.int64)
    for r in range(first, last):
        number = _shared(
            b_words[b_at[r] : b_at[r + 1]], near_words, near_at, near_weight, rows_of, rows_at,
            sums, word_best, touched, in_word,
        )  # fmt: skip
        for x in range(number):
            row = touched[x]
            value = sums[row]
            sums[row] = 0.0
            for f in range(len(side)):
                value += side[f, a_codes[f, row], b_codes[f, r]]
            values[x] = value if row != barred[r] else LOWEST
        at = 0
        for place in range(_greatest(values[:number], most, places)):
            x = places[place]
            if touched[x] != barred[r] and values[x] >= least:
                out[r, at] = touched[x]
                at += 1


@kernel(nogil=True)
def _shared(
    name, near_words, near_at, near_weight, rows_of, rows_at, sums, word_best, touched, in_word
):  # fmt: skip
    """Add to `sums` what each row shares with a name, word by word; how many rows do.

    Of those the places are written to `touched`; `word_best` is 0 before and after.
    """
    number = 0
    for t in name:
        here = 0
        for x in range(near_at[t], near_at[t + 1]):
            s, weight = near_words[x], near_weight[x]
            for y in range(rows_at[s], rows_at[s + 1]):
                row = rows_of[y]
                if word_best[row] == 0.0:
                    in_word[here] = row
                    here += 1
                word_best[row] = max(word_best[row], weight)
        for x in range(here):
            row = in_word[x]
            if sums[row] == 0.0:
                touched[number] = row
                number += 1
            sums[row] += word_best[row]
            word_best[row] = 0.0
    return number


@kernel(nogil=True)
def _greatest(values, most, places):
    """Write the places of the `most` greatest values, like ones in their order; how many.

    Where there are no more than that, all are kept as they are.
    """
    if len(values) <= most:
        for x in range(len(values)):
            places[x] = x
        return len(values)
    kept = 0
    for x in range(len(values)):
        if kept == most and values[x] <= values[places[most - 1]]:
            continue
        kept = min(kept + 1, most)
        at = kept - 1
        while at > 0 and values[places[at - 1]] < values[x]:
            places[at] = places[at - 1]
            at -= 1
        places[at] = x
    return kept
