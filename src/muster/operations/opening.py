"""A desk at a record's folder: what the gates need to know of people comes from sealed fields."""

from __future__ import annotations

from muster.custody.entries import entries_of
from muster.operations.desk import Desk
from muster.operations.facts import Facts
from muster.operations.settings import Settings
from muster.record.events import Json
from muster.record.folder import Record

FIELDS = ("separation_class", "birth_year", "nationality", "seat_kind", "faction")
"""Columns of a roster that a gate may ask for; shown only as flags on papers."""


def open_desk(record: Record, settings: Settings | None = None) -> Desk:
    """A desk with the facts of everybody whose roster row was imported and not erased."""
    return Desk(record.recorder, facts_in(record), settings or Settings())


def facts_in(record: Record) -> dict[str, Facts]:
    """By person_id; people whose key was erased, or who have no class, are left out."""
    boxes: dict[str, dict[str, Json]] = {}
    erased: set[str] = set()
    for entry in entries_of(record.log.store):
        body = entry.event.body
        if entry.event.type == "key_erased":
            erased.add(body["person"])
        elif entry.event.type == "registration" and "sealed" in body:
            boxes.setdefault(body["people"][0], {}).update(body["sealed"])
    facts = {}
    for person, sealed in boxes.items():
        if person in erased or "separation_class" not in sealed:
            continue
        asked = {name: sealed[name] for name in FIELDS if name in sealed}
        known = record.personal.unseal(person, asked)
        year = known.get("birth_year", "")
        facts[person] = Facts(
            person,
            known["separation_class"],
            int(year) if year.isdecimal() else None,
            known.get("nationality", ""),
            known.get("seat_kind", "seated"),
            known.get("faction", ""),
        )
    return facts
