"""`muster demo`: the reference case played through the record, and shown on a board."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from muster.cli.console import NEGATIVE, OK, JsonFlag, stdout, write_json
from muster.cli.demo_board import board
from muster.cli.given_plan import read_given
from muster.cli.tables_shown import print_tables
from muster.cli.work_shown import WorkShown

demo = typer.Typer(name="demo", help="See Muster at work on a whole operation.",
                   no_args_is_help=True)  # fmt: skip
demo.command("board")(board)
EXAMPLE = Path("examples/northeast-syria-2026")


@demo.command("operations")
def operations(
    scenario: Annotated[Path, typer.Option(help="The scenario folder.")] = EXAMPLE,
    out: Annotated[
        Path, typer.Option("--out", help="Folder for the record, the scenario and the plan.")
    ] = Path("out/run"),
    seed: Annotated[int, typer.Option(help="Of what goes wrong.")] = 0,
    plan_s: Annotated[float, typer.Option(min=1, help="Seconds for planning.")] = 20.0,
    given_plan: Annotated[
        Path | None, typer.Option("--plan", help="The plan to carry out; without it one is made.")
    ] = None,
    until_h: Annotated[
        float | None,
        typer.Option("--until", min=1, help="Hours after the start at which to stop, midway."),
    ] = None,
    as_json: JsonFlag = False,
) -> int:
    """Move everybody of a scenario through the record, trip by trip, with a stream of trouble."""
    from muster.operations.after_action import after_action
    from muster.operations.desk import Desk
    from muster.operations.exercise import play
    from muster.operations.facts import facts_of, people_of
    from muster.planning.answer_file import copy_answers
    from muster.planning.plan_file import write_plan
    from muster.planning.planner import PlanOptions, plan
    from muster.record.folder import begin_record
    from muster.record.verify import verify
    from muster.scenario.folder.writing import save

    begun = time.perf_counter()
    read = read_given(scenario)
    given, draw = read.given, random.Random(seed)
    until = None if until_h is None else given.start + timedelta(hours=until_h)
    carried_out = None if given_plan is None else read.plan(given_plan)
    with begin_record(out, "transfer cell", lambda: datetime.now(UTC), os.urandom) as record:
        with WorkShown("planning", time_limit_s=plan_s) as shown:
            made = carried_out or plan(given, PlanOptions(time_limit_s=plan_s), report=shown.search)
        save(given, out / "scenario")
        write_plan(made, out / "plan", given)
        if given_plan is not None and given_plan.is_dir():
            copy_answers(given_plan, out / "plan")
        desk = Desk(record.recorder, facts_of(people_of(given)))
        with WorkShown("moving") as shown:
            play(desk, given, made, seed=draw.randrange(1 << 30), until=until,
                 progress=lambda done, of: shown.bar("trips", done, of))  # fmt: skip
        record.log.checkpoint()
        report, events = after_action(desk.situation), record.log.size
        place, public = record.place, record.log.key.public_key()
    with WorkShown("verifying") as shown:
        verdict = verify(
            place, public, processes=os.cpu_count() or 1,
            progress=lambda done, of: shown.bar("events", done, of),
        )  # fmt: skip
    verified = verdict.fault is None
    seconds = time.perf_counter() - begun
    if as_json:
        write_json({
            "people": report.people, "trips": sum(report.trips.values()), "events": events,
            "balance_closed": report.balance_closed, "log_verified": verified,
            "seconds": seconds, "record": out, "report": asdict(report),
        })  # fmt: skip
    else:
        stdout().print(Text(
            f"{report.people:,} people, {sum(report.trips.values()):,} trips, {report.rides:,} "
            f"rides, {report.handovers:,} handovers, {events:,} events in {seconds:.0f} s"
        ))  # fmt: skip
        closed = "closed: everybody is accounted for" if report.balance_closed else "NOT CLOSED"
        told = "verified" if verified else "NOT VERIFIED"
        stdout().print(Text(f"The balance is {closed}. The log is {told}. Record: {out}"))
        print_tables([
            _table("where everybody is", report.accounts),
            _table("what went wrong", report.trouble),
            _table("refused, by rule", report.refused),
            _table("duties open", report.duties),
            _table("hours unguarded", report.unguarded_h),
        ])  # fmt: skip
    return OK if report.balance_closed and verified else NEGATIVE


def _table(heading: str, rows: Mapping[str, float]) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column(heading)
    table.add_column("", justify="right")
    for name, number in rows.items():
        table.add_row(name, f"{number:,g}")
    return table
