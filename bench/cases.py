"""The instances that are measured, each with how long Muster and the peers may take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.instances import REPORTING_SEEDS
from bench.means import Supply
from bench.scenarios import EXAMPLES

SEED = REPORTING_SEEDS[0]
"""Of the methods themselves; instances are drawn with further reporting seeds."""


@dataclass(frozen=True, slots=True)
class Case:
    """An instance by name, with time limits in seconds."""

    name: str
    """An example's folder, or size-supply-seed."""
    muster_s: float
    solver_s: float
    """For each of the peers."""

    @property
    def example(self) -> Path | None:
        """The folder of an example; None for a generated instance."""
        folder = EXAMPLES / self.name
        return folder if folder.is_dir() else None


def generated(size: str, seeds: int, muster_s: float, solver_s: float) -> Iterator[Case]:
    """Slack, tight and single-vehicle supply for each of so many reporting seeds."""
    for seed in REPORTING_SEEDS[:seeds]:
        for supply in Supply:
            yield Case(f"{size}-{supply}-{seed}", muster_s, solver_s)


FULL = (
    Case("waikeria-2020", 30, 30),
    Case("christchurch-earthquake", 30, 30),
    Case("northeast-syria-2026", 150, 150),
    *generated("small", 3, 10, 10),
    *generated("medium", 2, 25, 25),
    *generated("reference", 1, 45, 45),
    Case(f"large-tight-{SEED}", 120, 60),
    Case(f"national-tight-{SEED}", 600, 80),
)
QUICK = (
    Case(f"small-tight-{SEED}", 5, 5),
    Case(f"small-single-{SEED}", 5, 5),
    Case("waikeria-2020", 8, 8),
    Case(f"medium-tight-{SEED}", 8, 8),
)
