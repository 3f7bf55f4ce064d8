"""Compiled work on all cores: in parts that are the same however many cores there are."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

PARTS = 32
"""Parts of a work; more than cores, so that none waits long for the last of another."""


def in_parts(number: int, work: Callable[[int, int], object]) -> None:
    """Do `work` from `first` to `last` of `number` things, part by part, each part on one core.

    Work is to write what it finds to places of its own, and to let go of the interpreter's lock.
    """
    ends = [part * number // PARTS for part in range(PARTS + 1)]
    bounds = [(first, last) for first, last in pairwise(ends) if first < last]
    if len(bounds) < PARTS:
        work(0, number)
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done in [pool.submit(work, *bound) for bound in bounds]:
            done.result()
