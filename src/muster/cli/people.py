"""`muster people`: who is where, what is expected of them, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.cli.desk_given import PeopleArgument, WhenOption, at_desk, named
from muster.cli.record_given import (
    AtOption,
    ByOption,
    RecordArgument,
    given_moment,
    given_record,
    now,
)
from muster.cli.tables_shown import print_tables

if TYPE_CHECKING:
    from muster.operations.desk import Desk

people = typer.Typer(
    name="people", help="Who is where, what is expected of them, and what becomes of them.",
    no_args_is_help=True,
)  # fmt: skip

StateOption = Annotated[str, typer.Option(help="The state, or its authority, by its id.")]
WhyOption = Annotated[str, typer.Option("--reason", help="Why.")]
OrderOption = Annotated[str, typer.Option(help="Reference of the order.")]
Step = Callable[["Desk", list[str], datetime], object]


def _do(
    record: RecordArgument, at: str | None, what: str, by: str, given: list[str], step: Step,
    as_json: bool,
) -> int:  # fmt: skip
    def done(desk: Desk, when: datetime) -> object:
        return step(desk, named(given, lambda: _everybody(desk)), when)

    return at_desk(record, at, what, by, done, as_json)


@people.command("list")
def list_(
    record: RecordArgument,
    account: Annotated[str | None, typer.Option(help="Only those at site:ID or trip:ID.")] = None,
    at: AtOption = None,
    as_json: JsonFlag = False,
) -> None:
    """List who is where, under whom, and what should happen next to each."""
    from muster.operations.expected import misdirected, next_of_people
    from muster.operations.opening import open_desk
    from muster.record.events import moment

    when = given_moment("--at", at) or moment(now())
    with given_record(record) as opened:
        situation = open_desk(opened).situation
    ledger = situation.ledger
    shown = [
        (person, place) for person, place in sorted(ledger.places.items())
        if account is None or place.account == account
    ]  # fmt: skip
    following = next_of_people(situation, (person for person, _ in shown), when)
    astray = misdirected(situation)
    rows = [
        (p, place.account, place.since, ledger.custodian(p), following.get(p), astray.get(p))
        for p, place in shown
    ]
    if as_json:
        write_json({"people": [
            {"person": p, "account": a, "since": s, "custodian": c, "next": n, "misdirected": m}
            for p, a, s, c, n, m in rows
        ]})  # fmt: skip
        return
    if not rows:
        stdout().print(Text("nobody"))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("person", "account", "since", "custodian", "next", "by"):
        table.add_column(heading, no_wrap=True)
    for person, where, since, custodian, due, wrong in rows:
        next_one = ("", "") if due is None else (due.what, due.by)
        what = f"MISDIRECTED, {next_one[0]}" if wrong else next_one[0]
        late = " OVERDUE" if due is not None and due.is_overdue else ""
        table.add_row(person, where, since, custodian or "nobody", what, next_one[1] + late)
    print_tables([table])


@people.command("ask")
def ask(
    record: RecordArgument, given: PeopleArgument, state: StateOption, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """A state is asked whether it takes people."""
    from muster.operations import dispositions

    return _do(record, at, f"ask {state}", by, given,
               lambda d, p, t: dispositions.ask(d, p, state, by, t), as_json)  # fmt: skip


@people.command("answer")
def answer(
    record: RecordArgument, given: PeopleArgument, state: StateOption, by: ByOption,
    accepts: Annotated[bool, typer.Option("--accepts/--refuses", help="What it answered.")],
    reason: WhyOption = "", at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """A state that was asked takes people, or does not."""
    from muster.operations import dispositions

    return _do(
        record, at, f"record the answer of {state}", by, given,
        lambda d, p, t: dispositions.answer(
            d, p, state, accepts=accepts, by=by, at=t, reason=reason
        ),
        as_json,
    )  # fmt: skip


@people.command("assure")
def assure(
    record: RecordArgument, given: PeopleArgument, state: StateOption, by: ByOption,
    reason: WhyOption = "", at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """A state gives assurances on how it will treat people."""
    from muster.operations import dispositions

    return _do(record, at, f"record the assurances of {state}", by, given,
               lambda d, p, t: dispositions.assure(d, p, state, by, t, reason),
               as_json)  # fmt: skip


@people.command("refer")
def refer(
    record: RecordArgument, given: PeopleArgument, by: ByOption, reason: WhyOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """A court takes people's cases; until it closes them they move to no other state."""
    from muster.operations import dispositions

    return _do(record, at, "refer to a court", by, given,
               lambda d, p, t: dispositions.refer(d, p, by, t, reason), as_json)  # fmt: skip


@people.command("close-court")
def close_court(
    record: RecordArgument, given: PeopleArgument, by: ByOption, reason: WhyOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """The court has decided people's cases."""
    from muster.operations import dispositions

    return _do(record, at, "close a court's case", by, given,
               lambda d, p, t: dispositions.close_court(d, p, by, t, reason), as_json)  # fmt: skip


@people.command("order-release")
def order_release(
    record: RecordArgument, given: PeopleArgument, order: OrderOption, by: ByOption,
    authority: Annotated[str, typer.Option(help="Who ordered it.")],
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """A competent authority orders a release (R1)."""
    from muster.operations import dispositions

    return _do(record, at, "order a release", by, given,
               lambda d, p, t: dispositions.order_release(d, p, order, authority, by, t),
               as_json)  # fmt: skip


@people.command("release")
def release(
    record: RecordArgument, given: PeopleArgument, order: OrderOption, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """People leave custody, on an order of release that names them."""
    from muster.operations import dispositions

    return _do(record, at, "release", by, given,
               lambda d, p, t: dispositions.release(d, p, order, by, t), as_json)  # fmt: skip


@people.command("repatriate")
def repatriate(
    record: RecordArgument, given: PeopleArgument, state: StateOption, order: OrderOption,
    by: ByOption, at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """People return to a state that accepted them."""
    from muster.operations import dispositions

    return _do(record, at, f"repatriate to {state}", by, given,
               lambda d, p, t: dispositions.repatriate(d, p, state, order, by, t),
               as_json)  # fmt: skip


def _everybody(desk: Desk) -> list[str]:
    places = desk.situation.ledger.places
    return sorted(p for p, place in places.items() if not place.account.startswith("outside:"))
