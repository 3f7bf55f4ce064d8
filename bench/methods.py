"""The methods that are measured side by side, and where each lives."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module
from typing import cast

from bench.results import Found
from bench.watch import Watch
from muster.scenario import Scenario

THREADS = 2
"""For every solver among the peers: Muster, too, uses two cores."""

Runner = Callable[[Scenario, int, float, Watch], Found]
"""(scenario, seed, time limit in seconds, watch): tells the watch of each better plan and bound."""


class Method(StrEnum):
    """Muster and its peers."""

    MUSTER = "muster"
    PLAIN = "plain"
    FREE = "free-circulation"
    CP_SAT = "cp-sat"
    DANGER = "most-dangerous"
    LARGEST = "largest-first"
    INDEX = "index-rule"


LABELS = {
    Method.MUSTER: "Muster",
    Method.PLAIN: "(a) HiGHS plain",
    Method.FREE: "(b) free circulation",
    Method.CP_SAT: "(c) CP-SAT",
    Method.DANGER: "(d) most dangerous first",
    Method.LARGEST: "(e) largest first",
    Method.INDEX: "(f) index rule",
}
SOLVERS = (Method.PLAIN, Method.FREE, Method.CP_SAT)
RULES = (Method.DANGER, Method.LARGEST, Method.INDEX)

HOMES = {
    Method.MUSTER: ("bench.product", "plan_with_muster"),
    Method.PLAIN: ("bench.peers.plain", "solve_plain"),
    Method.FREE: ("bench.peers.free_circulation", "solve_free_circulation"),
    Method.CP_SAT: ("bench.peers.cp_sat", "solve_with_cp_sat"),
    Method.DANGER: ("bench.peers.rules", "most_dangerous_first"),
    Method.LARGEST: ("bench.peers.rules", "largest_prison_first"),
    Method.INDEX: ("bench.peers.rules", "index_rule"),
}
"""Module and function, imported only where it runs."""


def runner(method: Method) -> Runner:
    """The function that runs a method."""
    module, function = HOMES[method]
    return cast(Runner, getattr(import_module(module), function))
