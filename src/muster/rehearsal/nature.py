"""What may happen of itself: the regimes and every site's hazard, as arrays for the kernel."""

from __future__ import annotations

from collections.abc import Collection
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
    weak_hazard: FloatArray
    """(pieces, R) once some of the guards have left early."""
    leave_rate: FloatArray
    """(S,) rate at which guards leave early; 0 where they do not."""
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


def find_nature(
    scenario: Scenario,
    guards: EarlyLeaving | None = None,
    closing: Collection[str] = (),
) -> Nature:
    """The dangers of a scenario as docs/planning-model.md, section Loss, has them.

    Sites whose failure loses nobody never fail here, for nothing that is told depends on it,
    unless they are among those that close at a failure.
    """
    chain = regime_chain(scenario)
    given = [regime.name for regime in scenario.security.regimes]
    order = np.array([given.index(name) for name in regime_names(scenario)])
    onward = chain.generator[np.ix_(order, order)].copy()
    np.fill_diagonal(onward, 0.0)
    end_h = scenario.horizon_h + scenario.objective.beyond_h
    first, ends, hazards, weak, fractions = [0], [], [], [], []
    fewer = scenario if guards is None else guards.scenario
    for id in site_order(scenario):
        site = scenario.sites[id]
        counts = 1.0 if site.loss_fraction.value or id in closing else 0.0
        both = (
            _pieces(failure_rates(each, each.sites[id]), scenario.horizon_h, end_h)
            for each in (scenario, fewer)
        )
        for (until, by_regime), (_, when_weak) in zip(*both, strict=True):
            ends.append(until)
            hazards.append(counts * np.array(by_regime)[order])
            weak.append(counts * np.array(when_weak)[order])
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
        weak_hazard=np.array(weak, dtype=np.float64).reshape(len(ends), len(order)),
        leave_rate=np.zeros(len(fractions)) if guards is None else guards.rate,
        fraction=np.array(fractions),
        step_h=float(scenario.step_h),
        steps=scenario.steps,
        end_h=float(end_h),
    )


class EarlyLeaving(NamedTuple):
    """Guards who leave early."""

    scenario: Scenario
    """The scenario with the fewer guards from the start."""
    rate: FloatArray
    """(S,) rate per hour at which they leave."""


def _pieces(
    rates: FailureRates, horizon_h: float, end_h: float
) -> list[tuple[float, tuple[float, ...]]]:
    """(end, rates) of each piece; after the horizon nothing given changes any more."""
    hours, values = rates.line.hours, rates.line.values
    count = sum(hour <= horizon_h + HOUR_TOLERANCE for hour in hours)
    return [*zip(hours[1:count], values[: count - 1], strict=True), (end_h, values[count - 1])]
