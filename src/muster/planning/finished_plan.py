"""From a solution of the planning model to a plan: journeys, objective, bound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from muster.planning.journeys import build_journeys
from muster.planning.model import Approved, PlanningModel
from muster.planning.plan import Plan, ProgressPoint, Trip
from muster.planning.tail import Tail
from muster.scenario.digest import scenario_digest

FloatArray = npt.NDArray[np.float64]


def finished_plan(
    model: PlanningModel,
    values: FloatArray,
    bound: float,
    *,
    tail: Tail | None,
    kept: Approved | None,
    seconds: float,
    first_plan_seconds: float,
    stopped_by: str,
    seed: int,
    progress: Sequence[ProgressPoint] = (),
) -> Plan:
    """The plan of a solution, whole trips and people; `values` is (columns,).

    `tail` is what was planned for, `kept` the trips that were approved before. The objective is
    that of the journeys, so that it never is better than they are.
    """
    instance, scenario = model.instance, model.instance.scenario
    journeys = build_journeys(model, values, None if kept is None else kept.trips)
    trips = tuple(_marked(model, kept, journeys.trips))
    objective = journeys.expected_loss + scenario.objective.trip_price * len(trips)
    if kept is not None:
        given_up = sum(kept.trips.values()) - sum(trip.approved for trip in trips)
        objective += scenario.objective.change_price * given_up
    in_sample = None
    if tail is not None:
        in_sample = tail.cvar(instance, trips, journeys.loads)
        objective += tail.weight * (in_sample - journeys.expected_loss)
    bound = min(bound, objective)
    return Plan(
        scenario=scenario.name,
        scenario_digest=scenario_digest(scenario),
        expected_loss=journeys.expected_loss,
        bound=bound,
        gap=(objective - bound) / objective if objective > 0 else 0.0,
        seconds=seconds,
        unplaced=journeys.unplaced,
        objective=objective,
        people_lost=journeys.people_lost,
        loss_if_nobody_moves=instance.loss_if_nobody_moves,
        people=sum(each.people for each in journeys.placements),
        trips=trips,
        loads=journeys.loads,
        placements=journeys.placements,
        stopped_by=stopped_by,
        first_plan_seconds=first_plan_seconds,
        seed=seed,
        tail=tail.level if tail is not None else None,
        tail_weight=tail.weight if tail is not None else 0.0,
        cvar_in_sample=in_sample,
        progress=tuple(progress),
    )


def _marked(model: PlanningModel, kept: Approved | None, trips: Sequence[Trip]) -> Iterator[Trip]:
    """Trips with the approved ones among them marked."""
    services = model.instance.service_at
    left = dict(kept.trips) if kept is not None else {}
    for trip in trips:
        key = (services[trip.fleet, trip.link], trip.step)
        approved = left.get(key, 0) > 0
        if approved:
            left[key] -= 1
        yield replace(trip, approved=approved)
