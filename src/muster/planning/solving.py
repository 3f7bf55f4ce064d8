"""Plans for a scenario as it was given, and plans made again for questions beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from muster.hazard import with_estimated_hazards
from muster.planning.limits import Solve
from muster.planning.plan import Plan, Trip
from muster.planning.planner import PlanOptions, Report, plan
from muster.planning.replanning import Replan, Replanned, replan
from muster.planning.services import find_services
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
    The plan carries the digest of the scenario as it was given, and the prices it was made with.
    """
    estimated = with_estimated_hazards(scenario)
    if change_price is not None:
        estimated = replace(
            estimated, objective=replace(estimated.objective, change_price=change_price)
        )
    made = plan(estimated, options, start=start, approved=approved, report=report)
    return replace(
        made,
        scenario_digest=scenario_digest(scenario),
        trip_price=estimated.objective.trip_price,
        change_price=estimated.objective.change_price,
        given_up=_given_up(estimated, approved, made),
    )


def _given_up(scenario: Scenario, approved: Sequence[Trip], made: Plan) -> int:
    """Approved trips that the scenario still allows and that are not in the plan."""
    if not approved:
        return 0
    departures = {(s.fleet, s.link): s.departures for s in find_services(scenario)}
    allowed = [
        (trip.fleet, trip.link, trip.step)
        for trip in approved
        if trip.step in departures.get((trip.fleet, trip.link), ())
    ]
    kept = Counter((t.fleet, t.link, t.step) for t in made.trips if t.approved)
    return (Counter(allowed) - kept).total()


def replanner(options: PlanOptions) -> Replan:
    """A way to change a plan a little, always with the same effort: for small questions."""

    def again(scenario: Scenario, start: Plan) -> Replanned:
        return replan(scenario, start, options)

    return again


def solver(options: PlanOptions) -> Solve:
    """A way to plan anew, with another plan's trips for a start, always with the same effort.

    What is asked is what can be saved, so that later goals (ride time, trips) are left aside.
    """
    only_loss = replace(options, goals=())

    def solve(scenario: Scenario, start: Plan) -> Plan:
        return plan(scenario, only_loss, start=start)

    return solve
