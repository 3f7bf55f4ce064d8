"""Plans for a scenario as it was given, and plans made again for questions beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from muster.hazard import with_estimated_hazards
from muster.planning.limits import Solve
from muster.planning.plan import Plan, Trip
from muster.planning.planner import PlanOptions, Report, plan
from muster.scenario import Scenario, scenario_digest


def make_plan(
    scenario: Scenario,
    options: PlanOptions | None = None,
    *,
    approved: Sequence[Trip] = (),
    change_price: float | None = None,
    start: Plan | None = None,
    report: Report | None = None,
) -> Plan:
    """Plan with the hazards that the observations make, where the scenario asks for that.

    `approved` are trips that should not be changed without need, at `change_price` each (the
    scenario's, unless it is given). The search begins from the trips of `start`, if there is one.
    The plan carries the digest of the scenario as it was given.
    """
    asked: dict[str, Any] = {}
    if approved:
        asked["approved"] = approved
    if change_price is not None:
        asked["change_price"] = change_price
    if start is not None:
        asked["start"] = start
    made = plan(with_estimated_hazards(scenario), options, report=report, **asked)
    return replace(made, scenario_digest=scenario_digest(scenario))


def solver(options: PlanOptions) -> Solve:
    """A way to plan again from another plan's trips, always with the same effort."""

    def solve(scenario: Scenario, start: Plan) -> Plan:
        return plan(scenario, options)

    return solve
