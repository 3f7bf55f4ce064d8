"""What runs blocks of futures: threads here, or processes on one machine or many (`cluster`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from muster.planning.plan import Plan
from muster.rehearsal.outcomes import Outcomes, room_for
from muster.rehearsal.policy import Policy, Prepared
from muster.scenario import Scenario

AHEAD = 4
"""Blocks in the queue for each thread: enough to keep it busy, few to wait for on Ctrl-C."""


@dataclass(frozen=True, slots=True)
class Work:
    """One policy through so many futures, block by block: a block is the same wherever it runs."""

    scenario: Scenario
    plan: Plan
    policy: Policy
    seed: int
    futures: int

    def length(self, ready: Prepared, first: int) -> int:
        """Futures in the block that begins with one."""
        return min(ready.block, self.futures - first)

    def run(self, ready: Prepared, first: int) -> Outcomes:
        """What becomes of one block."""
        out = room_for(self.length(ready, first), len(self.scenario.sites), len(ready.trips))
        ready.run(self.seed, first, out)
        return out


class Engine(Protocol):
    """Runs blocks of futures."""

    def blocks(
        self, work: Work, ready: Prepared, firsts: Sequence[int]
    ) -> Iterator[tuple[int, Outcomes]]:
        """The blocks that begin with these futures, each once, in whatever order they are done."""
        ...


class Threads:
    """Threads of this process: for kernels, which leave Python alone while they run."""

    def __init__(self, workers: int) -> None:
        self._workers = workers

    def blocks(
        self, work: Work, ready: Prepared, firsts: Sequence[int]
    ) -> Iterator[tuple[int, Outcomes]]:
        """The blocks in the order given."""
        under_way: deque[tuple[int, Future[Outcomes]]] = deque()
        with ThreadPoolExecutor(self._workers) as pool:
            try:
                for first in firsts:
                    under_way.append((first, pool.submit(work.run, ready, first)))
                    if len(under_way) >= self._workers * AHEAD:
                        begun, done = under_way.popleft()
                        yield begun, done.result()
                while under_way:
                    begun, done = under_way.popleft()
                    yield begun, done.result()
            finally:
                for _, waiting in under_way:
                    waiting.cancel()
