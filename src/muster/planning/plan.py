"""A plan: trips, who rides them, how good that is and how good it could be at best."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

PLAN_FORMAT = 2
"""Version of plan.json's schema. Format 1 had no prices and is still read."""


@dataclass(frozen=True, slots=True)
class Trip:
    """One vehicle's departure on a link."""

    id: str
    fleet: str
    link: str
    step: int
    """Boundary at which it departs."""
    departs_at: datetime
    arrives_at: datetime
    """When it arrives by its duration; people count as present from the next step boundary."""
    compartments: Mapping[str, int]
    """Compartments given to each separation class."""
    people: int
    approved: bool = False
    """Whether the trip was already approved before this plan was made."""


@dataclass(frozen=True, slots=True)
class Load:
    """People of one group on one trip."""

    trip: str
    group: str
    people: int


@dataclass(frozen=True, slots=True)
class Placement:
    """Where people of a group are when the horizon ends."""

    group: str
    site: str
    people: int
    placed: bool
    """Whether the site is one where the group may end."""


@dataclass(frozen=True, slots=True)
class ProgressPoint:
    """The best plan and the proven bound at one moment of the search."""

    seconds: float
    incumbent: float | None
    bound: float
    method: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Trips and who rides them, with expected loss and proven bound.

    `expected_loss` is in people lost, weighted by priority, in expectation; `people_lost` is the
    same with every weight 1. `objective` adds the prices of trips and of approved trips given up;
    `bound` is a proven lower bound on the objective of every plan, not on its expected loss;
    `gap` is (objective - bound) / objective.

    With a `tail_weight` w the objective has (1 - w) · expected_loss + w · cvar_in_sample in the
    place of the expected loss: objective, bound and gap then hold for the futures sampled when
    the plan was made, while `expected_loss` stays the mean and `cvar` is found on fresh futures.
    """

    scenario: str
    scenario_digest: str
    expected_loss: float
    bound: float
    gap: float
    seconds: float
    unplaced: int
    objective: float
    people_lost: float
    loss_if_nobody_moves: float
    people: int
    trips: tuple[Trip, ...]
    loads: tuple[Load, ...]
    placements: tuple[Placement, ...]
    stopped_by: str
    """`gap`, `time`, `effort`, `interrupted`, `proven` or `exhausted` (nothing more to try)."""
    first_plan_seconds: float
    seed: int
    tail: float | None = None
    tail_weight: float = 0.0
    cvar: float | None = None
    """Mean loss in the worst (1 - tail) of futures for which the plan was not made."""
    cvar_in_sample: float | None = None
    """The same in the futures for which it was made, which flatters it."""
    trip_price: float | None = None
    """Price of a trip in the objective; None where it is not stated and the scenario's holds."""
    change_price: float | None = None
    """Price of giving up an approved trip, likewise; it can be set for one plan alone."""
    given_up: int | None = None
    """Approved trips that could still have run and are not in the plan; None if not stated."""
    progress: tuple[ProgressPoint, ...] = field(default=())
    format: int = PLAN_FORMAT
