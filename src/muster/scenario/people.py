"""Groups, the people on a roster, and who must or must not travel together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from muster.errors import ImpossibleValueError
from muster.scenario.network import SeatKind

SEPARATION_CLASSES = ("men", "women", "women_with_children", "unaccompanied_minors")
"""The separation classes a scenario has unless it names its own."""


@dataclass(frozen=True, slots=True)
class Group:
    """People at one site whom the planner need not tell apart.

    `destinations` are the sites where they may end; one that contains their own site says that
    staying is an end, too. People of a group with `arrives_at` are under way when the scenario
    starts and reach `site` at that time.
    """

    id: str
    site: str
    people: int
    priority: float
    """How much losing one such person matters; the weight in the expected loss."""
    separation_class: str
    destinations: tuple[str, ...]
    priority_rule: str = ""
    """The written rule that set the priority."""
    seat_kind: SeatKind = SeatKind.SEATED
    ready_at: datetime | None = None
    """When they may first depart (identity, health, review, notice); None means at the start."""
    arrives_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.people < 0:
            raise ImpossibleValueError(
                f"group {self.id}: people cannot be negative, found {self.people}"
            )
        if self.priority < 0:
            raise ImpossibleValueError(
                f"group {self.id}: priority cannot be negative, found {self.priority}"
            )


@dataclass(frozen=True, slots=True)
class Person:
    """One row of a roster: what the planner needs to know of a person, and no name."""

    person_id: str
    site: str
    priority: float
    separation_class: str
    destinations: tuple[str, ...]
    priority_rule: str = ""
    seat_kind: SeatKind = SeatKind.SEATED
    ready_at: datetime | None = None
    sex: str = ""
    birth_year: int | None = None
    nationality: str = ""
    faction: str = ""
    group: str = ""
    """Id of the group the person was put in."""


class KeepKind(StrEnum):
    """Whether people must be, or must not be, with each other."""

    APART = "apart"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class KeepRule:
    """Two people (or two factions) who must not, or must, travel or be held with each other."""

    kind: KeepKind
    first: str
    second: str
    reason: str = ""
    between: str = "person"
    """`person` when first and second are person ids, `faction` when they are factions."""
