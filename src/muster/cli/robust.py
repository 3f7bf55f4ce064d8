"""`muster robust FOLDER --out OUT`: how far the plan depends on what was judged."""

from __future__ import annotations

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
    from muster.planning.answers import Robustness
    from muster.planning.plan import Plan
    from muster.scenario import Scenario

MostOption = Annotated[
    int, typer.Option("--most", min=0, help="Judgements for which it is planned again at most.")
]


def robust(
    folder: FolderArgument,
    out: OutOption,
    plan: PlanOption = None,
    time: EachTimeOption = 5.0,
    most: MostOption = 15,
    plan_time: PlanTimeOption = 60.0,
    seed: SeedOption = 0,
    as_json: JsonFlag = False,
) -> None:
    """Keep the plan, and plan again, at the low and the high end of each judgement.

    Ctrl-C keeps what was found so far.
    """
    from muster.planning.answer_file import ROBUSTNESS_FILE, plain, write_answer
    from muster.planning.plan_file import prepare_output
    from muster.planning.planner import PlanOptions
    from muster.planning.robustness import find_robustness
    from muster.planning.solving import replanner

    prepare_output(out)
    scenario = read_given(folder)
    base = base_plan(scenario, plan, out, plan_time, seed)
    again = replanner(
        PlanOptions(
            gap=0.0, time_limit_s=time, seed=seed, tail=base.tail, tail_weight=base.tail_weight
        )
    )
    with WorkShown("what was judged") as work:
        found = find_robustness(
            scenario.used, base, lambda *given: again(*given).plan, most=most, tried=work.step
        )
    with unbroken():
        write_answer(found, out, ROBUSTNESS_FILE)
    try:
        _draw(scenario.used, base, found, out)
    except KeyboardInterrupt:
        warn(f"interrupted while drawing; {out} holds the answers and no new figure")
    if as_json:
        write_json({"expected_loss": base.expected_loss, **plain(found)})
    else:
        _show(scenario.used, found)


def _draw(scenario: Scenario, base: Plan, found: Robustness, out: Path) -> None:
    from muster.reporting import tornado_chart, write_charts
    from muster.reporting.figures import FOLDER

    chart = tornado_chart(scenario, base, found.sensitivities)
    write_charts({"tornado": chart}, out / FOLDER)


def _show(scenario: Scenario, found: Robustness) -> None:
    from muster.cli.answers_shown import robustness_said

    for line in robustness_said(scenario, found, most=None):
        stdout().print(line)
