"""`muster ready|incident|duty`: readiness, incidents, deadlines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.desk_given import PeopleArgument, WhenOption, at_desk, named
from muster.cli.record_given import (
    AtOption,
    ByOption,
    RecordArgument,
    given_moment,
    given_record,
    given_time,
    now,
)
from muster.cli.tables_shown import print_tables
from muster.errors import MusterError, OutputError

if TYPE_CHECKING:
    from muster.operations.bureau import Sent
    from muster.operations.desk import Desk
    from muster.record.events import Json

duty = typer.Typer(name="duty", help="Deadlines: what is due, and that it was met.",
                   no_args_is_help=True)  # fmt: skip
CHECKS = ("identity", "advice", "health", "review")


def ready(
    record: RecordArgument,
    check: Annotated[
        str, typer.Argument(metavar="CHECK", help="identity, advice, health, review or order.")
    ],
    people: PeopleArgument,
    by: ByOption,
    outcome: Annotated[str, typer.Option(help="ready, not_ready or waived.")] = "ready",
    reason: Annotated[str | None, typer.Option(help="Why not, or why waived.")] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="How long it holds.")] = None,
    reference: Annotated[str | None, typer.Option(help="Of an order.")] = None,
    authority: Annotated[str | None, typer.Option(help="Who ordered.")] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Record whether people are ready; `all` is everybody in custody. `order` is their order."""
    if check not in (*CHECKS, "order"):
        known = ", ".join((*CHECKS, "order"))
        raise MusterError(f"found the check {check!r}; expected one of {known}")

    def done(desk: Desk, when: datetime) -> object:
        listed = named(people, lambda: _everybody(desk))
        more: dict[str, Json] = {} if reason is None else {"reason": reason}
        if check == "order":
            valid = given_moment("--until", until)
            body: dict[str, Json] = {
                "reference": reference or "", "authority": authority or "", "people": listed,
                "action": "transfer", **({"valid_until": valid} if valid else {}),
            }  # fmt: skip
            return desk.say("order", when, **body)
        if until is not None:
            more["until"] = given_moment("--until", until)
        body = {"outcome": outcome, "by": by, **more}
        return desk.say_all([(check, {"person": person, **body}) for person in listed], when)

    return at_desk(record, at, f"record {check}", by, done, as_json)


def incident(
    record: RecordArgument,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="As in `escape` or `breakdown`.")],
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="site:ID or trip:ID.")],
    by: ByOption,
    people: Annotated[list[str] | None, typer.Option("--person", help="Who is concerned.")] = None,
    text: Annotated[str, typer.Option(help="What happened.")] = "",
    fault: Annotated[str, typer.Option(help="Whose fault, if that is known.")] = "",
    cause: Annotated[str, typer.Option(help="Of an injury or a death.")] = "",
    means: Annotated[str, typer.Option(help="Kind of force, or of restraint.")] = "",
    authorised_by: Annotated[str, typer.Option(help="Who allowed a restraint.")] = "",
    remains: Annotated[str, typer.Option(help="Where a dead person's remains are taken.")] = "",
    to: Annotated[str, typer.Option(help="Account to which people come.")] = "",
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Report an incident; it asks only for what its kind needs, and starts its duties."""
    from muster.operations import incidents

    told = incidents.Report(
        kind, account, tuple(people or ()), text, fault, cause, remains, to, means, authorised_by
    )
    return at_desk(
        record, at, f"report {kind}", by, lambda d, t: incidents.report(d, told, by, t), as_json
    )


@duty.command("list")
def duty_list(
    record: RecordArgument,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what is overdue.")] = False,
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> int:
    """List what is due, the first due first; exits 1 while anything is overdue."""
    from muster.operations.duties import open_duties
    from muster.operations.opening import open_desk
    from muster.record.events import moment

    when = given_moment("--at", at) or moment(now())
    with given_record(record) as opened:
        open_ones = open_duties(open_desk(opened).situation)
    late = [event for event in open_ones if event.body["due"] < when]
    shown = late if overdue else open_ones
    if as_json:
        write_json({"duties": [
            {"event": event.event_id, "overdue": event in late, **dict(event.body)}
            for event in shown
        ]})  # fmt: skip
    else:
        table = Table(box=box.SIMPLE_HEAD)
        for heading in ("due", "duty", "rule", "owner", "people", "event"):
            table.add_column(heading)
        for event in shown:
            body = event.body
            due = body["due"] + (" OVERDUE" if event in late else "")
            people = f"{len(body.get('people', ())):,}"
            table.add_row(due, body["duty"], body["rule"], body["owner"], people, event.event_id)
        print_tables([table])
    return NEGATIVE if late else OK


@duty.command("held")
def duty_held(
    record: RecordArgument, by: ByOption, at: WhenOption = None, as_json: JsonFlag = False
) -> int:
    """Start the duties of what devices recorded by themselves, and of who is held 14 days (R20)."""
    from muster.operations.duties import start_waiting

    return at_desk(record, at, "start the duties that wait", by, start_waiting, as_json)


@duty.command("done")
def duty_done(
    record: RecordArgument,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The duty's event_id.")],
    by: ByOption,
    proof: Annotated[str | None, typer.Option(help="SHA-256 of what shows it, in hex.")] = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Say that a duty was met."""
    from muster.operations import duties

    def done(desk: Desk, when: datetime) -> object:
        if event not in desk.situation.due:
            raise MusterError(f"found no duty {event}; expected one of muster duty list")
        return duties.done(desk, event, by, when, proof)

    return at_desk(record, at, "meet a duty", by, done, as_json)


@duty.command("message")
def duty_message(
    record: RecordArgument,
    event: Annotated[str, typer.Argument(metavar="EVENT", help="The duty's event_id.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the messages.")],
    by: ByOption,
    may_harm: Annotated[
        bool, typer.Option("--may-harm", help="To the tracing agency alone (R21).")
    ] = False,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Write the signed messages that a duty asks for; it is met once they are written."""
    from muster.operations.bureau import write_messages
    from muster.operations.opening import open_desk

    def write(sent: Sent) -> None:
        try:
            out.mkdir(parents=True, exist_ok=True)
            for number, text in enumerate(sent.signed, start=1):
                (out / f"{event}-{number:04d}.txt").write_text(text, encoding="utf-8")
        except OSError as error:
            raise OutputError(
                f"{out}: cannot be written to ({error.strerror}); give another folder"
            ) from None

    when = given_time("--at", at) or now()
    with given_record(record) as opened:
        desk = open_desk(opened)
        sent = write_messages(opened, desk, event, by, when, write, may_harm=may_harm)
    if as_json:
        write_json({
            "out": out, "messages": len(sent.messages), "completeness": sent.completeness,
            "proof": sent.digest,
        })  # fmt: skip
    else:
        stdout().print(Text(
            f"Written: {out}, {len(sent.messages):,} messages, {sent.completeness:.0%} complete"
        ))  # fmt: skip


def _everybody(desk: Desk) -> list[str]:
    places = desk.situation.ledger.places
    return sorted(p for p, place in places.items() if not place.account.startswith("outside:"))
