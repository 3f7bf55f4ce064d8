"""What a method tells of its work while it runs: its size, its best plan and its bound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from muster.planning.linear_model import LinearModel

Clock = Callable[[], float]
SMALLEST_STEP = 1e-5
"""Relative change of incumbent or bound from which a moment is worth a line."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The best plan's objective and the proven bound so far, either None before there is one."""

    seconds: float
    incumbent: float | None
    bound: float | None


@dataclass(frozen=True, slots=True)
class Size:
    """How large a method's model is."""

    columns: int
    whole: int
    """Columns that must be whole numbers."""
    rows: int


@dataclass
class Watch:
    """Keeps the best incumbent and bound of a run, and hands each improvement on.

    The clock begins when the watch is made: with the scenario in memory, before any model is.
    """

    clock: Clock
    tell: Callable[[Moment | Size], None] = lambda told: None
    moments: list[Moment] = field(default_factory=list)
    size: Size | None = None
    _began: float = field(init=False)

    def __post_init__(self) -> None:
        self._began = self.clock()

    def seconds(self) -> float:
        """Seconds since the run began."""
        return self.clock() - self._began

    def model(self, linear: LinearModel) -> None:
        """Tell how large the model is."""
        self.size = Size(len(linear.cost), int(linear.integer.sum()), len(linear.row_lower))
        self.tell(self.size)

    def note(
        self, incumbent: float | None, bound: float | None, seconds: float | None = None
    ) -> None:
        """Tell of a plan's objective and a bound; what is no better than before is not kept."""
        at = self.seconds() if seconds is None else seconds
        last = self.moments[-1] if self.moments else Moment(0.0, None, None)
        best = _better(min, last.incumbent, incumbent)
        proven = _better(max, last.bound, bound)
        if _changed(last.incumbent, best) or _changed(last.bound, proven):
            moment = Moment(at, best, proven)
            self.moments.append(moment)
            self.tell(moment)


def _better(
    choose: Callable[[float, float], float], old: float | None, new: float | None
) -> float | None:
    """The better of two values, where None and infinities are none."""
    if new is None or abs(new) == float("inf"):
        return old
    return new if old is None else choose(old, new)


def _changed(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) > SMALLEST_STEP * abs(old)


def gap(incumbent: float | None, bound: float | None) -> float | None:
    """(incumbent - bound) / incumbent as in docs/planning-model.md; None without both.

    Losses and prices are never below 0, so that every method knows that bound from the start.
    """
    if incumbent is None or bound is None:
        return None
    return max(0.0, (incumbent - max(bound, 0.0)) / incumbent) if incumbent > 0 else 0.0


def seconds_to_gap(moments: tuple[Moment, ...], wanted: float) -> float | None:
    """When a method had first proven its own plan to be within a gap; None if it never had."""
    for moment in moments:
        reached = gap(moment.incumbent, moment.bound)
        if reached is not None and reached <= wanted:
            return moment.seconds
    return None


def seconds_to_plan(moments: tuple[Moment, ...], objective: float) -> float | None:
    """When a method first had a plan of at most an objective, proven or not."""
    for moment in moments:
        if moment.incumbent is not None and moment.incumbent <= objective:
            return moment.seconds
    return None
