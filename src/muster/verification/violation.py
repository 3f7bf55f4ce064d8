"""A rule that a plan breaks, said so that a person can see where and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """The rules of docs/planning-model.md, and the honesty of what a plan states of itself."""

    SCENARIO = "scenario"
    """The plan was made for this scenario."""
    REFERENCE = "reference"
    """Trips and loads name things that exist, each trip once."""
    TRIP_TIMES = "trip_times"
    """The times a trip states are those of its boundary and its link."""
    MANIFEST = "manifest"
    """The people a trip states are those of its loads; each load has somebody."""

    HORIZON = "horizon"
    """A trip departs and arrives within the horizon."""
    SERVICE = "service"
    """The fleet may serve the link: mode and named links."""
    REACH = "reach"
    """Empty vehicles can come from the base to the link and back."""
    LEAD = "lead"
    """The way out and the loading fit between the start and the departure."""
    DUTY = "duty"
    RIDE_TIME = "ride_time"
    WINDOW = "window"
    CLOSURE = "closure"
    COMPARTMENTS = "compartments"
    SEATS = "seats"

    VEHICLES = "vehicles"
    ESCORTS = "escorts"
    TRIPS_PER_DAY = "trips_per_day"
    AIR_SLOTS = "air_slots"

    CONSERVATION = "conservation"
    """People depart from where they are."""
    READINESS = "readiness"
    RETURN = "return"
    """Nobody returns to where they started."""
    BARRED = "barred"
    """Nobody enters a reception that is not among their destinations."""
    END = "end"
    """At the end people are at a destination or where they started."""

    CAPACITY = "capacity"
    BEDS = "beds"
    EMBARKATION = "embarkation"
    INTAKE = "intake"

    EXPECTED_LOSS = "expected_loss"
    PEOPLE_LOST = "people_lost"
    LOSS_IF_NOBODY_MOVES = "loss_if_nobody_moves"
    PEOPLE = "people"
    UNPLACED = "unplaced"
    PLACEMENTS = "placements"
    OBJECTIVE = "objective"
    BOUND = "bound"
    """The proven bound is not above the plan's own objective."""
    GAP = "gap"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: where, what was found there and what the rule allows."""

    rule: Rule
    where: str
    found: str
    expected: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}: found {self.found}; expected {self.expected}"
