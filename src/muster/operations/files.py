"""A person's file: what it must hold, what it lacks, and the copy that the person gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import rfc8785

from muster.custody.books import Books
from muster.custody.personal import read_fields
from muster.operations.desk import Desk
from muster.operations.duties import done, open_duties
from muster.operations.messages import FIELDS as BUREAU_FIELDS
from muster.operations.rules import Breach
from muster.operations.situation import Situation
from muster.record.events import Event, Json
from muster.record.folder import Record

REQUIRED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "R2": (
        ("reason for detention", ("detention_reason", "reason_for_detention")),
        ("detaining authority", ("detained_by", "detaining_authority")),
        ("date and time of arrest", ("arrested_at", "arrest_date")),
        ("place of arrest", ("arrested_in", "arrest_place")),
    ),
    "R6": (
        ("family", ("family", "spouse")),
        ("children, their age, place and guardianship", ("children",)),
        ("emergency contact", ("contact", "emergency_contact", "next_of_kin")),
    ),
    "R22": tuple(BUREAU_FIELDS.items()),
}
"""By rule: what a file must hold, and the columns of a roster that may hold it."""

COPY = "copy of the file"
"""The duty that the copy meets (R9)."""


@dataclass(frozen=True, slots=True)
class FileState:
    """How complete a person's file is, by the names of its fields: nothing is unsealed."""

    person: str
    lacking: Mapping[str, tuple[str, ...]]
    """By rule: what is neither there nor refused or unknown with a reason."""
    completeness: float
    """Share of everything required that is there, or accounted for, 0 to 1."""


def lacking(situation: Situation, person: str) -> FileState:
    """What a file lacks (R2, R6, R22)."""
    there = set(situation.sealed.get(person, ()))
    gaps = situation.gaps.get(person, {})
    missing: dict[str, tuple[str, ...]] = {}
    asked = 0
    for rule, fields in REQUIRED.items():
        asked += len(fields)
        absent = tuple(
            name for name, columns in fields if name not in gaps and there.isdisjoint(columns)
        )
        if absent:
            missing[rule] = absent
    left = sum(len(each) for each in missing.values())
    return FileState(person, missing, 1 - left / asked)


def note_gap(
    desk: Desk, person: str, field: str, why: str, reason: str, by: str, at: datetime
) -> Event:
    """Say that a field is refused by the person, or unknown, and why (R6)."""
    known = {name for fields in REQUIRED.values() for name, _ in fields}
    breaches = []
    if field not in known:
        text = f"found the field {field!r}; expected one of {', '.join(sorted(known))}"
        breaches.append(Breach("R6", text))
    if why not in ("refused", "unknown") or not reason.strip():
        breaches.append(Breach("R6", "found no reason; expected refused or unknown, and why"))
    desk.refuse(breaches, at)
    return desk.say("file_gap", at, person=person, field=field, why=why, reason=reason, by=by)


def copy_for(record: Record, desk: Desk, person: str, by: str, at: datetime) -> dict[str, Json]:
    """Everything the record has of one person, in clear, for that person alone (R9).

    That it was read, and given, is recorded; a duty to give it is met.
    """
    situation = desk.catch_up()
    boxes = situation.sealed.get(person, {})
    reason = "copy of the file for the person (R9)"
    fields = read_fields(record, person, by, reason, boxes=boxes)
    books = Books.of(desk.catch_up().ledger)
    copy: dict[str, Json] = {
        "person": person,
        "fields": dict(sorted(fields.items())),
        "places": [
            {"account": each.account, "since": each.since} for each in books.history(person)
        ],
        "custody": [
            {"custodian": each.custodian, "since": each.since}
            for each in books.custody_history(person)
        ],
        "readiness": {
            kind: {"outcome": event.body["outcome"], "at": event.occurred_at}
            for kind, event in sorted(desk.situation.readiness.get(person, {}).items())
        },
        "disposition": [
            {"step": event.body["step"], "state": event.body.get("state", ""),
             "at": event.occurred_at}
            for event in desk.situation.dispositions.get(person, ())
        ],
    }  # fmt: skip
    digest = sha256(rfc8785.dumps(copy)).hexdigest()
    desk.say("file_copied", at, person=person, digest=digest, by=by)
    for duty in open_duties(desk.situation):
        if duty.body["duty"] == COPY and duty.body.get("people") == [person]:
            done(desk, duty.event_id, by, at, digest)
    return copy
