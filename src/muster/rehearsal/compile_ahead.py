"""Compile the rehearsal before its first use: `python -m muster.rehearsal.compile_ahead`."""

from __future__ import annotations

import numpy as np

from muster.planning.compile_ahead import smallest_scenario
from muster.planning.planner import PlanOptions, plan
from muster.rehearsal.policies import POLICIES, named_policies
from muster.rehearsal.rehearse import rehearse


def main() -> None:
    """Rehearse a plan of the smallest scenario by every policy."""
    scenario = smallest_scenario()
    made = plan(scenario, PlanOptions(gap=0.0, time_limit_s=120.0))
    found = rehearse(scenario, made, [*POLICIES.values(), *named_policies("replan:1")], futures=1)
    watch = found[0].ready.watch
    if watch is not None:
        watch(0, 0, np.zeros((1, scenario.steps + 1)))


if __name__ == "__main__":
    main()
