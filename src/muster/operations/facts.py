"""What the gates need to know of a person: no name, and nothing that a rule does not ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from muster.scenario import Scenario
from muster.scenario.people import Person

ADULT = 18
CHILDRENS = ("unaccompanied_minors", "women_with_children")
"""Separation classes in which a child may travel."""


@dataclass(frozen=True, slots=True)
class Facts:
    """A person as the roster has them."""

    person_id: str
    separation_class: str
    birth_year: int | None = None
    nationality: str = ""
    """ISO 3166 code of three letters."""
    seat_kind: str = "seated"
    faction: str = ""

    def may_be_a_child(self, on: date) -> bool:
        """Whether the person may be under 18 on a day, by the year of birth alone."""
        return self.birth_year is not None and on.year - self.birth_year <= ADULT


def people_of(scenario: Scenario) -> tuple[Person, ...]:
    """The roster of a scenario; where it has groups only, one numbered person for each."""
    if scenario.people:
        return scenario.people
    return tuple(
        Person(
            f"{group.id}-{number}", group.site, group.priority, group.separation_class,
            group.destinations, seat_kind=group.seat_kind, ready_at=group.ready_at, group=group.id,
        )
        for group in scenario.groups.values()
        for number in range(1, group.people + 1)
    )  # fmt: skip


def facts_of(roster: Iterable[Person]) -> Mapping[str, Facts]:
    """By person_id, from a scenario's roster."""
    return {
        each.person_id: Facts(
            each.person_id,
            each.separation_class,
            each.birth_year,
            each.nationality,
            str(each.seat_kind.value),
            each.faction,
        )
        for each in roster
    }
