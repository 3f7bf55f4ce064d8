"""Regimes as a continuous-time Markov chain, and a site's rate of failure in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.scenario import ChangeTarget, Scenario, Site
from muster.scenario.timeline import Timeline, timeline

HOURS_PER_DAY = 24.0

Vector = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RegimeChain:
    """Generator Q of the regimes (regimes x regimes, per hour; rows sum to 0)."""

    generator: Matrix
    initial: Vector
    """Probability of each regime at the start."""
    runs: npt.NDArray[np.bool_]
    """Which regimes let trips depart."""


def regime_chain(scenario: Scenario) -> RegimeChain:
    """The chain of a scenario's regimes, in the order in which the scenario names them."""
    security = scenario.security
    index = {regime.name: i for i, regime in enumerate(security.regimes)}
    generator = np.zeros((len(index), len(index)))
    for rate in security.rates:
        generator[index[rate.origin], index[rate.destination]] += rate.per_day.value / HOURS_PER_DAY
    np.fill_diagonal(generator, generator.diagonal() - generator.sum(axis=1))
    initial = np.array([security.initial.get(regime.name, 0.0) for regime in security.regimes])
    runs = np.array([regime.trips for regime in security.regimes])
    return RegimeChain(generator, initial, runs)


def guard_factor(
    guards: float | None, needed: float | None, elasticity: float, limit: float
) -> float:
    """By how much a shortage of guards multiplies the hazard; 1 where there is none."""
    if guards is None or needed is None or guards >= needed or elasticity == 0:
        return 1.0
    if guards <= 0:
        return limit
    try:
        return min(float((needed / guards) ** elasticity), limit)
    except OverflowError:  # next to no guards: the power is beyond any float, and so any limit
        return limit


@dataclass(frozen=True, slots=True)
class FailureRates:
    """A site's rate of failure per hour in each regime, piecewise constant over time."""

    line: Timeline[tuple[float, ...]]

    @property
    def never(self) -> bool:
        """Whether the site cannot fail at all."""
        return all(rate == 0 for rates in self.line.values for rate in rates)


def failure_rates(scenario: Scenario, site: Site) -> FailureRates:
    """The rates of one site, with its custodians and guards as they change."""
    security = scenario.security
    named = {
        (hazard.regime, hazard.custodian): hazard.per_day.value / HOURS_PER_DAY
        for hazard in security.hazards
        if hazard.site == site.id
    }
    if not named:
        return FailureRates(Timeline((0.0,), ((0.0,) * len(security.regimes),)))
    of_site = ChangeTarget.SITE
    custodian = timeline(scenario, of_site, site.id, "custodian", site.custodian)
    guards = timeline(scenario, of_site, site.id, "guards", site.guards)
    needed = timeline(scenario, of_site, site.id, "guards_needed", site.guards_needed)

    def rates_at(hour: float) -> tuple[float, ...]:
        factor = guard_factor(
            guards.at(hour),
            needed.at(hour),
            security.guard_elasticity.value,
            security.guard_factor_limit,
        )
        holder = custodian.at(hour)
        return tuple(
            factor * named.get((regime.name, holder), named.get((regime.name, None), 0.0))
            for regime in security.regimes
        )

    hours = tuple(sorted({*custodian.hours, *guards.hours, *needed.hours}))
    return FailureRates(Timeline(hours, tuple(rates_at(hour) for hour in hours)))
