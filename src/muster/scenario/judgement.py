"""Values that somebody judged, with the range they would defend."""

from __future__ import annotations

from dataclasses import dataclass

from muster.errors import ImpossibleValueError


@dataclass(frozen=True, slots=True)
class Judgement:
    """A value used in the plan, with the lowest and highest that would be defended, and why."""

    value: float
    low: float
    high: float
    source: str = ""

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ImpossibleValueError(
                f"a judgement must lie between its low and high: low {self.low}, "
                f"value {self.value}, high {self.high}"
            )

    @classmethod
    def certain(cls, value: float, source: str = "") -> Judgement:
        """A value nobody disputes: low and high equal it."""
        return cls(value, value, value, source)

    @property
    def is_certain(self) -> bool:
        """Whether the range is a single point."""
        return self.low == self.high
