"""The definition of `scenario.toml`: its sections and their keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from muster.scenario.folder.kinds import (
    ID_LIST,
    IDENTIFIER,
    MOMENT,
    SHARES,
    TEXT,
    TRUE_FALSE,
    choice,
    number,
    whole,
)
from muster.scenario.folder.measures import DURATION, HOURS, PER_DAY
from muster.scenario.folder.table import Column, Need, Values
from muster.scenario.judgement import Judgement
from muster.scenario.people import SEPARATION_CLASSES
from muster.scenario.scenario import Objective, Scenario
from muster.scenario.security import Regime, RegimeRate

FORMAT = 1
"""Version of the scenario folder's format."""
SHORTEST_STEP_H, LONGEST_STEP_H = 0.01, 168
MOST_STEPS = 20_000
"""Steps beyond which step_h is a slip: two years of hours."""


@dataclass(frozen=True, slots=True)
class Section:
    """A table of `scenario.toml`, or each of an array of tables."""

    path: str
    """Dotted; empty for the top."""
    meaning: str
    columns: tuple[Column, ...]
    listed: Callable[[Scenario], Iterable[Values]]
    """What a scenario says in it: one mapping, or one per element of the array."""
    repeated: bool = False
    required: bool = False

    def named(self) -> Mapping[str, Column]:
        """Its keys by name."""
        return {column.name: column for column in self.columns}


def _top(scenario: Scenario) -> Iterable[Values]:
    yield {
        "format": FORMAT,
        "name": scenario.name,
        "description": scenario.description,
        "start": scenario.start,
        "step_h": scenario.step_h,
        "horizon_h": scenario.horizon_h,
        "legal_regime": scenario.legal_regime,
        "separation_classes": scenario.separation_classes,
    }


TOP = Section(
    "",
    "What the scenario is, and its time.",
    (
        Column("format", whole(FORMAT, FORMAT), "version of this format", "1", Need.FILLED),
        Column("name", TEXT, "a short name", "northern-prisons", Need.FILLED),
        Column("description", TEXT, "what it is about", "Two prisons …", default=""),
        Column(
            "start",
            MOMENT,
            "when the first step begins; its UTC offset is that of all windows",
            "2026-03-01T00:00:00+03:00",
            Need.FILLED,
        ),
        Column(
            "step_h",
            number(SHORTEST_STEP_H, LONGEST_STEP_H),
            "length of a step; departures and arrivals happen between steps",
            "3",
            Need.FILLED,
            unit="h",
        ),
        Column(
            "horizon_h",
            DURATION,
            "length of the whole plan, a whole number of steps",
            "120",
            Need.FILLED,
            unit="h",
        ),
        Column(
            "legal_regime",
            choice("gc3", "gc4", "domestic"),
            "the law that binds: the Third or Fourth Geneva Convention, or domestic law",
            "domestic",
            default="domestic",
            default_words="domestic",
        ),
        Column(
            "separation_classes",
            ID_LIST,
            "people who may share a compartment or a ward",
            json.dumps(SEPARATION_CLASSES),
            default=SEPARATION_CLASSES,
            default_words=", ".join(SEPARATION_CLASSES),
        ),
    ),
    _top,
    required=True,
)

_DEFAULTS = Objective()

OBJECTIVE = Section(
    "objective",
    "What the planner minimises, and the limits that come with it.",
    (
        Column(
            "beyond_h",
            HOURS,
            "how long after the horizon people still in danger are counted",
            "720",
            default=_DEFAULTS.beyond_h,
            default_words="720",
            unit="h",
        ),
        Column(
            "trip_price",
            number(0, 1_000_000),
            "weighted people one would risk to save a trip",
            "0.001",
            default=_DEFAULTS.trip_price,
            default_words="0",
        ),
        Column(
            "change_price",
            number(0, 1_000_000),
            "weighted people one would risk to keep an approved trip when replanning",
            "0.01",
            default=_DEFAULTS.change_price,
            default_words="0",
        ),
        Column(
            "ride_limit_h",
            DURATION,
            "hours of riding after which a rest stop is needed",
            "8",
            default_words="no limit",
            unit="h",
        ),
    ),
    lambda scenario: (
        {
            "beyond_h": scenario.objective.beyond_h,
            "trip_price": scenario.objective.trip_price,
            "change_price": scenario.objective.change_price,
            "ride_limit_h": scenario.objective.ride_limit_h,
        },
    ),
)


def _security(scenario: Scenario) -> Iterable[Values]:
    security = scenario.security
    yield {
        "initial": security.initial,
        "guard_elasticity": security.guard_elasticity,
        "guard_factor_limit": security.guard_factor_limit,
        "prior_shape": security.prior_shape,
        "use_observations": security.use_observations,
    }


SECURITY = Section(
    "security",
    "The security situation: regimes, and how hazards depend on guards and observations.",
    (
        Column(
            "initial",
            SHARES,
            "probability of each regime at the start; they sum to 1",
            "{ holding = 1.0 }",
            Need.FILLED,
        ),
        Column(
            "guard_elasticity",
            number(0, 10),
            "a site with fewer guards than it needs has its hazard times (needed / guards) to "
            "this power; a number, or { value, low, high, source }",
            "1.0",
            default=Judgement.certain(0.0),
            default_words="0",
            judgement=True,
        ),
        Column(
            "guard_factor_limit",
            number(1, 1_000_000),
            "that factor never exceeds this, not even with no guard left",
            "10",
            default=10.0,
            default_words="10",
        ),
        Column(
            "prior_shape",
            number(0, 1_000_000, above=True),
            "shape of the Gamma prior on each hazard: how many failures the judgement is worth",
            "1.0",
            default=1.0,
            default_words="1",
        ),
        Column(
            "use_observations",
            TRUE_FALSE,
            "whether hazards are updated from incidents before planning",
            "false",
            default=False,
            default_words="false",
        ),
    ),
    _security,
    required=True,
)

REGIMES = Section(
    "security.regime",
    "A state of the security situation.",
    (
        Column("name", IDENTIFIER, "its name", "holding", Need.FILLED),
        Column(
            "trips",
            TRUE_FALSE,
            "whether trips depart in it; the first entry into a regime without ends a plan",
            "true",
            default=True,
            default_words="true",
        ),
    ),
    lambda scenario: (
        {"name": regime.name, "trips": regime.trips} for regime in scenario.security.regimes
    ),
    repeated=True,
    required=True,
)


def _rates(scenario: Scenario) -> Iterable[Values]:
    for rate in scenario.security.rates:
        yield {
            "from": rate.origin,
            "to": rate.destination,
            "per_day": rate.per_day.value,
            "low": None if rate.per_day.is_certain else rate.per_day.low,
            "high": None if rate.per_day.is_certain else rate.per_day.high,
            "source": rate.per_day.source,
        }


RATES = Section(
    "security.rate",
    "The rate at which one regime passes into another.",
    (
        Column("from", IDENTIFIER, "the regime it leaves", "holding", Need.FILLED),
        Column("to", IDENTIFIER, "the regime it enters", "fraying", Need.FILLED),
        Column("per_day", PER_DAY, "the rate", "0.06", Need.FILLED, unit="per day"),
        Column("low", PER_DAY, "the lowest that would be defended", "0.02", unit="per day"),
        Column("high", PER_DAY, "the highest that would be defended", "0.15", unit="per day"),
        Column("source", TEXT, "who judged it, and on what", "staff estimate", default=""),
    ),
    _rates,
    repeated=True,
)

SECTIONS = (TOP, OBJECTIVE, SECURITY, REGIMES, RATES)


def regime_of(values: Mapping[str, Any]) -> Regime:
    """A regime from the values of its section."""
    return Regime(values["name"], values["trips"])


def rate_of(values: Mapping[str, Any]) -> RegimeRate:
    """A rate from the values of its section; low and high are those of the value if not given."""
    value = values["per_day"]
    low = value if values["low"] is None else values["low"]
    high = value if values["high"] is None else values["high"]
    return RegimeRate(values["from"], values["to"], Judgement(value, low, high, values["source"]))
