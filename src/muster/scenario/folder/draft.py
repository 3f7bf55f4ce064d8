"""The scenario that the sound rows of a folder make, and where each thing of it stands.

With faults it is not the scenario that was meant, but enough of one to look for more faults in
the parts that are sound.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from muster.errors import ImpossibleValueError
from muster.scenario.folder.fault_list import FaultList, Place
from muster.scenario.folder.places import Beds
from muster.scenario.folder.rows import ReadTable
from muster.scenario.folder.settings import Settings
from muster.scenario.grouping import group_people
from muster.scenario.people import Group, Person
from muster.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario made of the sound rows, with the place of each row's value object."""

    scenario: Scenario
    values: Mapping[str, list[tuple[Place, Any]]]
    """By table: place and value object of each sound row, in order."""
    files: Mapping[str, str]
    """By table: its file; tables that are not there are left out."""

    places: Mapping[tuple[str, str], Place]
    """By table and id, of tables whose rows have an id."""

    def place_of(self, table: str, id: str) -> Place:
        """Where the thing with this id stands."""
        return self.places.get((table, id)) or Place(table, self.files.get(table, table))

    def place_of_group(self, group: Group) -> tuple[Place, str]:
        """Where a group stands; a derived one by the first of its people, and how many it has."""
        if not self.scenario.people:
            return self.place_of("groups", group.id), ""
        return self.places["people", group.id], f" for {group.people:,} people like this one"


def draft_scenario(
    tables: Mapping[str, ReadTable | None], settings: Settings, faults: FaultList
) -> Draft:
    """Make a scenario of the sound rows of every table."""
    values = {
        name: [] if read is None else list(_values_of(read, faults))
        for name, read in tables.items()
    }
    files = {name: read.file for name, read in tables.items() if read is not None and read.file}
    scenario = _scenario(values, settings)
    return Draft(scenario, values, files, _places(values, scenario))


def _places(
    values: Mapping[str, list[tuple[Place, Any]]], scenario: Scenario
) -> dict[tuple[str, str], Place]:
    places = {
        (table, value.id): place
        for table in ("sites", "groups", "links", "fleets", "escorts")
        for place, value in values[table]
    }
    for (place, _), person in zip(values["people"], scenario.people, strict=True):
        places.setdefault(("people", person.group), place)
    return places


def _values_of(read: ReadTable, faults: FaultList) -> list[tuple[Place, Any]]:
    made: list[tuple[Place, Any]] = []
    for index, values in read.rows():
        place = read.place(index)
        try:
            made.append((place, read.table.value_of(values)))
        except ImpossibleValueError as error:
            faults.error(place, None, str(error), "values that fit together")
    return made


def _scenario(values: Mapping[str, list[tuple[Place, Any]]], settings: Settings) -> Scenario:
    given = {name: [value for _, value in rows] for name, rows in values.items()}
    keep = tuple(given["keep"])
    groups: dict[str, Group] = _by_id(given["groups"])
    people: tuple[Person, ...] = ()
    if given["people"]:
        groups, people = group_people(given["people"], keep)
    return Scenario(
        name=settings.name,
        description=settings.description,
        start=settings.start,
        step_h=settings.step_h,
        steps=settings.steps,
        legal_regime=settings.legal_regime,
        separation_classes=settings.separation_classes,
        objective=settings.objective,
        security=replace(
            settings.security,
            hazards=tuple(given["hazards"]),
            observations=tuple(given["incidents"]),
        ),
        sites=_with_beds(_by_id(given["sites"]), given["beds"]),
        groups=groups,
        people=people,
        links=_by_id(given["links"]),
        fleets=_by_id(given["fleets"]),
        escort_pools=_by_id(given["escorts"]),
        changes=tuple(given["changes"]),
        keep=keep,
        claims=tuple(given["claims"]),
        disruptions=tuple(given["disruptions"]),
    )


def _by_id(things: list[Any]) -> dict[str, Any]:
    return {thing.id: thing for thing in things}


def _with_beds(sites: dict[str, Any], rows: list[Beds]) -> dict[str, Any]:
    beds: dict[str, dict[str, int]] = {}
    for row in rows:
        beds.setdefault(row.site, {})[row.separation_class] = row.beds
    return {id: replace(site, beds=beds[id]) if id in beds else site for id, site in sites.items()}
