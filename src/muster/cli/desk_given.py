"""What the commands of operations share: a desk at a record, and how a rule says no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, stdout, write_json
from muster.cli.record_given import given_record, given_time, now

if TYPE_CHECKING:
    from muster.operations.desk import Desk
    from muster.record.events import Event

TripArgument = Annotated[str, typer.Argument(metavar="TRIP", help="The trip's id.")]
PeopleArgument = Annotated[
    list[str], typer.Argument(metavar="PERSON...", help="person_ids; `all` is everybody concerned.")
]
WhenOption = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="When it happened; now, if not said.")
]


def at_desk(
    record: Path,
    at: str | None,
    what: str,
    by: str,
    done: Callable[[Desk, datetime], Any],
    as_json: bool,
) -> int:
    """Do something at the desk of a record; what a rule refuses is recorded, shown, and exits 1."""
    from muster.operations.opening import open_desk
    from muster.operations.rules import RuleError

    when = given_time("--at", at) or now()
    with given_record(record) as opened:
        desk = open_desk(opened)
        try:
            said = done(desk, when)
        except RuleError as refused:
            desk.note_refusal(refused, what, by, when)
            if as_json:
                write_json({"done": False, "breaches": refused.breaches})
            else:
                stdout().print(Text(f"Refused: {what}"))
                for breach in refused.breaches:
                    stdout().print(Text(f"  {breach}"))
            return NEGATIVE
    events = _events(said)
    if as_json:
        write_json({"done": True, "events": [event.event_id for event in events]})
    else:
        stdout().print(Text(f"Done: {what} ({_counted(events)})"))
    return OK


def named(people: list[str], everybody: Callable[[], list[str]]) -> list[str]:
    """The people of an argument; `all` stands for everybody concerned."""
    return everybody() if people == ["all"] else people


def _events(said: Any) -> list[Event]:
    found = said if isinstance(said, (list, tuple)) else [said]
    return [each for each in found if hasattr(each, "event_id")]


def _counted(events: list[Event]) -> str:
    if len(events) == 1:
        return f"event {events[0].event_id}"
    return f"{len(events):,} events"
