"""The course of a future, compiled: when trips stop and when each site fails.

Every source of chance has random numbers of its own (`random_kernel`), so that a future is the
same whatever the policy, and a change at one site leaves the draws of all others as they were.
"""

from __future__ import annotations

import numpy as np

from muster.kernel_cache import kernel
from muster.rehearsal.random_kernel import exponential, uniforms

SOURCE_REGIMES = 0 << 24
SOURCE_SITES = 1 << 24
SOURCE_GUARDS = 2 << 24
"""Where the sources of each kind begin among the numbers of sources; each kind has 2^24."""


@kernel(nogil=True)
def chosen(sums, point):  # type: ignore[no-untyped-def]
    """The index that a point of (0, 1) falls on, by running sums of weights."""
    last = sums.shape[0] - 1
    at = point * sums[last]
    for index in range(last):
        if at < sums[index]:
            return index
    return last


@kernel(nogil=True)
def first_regime(nature, seed, future):  # type: ignore[no-untyped-def]
    """The regime at the start."""
    point, _ = uniforms(seed, future, SOURCE_REGIMES, 0)
    return chosen(nature.start, point)


@kernel(nogil=True)
def stay_in(nature, seed, future, number, regime):  # type: ignore[no-untyped-def]
    """Hours of the stay of that number (from 1) in a regime, and the regime that follows."""
    rate = nature.leaving[regime]
    if rate <= 0.0:
        return np.inf, regime
    wait, point = uniforms(seed, future, SOURCE_REGIMES, number)
    return exponential(wait) / rate, chosen(nature.onward[regime], point)


@kernel(nogil=True)
def draw_course(nature, seed, future, failed, left, piece, weak_h):  # type: ignore[no-untyped-def]
    """Fill `failed` with the hour at which each site fails (inf: never); returns that of D.

    A site fails when it has met an exponential amount of hazard. `left` (that amount), `piece`
    and `weak_h` (when its guards leave early), one entry a site, are working space.
    """
    sites = failed.shape[0]
    for n in range(0, sites, 2):
        first, second = uniforms(seed, future, SOURCE_SITES + n // 2, 0)
        left[n] = exponential(first)
        if n + 1 < sites:
            left[n + 1] = exponential(second)
    for n in range(sites):
        failed[n] = np.inf
        piece[n] = nature.first_piece[n]
        weak_h[n] = np.inf
        if nature.leave_rate[n] > 0.0:
            wait, _ = uniforms(seed, future, SOURCE_GUARDS + n, 0)
            weak_h[n] = exponential(wait) / nature.leave_rate[n]
    stopped, now, number = np.inf, 0.0, 1
    regime = first_regime(nature, seed, future)
    while now < nature.end_h:
        if not nature.runs[regime] and stopped == np.inf:
            stopped = now
        hours, following = stay_in(nature, seed, future, number, regime)
        until = min(now + hours, nature.end_h)
        _endure(nature, regime, now, until, failed, left, piece, weak_h)
        now, regime, number = until, following, number + 1
    return stopped


@kernel(nogil=True)
def _endure(nature, regime, begins, ends, failed, left, piece, weak_h):  # type: ignore[no-untyped-def]
    """Carry every site that stands through a stay in a regime."""
    for n in range(failed.shape[0]):
        if failed[n] < np.inf:
            continue
        now = begins
        while now < ends:
            until = min(ends, nature.piece_end[piece[n]])
            rate = nature.hazard[piece[n], regime]
            if now >= weak_h[n]:
                rate = nature.weak_hazard[piece[n], regime]
            elif weak_h[n] < until:
                until = weak_h[n]
            met = rate * (until - now)
            if met > left[n]:
                failed[n] = min(now + left[n] / rate, until)
                break
            left[n] -= met
            if until >= nature.piece_end[piece[n]]:
                if piece[n] + 1 >= nature.first_piece[n + 1]:
                    break
                piece[n] += 1
            now = until
