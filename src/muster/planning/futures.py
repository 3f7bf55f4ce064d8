"""Sampled futures: when trips stop and when each site fails, one course of events a column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.hazard.chain import FailureRates, RegimeChain, failure_rates, regime_chain
from muster.scenario import Scenario
from muster.scenario.timeline import HOUR_TOLERANCE

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Futures:
    """Courses of events as docs/planning-model.md, "Loss", draws them; N is their number."""

    stopped: FloatArray
    """(N,) hour D at which trips stop; inf where they do not before the evaluation ends."""
    failures: Mapping[str, FloatArray]
    """(N,) hour at which each site fails, inf where it stands until the evaluation ends.

    Sites that cannot fail, or lose nobody when they do, are left out."""


def sample_futures(scenario: Scenario, number: int, seed: int, stream: int) -> Futures:
    """Draw futures; the same seed and stream give the same ones.

    Regimes and each site have random numbers of their own (Philox, Salmon et al. 2011), so that
    a change at one site leaves the draws of all others as they were.
    """
    end = scenario.horizon_h + scenario.objective.beyond_h
    chain = regime_chain(scenario)
    sites = [
        _Site(
            _Wear(rates, scenario.horizon_h, end), _generator(seed, stream, 1 + index), id, number
        )
        for index, (id, site) in enumerate(scenario.sites.items())
        if site.loss_fraction.value > 0 and not (rates := failure_rates(scenario, site)).never
    ]
    stopped = np.full(number, np.inf)
    for stay in _course(chain, number, end, _generator(seed, stream, 0)):
        halted = ~chain.runs[stay.regime] & (stay.begins < end)
        stopped[halted] = np.minimum(stopped, stay.begins)[halted]
        for site in sites:
            site.endure(stay)
    return Futures(stopped, {site.id: site.failed for site in sites})


def _generator(seed: int, stream: int, source: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(np.random.SeedSequence([seed, stream, source])))


@dataclass(frozen=True, slots=True)
class _Stay:
    """The stay of each future in one regime: hours (N,) and the regime's index (N,)."""

    begins: FloatArray
    ends: FloatArray
    regime: IntArray


def _course(
    chain: RegimeChain, number: int, end: float, rng: np.random.Generator
) -> Iterator[_Stay]:
    """Stays one after the other, until every future has come to the end."""
    leaving = -chain.generator.diagonal()
    onward = np.where(np.eye(len(leaving), dtype=bool), 0.0, chain.generator)
    ways = np.cumsum(onward, axis=1)
    regime = _drawn(np.broadcast_to(np.cumsum(chain.initial), (number, len(leaving))), rng)
    now = np.zeros(number)
    while (now < end).any():
        rate = leaving[regime]
        with np.errstate(divide="ignore"):
            stay = np.where(rate > 0, rng.exponential(size=number) / rate, np.inf)
        until = np.minimum(now + stay, end)
        yield _Stay(now, until, regime)
        regime = np.where(rate > 0, _drawn(ways[regime], rng), regime)
        now = until


def _drawn(cumulative: FloatArray, rng: np.random.Generator) -> IntArray:
    """One index of each row, with the chances whose running sums the row holds."""
    point = rng.random(len(cumulative)) * cumulative[:, -1]
    index: IntArray = (point[:, None] >= cumulative).sum(axis=1)
    highest: IntArray = np.minimum(index, cumulative.shape[1] - 1)
    return highest


class _Wear:
    """Hazard of a site summed from the start, in each regime: piecewise linear in time."""

    def __init__(self, rates: FailureRates, horizon: float, end: float) -> None:
        pieces = [
            (hour, values)
            for hour, values in zip(rates.line.hours, rates.line.values, strict=True)
            if hour <= horizon + HOUR_TOLERANCE
        ]
        self.hours = np.array([*(min(hour, end) for hour, _ in pieces), end])
        spent = np.diff(self.hours)[:, None] * np.array([values for _, values in pieces])
        self.summed = np.vstack([np.zeros(spent.shape[1]), np.cumsum(spent, axis=0)]).T

    def until(self, hour: FloatArray, regime: int) -> FloatArray:
        """Hazard from the start until each hour."""
        summed: FloatArray = np.interp(hour, self.hours, self.summed[regime])
        return summed

    def hour(self, summed: FloatArray, regime: int) -> FloatArray:
        """The hour by which so much hazard has been met."""
        hour: FloatArray = np.interp(summed, self.summed[regime], self.hours)
        return hour


class _Site:
    """A site in every future: it fails when it has met a drawn amount of hazard."""

    def __init__(self, wear: _Wear, rng: np.random.Generator, id: str, number: int) -> None:
        self.id = id
        self.failed = np.full(number, np.inf)
        self._wear = wear
        self._left = rng.exponential(size=number)

    def endure(self, stay: _Stay) -> None:
        """Carry the site through a stay in a regime."""
        for regime in range(len(self._wear.summed)):
            here = np.flatnonzero(
                (stay.regime == regime) & (stay.begins < stay.ends) & np.isinf(self.failed)
            )
            before = self._wear.until(stay.begins[here], regime)
            met = self._wear.until(stay.ends[here], regime) - before
            fails = met > self._left[here]
            at = here[fails]
            self.failed[at] = self._wear.hour(before[fails] + self._left[at], regime)
            self._left[here[~fails]] -= met[~fails]
