"""Manifests: who rides which trip, in which compartment, and what that changed in the plan."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rider:
    """One line of a trip's manifest."""

    trip: str
    order: int
    """Number of the line within the trip, from 1: by compartment, then by the written rule."""
    person_id: str
    group: str
    separation_class: str
    compartment: int
    """Number of the compartment within its vehicle, from 1; each carries one class."""
    seat_kind: str
    nationality: str
    """For the interpreter: all that a roster says of languages."""


@dataclass(frozen=True, slots=True)
class Change:
    """People of one group by whom the lists differ from the plan's number for a trip."""

    trip: str
    group: str
    planned: int
    listed: int


@dataclass(frozen=True, slots=True)
class Manifests:
    """The lists of all trips, and how far they had to leave the plan's numbers."""

    riders: tuple[Rider, ...]
    """By trip in the plan's order, then by their order within it."""
    staying: tuple[str, ...]
    """Ids of the people who ride no trip, sorted."""
    changes: tuple[Change, ...]
    changed_people: int
    """People beyond the number that the plan has for their group on their way (or staying)."""
    least_changed: int
    """Proven: no lists that keep every rule change fewer people than this."""
    divided: tuple[tuple[str, ...], ...]
    """People kept together who start at several sites and can only be together afterwards."""

    @property
    def proven(self) -> bool:
        """Whether no lists come closer to the plan than these."""
        return self.changed_people == self.least_changed
