"""Counts over time against limits over time, told in stretches rather than step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muster.verification.clock import Clock
from muster.verification.violation import Rule, Violation

COUNT_TOLERANCE = 1e-6
"""People are whole; a sum of hourly rates may fall short of a whole number by this much."""


def excess(
    rule: Rule,
    where: str,
    what: str,
    counts: Sequence[int],
    limits: Sequence[float],
    clock: Clock,
) -> Iterator[Violation]:
    """One violation for each stretch of steps in which a limit is exceeded, with its worst step.

    Entry t belongs to step t or to the boundary at which it begins; entry `steps` is the end.
    """
    first = 0
    while first < len(counts):
        last = first
        while last < len(counts) and counts[last] > limits[last] + COUNT_TOLERANCE:
            last += 1
        if last > first:
            worst = max(range(first, last), key=lambda step: counts[step] - limits[step])
            yield Violation(
                rule,
                f"{where}, {_steps(first, last - 1, clock)}",
                f"{counts[worst]} {what}" + (f" (step {worst})" if last - first > 1 else ""),
                f"at most {limits[worst]:g}",
            )
        first = last + 1


def _steps(first: int, last: int, clock: Clock) -> str:
    if first == clock.steps:
        return "at the end of the horizon"
    steps = f"step {first}" if first == last else f"steps {first} to {last}"
    return f"{steps}, from {clock.scenario.moment(first):%Y-%m-%d %H:%M} on"
