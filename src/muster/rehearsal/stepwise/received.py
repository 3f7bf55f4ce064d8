"""What a receiver can still take where people came, or are on their way, within a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from muster.rehearsal.stepwise.standing import Out

FloatArray = npt.NDArray[np.float64]


def received_by(out: Iterable[Out], site: str) -> list[tuple[int, int]]:
    """(boundary, people) of the trips that came, or will come, to a site."""
    return [
        (each.run.boundary + each.run.service.ride, each.people)
        for each in out
        if each.run.service.destination == site
    ]


def rates_left(
    per_step: FloatArray, received: Sequence[tuple[int, int]], begun: int, day: int
) -> FloatArray:
    """(T - begun,) people a step whose sum over any `day` boundaries is what is left of it.

    `per_step` (T,) is what the receiver takes; before its start it took what it takes in the first
    step, after the last step what it takes in that one (docs/planning-model.md). A planner that is
    given the result fills up what lies before its own start in the same way. Where a window has
    less left than the one before it, earlier steps give way, so that no window gets too much;
    otherwise each gets all that is left of it.
    """
    steps = len(per_step)
    taken = np.zeros(steps + 1)
    for boundary, people in received:
        if begun - day < boundary <= steps:
            taken[max(boundary, 0)] += people
    whole = np.concatenate([np.full(day, per_step[0]), per_step, per_step[-1:]])
    left = np.zeros(steps - begun + 1)
    for end in range(len(left)):
        last = begun + end
        allowed = whole[last + 1 : last + 1 + day].sum()
        left[end] = max(0.0, allowed - taken[max(0, last - day + 1) : last + 1].sum())
    found = np.zeros(len(left))
    found[0] = left[0] / day
    for end in range(1, len(left)):
        first = end - day + 1
        before = found[max(first, 1) : end].sum() + found[0] * max(0, 1 - first)
        found[end] = max(0.0, left[end] - before)
        over = before - left[end]
        for at in range(end - 1, max(first, 1) - 1, -1):
            given = min(max(over, 0.0), found[at])
            found[at], over = found[at] - given, over - given
        if over > 0.0 and first <= 0:
            found[0] -= over / (1 - first)
    found[-2] = min(found[-2], found[-1])  # the last boundary has what its step before has
    return found[:-1]
