"""Run policies through futures, block by block, on threads or on an engine for many machines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np

from muster.planning.plan import Plan
from muster.rehearsal.engine import Engine, Threads, Work
from muster.rehearsal.happenings import Happening
from muster.rehearsal.kept_results import KeptResults
from muster.rehearsal.outcomes import Outcomes, together
from muster.rehearsal.policy import Policy, Prepared
from muster.scenario import Scenario

Keep = Callable[[Policy, Prepared], KeptResults | None]
"""Given a policy, where its results are kept."""
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
    engine: Engine | None = None,
    keep: Keep | None = None,
    report: Report | None = None,
) -> list[Rehearsed]:
    """Each policy through the same futures.

    Policies that decide again within a future run on `engine`, if there is one; all others on
    threads. KeyboardInterrupt ends it: what was done of the policy at hand is kept, and later
    policies are left out. The result is the same, to the last digit, for any number of workers.
    """
    if futures < 1:
        raise ValueError(f"futures: found {futures}; expected 1 or more")
    done: list[Rehearsed] = []
    for policy in policies:
        try:
            ready = policy.prepare(scenario, plan)
        except KeyboardInterrupt:
            break
        work = Work(scenario, plan, policy, seed, futures)
        chosen = engine if engine is not None and ready.decides_again else Threads(workers)
        kept = None if keep is None else keep(policy, ready)
        told = None if report is None else _told(report, policy.name, futures)
        rehearsed = _through(work, ready, chosen, kept, told)
        if rehearsed is not None:
            done.append(rehearsed)
        if rehearsed is None or rehearsed.interrupted:
            break
    return done


def _told(report: Report, policy: str, futures: int) -> Callable[[int], None]:
    return lambda number: report(policy, number, futures)


def _through(
    work: Work,
    ready: Prepared,
    engine: Engine,
    kept: KeptResults | None,
    told: Callable[[int], None] | None,
) -> Rehearsed | None:
    """One policy through its futures; None if not one block of them was done."""
    firsts = range(0, work.futures, ready.block)
    parts: dict[int, Outcomes] = {}
    interrupted, finished = False, 0
    try:
        for first in firsts:
            known = None if kept is None else kept.block(first, work.length(ready, first))
            if known is not None:
                parts[first] = known
                finished += len(known.loss)
        missing = [first for first in firsts if first not in parts]
        for first, outcomes in engine.blocks(work, ready, missing):
            if kept is not None:
                kept.keep(first, outcomes)
            parts[first] = outcomes
            finished += len(outcomes.loss)
            if told is not None:
                told(finished)
    except KeyboardInterrupt:
        interrupted = True
    whole = list(takewhile(parts.__contains__, firsts))
    if not whole:
        return None
    outcomes = together([parts[first] for first in whole])
    return Rehearsed(work.policy.name, outcomes, ready, work.seed, interrupted)
