"""`python -m bench.rehearsal_speed [PLAN SCENARIO]`: futures a second, Muster against SimPy.

Both run the same plan by the same model (follow, no disruptions) in one go; their means must
agree, or no figure is printed. SimPy runs in one thread, for it has only one; Muster in one and
in as many as there are cores. Processor time is what counts where other work is running.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from math import sqrt
from pathlib import Path
from statistics import fmean, stdev

from bench.rehearsal_simpy import losses, read_given
from muster.hazard import with_estimated_hazards
from muster.planning.plan import Plan
from muster.planning.plan_file import read_plan
from muster.rehearsal.policy import Follow, Policy, Prepared, prepare_disrupted
from muster.rehearsal.rehearse import rehearse
from muster.scenario import Scenario, load

SIMPY_FUTURES = 4_000
MUSTER_FUTURES = 100_000
SEED = 1
MOST_ERRORS = 4.0
"""Standard errors by which the two means may differ."""


class FollowByEvents:
    """Follow by the kernel that knows disruptions, with none."""

    name = "follow, event by event"

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        """Compile the plan."""
        return prepare_disrupted(scenario, plan, repair=False)


def main(arguments: list[str]) -> None:
    """Measure and print one table."""
    where, folder = (
        (Path(each) for each in arguments)
        if arguments
        else (Path("out/demo"), Path("examples/northeast-syria-2026"))
    )
    scenario = replace(with_estimated_hazards(load(folder)), disruptions=())
    plan = read_plan(where)
    given = read_given(scenario, plan)
    losses(given, 20, SEED)
    begun, clock = time.process_time(), time.perf_counter()
    plain = losses(given, SIMPY_FUTURES, SEED)
    simpy_s = SIMPY_FUTURES / (time.process_time() - begun)
    simpy_clock_s = SIMPY_FUTURES / (time.perf_counter() - clock)
    cores = os.cpu_count() or 1
    print(f"{folder.name}: {len(plan.trips)} trips, {len(plan.loads)} loads")
    print(f"{'':<34}{'futures/s of processor':>24}{'times':>8}{'by the clock':>16}{'times':>8}")
    print(f"{'SimPy, 1 thread':<34}{simpy_s:>24,.0f}{1:>8}{simpy_clock_s:>16,.0f}{1:>8}")
    for policy, workers in ((Follow(), 1), (Follow(), cores), (FollowByEvents(), cores)):
        processor_s, clock_s, loss = _measured(scenario, plan, policy, workers)
        _must_agree(plain, loss)
        print(
            f"{f'Muster, {policy.name}, {workers} threads':<34}"
            f"{processor_s:>24,.0f}{processor_s / simpy_s:>8,.0f}"
            f"{clock_s:>16,.0f}{clock_s / simpy_clock_s:>8,.0f}"
        )


def _measured(
    scenario: Scenario, plan: Plan, policy: Policy, workers: int
) -> tuple[float, float, tuple[float, float]]:
    """Futures a second of one processor, by the clock, and (mean, standard error) of the loss."""
    rehearse(scenario, plan, [policy], futures=10, workers=workers)
    begun, clock = time.process_time(), time.perf_counter()
    (done,) = rehearse(scenario, plan, [policy], futures=MUSTER_FUTURES, seed=SEED, workers=workers)
    by_clock = MUSTER_FUTURES / (time.perf_counter() - clock)
    loss = done.outcomes.loss
    error = float(loss.std(ddof=1)) / sqrt(len(loss))
    return MUSTER_FUTURES / (time.process_time() - begun), by_clock, (float(loss.mean()), error)


def _must_agree(plain: list[float], found: tuple[float, float]) -> None:
    mean, error = fmean(plain), stdev(plain) / sqrt(len(plain))
    off = abs(mean - found[0]) / sqrt(error**2 + found[1] ** 2)
    if off > MOST_ERRORS:
        sys.exit(f"the means differ by {off:.1f} standard errors: {mean:.2f} and {found[0]:.2f}")
    print(f"  mean loss {found[0]:,.2f} ± {found[1]:.2f}, SimPy {mean:,.2f} ± {error:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
