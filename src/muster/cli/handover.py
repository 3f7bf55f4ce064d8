"""`muster handover`: people, or a whole site, from one custodian to another."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.console import JsonFlag
from muster.cli.desk_given import PeopleArgument, TripArgument, WhenOption, at_desk, named
from muster.cli.record_given import ByOption, ReasonOption, RecordArgument
from muster.errors import MusterError

if TYPE_CHECKING:
    from muster.operations.desk import Desk

handover = typer.Typer(
    name="handover", help="Hand people over, signed by both sides; or a site in place.",
    no_args_is_help=True,
)  # fmt: skip


@handover.command("offer")
def offer(
    record: RecordArgument, trip_id: TripArgument, by: ByOption, at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """Offer everybody aboard: to the escort at the origin, to the receiver on arrival."""
    from muster.operations import handover as handing

    return at_desk(
        record, at, f"offer the people of trip {trip_id}", by,
        lambda d, t: handing.offer(d, trip_id, by, t), as_json,
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
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """A site passes with everybody in it, once both have counted and gone through the files."""
    from muster.operations import handover as handing

    def done(desk: Desk, when: datetime) -> object:
        there = desk.situation.ledger.present.get(f"site:{site_id}", set())
        handed = handing.SiteHandover(
            site_id, giving, receiving, counted, frozenset(there if files else ()),
            guards_staying, guards_present, guards_needed,
        )  # fmt: skip
        return handing.hand_over_site(desk, handed, by_giving, by_receiving, when)

    return at_desk(record, at, f"hand over the site {site_id}", by_receiving, done, as_json)


def _aboard(desk: Desk, trip_id: str) -> list[str]:
    known = desk.situation.trips.get(trip_id)
    return [] if known is None else sorted(desk.situation.aboard(known))
