"""What trips before a time, and those that cannot be called back, leave of the limits by the day.

A planner that starts in the middle of an operation would otherwise give each receiver its whole
day's intake again, and each gate its whole hour's loading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from muster.planning.limits_in_steps import UNLIMITED, site_limits
from muster.rehearsal.stepwise.received import rates_left
from muster.scenario import Change, ChangeTarget, Scenario

FloatArray = npt.NDArray[np.float64]
Taken = Sequence[tuple[int, int]]
"""(boundary of the whole scenario, people), one for each trip."""
LEAST_RATE = 1e-6
"""People a day that a receiver takes who takes nobody more for now, but is not closed."""


def changes_left(
    scenario: Scenario, begun: int, received: Mapping[str, Taken], loaded: Mapping[str, Taken]
) -> tuple[Change, ...]:
    """The scenario's changes, with what is left of intake and loading from a boundary on, by site.

    `received` are people who came, or will come on trips that cannot be called back; `loaded` those
    who board such trips. Everything else is as given.
    """
    limits, day = site_limits(scenario)[0], round(24 / scenario.step_h)
    lines: dict[tuple[str, str], FloatArray] = {}
    for site, taken in received.items():
        intake = limits[site].intake if site in limits else None
        if intake is not None and taken:
            left = rates_left(intake, taken, begun, day)
            least = np.where(intake[begun:] > 0, LEAST_RATE, 0.0)
            lines[site, "intake_per_day"] = np.maximum(left * 24 / scenario.step_h, least)
    for site, taken in loaded.items():
        embarked = limits[site].embarked if site in limits else None
        if embarked is not None and taken:
            left = _loading_left(embarked[begun:], [(at - begun, n) for at, n in taken])
            lines[site, "embark_per_h"] = left / scenario.step_h
    kept = [each for each in scenario.changes if (each.target, each.field) not in lines]
    for (site, name), values in lines.items():
        for t, value in enumerate(values):
            if t == 0 or value != values[t - 1]:
                given = None if value >= UNLIMITED else float(value)
                moment = scenario.moment(begun + t)
                kept.append(Change(moment, ChangeTarget.SITE, site, name, given, "under way"))
    return tuple(kept)


def _loading_left(per_step: FloatArray, taken: Taken) -> FloatArray:
    """(T,) people who can still be loaded in each step; trips load in the steps before they leave,
    and, where that is not enough, in those after."""
    left = per_step.copy()
    for departs, people in taken:
        last, still = min(max(departs, 0), len(left)), float(people)
        for t in (*range(last - 1, -1, -1), *range(last, len(left))):
            used = min(still, left[t])
            left[t], still = left[t] - used, still - used
            if still <= 0:
                break
    return left
