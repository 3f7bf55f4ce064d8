"""Results of all methods on one case, set against each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bench.methods import Method
from bench.results import Result, last_of_each
from bench.watch import Moment, seconds_to_gap, seconds_to_plan

NEAR = 0.02
"""Of the best known bound: what a plan of practical use is compared by."""
ROUNDING = 1e-6
"""Share by which people in fractions, or costs in whole numbers, may put a bound too high."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The results of every method on one case."""

    case: str
    by: dict[Method, Result]

    @property
    def bound(self) -> float | None:
        """The best bound proven by any method; that of free circulation holds, too."""
        bounds = [
            each.moments[-1].bound
            for each in self.by.values()
            if each.moments and each.moments[-1].bound is not None
        ]
        return max((bound for bound in bounds if bound is not None), default=None)

    def loss_against_muster(self, method: Method) -> float | None:
        """Expected loss relative to Muster's, less 1; None where either has no valid plan."""
        mine, other = self.by.get(Method.MUSTER), self.by.get(method)
        if mine is None or other is None or not (mine.valid and other.valid):
            return None
        own, its = mine.found.expected_loss, other.found.expected_loss
        if own is None or its is None or own <= 0:
            return None
        return its / own - 1

    def beats_muster(self, method: Method) -> bool:
        """Whether a method's valid plan has a lower objective than Muster's."""
        mine, other = self.by.get(Method.MUSTER), self.by.get(method)
        if other is None or not other.valid or other.found.objective is None:
            return False
        if mine is None or not mine.valid or mine.found.objective is None:
            return True
        return other.found.objective < mine.found.objective * (1 - ROUNDING)

    def seconds_to_own_gap(self, method: Method) -> float | None:
        """When the method had proven its own plan within 2 %."""
        return seconds_to_gap(self._moments(method), NEAR)

    def seconds_to_near(self, method: Method) -> float | None:
        """When the method had a plan within 2 % of the best bound that any method proved."""
        if self.bound is None or method is Method.FREE:
            return None
        return seconds_to_plan(self._moments(method), self.bound / (1 - NEAR) * (1 + ROUNDING))

    def _moments(self, method: Method) -> tuple[Moment, ...]:
        return self.by[method].moments if method in self.by else ()


def compared(results: Iterable[Result]) -> list[Compared]:
    """The newest results of each case, in the order in which cases were first measured."""
    newest = last_of_each(list(results))
    cases = dict.fromkeys(case for case, _ in newest)
    return [
        Compared(case, {Method(method): newest[c, method] for c, method in newest if c == case})
        for case in cases
    ]
