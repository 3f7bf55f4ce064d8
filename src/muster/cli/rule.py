"""`muster rule`: which rules are in force, and by whose order one is not."""

from __future__ import annotations

from typing import Annotated

import typer
from rich import box
from rich.table import Table

from muster.cli.console import JsonFlag, write_json
from muster.cli.desk_given import WhenOption, at_desk
from muster.cli.record_given import (
    AtOption,
    ByOption,
    ReasonOption,
    RecordArgument,
    given_moment,
    given_record,
    given_time,
    now,
)
from muster.cli.tables_shown import print_tables

rule = typer.Typer(name="rule", help="Which rules are in force, and by whose order one is not.",
                   no_args_is_help=True)  # fmt: skip
RuleArgument = Annotated[str, typer.Argument(metavar="RULE", help="As in R15; see docs/rules.md.")]
AuthorityOption = Annotated[str, typer.Option(help="Who orders it.")]
UntilOption = Annotated[str | None, typer.Option(metavar="TIME", help="How long.")]


@rule.command("list")
def list_(record: RecordArgument, at: AtOption = None, as_json: JsonFlag = False) -> None:
    """List every rule, whether it is in force, and what order switched it off."""
    from muster.operations.in_force import is_in_force
    from muster.operations.opening import open_desk
    from muster.operations.rules import RULES
    from muster.record.events import moment

    when = given_moment("--at", at) or moment(now())
    with given_record(record) as opened:
        situation = open_desk(opened).situation
    rows = [
        (each, is_in_force(situation, each.id, when), situation.switched_off.get(each.id))
        for each in RULES.values()
    ]
    if as_json:
        write_json({"legal_regime": situation.legal_regime or None, "rules": [
            {"rule": each.id, "text": each.text, "in_force": binds,
             "order": None if off is None else dict(off.body)}
            for each, binds, off in rows
        ]})  # fmt: skip
        return
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("rule", "in force", "what", "switched off by"):
        table.add_column(heading)
    for each, binds, off in rows:
        by = "" if off is None else f"{off.body['order']} of {off.body['authority']}"
        table.add_row(each.id, "yes" if binds else "NO", each.text, by)
    print_tables([table])


@rule.command("regime")
def regime(
    record: RecordArgument,
    name: Annotated[str, typer.Argument(metavar="REGIME", help="gc3, gc4 or domestic.")],
    by: ByOption,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Say which body of rules the operation is under: the scenario's legal_regime."""
    from muster.operations.in_force import set_regime

    return at_desk(record, at, f"set the legal regime {name}", by,
                   lambda d, t: set_regime(d, name, by, t), as_json)  # fmt: skip


@rule.command("off")
def off(
    record: RecordArgument,
    name: RuleArgument,
    order: Annotated[str, typer.Option(help="Reference of the order.")],
    authority: AuthorityOption,
    reason: ReasonOption,
    by: ByOption,
    until: UntilOption = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """Switch a rule off by a named order with a reason; a hard rule never."""
    from muster.operations.in_force import switch_off

    end = given_time("--until", until)
    return at_desk(record, at, f"switch {name} off", by,
                   lambda d, t: switch_off(d, name, order, authority, reason, by, t, end),
                   as_json)  # fmt: skip


@rule.command("on")
def on(
    record: RecordArgument, name: RuleArgument, reason: ReasonOption, by: ByOption,
    at: WhenOption = None, as_json: JsonFlag = False,
) -> int:  # fmt: skip
    """Put a rule in force again."""
    from muster.operations.in_force import switch_on

    return at_desk(record, at, f"switch {name} on", by,
                   lambda d, t: switch_on(d, name, reason, by, t), as_json)  # fmt: skip


@rule.command("set-aside")
def aside(
    record: RecordArgument,
    name: RuleArgument,
    authority: AuthorityOption,
    reason: ReasonOption,
    by: ByOption,
    people: Annotated[list[str] | None, typer.Option("--person", help="For whom.")] = None,
    trip: Annotated[str, typer.Option(help="For which trip.")] = "",
    until: UntilOption = None,
    at: WhenOption = None,
    as_json: JsonFlag = False,
) -> int:
    """An authority sets a rule aside for people or a trip, where the rule allows it."""
    from muster.operations.overrides import Override, set_aside

    end = given_moment("--until", until) or ""
    given = Override(name, authority, reason, tuple(people or ()), trip, end)
    return at_desk(record, at, f"set {name} aside", by,
                   lambda d, t: set_aside(d, given, by, t), as_json)  # fmt: skip
