"""Loss coefficients: what a person's presence at a site, or ride, costs in expectation.

For each site the chain (regime x {standing, failed}) is extended by whether trips have stopped
and carried through each step by one matrix exponential (Van Loan 1978); see docs/hazard.md and
docs/planning-model.md, "Loss".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

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

REMEMBERED = 4_096
"""Matrix exponentials kept: whoever plans again and again asks for the same ones."""


@dataclass(frozen=True, slots=True)
class SiteLoss:
    """What one site does to those who are there, by step; T is the number of steps."""

    present: Vector
    """(T + 1,) c[n,t]: share of a person lost by presence in step t; at T, after the horizon."""
    failed_by: Vector
    """(T + 1,) probability that the site has failed by each boundary, trips or no trips."""
    stopping: Matrix
    """(T, regimes) probability that trips stop in step t and the site stands at its end."""
    stopped_at_start: Vector
    """(regimes,) probability that trips are stopped from the start, by regime."""
    standing: tuple[Matrix, ...]
    """T matrices (regimes x regimes): the site stands through step t, regime to regime."""
    fails_later: Matrix
    """(T + 1, regimes) probability of failing before the evaluation ends, from boundary t on."""
    loss_fraction: float

    def after_arrival(self, departure: int, arrival: int) -> float:
        """Share lost here of people under way from one boundary to another when trips stop."""
        stopped = np.zeros_like(self.stopped_at_start)
        for step in range(departure, arrival):
            stopped = stopped @ self.standing[step] + self.stopping[step]
        return float(self.loss_fraction * stopped @ self.fails_later[arrival])

    def before_arrival_from_start(self, arrival: int) -> float:
        """The same for people who are under way when the scenario starts."""
        stopped = self.stopped_at_start
        for step in range(arrival):
            stopped = stopped @ self.standing[step] + self.stopping[step]
        return float(self.loss_fraction * stopped @ self.fails_later[arrival])


@dataclass(frozen=True, slots=True)
class LossCoefficients:
    """What presence at each site and each ride cost, before a person's weight."""

    sites: Mapping[str, SiteLoss]
    running: Vector
    """(T + 1,) probability that trips still run at each boundary."""


def loss_coefficients(scenario: Scenario) -> LossCoefficients:
    """Compute the loss coefficients of every site of a scenario."""
    chain = regime_chain(scenario)
    cache: dict[tuple[tuple[float, ...], float], Matrix] = {}
    sites: dict[str, SiteLoss] = {}
    like: dict[tuple[object, float], SiteLoss] = {}
    for site in scenario.sites.values():
        rates = failure_rates(scenario, site)
        key = (rates.line, site.loss_fraction.value)
        if key not in like:
            like[key] = _site_loss(scenario, chain, rates, site.loss_fraction.value, cache)
        sites[site.id] = like[key]
    return LossCoefficients(sites, _running(scenario, chain))


def _running(scenario: Scenario, chain: RegimeChain) -> Vector:
    among_running = chain.generator[np.ix_(chain.runs, chain.runs)]
    step = _exponential(among_running * scenario.step_h)
    state = chain.initial[chain.runs]
    running = [state.sum()]
    for _ in range(scenario.steps):
        state = state @ step
        running.append(state.sum())
    return np.array(running)


def _exponential(matrix: Matrix) -> Matrix:
    return _remembered_exponential(matrix.tobytes(), len(matrix))


@lru_cache(maxsize=REMEMBERED)
def _remembered_exponential(content: bytes, size: int) -> Matrix:
    found: Matrix = expm(np.frombuffer(content).reshape(size, size))
    found.setflags(write=False)
    return found


def _extended_generator(chain: RegimeChain, rates: tuple[float, ...]) -> Matrix:
    """Generator over [running regimes, failed while running, stopped regimes, failed after]."""
    running = np.flatnonzero(chain.runs)
    regimes = len(rates)
    failed = len(running)
    stopped = failed + 1
    failed_after = stopped + regimes
    extended = np.zeros((failed_after + 1, failed_after + 1))
    for row, regime in enumerate(running):
        extended[row, :failed] = chain.generator[regime, running]
        for other in np.flatnonzero(~chain.runs):
            extended[row, stopped + other] = chain.generator[regime, other]
        extended[row, row] -= rates[regime]
        extended[row, failed] = rates[regime]
    extended[stopped:failed_after, stopped:failed_after] = chain.generator - np.diag(rates)
    extended[stopped:failed_after, failed_after] = rates
    return extended


def _step_matrix(
    chain: RegimeChain,
    pieces: list[tuple[float, tuple[float, ...]]],
    cache: dict[tuple[tuple[float, ...], float], Matrix],
) -> Matrix:
    """Transition matrix of the extended chain through pieces of (hours, rates)."""
    matrix: Matrix | None = None
    for hours, rates in pieces:
        key = (rates, round(hours, 9))
        if key not in cache:
            cache[key] = _exponential(_extended_generator(chain, rates) * hours)
        matrix = cache[key] if matrix is None else matrix @ cache[key]
    assert matrix is not None
    return matrix


def _site_loss(
    scenario: Scenario,
    chain: RegimeChain,
    rates: FailureRates,
    loss_fraction: float,
    cache: dict[tuple[tuple[float, ...], float], Matrix],
) -> SiteLoss:
    steps, step_h = scenario.steps, scenario.step_h
    running = int(chain.runs.sum())
    stopped = slice(running + 1, running + 1 + len(chain.initial))
    through = [
        _step_matrix(chain, rates.line.between(t * step_h, (t + 1) * step_h), cache)
        for t in range(steps)
    ]
    standing = tuple(matrix[stopped, stopped] for matrix in through)
    beyond = [(scenario.objective.beyond_h, rates.line.at(scenario.horizon_h))]
    fails_later = np.zeros((steps + 1, len(chain.initial)))
    if scenario.objective.beyond_h > 0:
        fails_later[steps] = _step_matrix(chain, beyond, cache)[stopped, -1]
    for t in range(steps - 1, -1, -1):
        fails_later[t] = through[t][stopped, -1] + standing[t] @ fails_later[t + 1]

    state = chain.initial[chain.runs]
    stopped_at_start = np.where(chain.runs, 0.0, chain.initial)
    everywhere = chain.initial.copy()
    present = np.zeros(steps + 1)
    failed_by = np.zeros(steps + 1)
    stopping = np.zeros((steps, len(chain.initial)))
    for t in range(steps):
        after = state @ through[t][:running]
        stopping[t] = after[stopped]
        present[t] = after[running] + after[-1] + stopping[t] @ fails_later[t + 1]
        state = after[:running]
        everywhere = everywhere @ standing[t]
        failed_by[t + 1] = 1 - everywhere.sum()
    present[0] += stopped_at_start @ fails_later[0]
    present[steps] = state @ fails_later[steps][chain.runs]
    return SiteLoss(
        present=loss_fraction * np.maximum(present, 0.0),
        failed_by=np.clip(failed_by, 0.0, 1.0),
        stopping=stopping,
        stopped_at_start=stopped_at_start,
        standing=standing,
        fails_later=fails_later,
        loss_fraction=loss_fraction,
    )
