"""A scenario: everything that is given before planning starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property

from muster.errors import ImpossibleValueError
from muster.scenario.change import Change
from muster.scenario.disruption import Disruption
from muster.scenario.network import EscortPool, Fleet, Link, Site
from muster.scenario.people import SEPARATION_CLASSES, Group, KeepRule, Person
from muster.scenario.security import Security


@dataclass(frozen=True, slots=True)
class Objective:
    """What the planner minimises, and the limits that come with it."""

    beyond_h: float = 720.0
    """How long after the horizon people still in danger are counted."""
    trip_price: float = 0.0
    """Weighted people one would risk to save a trip."""
    change_price: float = 0.0
    """Weighted people one would risk to keep an approved trip when replanning."""
    ride_limit_h: float | None = None
    """Hours of riding after which a rest stop is needed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that somebody stated, kept with its source and never overwritten."""

    quantity: str
    scope: str
    value: int
    qualifier: str
    source: str
    said_on: date
    about: str


@dataclass(frozen=True)
class Scenario:
    """Everything that is given: time, people, places, ways, means and dangers.

    Steps are numbered from 0; step t runs from boundary t to boundary t + 1, and the horizon
    ends at boundary `steps`. Departures and arrivals happen at boundaries.
    """

    name: str
    start: datetime
    """With UTC offset; the offset is also that of the scenario's times of day."""
    step_h: float
    steps: int
    security: Security
    sites: Mapping[str, Site]
    groups: Mapping[str, Group]
    links: Mapping[str, Link]
    fleets: Mapping[str, Fleet]
    escort_pools: Mapping[str, EscortPool] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    people: tuple[Person, ...] = ()
    """The roster, where there is one; its people sum to the groups'."""
    keep: tuple[KeepRule, ...] = ()
    claims: tuple[Claim, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    """What a rehearsal adds; the planner does not know of it, and the digest leaves it out."""
    objective: Objective = field(default_factory=Objective)
    separation_classes: tuple[str, ...] = SEPARATION_CLASSES
    legal_regime: str = "domestic"
    description: str = ""

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None:
            raise ImpossibleValueError(f"start needs a UTC offset, found {self.start.isoformat()}")
        if self.step_h <= 0 or self.steps < 1:
            raise ImpossibleValueError(
                f"a scenario needs at least one step of more than 0 hours, "
                f"found {self.steps} steps of {self.step_h} h"
            )

    @cached_property
    def horizon_h(self) -> float:
        """Hours from the start to the end of the horizon."""
        return self.step_h * self.steps

    def moment(self, boundary: int) -> datetime:
        """The time of a step boundary, in the scenario's own offset."""
        return self.start + timedelta(hours=self.step_h * boundary)

    def hours_until(self, moment: datetime) -> float:
        """Hours from the start to a moment (negative before the start)."""
        return (moment - self.start).total_seconds() / 3600

    @cached_property
    def total_people(self) -> int:
        """Number of people in all groups."""
        return sum(group.people for group in self.groups.values())
