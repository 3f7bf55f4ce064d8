"""`muster rehearse PLAN [SCENARIO]`: run a plan and other policies through futures."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stderr, stdout, write_json
from muster.cli.given_plan import PlanArgument, named_folder, read_given
from muster.cli.interrupts import unbroken
from muster.cli.refusal import warn
from muster.cli.work_shown import WorkShown

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.rehearsal.engine import Engine
    from muster.rehearsal.policy import Policy
    from muster.rehearsal.rehearse import Keep, Rehearsed
    from muster.rehearsal.summary import Difference, Summary
    from muster.scenario import Scenario

LINE_EVERY_S = 30.0
"""Seconds between two lines that say how far it is, where there is no terminal to draw a bar on."""

ScenarioOption = Annotated[
    Path | None,
    typer.Argument(
        metavar="SCENARIO",
        help="The scenario folder; without it, the one that the plan's folder lies in.",
        show_default=False,
    ),
]
FuturesOption = Annotated[int, typer.Option("--futures", min=1, help="Futures to run through.")]
PolicyOption = Annotated[
    str,
    typer.Option(
        "--policy",
        metavar="NAME,NAME…",
        help="Policies, separated by commas: follow, repair, dangerous-first, largest-first, "
        "nobody; replan:6 plans again every 6 hours, dangerous-first:6 and largest-first:6 send "
        "trips anew; FILE.py:NAME is your own.",
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the futures.")]
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, help="Threads, or processes.", show_default="one for each core"
    ),
]
ClusterOption = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        metavar="ADDRESS",
        help="A Dask scheduler, such as tcp://10.0.0.5:8786, for policies that decide again; "
        "without it, processes of this machine.",
        show_default=False,
    ),
]
ResultsOption = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="RESULTS",
        help="A folder for the results of each future, in Parquet, as they come. A run that was "
        "stopped goes on where it was.",
        show_default=False,
        parser=named_folder,
    ),
]
WorstOption = Annotated[
    int,
    typer.Option("--worst", min=0, help="Worst futures of the first policy to tell in words."),
]
OutOption = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="OUT",
        help="A folder for rehearsal.json and figures.",
        show_default=False,
        parser=named_folder,
    ),
]
NoDisruptionsFlag = Annotated[
    bool,
    typer.Option("--no-disruptions", help="Leave only what the planner's model knows."),
]


def rehearse(
    plan: PlanArgument,
    scenario: ScenarioOption = None,
    futures: FuturesOption = 100_000,
    policy: PolicyOption = "follow",
    seed: SeedOption = 0,
    workers: WorkersOption = None,
    cluster: ClusterOption = None,
    results: ResultsOption = None,
    no_disruptions: NoDisruptionsFlag = False,
    worst: WorstOption = 10,
    out: OutOption = None,
    as_json: JsonFlag = False,
) -> None:
    """Run a plan through sampled futures and tell what becomes of it.

    Ctrl-C gives what was done so far.
    """
    from muster.cli.rehearsal_engine import engine_for, kept_in
    from muster.planning.plan_file import prepare_output
    from muster.rehearsal.summary import differences, summarise

    if out is not None:
        prepare_output(out)
    policies = _named(policy)
    folder = scenario or _scenario_around(plan)
    given = read_given(folder)
    made = given.plan(plan)
    _must_hold(made, given.used, plan)
    rehearsed = replace(given.used, disruptions=()) if no_disruptions else given.used
    keep = None if results is None else kept_in(results, made, rehearsed, seed)
    with engine_for(policies, cluster, workers or os.cpu_count() or 1) as engine:
        found = _run(
            rehearsed, made, policies, futures, seed, workers or os.cpu_count() or 1, engine, keep
        )
    summaries = [summarise(rehearsed, each) for each in found]
    paired = differences(found)
    told = _worst(found[0], rehearsed, worst)
    answer = {
        "plan": plan,
        "scenario": folder,
        "seed": seed,
        "futures": futures,
        "disruptions": rehearsed.disruptions,
        "expected_loss": made.expected_loss,
        "policies": {each.policy: each for each in summaries},
        "differences": paired,
        "worst": told,
    }
    if out is not None:
        with unbroken():
            _write(out, answer, rehearsed, found, summaries)
    if as_json:
        write_json(answer)
    else:
        _show(made.expected_loss, summaries, paired)
        _show_worst(told)


def _named(names: str) -> list[Policy]:
    from muster.rehearsal.policies import named_policies

    try:
        return named_policies(names)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--policy") from None


def _run(
    scenario: Scenario,
    plan: Plan,
    policies: Sequence[Policy],
    futures: int,
    seed: int,
    workers: int,
    engine: Engine | None,
    keep: Keep | None,
) -> list[Rehearsed]:
    """Run the policies, showing how far they are; says so if they were interrupted."""
    from muster.rehearsal.rehearse import rehearse as run

    told: dict[str, float] = {}
    with WorkShown("rehearsing") as work:

        def report(name: str, done: int, of: int) -> None:
            if stderr().is_terminal:
                work.step(f"{name}: {done:,} of {of:,}", done, of)
                return
            now = monotonic()  # a line now and then, not one for every block of futures
            if name not in told:
                stderr().print(f"rehearsing {name}: {of:,} futures")
            elif now < told[name] + LINE_EVERY_S:
                return
            else:
                stderr().print(f"rehearsing {name}: {done:,} of {of:,}")
            told[name] = now

        found = run(
            scenario,
            plan,
            policies,
            futures=futures,
            seed=seed,
            workers=workers,
            engine=engine,
            keep=keep,
            report=report,
        )
    if not found:
        raise KeyboardInterrupt
    if any(each.interrupted for each in found) or len(found) < len(policies):
        done = ", ".join(f"{each.policy} {each.futures:,}" for each in found)
        warn(f"interrupted; futures done: {done} of {futures:,}")
    return found


def _show_worst(told: list[dict[str, Any]]) -> None:
    for each in told:
        words = "; ".join(f"{line['at']} {line['what']}" for line in each["timeline"])
        stdout().print(Text(f"future {each['future']:,} loses {each['loss']:,.1f}: {words}"))


def _write(
    out: Path,
    answer: dict[str, Any],
    scenario: Scenario,
    found: list[Rehearsed],
    summaries: list[Summary],
) -> None:
    from muster.planning.answer_file import write_answer
    from muster.reporting import write_charts
    from muster.reporting.fan_chart import fan_chart
    from muster.reporting.figures import FOLDER
    from muster.reporting.rehearsal_chart import rehearsal_chart

    names = {"plan": str(answer["plan"]), "scenario": str(answer["scenario"])}
    write_answer({**answer, **names}, out, "rehearsal.json")
    charts = {"rehearsal": rehearsal_chart(scenario, found, summaries)}
    waiting = fan_chart(scenario, found)
    if waiting is not None:
        charts["waiting"] = waiting
    write_charts(charts, out / FOLDER)


def _worst(found: Rehearsed, scenario: Scenario, number: int) -> list[dict[str, Any]]:
    """The worst futures of a policy, each as a timeline."""
    from muster.reporting.rehearsal_timeline import told

    return [
        {
            "future": future,
            "loss": float(found.outcomes.loss[future]),
            "timeline": [
                {"at": at, "what": what} for at, what in told(scenario, found.happenings(future))
            ],
        }
        for future in found.worst(number)
    ]


def _scenario_around(plan: Path) -> Path:
    """The nearest folder around a plan that holds a scenario."""
    for folder in plan.resolve().parents if plan.is_file() else [plan, *plan.resolve().parents]:
        if (folder / "scenario.toml").is_file():
            return folder
    raise typer.BadParameter(
        "found no scenario.toml in the plan's folder or one around it; "
        "expected the scenario's folder after the plan",
        param_hint="SCENARIO",
    )


def _must_hold(plan: Plan, scenario: Scenario, path: Path) -> None:
    """Refuse to rehearse trips that nobody could run."""
    from muster.errors import PlanFileError
    from muster.verification import broken_rules

    broken = broken_rules(plan, scenario)
    if broken:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        raise PlanFileError(
            f"{path}: found a plan that breaks a rule: {broken[0]}{more}; expected one that "
            "muster verify-plan finds to hold"
        )


def _show(expected: float, summaries: list[Summary], paired: list[Difference]) -> None:
    from muster.cli.tables_shown import print_tables
    from muster.reporting.rehearsal_tables import rehearsal_tables

    stdout().print(Text(f"expected loss by the plan: {expected:,.2f}"))
    print_tables(rehearsal_tables(summaries, paired))
