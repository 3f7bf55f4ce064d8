"""What may happen of itself: the regimes and every site's hazard, as arrays for the kernel."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.hazard.chain import FailureRates, failure_rates, regime_chain
from muster.scenario import Scenario
from muster.scenario.timeline import HOUR_TOLERANCE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class Nature(NamedTuple):
    """Regimes R and sites S, both in the order of their ids, so that no row's place matters.

    Times are hours from the start, rates per hour.
    """

    start: FloatArray
    """(R,) running sums of the chances of each regime at the start."""
    leaving: FloatArray
    """(R,) rate at which each regime is left."""
    onward: FloatArray
    """(R, R) running sums of the rates from a regime to each."""
    runs: BoolArray
    """(R,) whether trips depart."""
    first_piece: IntArray
    """(S + 1,) first of each site's pieces of time in which its hazards stay the same."""
    piece_end: FloatArray
    """(pieces,) hour at which each ends."""
    hazard: FloatArray
    """(pieces, R)."""
    fraction: FloatArray
    """(S,) share of those present who are lost at a failure."""
    step_h: float
    steps: int
    end_h: float
    """When the evaluation ends."""


def site_order(scenario: Scenario) -> dict[str, int]:
    """Each site's place in the arrays."""
    return {id: index for index, id in enumerate(sorted(scenario.sites))}


def regime_names(scenario: Scenario) -> tuple[str, ...]:
    """The regimes in the order of the arrays."""
    return tuple(sorted(regime.name for regime in scenario.security.regimes))


def find_nature(scenario: Scenario) -> Nature:
    """The dangers of a scenario as docs/planning-model.md, section Loss, has them.

    Sites whose failure loses nobody never fail here: nothing that is told depends on it.
    """
    chain = regime_chain(scenario)
    given = [regime.name for regime in scenario.security.regimes]
    order = np.array([given.index(name) for name in regime_names(scenario)])
    onward = chain.generator[np.ix_(order, order)].copy()
    np.fill_diagonal(onward, 0.0)
    end_h = scenario.horizon_h + scenario.objective.beyond_h
    first, ends, hazards, fractions = [0], [], [], []
    for id in site_order(scenario):
        site = scenario.sites[id]
        rates = failure_rates(scenario, site)
        for until, by_regime in _pieces(rates, scenario.horizon_h, end_h):
            ends.append(until)
            hazards.append(np.array(by_regime)[order] if site.loss_fraction.value else 0.0 * order)
        first.append(len(ends))
        fractions.append(site.loss_fraction.value)
    return Nature(
        start=np.cumsum(chain.initial[order]),
        leaving=onward.sum(axis=1),
        onward=np.ascontiguousarray(np.cumsum(onward, axis=1)),
        runs=np.ascontiguousarray(chain.runs[order]),
        first_piece=np.array(first, dtype=np.int64),
        piece_end=np.array(ends),
        hazard=np.array(hazards, dtype=np.float64).reshape(len(ends), len(order)),
        fraction=np.array(fractions),
        step_h=float(scenario.step_h),
        steps=scenario.steps,
        end_h=float(end_h),
    )


def _pieces(
    rates: FailureRates, horizon_h: float, end_h: float
) -> list[tuple[float, tuple[float, ...]]]:
    """(end, rates) of each piece; after the horizon nothing given changes any more."""
    hours, values = rates.line.hours, rates.line.values
    count = sum(hour <= horizon_h + HOUR_TOLERANCE for hour in hours)
    return [*zip(hours[1:count], values[: count - 1], strict=True), (end_h, values[count - 1])]
