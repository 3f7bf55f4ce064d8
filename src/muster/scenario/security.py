"""The security situation: regimes, how they change, and how likely sites are to fail in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from muster.errors import ImpossibleValueError
from muster.scenario.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Regime:
    """A state of the security situation, such as holding, fraying or collapsed."""

    name: str
    trips: bool = True
    """Whether trips depart. The first entry into a regime without trips ends a fixed plan."""


@dataclass(frozen=True, slots=True)
class RegimeRate:
    """The rate at which one regime passes into another."""

    origin: str
    destination: str
    per_day: Judgement


@dataclass(frozen=True, slots=True)
class Hazard:
    """The rate per day at which a site fails in a regime, under a custodian if one is named."""

    site: str
    regime: str
    per_day: Judgement
    custodian: str | None = None
    """None where it holds whoever the custodian is."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A period over which a site was watched in one regime, and how often it failed."""

    site: str
    regime: str
    begins: datetime
    ends: datetime
    failures: int
    source: str = ""

    @property
    def days(self) -> float:
        """Length of the period in days."""
        return (self.ends - self.begins).total_seconds() / 86_400


@dataclass(frozen=True, slots=True)
class Security:
    """Regimes as a continuous-time Markov chain, and the hazards of the sites within it."""

    regimes: tuple[Regime, ...]
    initial: Mapping[str, float]
    """Probability of each regime at the start; sums to 1."""
    rates: tuple[RegimeRate, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    guard_elasticity: Judgement = field(default_factory=lambda: Judgement.certain(0.0))
    """A site with guards below its need has its hazard times (needed / guards) to this power."""
    guard_factor_limit: float = 10.0
    """The factor never exceeds this, not even with no guard left."""
    prior_shape: float = 1.0
    """Shape of the Gamma prior on each hazard, whose mean is the hazard's value."""
    use_observations: bool = False
    """Whether hazards are updated from the observations before planning."""
    observations: tuple[Observation, ...] = ()

    def __post_init__(self) -> None:
        total = sum(self.initial.values())
        if abs(total - 1) > 1e-9:
            raise ImpossibleValueError(
                f"the probabilities of the regimes at the start must sum to 1, found {total:g}"
            )
