"""The scenario that a command was given."""

from __future__ import annotations

from pathlib import Path

from muster.cli.refusal import show_faults
from muster.errors import ScenarioError
from muster.scenario import Scenario, inspect


def given_scenario(folder: Path) -> Scenario:
    """Read a scenario folder; shows warnings on stderr and raises ScenarioError on errors."""
    scenario, faults = inspect(folder)
    if scenario is None:
        raise ScenarioError(faults)
    show_faults(faults)
    return scenario
