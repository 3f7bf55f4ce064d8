"""The compiled sums over all ways in which one spelling can give rise to another.

A word of the source alphabet is read letter by letter; each letter, in its context, gives a
chunk of 0 to 3 letters of the target. Chunks are numbered 0 (empty), 1 + i, 1 + n + n i + j, and
so on for an alphabet of n letters.
"""

from __future__ import annotations

import numpy as np
from numba import njit, prange

LONGEST_CHUNK = 3
CONTEXTS = 6
IMPOSSIBLE = 1e-8
"""Chance of a beginning below which a spelling is read no further."""
"""Before the letter: nothing, a vowel letter, another; times: is it the last letter."""


@njit(cache=True)
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


@njit(cache=True)
def context_of(source, i, length, vowels):
    """The context of letter i."""
    before = 0
    if i > 0:
        before = 1 if vowels[source[i - 1]] else 2
    return 2 * before + (1 if i == length - 1 else 0)


@njit(cache=True)
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


@njit(cache=True)
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


@njit(cache=True)
def _read_letter(i, letter, context, m, target, table, alphabet, alpha):
    """Fill row i + 1 of alpha from row i; return the greatest chance in it."""
    row = table[letter, context]
    alpha[i + 1, : m + 1] = 0.0
    for j in range(m + 1):
        mass = alpha[i, j]
        if mass == 0.0:
            continue
        for length in range(min(LONGEST_CHUNK, m - j) + 1):
            alpha[i + 1, j + length] += mass * row[chunk_number(target, j, length, alphabet)]
    return alpha[i + 1, : m + 1].max()


@njit(cache=True, parallel=True)
def likelihoods(sources, source_at, targets, target_at, table, vowels, alphabet, first, out):
    """out[t, s] = P(target first + t | source s) for all sources; source_at has one more entry.

    Rows of alpha that a source shares with the one before it (the same first letters) are kept,
    and a beginning that is all but impossible is read no further: so sorted sources go fast.
    """
    for t in prange(out.shape[0]):
        alpha = np.zeros((40, 40))
        target = targets[target_at[first + t] : target_at[first + t + 1]]
        m = len(target)
        kept, before, dead = 0, sources[:0], 99
        alpha[0, 0] = 1.0
        for s in range(out.shape[1]):
            source = sources[source_at[s] : source_at[s + 1]]
            n = len(source)
            out[t, s] = 0.0
            if n == 0 or m == 0:
                continue
            shared = 0
            limit = min(kept, n - 1)
            while shared < limit and source[shared] == before[shared]:
                shared += 1
            if shared < dead:
                dead = 99
            before, kept = source, shared
            if shared >= dead or m > LONGEST_CHUNK * n or n > 2 * m + 3:
                continue
            for i in range(shared, n):
                context = context_of(source, i, n, vowels)
                most = _read_letter(i, source[i], context, m, target, table, alphabet, alpha)
                if i < n - 1:
                    kept = i + 1
                if most < IMPOSSIBLE:
                    if i < n - 1:
                        dead = i + 1
                    break
                if i == n - 1:
                    out[t, s] = alpha[n, m]
