"""The compiled sums over all ways in which one spelling can give rise to another.

A word of the source alphabet is read letter by letter; each letter, in its context, gives a
chunk of 0 to 3 letters of the target. Chunks are numbered 0 (empty), 1 + i, 1 + n + n i + j, and
so on for an alphabet of n letters.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel

LONGEST_CHUNK = 3
CONTEXTS = 6
"""Before the letter: nothing, a vowel letter, another; times: is it the last letter."""

IMPOSSIBLE = 1e-8
"""Chance of a beginning below which a spelling is read no further."""

WIDEST = 40
"""More than the letters of any word that is read."""


@kernel()
def chunk_number(word, start, length, alphabet):
    """The number of the chunk word[start : start + length]."""
    number = 0
    power = 1
    offset = 0
    for k in range(length):
        offset += power
        power *= alphabet
        number = number * alphabet + word[start + k]
    return offset + number


@kernel()
def context_of(source, i, length, vowels):
    """The context of letter i."""
    before = 0
    if i > 0:
        before = 1 if vowels[source[i - 1]] else 2
    return 2 * before + (1 if i == length - 1 else 0)


@kernel()
def forward(source, n, target, m, table, vowels, alphabet, alpha):
    """Fill alpha[i, j], the chance that the first i letters gave the first j; return the last."""
    alpha[: n + 1, : m + 1] = 0.0
    alpha[0, 0] = 1.0
    for i in range(n):
        row = table[source[i], context_of(source, i, n, vowels)]
        for j in range(m + 1):
            mass = alpha[i, j]
            if mass == 0.0:
                continue
            for length in range(min(LONGEST_CHUNK, m - j) + 1):
                alpha[i + 1, j + length] += mass * row[chunk_number(target, j, length, alphabet)]
    return alpha[n, m]


@kernel()
def expected_counts(sources, source_at, targets, target_at, weights, table, vowels, alphabet):
    """One E step: expected uses of each chunk, and the log-likelihood."""
    counts = np.zeros(table.shape, np.float64)
    alpha = np.zeros((40, 40))
    beta = np.zeros((40, 40))
    total = 0.0
    for p in range(len(weights)):
        source = sources[source_at[p] : source_at[p + 1]]
        target = targets[target_at[p] : target_at[p + 1]]
        n, m = len(source), len(target)
        chance = forward(source, n, target, m, table, vowels, alphabet, alpha)
        if chance <= 0.0:
            continue
        total += weights[p] * np.log(chance)
        beta[: n + 1, : m + 1] = 0.0
        beta[n, m] = 1.0
        for i in range(n - 1, -1, -1):
            context = context_of(source, i, n, vowels)
            row = table[source[i], context]
            for j in range(m + 1):
                for length in range(min(LONGEST_CHUNK, m - j) + 1):
                    chunk = chunk_number(target, j, length, alphabet)
                    after = row[chunk] * beta[i + 1, j + length]
                    beta[i, j] += after
                    share = alpha[i, j] * after / chance
                    counts[source[i], context, chunk] += weights[p] * share
    return counts, total


@kernel(nogil=True)
def tree(sources, source_at, vowels):
    """Words as a tree of their letters, so that beginnings they share are read once.

    Of each node, in an order in which a beginning comes before all that goes on from it: its
    depth, its row of the table (CONTEXTS * letter + context), the word that ends there (-1: none)
    and the next node that does not go on from it. Words are to be sorted, or little is shared.
    """
    most = len(sources)
    depth, row, after = np.empty(most, np.int32), np.empty(most, np.int32), np.zeros(most, np.int32)
    word = np.full(most, -1, np.int32)
    path = np.empty(WIDEST, np.int32)
    count, long, before = 0, 0, sources[:0]
    for s in range(len(source_at) - 1):
        source = sources[source_at[s] : source_at[s + 1]]
        n = len(source)
        if n == 0:
            continue
        shared, limit = 0, min(long, n - 1)
        while shared < limit and source[shared] == before[shared]:
            shared += 1
        for i in range(shared, long):
            after[path[i]] = count
        for i in range(shared, n):
            depth[count] = i
            row[count] = source[i] * CONTEXTS + context_of(source, i, n, vowels)
            if i == n - 1:
                word[count] = s
            else:
                path[i] = count
            count += 1
        before, long = source, n - 1
    for i in range(long):
        after[path[i]] = count
    return depth[:count], row[:count], word[:count], after[:count]


@kernel(nogil=True)
def _read_letter(before, after, chances, m):
    """Fill row `after` of alpha from the row before it; return whether any beginning is likely.

    alpha[i, LONGEST_CHUNK + j] is the chance that i letters gave the first j of the target;
    chances[k, j] that of the chunk of k letters that ends at j.
    """
    for j in range(m + 1):
        after[j + 3] = (
            before[j] * chances[3, j]
            + before[j + 1] * chances[2, j]
            + before[j + 2] * chances[1, j]
            + before[j + 3] * chances[0, j]
        )
    is_likely = False
    for j in range(m + 1):
        is_likely |= after[j + 3] >= IMPOSSIBLE
    return is_likely


@kernel(nogil=True)
def likelihoods(depth, place, word, after, used, targets, target_at, table, alphabet, first, out):
    """out[t, s] = P(target first + t | source s) for all sources, given as a `tree`.

    table[chunk, CONTEXTS * letter + context] are the chances of chunks; for each target those of
    its own chunks are gathered once, from the rows `used`; place[node] is a row's place in `used`.
    A beginning that is all but impossible is read no further.
    """
    chances = np.zeros((len(used), LONGEST_CHUNK + 1, WIDEST), np.float32)
    alpha = np.zeros((WIDEST, WIDEST + LONGEST_CHUNK))
    alpha[0, LONGEST_CHUNK] = 1.0
    out[:] = 0.0
    for t in range(len(out)):
        target = targets[target_at[first + t] : target_at[first + t + 1]]
        m = len(target)
        if m == 0:
            continue
        for length in range(LONGEST_CHUNK + 1):
            chances[:, length, : m + 1] = 0.0
            for j in range(length, m + 1):
                chunk = chunk_number(target, j - length, length, alphabet)
                for u in range(len(used)):
                    chances[u, length, j] = table[chunk, used[u]]
        node = 0
        while node < len(depth):
            i = depth[node]
            is_likely = _read_letter(alpha[i], alpha[i + 1], chances[place[node]], m)
            if word[node] < 0:
                node = node + 1 if is_likely else after[node]
                continue
            if is_likely and m <= LONGEST_CHUNK * (i + 1) and i + 1 <= 2 * m + 3:
                out[t, word[node]] = alpha[i + 1, LONGEST_CHUNK + m]
            node += 1
