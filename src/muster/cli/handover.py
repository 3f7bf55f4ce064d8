"""`muster handover`: people, or a whole site, from one custodian to another."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.desk_given import PeopleArgument, TripArgument, WhenOption, at_desk, named
from muster.cli.record_given import ByOption, ReasonOption, RecordArgument, given_record
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.operations.desk import Desk

handover = typer.Typer(
    name="handover", help="Hand people over, signed by both sides; or a site in place.",
    no_args_is_help=True,
)  # fmt: skip


@handover.command("offer")
def offer(
    record: RecordArgument,
    trip_id: TripArgument,
    by: ByOption,
    seals: Annotated[
        list[str] | None,
        typer.Option("--seal", metavar="PERSON=SEAL", help="Of property that goes along."),
    ] = None,
    medicines: Annotated[
        list[str] | None,
        typer.Option("--medicine", metavar="PERSON=SEAL", help="Of medicines that go along."),
    ] = None,
    files: Annotated[
        list[str] | None,
        typer.Option("--file", metavar="PERSON=SEAL", help="Of a medical file's envelope."),
    ] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Offer everybody aboard, with what goes along: to the escort, or to the receiver."""
    from muster.operations import handover as handing

    property_of, medicines_of = _by_person("--seal", seals), _by_person("--medicine", medicines)
    file_of = _by_person("--file", files)
    along = {
        person: handing.Sealed(
            property_of.get(person, ()), medicines_of.get(person, ()),
            file_of.get(person, ("",))[0],
        )
        for person in {*property_of, *medicines_of, *file_of}
    }  # fmt: skip
    return at_desk(
        record, at, f"offer the people of trip {trip_id}", by,
        lambda d, t: handing.offer(d, trip_id, by, t, along), as_json,
    )  # fmt: skip


@handover.command("examine")
def examine(
    record: RecordArgument,
    trip_id: TripArgument,
    people: PeopleArgument,
    by: ByOption,
    injuries: Annotated[bool, typer.Option(help="Whether they have visible injuries.")] = False,
    complaints: Annotated[bool, typer.Option(help="Whether they complain.")] = False,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """The receiver looks at people on arrival (R4); `all` is everybody aboard."""
    from muster.operations import handover as handing

    def done(desk: Desk, when: datetime) -> object:
        listed = named(people, lambda: _aboard(desk, trip_id))
        return handing.examine(desk, dict.fromkeys(listed, (injuries, complaints)), by, when)

    return at_desk(record, at, f"examine the people of trip {trip_id}", by, done, as_json)


@handover.command("accept")
def accept(
    record: RecordArgument,
    trip_id: TripArgument,
    people: PeopleArgument,
    by: ByOption,
    exceptions: Annotated[
        list[str] | None,
        typer.Option("--except", metavar="PERSON=REASON", help="Who is not taken, and why."),
    ] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """The receiver takes exactly these; `all` is everybody offered but the exceptions."""
    from muster.operations import handover as handing

    wrong = [text for text in exceptions or [] if "=" not in text]
    if wrong:
        raise MusterError(f"--except: found {wrong[0]!r}; expected PERSON=REASON")
    left = dict(text.split("=", 1) for text in exceptions or [])

    def done(desk: Desk, when: datetime) -> object:
        listed = named(people, lambda: [p for p in _aboard(desk, trip_id) if p not in left])
        return handing.accept(desk, trip_id, listed, by, when, left)

    return at_desk(record, at, f"accept the people of trip {trip_id}", by, done, as_json)


@handover.command("refuse")
def refuse(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, reason: ReasonOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The receiver takes nobody; custody stays with the escort."""
    from muster.operations import handover as handing

    return at_desk(
        record, at, f"refuse the people of trip {trip_id}", by,
        lambda d, t: handing.refuse_handover(d, trip_id, reason, by, t), as_json,
    )  # fmt: skip


@handover.command("site")
def site(
    record: RecordArgument,
    site_id: Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")],
    giving: Annotated[str, typer.Option(help="The custodian who leaves.")],
    receiving: Annotated[str, typer.Option(help="The custodian who comes.")],
    counted: Annotated[int, typer.Option(min=0, help="Counted by both, together.")],
    by_giving: Annotated[str, typer.Option(help="Officer of who leaves.")],
    by_receiving: Annotated[str, typer.Option(help="Officer of who comes.")],
    files: Annotated[bool, typer.Option(help="Both went through everybody's file.")] = False,
    guards_present: Annotated[int, typer.Option(min=0)] = 0,
    guards_needed: Annotated[int, typer.Option(min=0)] = 0,
    guards_staying: Annotated[int, typer.Option(min=0)] = 0,
    guards: Annotated[
        list[str] | None, typer.Option("--guard", help="Id of a guard who stays.")
    ] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """A site passes with everybody in it, once both have counted and gone through the files."""
    from muster.operations import handover as handing

    def done(desk: Desk, when: datetime) -> object:
        there = desk.situation.ledger.present.get(f"site:{site_id}", set())
        handed = handing.SiteHandover(
            site_id, giving, receiving, counted, frozenset(there if files else ()),
            guards_staying, guards_present, guards_needed, tuple(guards or ()),
        )  # fmt: skip
        return handing.hand_over_site(desk, handed, by_giving, by_receiving, when)

    return at_desk(record, at, f"hand over the site {site_id}", by_receiving, done, as_json)


@handover.command("post")
def post(
    record: RecordArgument,
    site_id: Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")],
    shift: Annotated[str, typer.Option(help="Which shift, as in `night`.")],
    present: Annotated[int, typer.Option(min=0)],
    needed: Annotated[int, typer.Option(min=0)],
    custodian: Annotated[str, typer.Option(help="Whom they serve now.")],
    by: ByOption,
    before: Annotated[str, typer.Option(help="Whom those who stay served before.")] = "",
    guards: Annotated[
        list[str] | None, typer.Option("--guard", help="Id of a guard who stays.")
    ] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Report the guards of a shift, and who of them stays under another authority."""
    from muster.operations.guards import post as posted

    return at_desk(
        record, at, f"post the guards of {site_id}", by,
        lambda d, t: posted(
            d, site_id, shift, present, needed, custodian, by, t, guards=tuple(guards or ()),
            before=before,
        ),
        as_json,
    )  # fmt: skip


@handover.command("guards")
def guards_(
    record: RecordArgument,
    site_id: Annotated[str, typer.Argument(metavar="SITE", help="The site's id.")],
    as_json: JsonFlag = False,
) -> int:
    """Guards of a site by shift, who stays under whom, and hours unguarded; exits 1 while it is."""
    from muster.operations import guards
    from muster.operations.opening import open_desk

    with given_record(record) as opened:
        situation = open_desk(opened).situation
    shifts, stay = guards.shifts(situation, site_id), guards.staying(situation, site_id)
    gaps = guards.unguarded(situation, site_id)
    if as_json:
        write_json({
            "shifts": [{**asdict(each), "short": each.short} for each in shifts],
            "staying": stay,
            "unguarded": [{**asdict(each), "hours": each.hours} for each in gaps],
        })  # fmt: skip
    else:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("time", "shift", "custodian", "present", "needed", "short", "staying"):
            table.add_column(heading)
        for each in shifts:
            from_whom = f"{each.staying} of {each.before}" if each.before else ""
            table.add_row(each.at, each.shift, each.custodian, str(each.present),
                          str(each.needed), str(each.short), from_whom)  # fmt: skip
        print_tables([table])
        for one in stay:
            stdout().print(Text(f"{one.guard}: {one.before}, now {one.after} since {one.since}"))
        for gap in gaps:
            end = gap.end if gap.is_over else "now"
            stdout().print(Text(f"UNGUARDED {gap.hours:.1f} h: {gap.begin} to {end}"))
    return OK if all(gap.is_over for gap in gaps) else NEGATIVE


@handover.command("export")
def export(
    record: RecordArgument,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")],
    as_json: JsonFlag = False,
) -> None:
    """Write every handover as NIEM 6 custody transfers (JSON-LD); people by their ids."""
    from muster.operations.exchange import custody_transfers
    from muster.operations.opening import open_desk

    with given_record(record) as opened:
        told = custody_transfers(open_desk(opened).situation)
    try:
        out.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{out}: cannot be written to ({error.strerror})") from None
    number = len(told["j:CustodyTransfer"])
    if as_json:
        write_json({"out": out, "transfers": number})
    else:
        stdout().print(Text(f"Written: {out}, {number:,} custody transfers"))


def _aboard(desk: Desk, trip_id: str) -> list[str]:
    known = desk.situation.trips.get(trip_id)
    return [] if known is None else sorted(desk.situation.aboard(known))


def _by_person(option: str, given: list[str] | None) -> dict[str, tuple[str, ...]]:
    """PERSON=SEAL, each option once or more, as the seals of each person."""
    wrong = [text for text in given or [] if not all(text.partition("="))]
    if wrong:
        raise MusterError(f"{option}: found {wrong[0]!r}; expected PERSON=SEAL")
    found: dict[str, tuple[str, ...]] = {}
    for text in given or []:
        person, _, seal = text.partition("=")
        found[person] = (*found.get(person, ()), seal)
    return found
