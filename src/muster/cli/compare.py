"""`muster compare PLAN PLAN [SCENARIO]`: two plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.console import JsonFlag, stderr, write_json
from muster.cli.given_plan import named_folder, read_given

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.scenario import Scenario

FirstArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="A plan, or its folder.", show_default=False)
]
SecondArgument = Annotated[
    Path, typer.Argument(metavar="PLAN", help="Another plan, or its folder.", show_default=False)
]
ScenarioOption = Annotated[
    Path | None,
    typer.Argument(
        metavar="SCENARIO",
        help="The scenario folder, to tell sites and groups.",
        show_default=False,
    ),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="OUT",
        help="A folder for the comparison and its figure.",
        parser=named_folder,
    ),
]


def compare(
    first: FirstArgument,
    second: SecondArgument,
    scenario: ScenarioOption = None,
    out: OutOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Compare two plans: what is lost, trips, people by day, who moves sooner or later."""
    from muster.cli.comparison_shown import comparison_shown
    from muster.cli.tables_shown import print_tables
    from muster.planning.answer_file import COMPARISON_FILE, plain, write_answer
    from muster.planning.comparison import compare as compared
    from muster.planning.plan_file import prepare_output, read_plan

    if out is not None:
        prepare_output(out)
    plans = (read_plan(first), read_plan(second))
    used = read_given(scenario).used if scenario is not None else None
    found = compared(*plans, used)
    if found.first.scenario_digest != found.second.scenario_digest:
        stderr().print("warning: the plans were made for scenarios that differ")
    if out is not None:
        write_answer(found, out, COMPARISON_FILE)
        if used is not None:
            _draw(used, plans, out)
    if as_json:
        write_json(plain(found))
    else:
        print_tables(comparison_shown(found, used))


def _draw(scenario: Scenario, plans: tuple[Plan, Plan], out: Path) -> None:
    from muster.planning.instance import compile_instance
    from muster.reporting import compare_chart, write_charts
    from muster.reporting.figures import FOLDER
    from muster.reporting.loss_over_time import loss_over_time

    instance = compile_instance(scenario)
    lost = (loss_over_time(instance, plans[0]), loss_over_time(instance, plans[1]))
    chart = compare_chart(scenario, plans, lost_by=lost)
    write_charts({"compare": chart}, out / FOLDER)
