"""The security situation of one future, as those in it come to know it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

import numpy as np

from muster.rehearsal.course_kernel import first_regime, stay_in
from muster.rehearsal.nature import Nature


@dataclass(frozen=True, slots=True)
class Course:
    """Regimes one after the other; numbers as in `Nature`."""

    hours: tuple[float, ...]
    """Hour at which each is entered; the first is 0."""
    regimes: tuple[int, ...]

    def regime_at(self, hour: float) -> int:
        """The regime in force at an hour."""
        return self.regimes[bisect_right(self.hours, hour) - 1]

    def next_stop(self, hour: float, nature: Nature) -> float:
        """When trips stop next, from an hour on; inf if they do not before the end."""
        first = bisect_right(self.hours, hour) - 1
        for begins, regime in zip(self.hours[first:], self.regimes[first:], strict=True):
            if not nature.runs[regime]:
                return max(begins, hour)
        return np.inf


def course_of(nature: Nature, seed: int, future: int) -> Course:
    """The regimes of a future until the evaluation ends."""
    regime, now, number = int(first_regime(nature, seed, future)), 0.0, 1
    hours, regimes = [0.0], [regime]
    while True:
        stay, regime = stay_in(nature, seed, future, number, regime)
        now, number = now + stay, number + 1
        if now >= nature.end_h:
            return Course(tuple(hours), tuple(regimes))
        hours.append(now)
        regimes.append(int(regime))
