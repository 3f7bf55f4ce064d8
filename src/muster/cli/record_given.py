"""What the commands on a record share: its folder, times, and the books."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.work_shown import WorkShown
from muster.errors import MusterError

if TYPE_CHECKING:
    from muster.custody.books import Books
    from muster.custody.entries import Entry
    from muster.record.folder import Record

RecordArgument = Annotated[
    Path, typer.Argument(metavar="RECORD", help="The record's folder.", show_default=False)
]
PersonArgument = Annotated[
    str, typer.Argument(metavar="PERSON", help="The person_id.", show_default=False)
]
AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="As it was then, as in 2026-01-21T06:00+03:00."),
]
KnownOption = Annotated[
    str | None,
    typer.Option("--known", metavar="TIME", help="By what had been received until then only."),
]
ByOption = Annotated[str, typer.Option("--by", help="Your officer's id.", show_default=False)]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why.", show_default=False)]


def now() -> datetime:
    """The time, which only the command line looks up."""
    return datetime.now(UTC)


def given_record(folder: Path) -> Record:
    """Open the record of a folder."""
    from muster.record.folder import open_record

    return open_record(folder, now, os.urandom)


def given_time(option: str, text: str | None) -> datetime | None:
    """The time of an option; without an offset it is UTC."""
    if text is None:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise MusterError(
            f"{option}: found {text!r}; expected a time as in 2026-01-21T06:00+03:00"
        ) from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def given_moment(option: str, text: str | None) -> str | None:
    """The same, as events have times."""
    from muster.record.events import moment

    time = given_time(option, text)
    return None if time is None else moment(time)


def given_entries(folder: Path, known: str | None) -> list[Entry]:
    """The entries of a record; its keys are not needed to read it."""
    from muster.custody.entries import entries_of
    from muster.record.folder import place_of
    from muster.record.store import open_store

    store = open_store(place_of(folder))
    try:
        return list(entries_of(store, given_moment("--known", known)))
    finally:
        store.close()


def given_books(folder: Path, known: str | None = None) -> Books:
    """The books of a record, with a bar while they are made."""
    from muster.custody.books import Books

    entries = given_entries(folder, known)
    with WorkShown("reading the record") as shown:
        return Books(entries, lambda done: shown.bar("events", done, len(entries)))
