"""Every method's plan goes through the independent checker, which also works out its figures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bench.results import Found
from bench.watch import Watch
from muster.planning.journeys import build_journeys
from muster.planning.loading import load_trips
from muster.planning.model import PlanningModel
from muster.planning.plan import Plan
from muster.scenario import Scenario, scenario_digest
from muster.verification import verify_plan

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
LOADING_S = 160.0
"""Seconds for loading whole people on a peer's trips."""


def loaded(
    model: PlanningModel, trips: IntArray, compartments: dict[tuple[int, str], IntArray] | None
) -> FloatArray | None:
    """Values (columns,) with the best whole people on trips; None if none were found in time.

    The same loader for every peer that does not choose whole people itself: Muster's own, exact
    one, which can only do them good.
    """
    found = load_trips(model, trips, compartments, time_limit_s=LOADING_S)
    return None if found is None else found.values


def judged(
    scenario: Scenario,
    model: PlanningModel,
    values: FloatArray | None,
    *,
    outcome: str,
    watch: Watch,
    seconds: float,
    note: str = "",
) -> Found:
    """What a solution of the planning model is worth as a plan."""
    if values is None:
        return Found("no plan", seconds, scenario.total_people, note=note)
    plan = _as_plan(scenario, model, values, watch, seconds)
    return judged_plan(scenario, plan, outcome=outcome, seconds=seconds, note=note)


def judged_plan(
    scenario: Scenario, plan: Plan, *, outcome: str, seconds: float, note: str = ""
) -> Found:
    """What the checker says of a plan."""
    checked = verify_plan(plan, scenario, digest=scenario_digest(scenario))
    return Found(
        outcome=outcome,
        seconds=seconds,
        people=scenario.total_people,
        objective=checked.objective.least,
        expected_loss=checked.figures.expected_loss,
        unplaced=checked.figures.unplaced,
        violations=_few(checked.violations),
        note=note,
    )


def _few(violations: Sequence[object], most: int = 5) -> tuple[str, ...]:
    said = tuple(str(each) for each in violations[:most])
    return (*said, f"and {len(violations) - most} more") if len(violations) > most else said


def _as_plan(
    scenario: Scenario, model: PlanningModel, values: FloatArray, watch: Watch, seconds: float
) -> Plan:
    journeys = build_journeys(model, values)
    objective = journeys.expected_loss + scenario.objective.trip_price * len(journeys.trips)
    return Plan(
        scenario=scenario.name,
        scenario_digest=scenario_digest(scenario),
        expected_loss=journeys.expected_loss,
        bound=0.0,
        gap=1.0 if objective > 0 else 0.0,
        seconds=seconds,
        unplaced=journeys.unplaced,
        objective=objective,
        people_lost=journeys.people_lost,
        loss_if_nobody_moves=model.instance.loss_if_nobody_moves,
        people=sum(each.people for each in journeys.placements),
        trips=journeys.trips,
        loads=journeys.loads,
        placements=journeys.placements,
        stopped_by="time",
        first_plan_seconds=watch.moments[0].seconds if watch.moments else seconds,
        seed=0,
    )
