"""Values that change on dates, as the verification reads them: hour by hour."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from muster.scenario import ChangeTarget, Scenario
from muster.verification.clock import TOLERANCE_H


@dataclass(frozen=True, slots=True)
class History:
    """The value at the start, then (hour, value) of each change in the order of their times."""

    initial: Any
    changes: tuple[tuple[float, Any], ...]

    def at(self, hour: float) -> Any:
        """The value in force at an hour; a change counts from its own moment on."""
        value = self.initial
        for changed_at, changed_to in self.changes:
            if changed_at <= hour + TOLERANCE_H:
                value = changed_to
        return value

    def during(self, begins: float, ends: float) -> Iterator[tuple[float, Any]]:
        """(hours, value) of each piece of an interval over which the value is the same."""
        moments = [hour for hour, _ in self.changes if begins < hour < ends]
        for left, right in zip([begins, *moments], [*moments, ends], strict=True):
            if right - left > TOLERANCE_H:
                yield right - left, self.at((left + right) / 2)

    def lowest(self, begins: float, ends: float) -> float:
        """The lowest value during an interval; infinite where there is no limit."""
        return min(_limit(value) for _, value in self.during(begins, ends))

    def integral(self, begins: float, ends: float) -> float:
        """A rate per hour summed over an interval; infinite where it does not limit."""
        return sum(hours * _limit(value) for hours, value in self.during(begins, ends))

    @property
    def never_limits(self) -> bool:
        """Whether there is no limit at any time."""
        return self.initial is None and all(value is None for _, value in self.changes)


def history(
    scenario: Scenario, kind: ChangeTarget, target: str, field: str, initial: Any
) -> History:
    """How a field of a thing changes; of changes at one time the later in the list counts."""
    dated = [
        (scenario.hours_until(change.at), change.value)
        for change in scenario.changes
        if change.target_kind == kind and change.target == target and change.field == field
    ]
    return History(initial, tuple(sorted(dated, key=lambda each: each[0])))


def _limit(value: Any) -> float:
    return math.inf if value is None else float(value)
