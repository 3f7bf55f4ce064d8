"""Peers run on small scenarios to proof, with what they told."""

from __future__ import annotations

from bench.methods import Method, runner
from bench.results import Found
from bench.watch import Watch

from muster.scenario import Scenario

LIMIT_S = 120.0
CLOSE = 1e-5
"""Relative: solvers stop at a gap of a millionth and tell of changes of a hundred-thousandth."""


def run(method: Method, scenario: Scenario) -> tuple[Found, Watch]:
    """What a method finds, and its watch, whose clock stands still: nothing depends on it."""
    watch = Watch(lambda: 0.0)
    return runner(method)(scenario, 1, LIMIT_S, watch), watch


def optimum(method: Method, scenario: Scenario) -> float:
    """The proven optimum of a peer's own model."""
    found, watch = run(method, scenario)
    assert found.outcome == "proven"
    last = watch.moments[-1]
    assert last.incumbent is not None
    assert last.bound is not None
    assert last.incumbent - last.bound <= CLOSE * max(1.0, last.incumbent)
    return last.incumbent
