"""`muster record init|append|import`: making a record and adding to it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.record_given import (
    AtOption,
    RecordArgument,
    given_moment,
    given_record,
    given_time,
    now,
)
from muster.cli.work_shown import WorkShown
from muster.errors import MusterError


def init(
    record: RecordArgument,
    organisation: Annotated[
        str, typer.Option("--organisation", help="The authority that this device signs for.")
    ] = "this organisation",
    database: Annotated[
        str | None, typer.Option("--database", help="PostgreSQL instead: a URL, no password in it.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option("--owner", help="The same as a role that may make tables.")
    ] = None,
    migrate: Annotated[
        bool, typer.Option("--migrate", help="Bring an older record's database up to date.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make a record in a new folder, with its keys; this device is its first."""
    from muster.board.stores import make_board_tables
    from muster.record.events import moment
    from muster.record.folder import begin_record, place_of
    from muster.record.store import upgrade_store

    if migrate:
        applied = upgrade_store(place_of(record), moment(now()), owner=owner)
        moved = 0 if owner is None else make_board_tables(record, owner)
        text = f"{len(applied)} migrations applied to {record}"
        text += f"; {moved} users of the board moved to PostgreSQL" if moved else ""
        _tell({"applied": applied, "users_moved": moved}, text, as_json)
        return
    with begin_record(record, organisation, now, os.urandom, database=database, owner=owner) as new:
        answer = {"record": record, "origin": new.log.origin, "device": new.recorder.device}
    if owner is not None:
        make_board_tables(record, owner)
    text = (
        f"Made the record {record}. Its log is {answer['origin']}.\n"
        f"Keep a copy of {record / 'keys'} in a safe place: nothing can be added without it, and "
        "no personal field read"
    )
    _tell(answer, text, as_json)


def append(
    record: RecordArgument,
    type: Annotated[str, typer.Argument(metavar="TYPE", help="As in docs/events.md.")],
    fields: Annotated[
        list[str] | None, typer.Argument(metavar="FIELD=VALUE", help="Lists parted by semicolons.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="When it happened; now, if not said.")
    ] = None,
    seal: Annotated[
        list[str] | None,
        typer.Option("--seal", metavar="FIELD=TEXT", help="A personal field of the one person."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Record that something happened; prints the log's signed receipt once it is durable."""
    from muster.custody.importing import fields_of
    from muster.custody.personal import sealing
    from muster.record.events import moment
    from muster.record.recorder import Statement

    body = fields_of(type, _pairs(fields or []))
    personal = _pairs(seal or [])
    occurred = given_moment("--at", at) or moment(now())
    with given_record(record) as opened:
        said = Statement(type, body, occurred)
        if personal:
            said = sealing(opened, type, body, personal, occurred)
        (outcome,) = opened.recorder.say([said]).outcomes
        if outcome.seq is None:
            raise MusterError(f"the event was {outcome.status}: {outcome.reason}")
        receipt = opened.log.receipt(outcome)
    answer = {"event": outcome.event_id, "seq": outcome.seq, "receipt": receipt}
    _tell(answer, receipt.rstrip("\n"), as_json)


def import_(
    record: RecordArgument,
    file: Annotated[
        Path, typer.Argument(metavar="LIST.csv", help="A roster, a list of events, or claims.")
    ],
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Record a list row by row; the same list again changes nothing."""
    from muster.custody.given_list import GivenList
    from muster.custody.importing import import_list

    with given_record(record) as opened, WorkShown("recording") as shown:
        found = import_list(
            opened,
            GivenList.of(file),
            given_time("--at", at),
            lambda done, of: shown.bar("rows", done, of),
        )
    text = f"{found.kind}: {found.rows:,} rows, {found.added:,} recorded"
    if found.known:
        text += f", {found.known:,} were in the record already and changed nothing"
    _tell({"kind": found.kind, "rows": found.rows, "added": found.added, "known": found.known},
          text, as_json)  # fmt: skip


def _pairs(written: list[str]) -> dict[str, str]:
    wrong = [text for text in written if "=" not in text]
    if wrong:
        raise MusterError(f"found {len(wrong)} fields without a value; expected FIELD=VALUE")
    return dict(text.split("=", 1) for text in written)


def _tell(answer: dict[str, Any], text: str, as_json: bool) -> None:
    if as_json:
        write_json(answer)
    else:
        stdout().print(Text(text))
