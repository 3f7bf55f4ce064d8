"""A person on a paper: names in both scripts, and what must be known of them at a glance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from muster.operations.situation import Trip
from muster.operations.trips import sent_along
from muster.reporting.papers.given import Given
from muster.reporting.papers.legible import legible

NAMES = ("name", "names")
OTHER_NAMES = ("name_arabic", "name_latin", "name_other")
"""Columns of a roster with a person's name, and with the same name in the other script."""
MEDICINE, ESCORT_NEEDS = "medicine", "escort_needs"
"""Columns whose being there is a flag; what they say is read by health staff, and by escorts."""

NamesRead: TypeAlias = Mapping[str, tuple[str, str]]
"""By person_id: the name, and the same in the other script."""


def names_of(given: Given, people: Iterable[str], why: str) -> NamesRead:
    """Names of those whom the reader may read, in both scripts; each reading is recorded."""
    read = given.personal(people, (*NAMES, *OTHER_NAMES), why)
    return {
        person: (
            legible(next((fields[c] for c in NAMES if fields.get(c)), "")),
            legible(next((fields[c] for c in OTHER_NAMES if fields.get(c)), "")),
        )
        for person, fields in read.items()
    }


def flags_of(given: Given, person: str, listed: Sequence[str], apart: Collection[str]) -> list[str]:
    """What must be seen at a glance: medicine, child, seat, staff, restraint, keep-apart.

    `listed` are the people of the paper, numbered from 1; `apart` those whom this person must not
    be with.
    """
    _, situation = given.told, given.situation
    found = []
    known = given.desk.facts.get(person)
    is_medical = any(e.body["kind"].startswith(MEDICINE) for e in situation.files.get(person, ()))
    if is_medical or MEDICINE in situation.sealed.get(person, {}):
        found.append(_("MEDICINE"))
    if known is not None:
        if known.may_be_a_child(datetime.fromisoformat(given.now).date()):
            found.append(_("CHILD?") if known.separation_class == "men" else _("CHILD"))
        if known.seat_kind != "seated":
            found.append(given.names.term(known.seat_kind))
        if known.separation_class in given.desk.settings.women_staff_for:
            found.append(_("women staff"))
    if ESCORT_NEEDS in situation.sealed.get(person, {}):
        found.append(_("ESCORT NEEDS"))
    if person in situation.restraints:
        found.append(_("restrained"))
    numbers = [n for n, other in enumerate(listed, start=1) if other in apart]
    if numbers:
        told = ", ".join(given.n(number) for number in numbers)
        found.append(_("APART FROM no. %(numbers)s") % {"numbers": told})
    elif apart:
        found.append(_("keep-apart"))
    return found


def kept_apart(given: Given, people: Iterable[str]) -> Mapping[str, frozenset[str]]:
    """By person of some: everybody from whom they are kept apart, in person or by faction."""
    situation, facts = given.situation, given.desk.facts
    of_faction = defaultdict[str, set[str]](set)
    for each in facts.values():
        if each.faction:
            of_faction[each.faction].add(each.person_id)
    found = {}
    for person in people:
        known = facts.get(person)
        hostile = situation.hostile.get(known.faction, ()) if known is not None else ()
        others = set(situation.apart.get(person, ()))
        others |= {other for faction in hostile for other in of_faction.get(faction, ())}
        if others:
            found[person] = frozenset(others - {person})
    return found


def class_of(given: Given, person: str) -> str:
    """A person's separation class in words."""
    known = given.desk.facts.get(person)
    return "" if known is None else given.names.term(known.separation_class)


def seals_of(given: Given, person: str, trip: Trip | None = None) -> str:
    """Seal numbers of what goes along: property, and the sealed medical things of a trip."""
    seals = [legible(", ".join(given.situation.seals.get(person, {}).get("handed_over", ())))]
    if trip is not None:
        medical = sorted(sent_along(given.situation, trip, person))
        if medical:
            told = given.told("medical: %(seals)s")
            seals.append(given.said(told, seals=", ".join(medical)))
    return "; ".join(each for each in seals if each)
