"""Compile the rehearsal before its first use: `python -m muster.rehearsal.compile_ahead`."""

from __future__ import annotations

from muster.planning.compile_ahead import smallest_scenario
from muster.planning.planner import PlanOptions, plan
from muster.rehearsal.policies import POLICIES
from muster.rehearsal.rehearse import rehearse


def main() -> None:
    """Rehearse a plan of the smallest scenario by every policy."""
    scenario = smallest_scenario()
    made = plan(scenario, PlanOptions(gap=0.0, time_limit_s=120.0))
    rehearse(scenario, made, list(POLICIES.values()), futures=1)


if __name__ == "__main__":
    main()
