"""Muster itself, measured as its peers are."""

from __future__ import annotations

from bench.judging import judged_plan
from bench.results import Found
from bench.watch import Watch
from muster.planning.instance import compile_instance
from muster.planning.model import build_model
from muster.planning.plan import ProgressPoint
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario


def plan_with_muster(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Plan until time is up or nothing is left of the gap; a progress line for each better plan."""

    def report(point: ProgressPoint) -> None:
        watch.note(point.incumbent, point.bound, seconds=point.seconds)

    options = PlanOptions(gap=0.0, time_limit_s=limit_s, seed=seed)
    made = plan(scenario, options, report=report)
    watch.note(made.objective, made.bound, seconds=made.seconds)
    watch.model(build_model(compile_instance(scenario), scenario.objective.trip_price).linear)
    outcomes = {"gap": "proven", "proven": "proven", "exhausted": "ended"}
    outcome = outcomes.get(made.stopped_by, "time")
    return judged_plan(scenario, made, outcome=outcome, seconds=made.seconds)
