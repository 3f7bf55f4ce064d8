"""What planning may spend: seconds by a clock, or rounds of search, which no clock counts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

Clock = Callable[[], float]


@dataclass
class Allowance:
    """Seconds of a clock, unless `effort` gives a number of rounds instead.

    With an effort nothing is cut short by time, so that what is found is the same however fast
    or busy the machine is.
    """

    clock: Clock
    time_limit_s: float
    effort: int | None = None
    reserve_s: float = 0.0
    """Kept back from the time limit for what comes after the search."""
    rounds: int = 0
    """Rounds of search done."""
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def timed(self) -> bool:
        """Whether the clock decides."""
        return self.effort is None

    def seconds(self) -> float:
        """Seconds since the beginning."""
        return self.clock() - self._began

    def left_s(self) -> float:
        """Seconds of search left, less the reserve; no end to them where rounds are counted."""
        if not self.timed:
            return math.inf
        return self.time_limit_s - self.reserve_s - self.seconds()

    def all_left_s(self) -> float:
        """The same with the reserve."""
        return self.left_s() + self.reserve_s

    def is_spent(self) -> bool:
        """Whether the time is over, or the rounds are done."""
        if self.effort is not None:
            return self.rounds >= self.effort
        return self.left_s() <= 0

    def at_most(self, seconds: float) -> float:
        """So many seconds for a piece of work; no limit where rounds are counted."""
        return seconds if self.timed else math.inf
