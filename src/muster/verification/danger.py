"""The regimes and each site's hazard over time, as pieces in which nothing changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from muster.scenario import ChangeTarget, Scenario, Security, Site
from muster.verification.clock import TOLERANCE_H
from muster.verification.history import History, history

FloatArray = npt.NDArray[np.float64]
HOURS_PER_DAY = 24

LARGEST_EXPONENT = 700.0
"""exp of more is beyond floating point; any limit on the factor is far below it."""


@dataclass(frozen=True)
class Danger:
    """Rates per hour. Hazards are (sites, regimes) in the order of the scenario."""

    generator: FloatArray
    """(regimes, regimes); rows sum to 0."""
    trips_run: npt.NDArray[np.bool_]
    """Whether trips depart, by regime."""
    initial: FloatArray
    """Probability of each regime at the start."""
    pieces: tuple[tuple[tuple[float, FloatArray], ...], ...]
    """For each step, (hours, hazards) of the pieces in which the hazards are constant."""
    beyond: FloatArray
    """Hazards after the horizon."""
    beyond_h: float

    @property
    def steps(self) -> int:
        """Number of steps in the horizon."""
        return len(self.pieces)

    @property
    def fastest(self) -> float:
        """The highest rate at which any regime is left."""
        return float(-self.generator.min())


def read_danger(scenario: Scenario) -> Danger:
    """Put the hazards in order of time, from their custodians, guards and dated changes."""
    security = scenario.security
    keepers = [_keeper(scenario, site) for site in scenario.sites.values()]
    named = {
        (hazard.site, hazard.regime, hazard.custodian): hazard.per_day.value
        for hazard in security.hazards
    }

    def hazards(hour: float) -> FloatArray:
        rates = [
            [_hazard(keeper, regime.name, hour, named, security) for regime in security.regimes]
            for keeper in keepers
        ]
        return np.array(rates, dtype=np.float64) / HOURS_PER_DAY

    breaks = sorted({hour for keeper in keepers for hour in keeper.breaks})
    pieces = []
    for step in range(scenario.steps):
        begins, ends = step * scenario.step_h, (step + 1) * scenario.step_h
        inner = [h for h in breaks if begins + TOLERANCE_H < h < ends - TOLERANCE_H]
        limits = pairwise([begins, *inner, ends])
        pieces.append(tuple((b - a, hazards((a + b) / 2)) for a, b in limits if b > a))
    names = [regime.name for regime in security.regimes]
    return Danger(
        generator=_generator(security),
        trips_run=np.array([regime.trips for regime in security.regimes]),
        initial=np.array([security.initial.get(name, 0.0) for name in names]),
        pieces=tuple(pieces),
        beyond=hazards(scenario.horizon_h),
        beyond_h=scenario.objective.beyond_h,
    )


@dataclass(frozen=True, slots=True)
class _Keeper:
    """Who keeps a site, over time."""

    site: str
    custodian: History
    guards: History
    guards_needed: History

    @property
    def breaks(self) -> list[float]:
        changing = (self.custodian, self.guards, self.guards_needed)
        return [hour for each in changing for hour, _ in each.changes]


def _keeper(scenario: Scenario, site: Site) -> _Keeper:
    return _Keeper(
        site.id,
        history(scenario, ChangeTarget.SITE, site.id, "custodian", site.custodian),
        history(scenario, ChangeTarget.SITE, site.id, "guards", site.guards),
        history(scenario, ChangeTarget.SITE, site.id, "guards_needed", site.guards_needed),
    )


def _generator(security: Security) -> FloatArray:
    index = {regime.name: position for position, regime in enumerate(security.regimes)}
    generator = np.zeros((len(index), len(index)))
    for rate in security.rates:
        if rate.origin != rate.destination:
            per_h = rate.per_day.value / HOURS_PER_DAY
            generator[index[rate.origin], index[rate.destination]] += per_h
            generator[index[rate.origin], index[rate.origin]] -= per_h
    return generator


def _hazard(
    keeper: _Keeper,
    regime: str,
    hour: float,
    named: Mapping[tuple[str, str, str | None], float],
    security: Security,
) -> float:
    """The rate per day at which a site fails in a regime at an hour."""
    custodian = keeper.custodian.at(hour)
    rate = named.get((keeper.site, regime, None), 0.0)
    if custodian:
        rate = named.get((keeper.site, regime, custodian), rate)
    return rate * _guard_factor(keeper.guards.at(hour), keeper.guards_needed.at(hour), security)


def _guard_factor(guards: float | None, needed: float | None, security: Security) -> float:
    elasticity = security.guard_elasticity.value
    if guards is None or needed is None or guards >= needed:
        return 1.0
    if guards > 0:
        exponent = elasticity * math.log(needed / guards) if elasticity else 0.0
        return min(math.exp(min(exponent, LARGEST_EXPONENT)), security.guard_factor_limit)
    return security.guard_factor_limit if elasticity > 0 else 1.0
