"""Reading, finding and erasing personal fields of a record: each is an event of its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from muster.custody.entries import entries_of
from muster.errors import EventError
from muster.record.events import Json, moment
from muster.record.folder import Record
from muster.record.recorder import Statement
from muster.record.vocabulary import TYPES


def read_fields(
    record: Record,
    person: str,
    by: str,
    reason: str,
    wanted: Callable[[str], bool] = lambda _: True,
    boxes: Mapping[str, Json] | None = None,
) -> dict[str, str]:  # fmt: skip
    """A person's fields in clear, the last word on each; the reading is durable before.

    `wanted` says which fields by their names; the others stay sealed. `boxes` are the person's, as
    a situation has them; without it the log is searched. Raises RecordError if the person's key
    was erased.
    """
    known = sealed_fields(record, person) if boxes is None else boxes
    sealed = {name: box for name, box in known.items() if wanted(name)}
    if not sealed:
        return {}
    fields = record.personal.unseal(person, sealed)
    _say_read(record, {person: sorted(fields)}, by, reason)
    return fields


def read_some(
    record: Record,
    sealed: Mapping[str, Mapping[str, Json]],
    columns: Collection[str],
    by: str,
    reason: str,
) -> dict[str, dict[str, str]]:
    """Some columns of some people in clear, from boxes that are known; the readings are durable
    before, all at once. People whose key was erased, or who have none of it, are left out.

    `sealed` is by person_id and field, as a situation has it.
    """
    found = {}
    for person, boxes in sealed.items():
        asked = {name: box for name, box in boxes.items() if name in columns}
        if asked and not record.personal.is_erased(person):
            found[person] = record.personal.unseal(person, asked)
    _say_read(record, {p: sorted(fields) for p, fields in found.items()}, by, reason)
    return found


def find_people(
    record: Record,
    field: str,
    text: str,
    by: str,
    reason: str,
    may: Callable[[str], bool] = lambda _: True,
) -> tuple[str, ...]:  # fmt: skip
    """People of whom a field has this text, if they may be found; that they were is recorded of
    each."""
    found = tuple(person for person in record.personal.find(field, text) if may(person))
    _say_read(record, {person: [field] for person in found}, by, reason)
    return found


def erase_key(record: Record, person: str, by: str, reason: str) -> bool:
    """Destroy a person's key; recorded before, and done even if there was none to destroy."""
    at = moment(record.recorder.now())
    body = {"person": person, "by": by, "reason": reason}
    record.recorder.say([Statement("key_erased", body, at)])
    with record.log.store.writing():
        had_key = record.personal.erase(person)
    record.log.store.backend.forget_erased()
    return had_key


def sealing(
    record: Record, kind: str, body: Mapping[str, Json], personal: Mapping[str, str], at: str
) -> Statement:
    """A statement about one person with fields of theirs sealed; EventError if it cannot be.

    Nothing is sealed, and no key made, before everything else of it was found right.
    """
    known = TYPES.get(kind)
    if known is not None and "sealed" not in {each.name for each in known.fields}:
        able = [each.name for each in TYPES.values() if "sealed" in {f.name for f in each.fields}]
        raise EventError(
            [f"found fields to seal in the type `{kind}`; expected one of {', '.join(able)}"]
        )
    record.recorder.check([Statement(kind, body, at)])
    people = body.get("people") or [body.get("person")]
    if len(people) != 1:
        raise EventError(
            [f"found {len(people)} people to seal fields of; expected one. Record each by itself"]
        )
    with record.log.store.writing():
        sealed = record.personal.seal(people[0], personal)
    return Statement(kind, {**body, "sealed": sealed}, at)


def sealed_fields(record: Record, person: str) -> dict[str, Json]:
    """The boxes of a person's fields, the last to occur of each."""
    sealed: dict[str, Json] = {}
    said = [each.event for each in entries_of(record.log.store) if "sealed" in each.event.body]
    for event in sorted(said, key=lambda each: each.occurred_at):
        named = event.body.get("people") or [event.body.get("person")]
        if named == [person]:
            sealed.update(event.body["sealed"])
    return sealed


def _say_read(record: Record, read: Mapping[str, list[str]], by: str, reason: str) -> None:
    at = moment(record.recorder.now())
    bodies = [{"person": p, "fields": f, "by": by, "reason": reason} for p, f in read.items()]
    if bodies:
        record.recorder.say([Statement("read", body, at) for body in bodies])
