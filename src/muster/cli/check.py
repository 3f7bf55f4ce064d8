"""`muster check FOLDER`: every fault of a scenario folder, at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import typer
from rich.console import Console
from rich.text import Text

from muster.cli.console import NEGATIVE, FolderArgument, JsonFlag, stdout, write_json
from muster.cli.refusal import headline
from muster.errors import Fault, ScenarioError
from muster.scenario import Scenario, inspect


def check(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """List every fault of a scenario folder, with file, row, column, found and expected."""
    scenario, faults = inspect(folder)
    if not folder.is_dir():
        raise ScenarioError(faults)
    usable = scenario is not None
    if scenario is not None:
        unusable = _observation_faults(scenario)
        faults = (*faults, *unusable)
        usable = not unusable
    if as_json:
        write_json(
            {
                "folder": folder,
                "errors": sum(fault.severity == "error" for fault in faults),
                "warnings": sum(fault.severity == "warning" for fault in faults),
                "faults": faults,
                "summary": None if scenario is None else summary(scenario),
            }
        )
    else:
        console = stdout()
        _show_by_file(console, faults)
        if scenario is not None:
            _show_summary(console, scenario)
        console.print(Text(headline(faults), style="green" if usable else "red"))
    if not usable:
        raise typer.Exit(NEGATIVE)


def _observation_faults(scenario: Scenario) -> tuple[Fault, ...]:
    """What keeps hazards from being estimated from observations, where the scenario asks for it."""
    if not scenario.security.use_observations:
        return ()
    from muster.hazard import observation_faults

    return observation_faults(scenario)


def _show_by_file(console: Console, faults: Sequence[Fault]) -> None:
    for file, of_file in groupby(faults, key=lambda fault: fault.file):
        console.print(Text(file, style="bold"))
        for fault in of_file:
            console.print(_line(fault))
        console.print()


def _line(fault: Fault) -> Text:
    where = [f"row {fault.row}"] if fault.row is not None else []
    where += [fault.column] if fault.column is not None else []
    style = "red" if fault.severity == "error" else "yellow"
    return Text.assemble(
        "  ",
        (fault.severity, style),
        " " * (9 - len(fault.severity)),
        (", ".join(where) + ": " if where else ""),
        f"found {fault.found}; expected {fault.expected}",
        (f". {fault.action}" if fault.action else ""),
    )


def summary(scenario: Scenario) -> dict[str, object]:
    """What the scenario holds, in numbers."""
    classes: dict[str, int] = {}
    for group in scenario.groups.values():
        name = group.separation_class
        classes[name] = classes.get(name, 0) + group.people
    return {
        "name": scenario.name,
        "start": scenario.start,
        "horizon_h": scenario.horizon_h,
        "steps": scenario.steps,
        "step_h": scenario.step_h,
        "sites": len(scenario.sites),
        "links": len(scenario.links),
        "people": scenario.total_people,
        "people_by_class": classes,
        "groups": len(scenario.groups),
        "vehicles": {fleet.id: fleet.vehicles for fleet in scenario.fleets.values()},
        "escort_teams": {pool.id: pool.teams for pool in scenario.escort_pools.values()},
        "regimes": [regime.name for regime in scenario.security.regimes],
    }


def _show_summary(console: Console, scenario: Scenario) -> None:
    held = summary(scenario)
    classes = held["people_by_class"]
    assert isinstance(classes, dict)
    by_class = ", ".join(f"{number:,} {name}" for name, number in sorted(classes.items()))
    fleets = ", ".join(
        f"{fleet.id} ({fleet.vehicles} x {sum(fleet.seats.values())} seats, {fleet.mode})"
        for fleet in scenario.fleets.values()
    )
    escorts = ", ".join(
        f"{pool.id} ({pool.teams} teams)" for pool in scenario.escort_pools.values()
    )
    end = scenario.moment(scenario.steps)
    lines = {
        "scenario": scenario.name,
        "time": f"{scenario.start.isoformat()} to {end.isoformat()}, "
        f"{scenario.steps:,} steps of {scenario.step_h:g} h",
        "sites": f"{len(scenario.sites):,}, links {len(scenario.links):,}",
        "people": f"{scenario.total_people:,} (groups: {len(scenario.groups):,}): {by_class}",
        "fleets": fleets or "none",
        "escorts": escorts or "none",
        "regimes": ", ".join(regime.name for regime in scenario.security.regimes),
    }
    for name, said in lines.items():
        console.print(Text.assemble((f"{name:<10}", "bold"), said))
