"""What is asked of the planner: how long, how well, and what counts beside the mean."""

from __future__ import annotations

from dataclasses import dataclass

from muster.planning.goals import Goal


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How long and how well to plan."""

    gap: float = 0.01
    """Stop when (objective - bound) / objective is at most this."""
    time_limit_s: float = 60.0
    effort: int | None = None
    """Rounds of search instead of the time limit: then the same input, seed and effort give the
    same plan on every machine, however fast or busy it is."""
    seed: int = 0
    goals: tuple[Goal, ...] = (Goal.RIDE_TIME, Goal.TRIPS)
    """What is minimised in turn among plans of the same objective."""
    tail: float | None = None
    """Level α of the CVaR of sampled futures; None leaves the tail aside."""
    tail_weight: float = 0.0
    """Weight of the CVaR against the expected loss, 0 to 1; with 0 it is only reported."""
    tail_futures: int = 2_000
    """Futures that are planned for; the plan's cvar is found on fresh ones."""
