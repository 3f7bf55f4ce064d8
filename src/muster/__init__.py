"""Muster: move thousands of people in custody out of facilities that may fail, with proof.

    import muster

    scenario = muster.load("examples/northeast-syria-2026")
    plan = muster.plan(scenario, muster.PlanOptions(gap=0.02, time_limit_s=60))

What is heavy is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.planning.comparison import compare
    from muster.planning.explanation import explain
    from muster.planning.limits import find_limits
    from muster.planning.plan import Plan
    from muster.planning.plan_file import read_plan, write_plan
    from muster.planning.planner import PlanOptions
    from muster.planning.robustness import find_robustness
    from muster.planning.shortfall import find_shortfall
    from muster.planning.solving import make_plan as plan
    from muster.planning.solving import replanner, solver
    from muster.planning.surge import find_surge
    from muster.scenario import Scenario, load, save
    from muster.verification import verify_plan

__all__ = [
    "Plan",
    "PlanOptions",
    "Scenario",
    "compare",
    "explain",
    "find_limits",
    "find_robustness",
    "find_shortfall",
    "find_surge",
    "load",
    "plan",
    "read_plan",
    "replanner",
    "save",
    "solver",
    "verify_plan",
    "write_plan",
]

_HOMES = {
    "Plan": ("muster.planning.plan", "Plan"),
    "PlanOptions": ("muster.planning.planner", "PlanOptions"),
    "Scenario": ("muster.scenario", "Scenario"),
    "compare": ("muster.planning.comparison", "compare"),
    "explain": ("muster.planning.explanation", "explain"),
    "find_limits": ("muster.planning.limits", "find_limits"),
    "find_robustness": ("muster.planning.robustness", "find_robustness"),
    "find_shortfall": ("muster.planning.shortfall", "find_shortfall"),
    "find_surge": ("muster.planning.surge", "find_surge"),
    "load": ("muster.scenario", "load"),
    "plan": ("muster.planning.solving", "make_plan"),
    "read_plan": ("muster.planning.plan_file", "read_plan"),
    "replanner": ("muster.planning.solving", "replanner"),
    "save": ("muster.scenario", "save"),
    "solver": ("muster.planning.solving", "solver"),
    "verify_plan": ("muster.verification", "verify_plan"),
    "write_plan": ("muster.planning.plan_file", "write_plan"),
}


def __getattr__(name: str) -> Any:
    """Find a name where it lives, and remember it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = getattr(import_module(module), attribute)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
