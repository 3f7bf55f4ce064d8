"""The scenario of a case, by name."""

from __future__ import annotations

from pathlib import Path

from bench.instances import SIZES, instance
from bench.means import Supply
from muster.hazard import with_estimated_hazards
from muster.scenario import Scenario, load

EXAMPLES = Path(__file__).parent.parent / "examples"


def scenario_of(name: str) -> Scenario:
    """The scenario of a case, with the hazards that its observations make."""
    folder = EXAMPLES / name
    if folder.is_dir():
        return with_estimated_hazards(load(folder))
    size, supply, seed = name.rsplit("-", 2)
    return instance(SIZES[size], int(seed), Supply(supply))
