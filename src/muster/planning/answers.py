"""Answers beside a plan: what limits it, and how it depends on what was judged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """What more of one resource would be worth, found by solving again with it."""

    kind: str
    """`vehicles`, `escorts`, `capacity`, `embarkation`, `intake` or `air_slots`."""
    target: str
    """Id of the fleet, pool or site."""
    added: float
    unit: str
    """What `added` counts, such as vehicles, teams, beds, loading hours a day, people a day."""
    expected_loss: float
    """Of the plan found with the addition."""
    bound: float
    gain: float
    """Expected loss without minus expected loss with it; never below 0."""
    unplaced: int
    """People who cannot be placed with the addition."""


@dataclass(frozen=True, slots=True)
class Surge:
    """The least that would place everybody (or as many as can be), least first."""

    kind: str
    target: str
    added: float
    unit: str
    unplaced_before: int
    unplaced_after: int


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What a judgement's range does to the plan."""

    judgement: str
    """Such as `hazard SINAA fraying` or `loss_fraction KJIR`."""
    low: float
    value: float
    high: float
    loss_at_low: float
    loss_at_high: float
    kept_loss_at_low: float
    """Expected loss at the low value of the plan made for the value used."""
    kept_loss_at_high: float
    first_day_same_at_low: bool
    first_day_same_at_high: bool
    source: str = ""
