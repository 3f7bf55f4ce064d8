"""Hazards updated from what was observed, by a conjugate Gamma-Poisson update.

The failures of a site in `days` days at hazard h are Poisson(h x days). A Gamma(shape, rate) prior
on h becomes Gamma(shape + failures, rate + days) (Gelman et al., Bayesian Data Analysis, 3rd ed.,
section 2.6, Poisson model with exposure). The prior's mean is the hazard's value and its shape
the scenario's `prior_shape`: how many failures the prior is worth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from scipy.special import gammaincinv

from muster.errors import ScenarioError
from muster.hazard.observed import Exposure, exposures, observation_faults
from muster.scenario import Hazard, Judgement, Scenario

INTERVAL = 0.90
"""Share of the posterior between the low and the high of an estimated hazard."""


@dataclass(frozen=True, slots=True)
class Gamma:
    """A Gamma distribution of a hazard: shape, and rate in days."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Failures per day, in expectation."""
        return self.shape / self.rate

    def quantile(self, share: float) -> float:
        """The hazard per day below which a share of the distribution lies."""
        return float(gammaincinv(self.shape, share)) / self.rate

    def after(self, exposure: Exposure) -> Gamma:
        """The distribution once an exposure has been seen."""
        return Gamma(self.shape + exposure.failures, self.rate + exposure.days)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A hazard before and after the observations that bear on it."""

    prior: Hazard
    exposure: Exposure
    posterior: Judgement
    """The prior judgement itself where nothing was observed."""


def estimate_hazards(scenario: Scenario) -> tuple[Estimate, ...]:
    """Each hazard of a scenario, in its order, updated by the scenario's observations.

    A hazard of 0 says that the site cannot fail; days without a failure leave it at 0.

    Raises:
        ScenarioError: with every one of `observation_faults`.
    """
    faults = observation_faults(scenario)
    if faults:
        raise ScenarioError(faults)
    seen = exposures(scenario)
    return tuple(
        _estimate(
            hazard,
            scenario.security.prior_shape,
            seen.get((hazard.site, hazard.regime, hazard.custodian), Exposure()),
        )
        for hazard in scenario.security.hazards
    )


def with_estimated_hazards(scenario: Scenario) -> Scenario:
    """The scenario with its hazards updated, where it asks for that; else the scenario itself.

    The result no longer asks, so that the same observations are never counted twice.

    Raises:
        ScenarioError: where the observations cannot be used; see `estimate_hazards`.
    """
    if not scenario.security.use_observations:
        return scenario
    hazards = tuple(
        replace(estimate.prior, per_day=estimate.posterior)
        for estimate in estimate_hazards(scenario)
    )
    security = replace(scenario.security, hazards=hazards, use_observations=False)
    return replace(scenario, security=security)


def _estimate(hazard: Hazard, prior_shape: float, exposure: Exposure) -> Estimate:
    prior = hazard.per_day
    if exposure.days == 0 or prior.value == 0:
        return Estimate(hazard, exposure, prior)
    posterior = Gamma(prior_shape, prior_shape / prior.value).after(exposure)
    tail = (1 - INTERVAL) / 2
    # With a shape far below 1 the mean lies above even the 95th percentile; a judgement's range
    # holds its value, so the range is then stretched to it.
    judgement = Judgement(
        value=posterior.mean,
        low=min(posterior.quantile(tail), posterior.mean),
        high=max(posterior.quantile(1 - tail), posterior.mean),
        source=_source(prior, prior_shape, exposure),
    )
    return Estimate(hazard, exposure, judgement)


def _source(prior: Judgement, prior_shape: float, exposure: Exposure) -> str:
    failures = "1 failure" if exposure.failures == 1 else f"{exposure.failures} failures"
    days = "1 day" if exposure.days == 1 else f"{exposure.days:g} days"
    return (
        f"prior {prior.value:g} a day (Gamma, shape {prior_shape:g}){_of((prior.source,))}, "
        f"updated by {failures} in {days}{_of(exposure.sources)}; "
        f"mean and central {INTERVAL * 100:.0f} % interval"
    )


def _of(sources: Iterable[str]) -> str:
    said = "; ".join(source for source in sources if source)
    return f" [{said}]" if said else ""
