"""Replanning in futures on one worker and on two: how nearly twice as many are done.

    python -m bench.rehearsal_cluster PLAN SCENARIO [FUTURES] [ROUNDS]

Each round has futures of its own (a worker remembers what it decided), run on one worker and on
two, in turns which of them first. Processor time of the workers is told beside the clock: what
other work on the machine takes away is in the clock alone, what is decided on both workers in the
processor time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np
import numpy.typing as npt
import psutil

from muster.cli.given_plan import read_given
from muster.planning.plan import Plan
from muster.rehearsal.cluster import Cluster
from muster.rehearsal.engine import Work
from muster.rehearsal.policies import named_policies
from muster.scenario import Scenario

FUTURES, ROUNDS, POLICY = 48, 3, "replan:6"
CLUSTERS = (1, 2)


@dataclass(frozen=True, slots=True)
class Took:
    """What a run of a round's futures took."""

    clock_s: float
    processor_s: float
    """Of the workers."""


@contextmanager
def new_workers(number: int) -> Iterator[tuple[Cluster, list[psutil.Process]]]:
    """A cluster and the processes of its workers."""
    before = {each.pid for each in psutil.Process().children(recursive=True)}
    with Cluster(workers=number) as cluster:
        now = psutil.Process().children(recursive=True)
        yield cluster, [each for each in now if each.pid not in before]


def processor_s(workers: Sequence[psutil.Process]) -> float:
    """Seconds of processor that processes have had."""
    return sum(sum(each.cpu_times()[:2]) for each in workers)


def once(
    cluster: Cluster, workers: Sequence[psutil.Process], work: Work
) -> tuple[Took, npt.NDArray[np.float64]]:
    """Run all futures; what it took, and the loss in each."""
    ready = work.policy.prepare(work.scenario, work.plan)
    firsts = range(0, work.futures, ready.block)
    begun, before = time.perf_counter(), processor_s(workers)
    done = dict(cluster.blocks(work, ready, firsts))
    took = Took(time.perf_counter() - begun, processor_s(workers) - before)
    return took, np.concatenate([done[first].loss for first in firsts])


def rounds_of(
    scenario: Scenario, plan: Plan, futures: int, rounds: int
) -> Iterator[tuple[Took, Took]]:
    """What each round took on one worker and on two; the first, which warms up, is left out."""
    (policy,) = named_policies(POLICY)
    with new_workers(CLUSTERS[0]) as one, new_workers(CLUSTERS[1]) as two:
        for seed in range(rounds + 1):
            length = futures if seed else 4
            work = Work(scenario, plan, policy, seed, length)
            order = (one, two) if seed % 2 else (two, one)
            first, second = (once(*each, work) for each in order)
            if (first[1] != second[1]).any():
                sys.exit("one worker and two disagree")
            if seed:
                yield (first[0], second[0]) if seed % 2 else (second[0], first[0])


def main(plan_folder: str, folder: str, futures: int = FUTURES, rounds: int = ROUNDS) -> None:
    """Measure and print."""
    given = read_given(Path(folder))
    plan = given.plan(Path(plan_folder))
    ratios, more = [], []
    for one, two in rounds_of(given.used, plan, futures, rounds):
        ratios.append(one.clock_s / two.clock_s)
        more.append(two.processor_s / one.processor_s)
        print(
            f"  {one.clock_s:6.1f} s ({one.processor_s:.1f} s of processor) on one, "
            f"{two.clock_s:6.1f} s ({two.processor_s:.1f} s) on two: {ratios[-1]:.2f} times",
            flush=True,
        )
    load = psutil.getloadavg()[0]
    print(f"{futures} futures, {POLICY}, {rounds} rounds; load {load:.1f} at the end")
    print(f"median {median(ratios):.2f} times by the clock ({median(ratios) / 2:.0%} of twice)")
    print(f"processor time on two as on one, times {median(more):.2f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *(int(each) for each in sys.argv[3:]))
