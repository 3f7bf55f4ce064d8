"""`muster verify-plan PLAN SCENARIO`: check a plan without trusting who made it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from muster.cli.console import NEGATIVE, JsonFlag, stderr, stdout, write_json
from muster.cli.given import given_scenario

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.scenario import Scenario
    from muster.verification import Verification
    from muster.verification.objective import ObjectiveFound

PlanArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN", help="A plan.json, or the folder that holds one.", show_default=False
    ),
]
ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="The scenario folder.", show_default=False)
]
OtherScenarioFlag = Annotated[
    bool,
    typer.Option(
        "--other-scenario",
        help="Check a plan that was made for another scenario; that it was is only a warning.",
    ),
]


def verify_plan(
    plan: PlanArgument,
    scenario: ScenarioArgument,
    other_scenario: OtherScenarioFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Check every rule and every figure of a plan anew, from its trips and loads alone.

    Exit code 0 where all hold, 1 where a rule is broken or a figure is false, 2 for bad input.
    """
    from muster.hazard import with_estimated_hazards
    from muster.planning.plan_file import read_plan
    from muster.scenario.digest import scenario_digest
    from muster.verification import verify_plan as verify

    stated = read_plan(plan)
    given = given_scenario(scenario)
    used = with_estimated_hazards(given)
    digests = [scenario_digest(used), scenario_digest(given)]
    is_other = stated.scenario_digest not in digests
    found = verify(stated, used, digest=digests[0] if is_other and not other_scenario else None)
    warnings = [_made_for_another(stated, given)] if is_other and other_scenario else []
    if as_json:
        write_json(_answer(plan, scenario, stated, found, warnings))
    else:
        _show(stated, found, warnings)
    if not found.holds:
        raise typer.Exit(NEGATIVE)


def _made_for_another(stated: Plan, given: Scenario) -> str:
    return (
        f"the plan was made for another scenario ({stated.scenario!r}) than the one given "
        f"({given.name!r}), or the scenario was changed since"
    )


def _answer(
    plan: Path, scenario: Path, stated: Plan, found: Verification, warnings: list[str]
) -> dict[str, Any]:
    return {
        "plan": plan,
        "scenario": scenario,
        "holds": found.holds,
        "violations": found.violations,
        "stated": {name: getattr(stated, name) for name in FIGURES},
        "found": {name: getattr(found.figures, name) for name in FIGURES},
        "objective": {"stated": stated.objective, **found_objective(found.objective)},
        "placements": found.figures.placements,
        "bound": stated.bound,
        "gap": stated.gap,
        "warnings": warnings,
    }


def found_objective(found: ObjectiveFound) -> dict[str, Any]:
    """The objective worked out anew; where it is not exact it is the least that it can be."""
    return {"found": found.least, "exact": found.exact, "made_of": found.made_of}


FIGURES = {
    "expected_loss": "expected loss",
    "people_lost": "people lost",
    "loss_if_nobody_moves": "loss if nobody moves",
    "people": "people",
    "unplaced": "unplaced",
}


def _show(stated: Plan, found: Verification, warnings: list[str]) -> None:
    for warning in warnings:
        stderr().print(Text.assemble(("warning: ", "yellow"), warning))
    console = stdout()
    for violation in found.violations:
        console.print(Text.assemble((f"{violation.rule}", "red"), _rest(str(violation))))
    if found.violations:
        console.print()
    _show_figures(stated, found)
    rules = len(found.broken)
    if found.holds:
        kept = f"its {len(stated.trips):,} trips keep every rule, and its figures are true"
        verdict = f"The plan holds: {kept}."
        console.print(Text(verdict, style="green"))
    else:
        times = len(found.violations)
        counted = f"{rules} rule{'s' if rules > 1 else ''}, {times} time{'s' if times > 1 else ''}"
        console.print(Text(f"The plan does not hold: it breaks {counted}.", style="red"))


def _show_figures(stated: Plan, found: Verification) -> None:
    console = stdout()
    console.print(Text(f"{'':<22}{'stated':>16}{'found anew':>16}", style="bold"))
    for field, label in FIGURES.items():
        _show_figure(label, getattr(stated, field), _number(getattr(found.figures, field)))
    objective = found.objective
    least = f"{'' if objective.exact else 'from '}{_number(objective.least)}"
    _show_figure("objective", stated.objective, least)
    console.print(Text(f"  of which {objective.made_of}", style="dim"))
    console.print(
        Text(
            f"{'bound on the objective':<22}{_number(stated.bound):>16}{'not checked':>16}; "
            "only that it is not above the objective"
        )
    )


def _show_figure(label: str, stated: float, found: str) -> None:
    stdout().print(Text(f"{label:<22}{_number(stated):>16}{found:>16}"))


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.6f}"


def _rest(sentence: str) -> str:
    return sentence[sentence.index(":") :]
