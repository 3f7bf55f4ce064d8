"""`muster limits FOLDER --out OUT`: what more of each resource would save, and what would do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.console import FolderArgument, JsonFlag, stdout, write_json
from muster.cli.given_plan import (
    EachTimeOption,
    OutOption,
    PlanOption,
    PlanTimeOption,
    SeedOption,
    base_plan,
    read_given,
)
from muster.cli.interrupts import unbroken
from muster.cli.refusal import warn
from muster.cli.work_shown import WorkShown

if TYPE_CHECKING:
    from muster.planning.answers import Limits, Shortfall
    from muster.planning.plan import Plan
    from muster.scenario import Scenario

MostOption = Annotated[
    int | None, typer.Option("--most", min=1, help="Additions to try at most.", show_default="all")
]


def limits(
    folder: FolderArgument,
    out: OutOption,
    plan: PlanOption = None,
    time: EachTimeOption = 5.0,
    most: MostOption = None,
    plan_time: PlanTimeOption = 60.0,
    seed: SeedOption = 0,
    as_json: JsonFlag = False,
) -> None:
    """Find what one more of each resource would save, and what would place everybody.

    Each addition is tried alone, by planning again with it. Ctrl-C keeps what was found so far.
    """
    from muster.planning.answer_file import LIMITS_FILE, SHORTFALL_FILE, plain, write_answer
    from muster.planning.limits import find_limits
    from muster.planning.plan_file import prepare_output
    from muster.planning.planner import PlanOptions
    from muster.planning.shortfall import find_shortfall
    from muster.planning.solving import replanner, solver
    from muster.planning.surge import find_surge

    prepare_output(out)
    scenario = read_given(folder)
    base = base_plan(scenario, plan, out, plan_time, seed)
    each = PlanOptions(
        gap=0.0, time_limit_s=time, seed=seed, tail=base.tail, tail_weight=base.tail_weight
    )
    solve = solver(replace(each, gap=PlanOptions().gap))
    with WorkShown("what limits") as work:
        found = find_limits(scenario.used, base, replanner(each), most=most, tried=work.step)
    with WorkShown("what would suffice") as work:
        short = find_shortfall(scenario.used, base)
        short = find_surge(scenario.used, base, short, solve, tried=work.step)
    with unbroken():
        write_answer(found, out, LIMITS_FILE)
        write_answer(short, out, SHORTFALL_FILE)
    try:
        _draw(scenario.used, base, found, short, out)
    except KeyboardInterrupt:
        warn(f"interrupted while drawing; {out} holds the answers and no new figure")
    if as_json:
        write_json({"expected_loss": base.expected_loss, **plain(found), "shortfall": plain(short)})
    else:
        _show(scenario.used, found, short)


def _draw(scenario: Scenario, base: Plan, found: Limits, short: Shortfall, out: Path) -> None:
    from muster.cli.answers_shown import for_charts, tried
    from muster.reporting import limits_chart, write_charts
    from muster.reporting.figures import FOLDER

    chart = limits_chart(scenario, base, tried(found), for_charts(short))
    write_charts({"limits": chart}, out / FOLDER)


def _show(scenario: Scenario, found: Limits, short: Shortfall) -> None:
    from muster.cli.answers_shown import limits_said, shortfall_said

    for line in (*limits_said(scenario, found, most=None), *shortfall_said(scenario, short)):
        stdout().print(line)
