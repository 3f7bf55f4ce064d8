"""Hours, moments and the scenario's step boundaries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

from muster.scenario import Scenario

TOLERANCE_H = 1e-9
"""Hours that differ by less are the same (docs/planning-model.md, Time)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Steps of `step_h` hours, numbered 0 … steps - 1, between boundaries 0 … steps."""

    scenario: Scenario

    @property
    def step_h(self) -> float:
        """Hours in a step."""
        return self.scenario.step_h

    @property
    def steps(self) -> int:
        """Number of steps, which is also the last boundary."""
        return self.scenario.steps

    @property
    def day(self) -> int:
        """Consecutive boundaries that make 24 hours, at least one."""
        return max(1, math.floor((24 + TOLERANCE_H) / self.step_h))

    def whole_steps(self, hours: float) -> int:
        """Steps that so many hours take, a part of one counting as one."""
        return math.ceil((hours - TOLERANCE_H) / self.step_h)

    def first_boundary_at(self, moment: datetime) -> int:
        """The first boundary at or after a moment; 0 for what is past."""
        return max(0, self.whole_steps(self.scenario.hours_until(moment)))

    def label(self, boundary: int) -> str:
        """A boundary as a person knows it."""
        return f"boundary {boundary} ({self.scenario.moment(boundary):%Y-%m-%d %H:%M})"
