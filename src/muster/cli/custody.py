"""`muster record balance|where|history|discrepancies|claims`: who is where, and what is open."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.record_given import (
    AtOption,
    KnownOption,
    PersonArgument,
    RecordArgument,
    given_books,
    given_entries,
    given_moment,
    now,
)
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError


def balance(
    record: RecordArgument,
    at: AtOption = None,
    known: KnownOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Show how many people are in each account, which always add up to everybody."""
    when = given_moment("--at", at)
    found = given_books(record, known).balance(when)
    people = sum(found.values())
    if as_json:
        write_json({"at": when, "accounts": found, "people": people})
        return
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("account")
    table.add_column("people", justify="right")
    for account, number in found.items():
        table.add_row(account, f"{number:,}")
    table.add_section()
    table.add_row("all", f"{people:,}")
    print_tables([table])


def where(
    record: RecordArgument,
    person: PersonArgument,
    at: AtOption = None,
    known: KnownOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Say where a person is, since when, under whom, and on whose word."""
    books, when = given_books(record, known), given_moment("--at", at)
    place, under = books.place(person, when), books.custody(person, when)
    if as_json:
        write_json({"person": person, "at": when, "place": place, "custody": under})
    elif place is None:
        stdout().print(Text(f"{person}: nobody had named this person by then"))
    else:
        late = ", which came late" if place.is_late else ""
        held = (
            "under nobody that the record names"
            if under is None
            else f"under {under.custodian} since {under.since} (event {under.event})"
        )
        stdout().print(
            Text(
                f"{person}: at {place.account} since {place.since}, {held}; on the word of device "
                f"{place.device[:8]} (event {place.event}){late}"
            )
        )
    return OK if place is not None else NEGATIVE


def history(
    record: RecordArgument, person: PersonArgument, known: KnownOption = None,
    as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """List every place and every custodian of a person, in order of occurrence."""
    books = given_books(record, known)
    places, under = books.history(person), books.custody_history(person)
    if as_json:
        write_json({"person": person, "places": places, "custody": under})
        return OK if places else NEGATIVE
    if not places:
        stdout().print(Text(f"{person}: nobody has named this person"))
        return NEGATIVE
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("since", "what", "device", "event"):
        table.add_column(heading, no_wrap=True)
    told = [
        (p.since, f"at {p.account}{' (came late)' if p.is_late else ''}", p.device[:8], p.event)
        for p in places
    ]
    told += [(c.since, f"under {c.custodian or 'nobody'}", "", c.event) for c in under]
    for row in sorted(told, key=lambda row: row[0]):
        table.add_row(*row)
    print_tables([table])
    return OK


def discrepancies(
    record: RecordArgument,
    at: AtOption = None,
    known: KnownOption = None,
    patience_h: Annotated[
        float, typer.Option("--patience-h", help="Hours that a handover may take.")
    ] = 2.0,
    explained: Annotated[
        bool, typer.Option("--explained", help="Also what an event has explained since.")
    ] = False,
    as_json: JsonFlag = False,
) -> int:
    """List what does not fit together and is not explained; exits 1 while there is any."""
    from muster.custody.asking import standing
    from muster.record.events import moment
    from muster.record.folder import place_of
    from muster.record.store import open_store

    when = given_moment("--at", at)
    entries = given_entries(record, known)
    store = open_store(place_of(record))
    try:
        found = standing(
            entries, store, when or moment(now()), patience_h=patience_h, explained=explained,
            live=when is None,
        )  # fmt: skip
    finally:
        store.close()
    if as_json:
        write_json({"at": when, "discrepancies": found})
    elif not found:
        stdout().print(Text("Nothing is open."))
    else:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("since", "what", "account", "people", "found and expected", "explained by"):
            table.add_column(heading)
        for each in found:
            table.add_row(
                each.occurred_at, each.kind, each.account, f"{len(each.people):,}", each.text,
                each.explained_by or "",
            )  # fmt: skip
        print_tables([table])
    return NEGATIVE if any(each.is_open for each in found) else OK


def claims(
    record: RecordArgument,
    within: Annotated[
        list[str] | None,
        typer.Option("--within", metavar="PART=WHOLE", help="A scope that lies in another."),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every pair, also what agrees.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Hold every two figures of one quantity against each other, and say why they differ."""
    from muster.custody.claims_report import report

    wider = {}
    for text in within or []:
        part, equals, whole = text.partition("=")
        if not equals:
            raise MusterError(f"--within: found {text!r}; expected PART=WHOLE, as in SINAA=all")
        wider[part.strip()] = whole.strip()
    found = report(given_entries(record, None), wider)
    if as_json:
        write_json(found)
        return
    stdout().print(
        Text(
            f"{len(found.claims):,} claims, {len(found.pairs):,} pairs: "
            + ", ".join(f"{number:,} {why}" for why, number in found.numbers.items())
        )
    )
    shown = found.pairs if every else found.telling
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("why", "quantity", "scope", "one", "the other", "in words"):
        table.add_column(heading)
    for pair in shown:
        scopes = " / ".join(dict.fromkeys((pair.a.scope, pair.b.scope)))
        table.add_row(pair.why, pair.a.quantity, scopes, str(pair.a), str(pair.b), pair.text)
    sums = Table(box=box.SIMPLE_HEAD)
    for heading in ("parts against their whole", "whole stated", "difference"):
        sums.add_column(heading)
    for each in found.totals:
        sums.add_row(str(each.sum), str(each.total), f"{each.difference:+,}")
    print_tables([table, sums])
