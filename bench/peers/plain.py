"""Peer (a): the planning model handed to HiGHS as it is."""

from __future__ import annotations

from bench.judging import judged, loaded
from bench.peers.highs import solve
from bench.results import Found
from bench.watch import Watch
from muster.planning.instance import compile_instance
from muster.planning.model import build_model, decisions
from muster.scenario import Scenario


def solve_plain(scenario: Scenario, seed: int, limit_s: float, watch: Watch) -> Found:
    """Solve the model; people, who are fractions in it, are made whole afterwards, uncounted."""
    model = build_model(compile_instance(scenario), scenario.objective.trip_price)
    watch.model(model.linear)
    found = solve(model.linear, seed=seed, limit_s=limit_s, watch=watch)
    seconds = watch.seconds()
    values = None
    if found.values is not None:
        values = loaded(model, *decisions(model, found.values))
    return judged(
        scenario,
        model,
        values,
        outcome=found.outcome,
        watch=watch,
        seconds=seconds,
        note=found.note,
    )
