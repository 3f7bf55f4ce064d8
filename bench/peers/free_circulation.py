"""Peer (b): free circulation of empty vehicles, in HiGHS."""

from __future__ import annotations

import numpy as np

from bench.judging import judged, loaded
from bench.peers.free_model import free_circulation
from bench.peers.highs import FloatArray, solve
from bench.results import Found
from bench.watch import Watch
from muster.planning.instance import compile_instance
from muster.planning.model import PlanningModel, build_model, decisions
from muster.planning.search import trips_of
from muster.scenario import Scenario

LATER = 4
"""Boundaries by which a trip may be put off that cannot run out and back as planned."""


def solve_free_circulation(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Solve the model of free circulation; its trips that can also run out and back are a plan."""
    model = build_model(compile_instance(scenario), scenario.objective.trip_price)
    free = free_circulation(model)
    watch.model(free)
    found = solve(free, seed=seed, limit_s=limit_s, watch=watch)
    seconds = watch.seconds()
    values = None if found.values is None else _out_and_back(model, found.values)
    return judged(
        scenario,
        model,
        values,
        outcome=found.outcome,
        watch=watch,
        seconds=seconds,
        note=found.note,
    )


def _out_and_back(model: PlanningModel, values: FloatArray) -> FloatArray | None:
    """A solution of the planning model with the trips that fleets can run from their bases."""
    trips, _ = decisions(model, values)
    wanted = [
        (int(service), int(t))
        for t, service in np.argwhere(trips.T > 0)
        for _ in range(trips[service, t])
    ]
    kept = trips_of(model.instance, wanted, LATER)
    return loaded(model, kept.counts(model.instance), kept.compartments(model))
