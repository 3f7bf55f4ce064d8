"""`muster plan FOLDER --out OUT`: from a scenario folder to a transfer plan with a proven bound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muster.cli.console import FolderArgument, JsonFlag, stdout, write_json
from muster.cli.given_plan import GivenScenario, OutOption, SeedOption, read_given
from muster.cli.interrupts import unbroken
from muster.cli.refusal import warn
from muster.cli.work_shown import WorkShown

if TYPE_CHECKING:
    from muster.planning.answers import Limits, Robustness, Shortfall
    from muster.planning.plan import Plan
    from muster.planning.planner import PlanOptions

ANSWERS_SHARE = 1.0
"""Time of the questions beside a plan that it is followed by, as a share of its own."""
MOST_ADDITIONS = 12
"""Additions that are tried beside a plan; `muster limits` tries all."""
MOST_JUDGEMENTS = 8
"""Judgements for which it is planned again beside a plan; `muster robust` takes more."""
FEWEST_ADDITIONS = 4
"""Fewer are not tried for want of time; each then takes longer."""
ENOUGH_SOLVE_S = 4.0
"""Seconds that each plan made again gets, where there is time for so many."""

GapOption = Annotated[
    float, typer.Option("--gap", min=0.0, max=1.0, help="Stop at this gap to the proven bound.")
]
TimeOption = Annotated[
    float, typer.Option("--time", min=0.0, max=1e6, help="Seconds of planning at most.")
]
EffortOption = Annotated[
    int | None,
    typer.Option(
        "--effort",
        min=0,
        max=1_000_000,
        metavar="ROUNDS",
        help="Rounds of search instead of --time: the same plan again on any machine.",
    ),
]
TailOption = Annotated[
    float | None,
    typer.Option("--tail", min=0.0, max=0.999, help="Also weigh the worst futures beyond this."),
]
TailWeightOption = Annotated[
    float, typer.Option("--tail-weight", min=0.0, max=1.0, help="Weight of the tail.")
]
ApprovedOption = Annotated[
    Path | None,
    typer.Option("--approved", metavar="PLAN", help="A plan already approved, to change little."),
]
ChangePriceOption = Annotated[
    float | None,
    typer.Option(
        "--change-price", min=0.0, max=1e6, help="Weighted people one would risk to keep a trip."
    ),
]
FiguresFlag = Annotated[bool, typer.Option("--figures/--no-figures", help="Draw the figures.")]
LimitsFlag = Annotated[
    bool, typer.Option("--limits/--no-limits", help="Find what limits the plan, and the surge.")
]
RobustFlag = Annotated[
    bool, typer.Option("--robust/--no-robust", help="Find how it depends on what was judged.")
]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known beside a plan; None where it was not asked for."""

    shortfall: Shortfall
    limits: Limits | None = None
    robustness: Robustness | None = None


def plan(
    folder: FolderArgument,
    out: OutOption,
    gap: GapOption = 0.01,
    time: TimeOption = 60.0,
    effort: EffortOption = None,
    seed: SeedOption = 0,
    tail: TailOption = None,
    tail_weight: TailWeightOption = 0.5,
    approved: ApprovedOption = None,
    change_price: ChangePriceOption = None,
    figures: FiguresFlag = True,
    limits: LimitsFlag = True,
    robust: RobustFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Plan the transfers of a scenario folder, and write plan, tables and figures to OUT.

    Ctrl-C, the time limit and the gap all end the search with the best plan so far. With --effort
    no clock ends it; the questions beside the plan still take about as long as --time says.
    """
    from muster.planning.answer_file import remove_answers
    from muster.planning.plan_file import prepare_output, write_plan
    from muster.planning.planner import PlanOptions
    from muster.reporting.figures import remove_figures

    prepare_output(out)
    scenario = read_given(folder)
    options = PlanOptions(
        gap=gap,
        time_limit_s=time,
        effort=effort,
        seed=seed,
        tail=tail,
        tail_weight=tail_weight if tail is not None else 0.0,
    )
    made = _search(scenario, options, approved, change_price)
    with unbroken():
        write_plan(made, out, scenario.given)
        remove_answers(out)
        remove_figures(out)
    answers = _ask(scenario, made, options, limits=limits, robust=robust)
    with unbroken():
        _write_answers(answers, out)
    if figures:
        try:
            _draw(scenario, made, answers, out)
        except KeyboardInterrupt:
            warn(f"interrupted while drawing; {out} holds the plan and no figures")
    if as_json:
        write_json(_answer(scenario, made, answers, out))
    else:
        _show(scenario, made, answers, out)


def _search(
    scenario: GivenScenario,
    options: PlanOptions,
    approved: Path | None,
    change_price: float | None,
) -> Plan:
    from muster.planning.plan_file import read_plan
    from muster.planning.solving import make_plan

    kept = read_plan(approved).trips if approved is not None else ()
    limit = options.time_limit_s if options.effort is None else None
    with WorkShown("planning", time_limit_s=limit) as work:
        made = make_plan(
            scenario.given,
            options,
            approved=kept,
            change_price=change_price,
            report=work.search,
        )
    lost = len(kept) - sum(trip.approved for trip in made.trips) - (made.given_up or 0)
    if lost > 0:
        warn(
            f"{lost:,} of {len(kept):,} trips of {approved} can no longer run by the rules of this "
            "scenario; they have no price"
        )
    return made


def _ask(
    scenario: GivenScenario, made: Plan, options: PlanOptions, *, limits: bool, robust: bool
) -> Answers:
    """The questions beside a plan; those that need planning again only where they are asked."""
    from muster.planning.limits import find_limits
    from muster.planning.robustness import find_robustness
    from muster.planning.shortfall import find_shortfall
    from muster.planning.solving import replanner, solver
    from muster.planning.surge import find_surge

    answers = Answers(find_shortfall(scenario.used, made))
    if made.stopped_by == "interrupted":
        return answers
    short = limits and answers.shortfall.could_be_placed > 0
    times = _times(options, questions=limits + robust + short)
    again = replanner(replace(options, gap=0.0, time_limit_s=times.each))
    if short:
        with WorkShown("what would suffice") as work:
            surge = find_surge(
                scenario.used,
                made,
                answers.shortfall,
                solver(replace(options, time_limit_s=times.each)),
                solves=times.most,
                tried=work.step,
            )
        answers = replace(answers, shortfall=surge)
    if limits:
        with WorkShown("what limits") as work:
            found = find_limits(scenario.used, made, again, most=times.most, tried=work.step)
        answers = replace(answers, limits=found)
    if robust:
        with WorkShown("what was judged") as work:
            ranges = find_robustness(
                scenario.used,
                made,
                lambda *given: again(*given).plan,
                most=MOST_JUDGEMENTS,
                tried=work.step,
            )
        answers = replace(answers, robustness=ranges)
    return answers


@dataclass(frozen=True, slots=True)
class _Times:
    """How often it is planned again for each question, and how long each time, in seconds."""

    most: int
    each: float


def _times(options: PlanOptions, questions: int) -> _Times:
    """The questions beside a plan take about as long as the plan; each takes its share."""
    share = options.time_limit_s * ANSWERS_SHARE / max(questions, 1)
    most = min(max(int(share / ENOUGH_SOLVE_S), FEWEST_ADDITIONS), MOST_ADDITIONS)
    return _Times(most, share / most)


def _write_answers(answers: Answers, out: Path) -> None:
    from muster.planning.answer_file import (
        LIMITS_FILE,
        ROBUSTNESS_FILE,
        SHORTFALL_FILE,
        write_answer,
    )

    write_answer(answers.shortfall, out, SHORTFALL_FILE)
    if answers.limits is not None:
        write_answer(answers.limits, out, LIMITS_FILE)
    if answers.robustness is not None:
        write_answer(answers.robustness, out, ROBUSTNESS_FILE)


def _draw(scenario: GivenScenario, made: Plan, answers: Answers, out: Path) -> None:
    from muster.cli.answers_shown import for_charts, tried
    from muster.hazard import loss_coefficients
    from muster.reporting import write_figures

    sites = loss_coefficients(scenario.used).sites
    write_figures(
        scenario.used,
        made,
        out,
        hazard={site: loss.failed_by for site, loss in sites.items()},
        limits=tried(answers.limits),
        surges=for_charts(answers.shortfall),
        sensitivities=answers.robustness.sensitivities if answers.robustness else (),
    )


def _answer(scenario: GivenScenario, made: Plan, answers: Answers, out: Path) -> dict[str, Any]:
    from muster.planning.answer_file import plain
    from muster.reporting import plan_rows

    return {
        "expected_loss": made.expected_loss,
        "bound": made.bound,
        "gap": made.gap,
        "seconds": made.seconds,
        "unplaced": made.unplaced,
        "scenario": made.scenario,
        "out": str(out),
        **plan_rows(scenario.used, made),
        **plain(answers),
    }


def _show(scenario: GivenScenario, made: Plan, answers: Answers, out: Path) -> None:
    from muster.cli.answers_shown import limits_said, robustness_said, shortfall_said
    from muster.cli.tables_shown import print_tables
    from muster.reporting import plan_tables

    print_tables(plan_tables(scenario.used, made))
    said = shortfall_said(scenario.used, answers.shortfall)
    if answers.limits is not None:
        said += limits_said(scenario.used, answers.limits)
    if answers.robustness is not None:
        said += robustness_said(scenario.used, answers.robustness)
    for line in said:
        stdout().print(line)
    stdout().print(f"\nWritten to {out}: {', '.join(sorted(_names(out)))}", markup=False)


def _names(out: Path) -> list[str]:
    return [
        f"{path.name}/" if path.is_dir() else path.name
        for path in out.iterdir()
        if not path.name.startswith(".")
    ]
