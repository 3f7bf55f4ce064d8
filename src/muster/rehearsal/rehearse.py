"""Run policies through futures, block by block, on as many threads as there are cores."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from muster.planning.plan import Plan
from muster.rehearsal.happenings import Happening
from muster.rehearsal.outcomes import Outcomes, room_for, together
from muster.rehearsal.policy import Policy, Prepared
from muster.scenario import Scenario

BLOCK = 2_048
"""Futures that a thread runs before it looks up; results do not depend on it."""
AHEAD = 4
"""Blocks in the queue for each thread: enough to keep it busy, few to wait for on Ctrl-C."""

Report = Callable[[str, int, int], None]
"""Called with the policy, futures done and futures asked for."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What a policy met. The futures are those numbered from 0 on."""

    policy: str
    outcomes: Outcomes
    ready: Prepared
    seed: int
    interrupted: bool = False
    """Whether there are fewer futures than were asked for."""

    @property
    def trips(self) -> tuple[str, ...]:
        """Ids of the trips that `outcomes.ran` counts."""
        return self.ready.trips

    def worst(self, number: int) -> list[int]:
        """The futures with the highest losses, the worst first."""
        order = np.argsort(-self.outcomes.loss, kind="stable")
        return [int(future) for future in order[:number]]

    def happenings(self, future: int) -> tuple[Happening, ...]:
        """What happens in one of the futures."""
        return self.ready.tell(self.seed, future)

    @property
    def futures(self) -> int:
        """Number of futures."""
        return len(self.outcomes.loss)


def rehearse(
    scenario: Scenario,
    plan: Plan,
    policies: Sequence[Policy],
    *,
    futures: int,
    seed: int = 0,
    workers: int = 1,
    report: Report | None = None,
) -> list[Rehearsed]:
    """Each policy through the same futures.

    KeyboardInterrupt ends it: what was done of the policy at hand is kept, and later policies are
    left out. The result is the same, to the last digit, for any number of workers.
    """
    if futures < 1:
        raise ValueError(f"futures: found {futures}; expected 1 or more")
    done: list[Rehearsed] = []
    with ThreadPoolExecutor(workers) as pool:
        for policy in policies:
            try:
                ready = policy.prepare(scenario, plan)
            except KeyboardInterrupt:
                break
            told = None if report is None else _told(report, policy.name, futures)
            rehearsed = _through(
                policy.name, ready, pool, futures, seed, len(scenario.sites), workers, told
            )
            if rehearsed is not None:
                done.append(rehearsed)
            if rehearsed is None or rehearsed.interrupted:
                break
    return done


def _told(report: Report, policy: str, futures: int) -> Callable[[int], None]:
    return lambda number: report(policy, number, futures)


def _through(
    policy: str,
    ready: Prepared,
    pool: ThreadPoolExecutor,
    futures: int,
    seed: int,
    sites: int,
    workers: int,
    told: Callable[[int], None] | None,
) -> Rehearsed | None:
    """One policy through its futures; None if not one block of them was done."""

    def block(first: int) -> Outcomes:
        out = room_for(min(BLOCK, futures - first), sites, len(ready.trips))
        ready.run(seed, first, out)
        return out

    parts: list[Outcomes] = []
    under_way: deque[Future[Outcomes]] = deque()
    interrupted, finished = False, 0
    try:
        for first in range(0, futures, BLOCK):
            under_way.append(pool.submit(block, first))
            while len(under_way) >= workers * AHEAD or (under_way and first + BLOCK >= futures):
                parts.append(under_way.popleft().result())
                finished += len(parts[-1].loss)
                if told is not None:
                    told(finished)
    except KeyboardInterrupt:
        interrupted = True
        for waiting in under_way:
            waiting.cancel()
    if not parts:
        return None
    return Rehearsed(policy, together(parts), ready, seed, interrupted)
