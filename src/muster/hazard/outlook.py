"""The outlook: how the regimes mix as time passes, and how likely each site is to fail by when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.linalg import expm

from muster.hazard.chain import (
    FailureRates,
    Matrix,
    RegimeChain,
    Vector,
    failure_rates,
    regime_chain,
)
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class SiteOutlook:
    """How likely one site is to fail, whatever the regime turns out to be."""

    site: str
    failed_by: tuple[float, ...]
    """Chance that it has failed by each of the outlook's hours."""
    failed_by_end: float
    """Chance that it has failed when the evaluation ends, `beyond_h` after the horizon."""
    lost_if_staying: float
    """Share of those who stay there to the end who are lost: failed_by_end x loss fraction."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the hazards say about the hours ahead, before anything is planned."""

    hours: tuple[float, ...]
    """Hours from the start; see `look_ahead`."""
    regimes: tuple[Mapping[str, float], ...]
    """Probability of each regime at each hour."""
    trips_stopped: tuple[float, ...]
    """Probability that a regime without trips has been entered by each hour."""
    sites: tuple[SiteOutlook, ...]


def look_ahead(scenario: Scenario, hours: Sequence[float] | None = None) -> Outlook:
    """The outlook at some hours from the start: by default 24, 72 and the horizon, in order.

    After the horizon nothing given changes any more, as in the planner.
    """
    at = tuple(sorted({24.0, 72.0, scenario.horizon_h} if hours is None else {*hours}))
    chain = regime_chain(scenario)
    names = [regime.name for regime in scenario.security.regimes]
    mixes = [chain.initial @ expm(chain.generator * hour) for hour in at]
    return Outlook(
        hours=at,
        regimes=tuple(dict(zip(names, map(float, mix), strict=True)) for mix in mixes),
        trips_stopped=tuple(_stopped_by(chain, hour) for hour in at),
        sites=_sites(scenario, chain, at),
    )


def _stopped_by(chain: RegimeChain, hour: float) -> float:
    """Chance that a regime without trips has been entered: the mass of an absorbing state."""
    among_running = chain.generator[np.ix_(chain.runs, chain.runs)]
    leaving = chain.generator[np.ix_(chain.runs, ~chain.runs)].sum(axis=1)
    start = np.append(chain.initial[chain.runs], chain.initial[~chain.runs].sum())
    absorbing = _with_absorption(among_running, leaving)
    return float(np.clip((start @ expm(absorbing * hour))[-1], 0.0, 1.0))


def _sites(scenario: Scenario, chain: RegimeChain, at: Sequence[float]) -> tuple[SiteOutlook, ...]:
    end = scenario.horizon_h + scenario.objective.beyond_h
    like: dict[object, tuple[float, ...]] = {}
    sites = []
    for site in scenario.sites.values():
        rates = failure_rates(scenario, site)
        if rates.line not in like:
            like[rates.line] = _failed_by(chain, rates, scenario.horizon_h, (*at, end))
        *failed_by, failed_by_end = like[rates.line]
        lost = site.loss_fraction.value * failed_by_end
        sites.append(SiteOutlook(site.id, tuple(failed_by), failed_by_end, lost))
    return tuple(sites)


def _failed_by(
    chain: RegimeChain, rates: FailureRates, horizon_h: float, hours: Sequence[float]
) -> tuple[float, ...]:
    """Chance of failure by each hour: the mass of an absorbing state beside the regimes."""
    start = np.append(chain.initial, 0.0)
    return tuple(
        float(np.clip(_propagated(chain, rates, horizon_h, start, hour)[-1], 0.0, 1.0))
        for hour in hours
    )


def _propagated(
    chain: RegimeChain, rates: FailureRates, horizon_h: float, state: Vector, until: float
) -> Vector:
    pieces = rates.line.between(0.0, min(until, horizon_h))
    if until > horizon_h:
        pieces.append((until - horizon_h, rates.line.at(horizon_h)))
    for hours, by_regime in pieces:
        standing = chain.generator - np.diag(by_regime)
        state = state @ expm(_with_absorption(standing, by_regime) * hours)
    return state


def _with_absorption(within: Matrix, leaving: Sequence[float] | Vector) -> Matrix:
    """Generator over some states and one more that takes what leaves them, for good."""
    states = len(leaving)
    extended = np.zeros((states + 1, states + 1))
    extended[:states, :states] = within
    extended[:states, states] = leaving
    return extended
