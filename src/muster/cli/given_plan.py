"""The plan that a command was given, and the scenario that it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muster.cli.given import given_scenario
from muster.errors import PlanFileError

if TYPE_CHECKING:
    from muster.planning.plan import Plan
    from muster.scenario import Scenario

PlanArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PLAN", help="A plan.json, or the folder that holds one.", show_default=False
    ),
]
ScenarioArgument = Annotated[
    Path, typer.Argument(metavar="SCENARIO", help="The scenario folder.", show_default=False)
]


def named_folder(words: str) -> Path:
    """A folder that was named; an empty name, such as of an unset variable, is none."""
    if not words.strip():
        raise typer.BadParameter("found an empty name; expected the name of a folder")
    return Path(words)


OutOption = Annotated[
    Path,
    typer.Option(
        "--out",
        metavar="OUT",
        help="The folder to write to; it is made if it is not there.",
        show_default=False,
        parser=named_folder,
    ),
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Seed of the search.")]


@dataclass(frozen=True, slots=True)
class GivenScenario:
    """A scenario as it was given, and as it is planned for: with the observations used."""

    given: Scenario
    used: Scenario

    def plan(self, path: Path) -> Plan:
        """Read a plan; raises PlanFileError unless it was made for this scenario."""
        from muster.planning.plan_file import read_plan
        from muster.scenario import scenario_digest

        plan = read_plan(path)
        if plan.scenario_digest not in (scenario_digest(self.given), scenario_digest(self.used)):
            raise PlanFileError(
                f"{path}: found a plan for the scenario {plan.scenario!r} of another digest than "
                f"{self.given.name!r} has now; expected a plan for this scenario; plan again, or "
                "name the folder as it was"
            )
        return plan


def read_given(folder: Path) -> GivenScenario:
    """Read a scenario folder and put its observations to use, where it asks for that."""
    from muster.hazard import with_estimated_hazards

    given = given_scenario(folder)
    return GivenScenario(given, with_estimated_hazards(given))


PlanOption = Annotated[
    Path | None,
    typer.Option("--plan", metavar="PLAN", help="The plan to ask about; without it one is made."),
]
PlanTimeOption = Annotated[
    float,
    typer.Option("--plan-time", min=0.0, max=1e6, help="Seconds for the plan, if one is made."),
]
EachTimeOption = Annotated[
    float,
    typer.Option("--time", min=0.1, max=1e6, help="Seconds for each time it is planned again."),
]


def base_plan(
    scenario: GivenScenario, path: Path | None, out: Path, time_limit_s: float, seed: int
) -> Plan:
    """The plan that a question is about: the one given, or one that is made and written to OUT."""
    from muster.cli.interrupts import unbroken
    from muster.cli.work_shown import WorkShown
    from muster.planning.plan_file import write_plan
    from muster.planning.planner import PlanOptions
    from muster.planning.solving import make_plan

    if path is not None:
        return scenario.plan(path)
    options = PlanOptions(time_limit_s=time_limit_s, seed=seed)
    with WorkShown("planning", time_limit_s=time_limit_s) as work:
        made = make_plan(scenario.given, options, report=work.search)
    with unbroken():
        write_plan(made, out, scenario.given)
    return made
