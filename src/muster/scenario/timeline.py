"""Values that change on dates, as piecewise constants over the scenario's hours."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Generic, TypeVar

from muster.scenario.change import ChangeTarget
from muster.scenario.scenario import Scenario

HOUR_TOLERANCE = 1e-9
"""Hours closer than this are the same moment."""

ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Timeline(Generic[ValueT]):
    """`values[i]` holds from `hours[i]` until `hours[i + 1]`; hours[0] is 0, the start."""

    hours: tuple[float, ...]
    values: tuple[ValueT, ...]

    def at(self, hour: float) -> ValueT:
        """The value in force at an hour; a change counts from its own moment on."""
        return self.values[max(bisect_right(self.hours, hour + HOUR_TOLERANCE) - 1, 0)]

    def between(self, begins: float, ends: float) -> list[tuple[float, ValueT]]:
        """(hours, value) of each piece that lies within begins and ends, in order."""
        pieces = []
        first = max(bisect_right(self.hours, begins) - 1, 0)
        for index in range(first, len(self.values)):
            left = max(begins, self.hours[index])
            if left >= ends:
                break
            right = ends
            if index + 1 < len(self.hours):
                right = min(ends, self.hours[index + 1])
            if right - left > HOUR_TOLERANCE:
                pieces.append((right - left, self.values[index]))
        return pieces

    def by_step(self, step_h: float, steps: int) -> list[list[tuple[float, ValueT]]]:
        """The pieces of each of so many steps from the start on."""
        if len(self.values) == 1:
            return [[(step_h, self.values[0])]] * steps
        return [self.between(t * step_h, (t + 1) * step_h) for t in range(steps)]


def timeline(
    scenario: Scenario, kind: ChangeTarget, target: str, field: str, initial: ValueT
) -> Timeline[ValueT]:
    """The values of one field of one thing from the start on, by the dated changes.

    Of changes before the start the latest is in force at the start; of changes at one moment the
    one that stands last in the table.
    """
    dated = sorted(
        (scenario.hours_until(change.at), index, change.value)
        for index, change in enumerate(scenario.changes)
        if (change.target_kind, change.target, change.field) == (kind, target, field)
    )
    hours: list[float] = [0.0]
    values: list[ValueT] = [initial]
    for when, _, value in dated:
        hour = max(when, 0.0)
        if hour - hours[-1] <= HOUR_TOLERANCE:
            values[-1] = value  # type: ignore[assignment]
        else:
            hours.append(hour)
            values.append(value)  # type: ignore[arg-type]
    return Timeline(tuple(hours), tuple(values))
