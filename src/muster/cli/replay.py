"""`muster replay FOLDER EVENTS.csv`: what really happened, beside the plan."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from muster.cli.console import FolderArgument, JsonFlag, stdout, write_json
from muster.cli.given_plan import GivenScenario, PlanTimeOption, SeedOption, read_given
from muster.cli.interrupts import unbroken
from muster.cli.work_shown import WorkShown

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.replay.replay import Replayed

EventsArgument = Annotated[
    Path,
    typer.Argument(
        metavar="EVENTS.csv",
        help="What happened: at, kind (moved, total or failed), people, from, to, source.",
        show_default=False,
    ),
]
PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help="The plan beside it; without it one is made."),
]
OutOption = Annotated[
    Path | None,
    typer.Option("--out", metavar="OUT", help="A folder for replay.json and a figure."),
]
FuturesOption = Annotated[
    int, typer.Option("--futures", min=2, help="Futures in which both are compared.")
]
DrawsOption = Annotated[
    int, typer.Option("--draws", min=1, help="Draws of all judgements from their ranges.")
]


def replay(
    folder: FolderArgument,
    events: EventsArgument,
    plan: PlanOption = None,
    out: OutOption = None,
    futures: FuturesOption = 20_000,
    draws: DrawsOption = 200,
    plan_time: PlanTimeOption = 60.0,
    seed: SeedOption = 0,
    as_json: JsonFlag = False,
) -> None:
    """Tell what the order that was taken cost by the model, against the plan.

    What the events leave open (who went first, when between two counts) is read in several ways,
    and all judgements are drawn from their ranges. It says nothing of what could have been known.
    """
    from muster.planning.answer_file import write_answer
    from muster.planning.plan_file import prepare_output
    from muster.replay.events import read_events
    from muster.replay.replay import replay as run
    from muster.reporting import write_charts
    from muster.reporting.figures import FOLDER
    from muster.reporting.replay_chart import replay_chart

    if out is not None:
        prepare_output(out)
    given = read_given(folder)
    happened = read_events(events, given.used)
    made = _plan(given, plan, plan_time, seed)
    with WorkShown("replaying") as work:
        found = run(
            given.used,
            made,
            happened,
            futures=futures,
            draws=draws,
            seed=seed,
            workers=os.cpu_count() or 1,
            tried=work.step,
        )
    answer = _answer(found)
    if out is not None:
        with unbroken():
            write_answer(answer, out, "replay.json")
            write_charts({"replay": replay_chart(found, happened)}, out / FOLDER)
    if as_json:
        write_json(answer)
    else:
        _show(found)


def _plan(given: GivenScenario, path: Path | None, time_limit_s: float, seed: int) -> Plan:
    from muster.planning.planner import PlanOptions
    from muster.planning.solving import make_plan

    if path is not None:
        return given.plan(path)
    with WorkShown("planning", time_limit_s=time_limit_s) as work:
        options = PlanOptions(time_limit_s=time_limit_s, seed=seed)
        return make_plan(given.given, options, report=work.search)


def _answer(found: Replayed) -> dict[str, object]:
    return {
        "loss": found.loss,
        "plan": found.plan,
        "if_nobody_moves": found.if_nobody_moves,
        "excess": found.excess,
        "readings": [
            {"order": reading.order, "pace": reading.pace, "loss": value}
            for reading, value in found.readings
        ],
        "judged": found.judged,
        "futures": found.futures,
        "difference": found.difference,
        "better": found.better,
        "counts": found.counts,
        "failures": found.failures,
    }


def _show(found: Replayed) -> None:
    from muster.cli.tables_shown import print_tables
    from muster.reporting.replay_tables import replay_said, replay_tables

    for line in replay_said(found):
        stdout().print(Text(line))
    print_tables(replay_tables(found))
