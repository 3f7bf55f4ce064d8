"""`muster people keep|guardian|contact|files|gap|copy|statistics`: files, families and figures."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.desk_given import PeopleArgument, WhenOption, at_desk, named
from muster.cli.given import given_scenario
from muster.cli.people import people as people
from muster.cli.record_given import (
    ByOption,
    PersonArgument,
    ReasonOption,
    RecordArgument,
    given_record,
    given_time,
    now,
)
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.operations.desk import Desk


@people.command("keep")
def keep(
    record: RecordArgument,
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO", help="Folder with keep.csv.")],
    by: ByOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Write down a scenario's keep-apart and keep-together; every list is checked against them."""
    from muster.operations.company import keep as kept

    given = given_scenario(scenario)
    return at_desk(record, at, "write down who is kept apart and together", by,
                   lambda d, t: kept(d, given.keep, by, t), as_json)  # fmt: skip


@people.command("guardian")
def guardian(
    record: RecordArgument,
    child: PersonArgument,
    by: ByOption,
    guardian: Annotated[str, typer.Option(help="Who answers for the child, by id.")],
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Name who answers for a child that has no adult of their own."""
    from muster.operations.company import appoint_guardian

    return at_desk(record, at, "name a guardian", by,
                   lambda d, t: appoint_guardian(d, child, guardian, by, t), as_json)  # fmt: skip


@people.command("contact")
def contact(
    record: RecordArgument,
    given: PeopleArgument,
    who: Annotated[str, typer.Option(help="family or consulate.")],
    said: Annotated[str, typer.Option("--answer", help="offered, made or declined.")],
    by: ByOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Record whether people wanted family, or their consulate, to be told (R25, R28)."""
    from muster.operations import contacts

    for name, value, known in (("--who", who, ("family", "consulate")),
                               ("--answer", said, ("offered", "made", "declined"))):  # fmt: skip
        if value not in known:
            raise MusterError(f"{name}: found {value!r}; expected one of {', '.join(known)}")

    def done(desk: Desk, when: datetime) -> object:
        listed = named(given, lambda: sorted(desk.situation.ledger.custody))
        return contacts.answer(desk, listed, who, said, by, when)

    return at_desk(record, at, f"record contact with {who}", by, done, as_json)


@people.command("files")
def files(
    record: RecordArgument, as_json: JsonFlag = False
) -> int:  # fmt: skip
    """List whose file lacks what the rules ask for; exits 1 if any does (R2, R6, R22)."""
    from muster.operations.files import lacking
    from muster.operations.opening import open_desk

    with given_record(record) as opened:
        situation = open_desk(opened).situation
    states = [lacking(situation, person) for person in sorted(situation.ledger.custody)]
    short = [each for each in states if each.lacking]
    if as_json:
        write_json({"files": [
            {"person": each.person, "completeness": each.completeness, "lacking": each.lacking}
            for each in states
        ]})  # fmt: skip
    else:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("person", "complete", "lacks"):
            table.add_column(heading)
        for each in short:
            lacks = "; ".join(f"{rule}: {', '.join(names)}" for rule, names in each.lacking.items())
            table.add_row(each.person, f"{each.completeness:.0%}", lacks)
        print_tables([table] if short else [])
        stdout().print(Text(f"{len(short):,} of {len(states):,} files lack something"))
    return NEGATIVE if short else OK


@people.command("gap")
def gap(
    record: RecordArgument,
    person: PersonArgument,
    field: Annotated[str, typer.Option(help="As `muster people files` names it.")],
    why: Annotated[str, typer.Option(help="refused or unknown.")],
    reason: ReasonOption,
    by: ByOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Say that a field is refused by the person, or unknown, and why."""
    from muster.operations.files import note_gap

    return at_desk(record, at, f"note a gap in a file: {field}", by,
                   lambda d, t: note_gap(d, person, field, why, reason, by, t),
                   as_json)  # fmt: skip


@people.command("copy")
def copy(
    record: RecordArgument,
    person: PersonArgument,
    out: Annotated[Path, typer.Option("--out", help="The file to write, for the person alone.")],
    by: ByOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write a person's own file for them; the reading and the copy are recorded (R9)."""
    from muster.operations.files import copy_for
    from muster.operations.opening import open_desk

    when = given_time("--at", at) or now()
    with given_record(record) as opened:
        told = copy_for(opened, open_desk(opened), person, by, when)
    try:
        out.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written to ({error.strerror})") from None
    if as_json:
        write_json({"out": out})
    else:
        stdout().print(Text(f"Written: {out}"))


@people.command("statistics")
def statistics(
    record: RecordArgument,
    begin: Annotated[str, typer.Option("--from", metavar="TIME", help="First day.")],
    end: Annotated[str, typer.Option("--to", metavar="TIME", help="Last day.")],
    as_json: JsonFlag = False,
) -> None:
    """Occupancy by day, moves and incidents, without persons; numbers under 5 are hidden (R10)."""
    from muster.operations.opening import open_desk
    from muster.operations.statistics import statistics as counted

    first, last = given_time("--from", begin), given_time("--to", end)
    if first is None or last is None:
        raise MusterError("--from, --to: found no day; expected both")
    with given_record(record) as opened:
        told = counted(open_desk(opened).situation, first, last)
    if as_json:
        write_json({"days": told.days, "occupancy": told.occupancy, "moves": told.moves,
                    "incidents": told.incidents})  # fmt: skip
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("account", *told.days):
        table.add_column(heading)
    for site, numbers in told.occupancy.items():
        table.add_row(site, *("<5" if n is None else f"{n:,}" for n in numbers))
    print_tables([table])
