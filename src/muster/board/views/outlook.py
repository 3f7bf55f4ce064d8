"""How likely each site is to fail within the next hours, as the scenario's hazards have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from muster.hazard import loss_coefficients
from muster.scenario import Scenario

AHEAD_H = 24.0
CLASSES = (0.005, 0.01, 0.02, 0.05)
"""Chances from which the map's next darker colour is used."""


@dataclass(frozen=True, slots=True)
class Outlooks:
    """By site, the chance of failure within AHEAD_H from each step boundary on."""

    scenario: Scenario
    chances: Mapping[str, tuple[float, ...]]
    """Given that it stands at the boundary; as long as the horizon leaves the full hours."""

    def at(self, site: str, moment: datetime) -> float | None:
        """The chance from a moment on; that of the first or last boundary beyond the ends."""
        known = self.chances.get(site)
        if not known:
            return None
        boundary = int(self.scenario.hours_until(moment) // self.scenario.step_h)
        return known[min(max(boundary, 0), len(known) - 1)]


def outlooks(scenario: Scenario) -> Outlooks:
    """Work the chances out once for a scenario."""
    ahead = max(round(AHEAD_H / scenario.step_h), 1)
    found = {}
    for site, loss in loss_coefficients(scenario).sites.items():
        failed = [float(chance) for chance in loss.failed_by]
        last = max(len(failed) - ahead, 1)
        found[site] = tuple(
            (failed[min(t + ahead, len(failed) - 1)] - failed[t]) / (1 - failed[t])
            if failed[t] < 1 else 1.0
            for t in range(last)
        )  # fmt: skip
    return Outlooks(scenario, found)


def class_of(chance: float | None) -> int:
    """Which of the map's five colours a chance has; the lowest where none is known."""
    return 0 if chance is None else sum(chance >= limit for limit in CLASSES)
