"""Lists that people keep in spreadsheets, brought into the record: each row once, ever.

A row's event has an event_id that follows from the row and the record's secret index key, so that
the same row read again is known, and nobody can guess a row from its event.
"""

from __future__ import annotations

import csv
import hmac
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256

import rfc8785

from muster.custody.claims import Claim
from muster.custody.claims_file import COLUMNS as CLAIM_COLUMNS
from muster.custody.claims_file import LONGEST_NUMBER, claims_in
from muster.custody.given_list import GivenList
from muster.custody.ledger import NOT_REGISTERED
from muster.errors import EventError, Fault, ScenarioError
from muster.record.events import Json, moment, parse, uuid7
from muster.record.folder import Record
from muster.record.outcomes import Status
from muster.record.recorder import Statement, faults_of_statement
from muster.record.vocabulary import TYPES, Kind

BATCH = 500
"""Events that are made durable together."""
KEY, SEPARATOR = "key", ";"
"""Column by which other rows cite an event, as @KEY; what separates the parts of a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it will be recorded."""

    number: int
    """As a spreadsheet numbers it: the heading is row 1."""
    type: str
    body: Mapping[str, Json]
    occurred_at: str
    personal: Mapping[str, str] = field(default_factory=dict)
    """Fields that are sealed for the row's one person."""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a list."""

    kind: str
    rows: int
    added: int
    known: int
    """Rows that were in the record before."""


def import_list(
    record: Record,
    given: GivenList,
    at: datetime | None = None,
    progress: Callable[[int, int], None] = lambda done, rows: None,
    turn: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> Imported:
    """Record a roster, a list of events or a list of claims; ScenarioError with every fault.

    `at` is when the people of a roster were registered, for rows that do not say. Stopped halfway,
    the rows recorded stay, and importing again goes on where it was. Every use of the record is
    inside a `turn`, between which others have theirs.
    """
    kind, rows = read_list(given, None if at is None else moment(at))
    with turn():
        ids = _event_ids(record, rows)
        fresh = [
            (row, event_id)
            for row, event_id in zip(rows, ids, strict=True)
            if record.log.store.entry_of_event(event_id) is None
        ]
    unique = list({event_id: row for row, event_id in fresh}.items())
    cited = {row.key: event_id for row, event_id in zip(rows, ids, strict=True) if row.key}
    for begin in range(0, len(unique), BATCH):
        with turn():
            _record(record, unique[begin : begin + BATCH], cited)
        progress(min(begin + BATCH, len(unique)), len(unique))
    return Imported(kind, len(rows), len(unique), len(rows) - len(unique))


def read_list(given: GivenList, at: str | None) -> tuple[str, list[Row]]:
    """What a list is, by its heading, and its rows; raises ScenarioError with every fault."""
    heading, table = _read_table(given)
    if set(CLAIM_COLUMNS) <= set(heading):
        return "claims", [_of_claim(n, each) for n, each in enumerate(claims_in(given), start=2)]
    if "type" in heading:
        reader, kind = _of_event, "events"
    elif "person_id" in heading:
        reader, kind = _of_person, "roster"
    else:
        expected = "person_id for a roster, type for events, or quantity and value for claims"
        raise ScenarioError([Fault(given.name, 1, None, "no heading that is known", expected)])
    rows, faults = [], []
    for number, cells in table:
        read = reader(given.name, number, cells, at)
        if isinstance(read, Row):
            rows.append(read)
        else:
            faults += read
    faults += _wrong_keys(given.name, rows)
    if faults:
        raise ScenarioError(faults)
    return kind, rows


def _read_table(given: GivenList) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    with given.lines() as text:
        lines = list(csv.reader(text))
    heading = [name.strip() for name in lines[0]] if lines else []
    table = []
    faults = [
        Fault(given.name, 1, name, "the heading of another column", "each heading once")
        for name, number in Counter(heading).items()
        if name and number > 1
    ]
    for number, line in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in line):
            continue
        if len(line) > len(heading):
            faults.append(
                Fault(given.name, number, None, f"{len(line)} cells", f"at most {len(heading)}")
            )
            continue
        cells = dict(zip(heading, (cell.strip() for cell in line), strict=False))
        table.append((number, {name: text for name, text in cells.items() if name and text}))
    if faults:
        raise ScenarioError(faults)
    return heading, table


def _of_claim(number: int, claim: Claim) -> Row:
    body = {name: getattr(claim, name) for name in CLAIM_COLUMNS}
    said = (claim.said_on + "-01-01")[:10]
    return Row(number, "claim", body, f"{said}T00:00:00.000Z")


def _of_person(file: str, number: int, cells: dict[str, str], at: str | None) -> Row | list[Fault]:
    """A registration: everything but who and where is personal, and sealed."""
    person, site = cells.pop("person_id", ""), cells.pop("site", "")
    since = cells.pop("registered_at", None)
    faults = [
        Fault(file, number, name, "nothing", "a value in every row")
        for name, text in (("person_id", person), ("site", site))
        if not text
    ]
    occurred = _time(since) if since else at
    if occurred is None:
        found = "no time" if since is None else "what is no time with its offset"
        expected = "a time as in 2026-01-21T06:00:00Z"
        action = "" if since else "Give the time of all rows with --at"
        faults.append(Fault(file, number, "registered_at", found, expected, action))
    if faults:
        return faults
    body = {"people": [person], "from": NOT_REGISTERED, "to": f"site:{site}"}
    return Row(number, "registration", body, occurred or "", cells)


def _of_event(file: str, number: int, cells: dict[str, str], at: str | None) -> Row | list[Fault]:
    named, key = cells.pop("type", ""), cells.pop(KEY, "")
    occurred = _time(cells.pop("occurred_at", "")) or at
    if named not in TYPES:
        expected = f"one of {', '.join(TYPES)}"
        return [Fault(file, number, "type", "a type that is not known", expected)]
    if occurred is None:
        expected = "a time as in 2026-01-21T06:00:00Z"
        return [Fault(file, number, "occurred_at", "no time with its offset", expected)]
    body = fields_of(named, cells)
    trial = {name: _uncited(value) for name, value in body.items()}
    wrong = faults_of_statement(Statement(named, trial, occurred))
    if wrong:
        return [_split(file, number, text) for text in wrong]
    return Row(number, named, body, occurred, key=key)


def _split(file: str, number: int, text: str) -> Fault:
    found, _, expected = text.partition("; expected ")
    return Fault(file, number, None, found.removeprefix("found "), expected)


def fields_of(named: str, cells: Mapping[str, str]) -> dict[str, Json]:
    """The body of an event of a type from texts, lists separated by semicolons."""
    known = TYPES.get(named)
    kinds = {} if known is None else {each.name: each.kind for each in known.fields}
    return {name: _value(kinds.get(name), text) for name, text in cells.items()}


def _value(kind: Kind | None, text: str) -> Json:
    """A cell as its field has it; what cannot be is left as it is, and refused as such."""
    if kind in (Kind.PEOPLE, Kind.TEXTS):
        return [part.strip() for part in text.split(SEPARATOR) if part.strip()]
    if kind is Kind.COUNT and text.isdecimal() and len(text) <= LONGEST_NUMBER:
        return int(text)
    if kind is Kind.YES_NO:
        return {"yes": True, "true": True, "no": False, "false": False}.get(text.lower(), text)
    if kind is Kind.TIME:
        return _time(text) or text
    return text


def _uncited(value: Json) -> Json:
    """What stands for an event that the same list names as @KEY, while a row is checked."""
    is_cited = isinstance(value, str) and value.startswith("@")
    return "01900000-0000-7000-8000-000000000000" if is_cited else value


def _wrong_keys(file: str, rows: Sequence[Row]) -> Iterator[Fault]:
    keys: dict[str, int] = {}
    for row in rows:
        if row.key and row.key in keys:
            expected = f"a key of its own; row {keys[row.key]} has this one"
            yield Fault(file, row.number, KEY, "the key of another row", expected)
        keys.setdefault(row.key, row.number)
    for row in rows:
        for name, value in row.body.items():
            if isinstance(value, str) and value.startswith("@") and value[1:] not in keys:
                expected = "a value of the column `key`, after the @"
                yield Fault(file, row.number, name, "a key that no row has", expected)


def _time(text: str) -> str | None:
    try:
        return moment(datetime.fromisoformat(text))
    except (ValueError, EventError, OverflowError):
        return None


def _event_ids(record: Record, rows: Sequence[Row]) -> list[str]:
    """The event_id of each row: the record's beginning, then a keyed digest of the row."""
    first = next(iter(record.log.store.entries(0, 1)))
    began = datetime.fromisoformat(parse(first.raw).recorded_at)
    secret = record.personal.master.index
    ids = []
    for row in rows:
        told = rfc8785.dumps([row.type, row.occurred_at, dict(row.body), dict(row.personal)])
        drawn = hmac.new(secret, b"row" + told, sha256).digest()
        ids.append(uuid7(int(began.timestamp() * 1000), partial(_first, drawn)))
    return ids


def _first(raw: bytes, number: int) -> bytes:
    return raw[:number]


def _record(record: Record, batch: Sequence[tuple[str, Row]], cited: Mapping[str, str]) -> None:
    statements = []
    with record.log.store.writing():
        sealed = {
            event_id: record.personal.seal(row.body["people"][0], row.personal)
            for event_id, row in batch
            if row.personal
        }
    for event_id, row in batch:
        body = {
            name: cited[value[1:]] if isinstance(value, str) and value.startswith("@") else value
            for name, value in row.body.items()
        }
        if event_id in sealed:
            body["sealed"] = sealed[event_id]
        statements.append(Statement(row.type, body, row.occurred_at, event_id))
    appended = record.recorder.say(statements)
    refused = [each for each in appended.outcomes if each.status is not Status.ADDED]
    if refused:
        raise EventError([f"event {each.event_id}: {each.reason}" for each in refused])
