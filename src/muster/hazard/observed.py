"""Which hazard each observation bears on: the failures and days that were watched under it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.errors import Fault
from muster.scenario import ChangeTarget, Observation, Scenario

FILE = "incidents"
DAY = timedelta(days=1)

HazardKey = tuple[str, str, str | None]
"""Site, regime and custodian, as a hazard names them."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """What was seen while one hazard was in force."""

    failures: int = 0
    days: float = 0.0
    sources: tuple[str, ...] = ()
    """Sources of the observations, each once, sorted."""

    def __add__(self, other: Exposure) -> Exposure:
        return Exposure(
            self.failures + other.failures,
            self.days + other.days,
            tuple(sorted({*self.sources, *other.sources})),
        )


def exposures(scenario: Scenario) -> dict[HazardKey, Exposure]:
    """Failures and days by hazard; the scenario must be free of `observation_faults`.

    An observation in which custodians with hazards of their own took turns has its days divided
    between them. Days for which no hazard is given bear on nothing.
    """
    given = _hazards(scenario)
    found: dict[HazardKey, Exposure] = {}
    for observation in _in_order(scenario):
        sources = (observation.source,) if observation.source else ()
        days = _days_by_hazard(scenario, given, observation)
        for key, number in days.items():
            if key is not None:
                more = Exposure(observation.failures, number, sources)
                found[key] = found.get(key, Exposure()) + more
    return found


def observation_faults(scenario: Scenario) -> tuple[Fault, ...]:
    """Everything that keeps the hazards from being estimated from the observations."""
    faults = []
    if scenario.security.prior_shape <= 0:
        faults.append(
            Fault(
                "scenario.toml",
                None,
                "security.prior_shape",
                f"{scenario.security.prior_shape:g}",
                "a number above 0",
                "1 says that the prior is worth about one failure",
            )
        )
    given = _hazards(scenario)
    latest: dict[str, Observation] = {}
    for observation in _in_order(scenario):
        fault = _period_fault(scenario, observation, latest.get(observation.site))
        if fault is None and observation.failures > 0:
            fault = _failure_fault(scenario, given, observation)
        if fault is not None:
            faults.append(fault)
        before = latest.get(observation.site)
        if before is None or observation.ends > before.ends:
            latest[observation.site] = observation
    return tuple(faults)


def _in_order(scenario: Scenario) -> list[Observation]:
    return sorted(
        scenario.security.observations,
        key=lambda seen: (seen.begins, seen.ends, seen.site, seen.regime, seen.failures),
    )


def _hazards(scenario: Scenario) -> Mapping[HazardKey, float]:
    return {
        (hazard.site, hazard.regime, hazard.custodian): hazard.per_day.value
        for hazard in scenario.security.hazards
    }


def _days_by_hazard(
    scenario: Scenario, given: Mapping[HazardKey, float], observation: Observation
) -> dict[HazardKey | None, float]:
    """Days of an observation by the hazard in force; None where no hazard is given."""
    days: dict[HazardKey | None, float] = {}
    for begins, ends, custodian in _custody(scenario, observation):
        named = (observation.site, observation.regime, custodian)
        whoever = (observation.site, observation.regime, None)
        key = named if named in given else whoever if whoever in given else None
        days[key] = days.get(key, 0.0) + (ends - begins) / DAY
    return days


def _custody(
    scenario: Scenario, observation: Observation
) -> list[tuple[datetime, datetime, str | None]]:
    """Who held the observed site from when until when, within the observation.

    The custodian in `sites` is the one before every dated change, however early.
    """
    site = scenario.sites.get(observation.site)
    custodian: str | None = site.custodian if site is not None else None
    begins = observation.begins
    periods: list[tuple[datetime, datetime, str | None]] = []
    changes = [
        change
        for change in scenario.changes
        if (change.target_kind, change.target, change.field)
        == (ChangeTarget.SITE, observation.site, "custodian")
    ]
    for change in sorted(changes, key=lambda change: change.at):
        if begins < change.at < observation.ends:
            periods.append((begins, change.at, custodian))
            begins = change.at
        if change.at < observation.ends:
            custodian = None if change.value is None else str(change.value)
    return [*periods, (begins, observation.ends, custodian)]


def _period_fault(
    scenario: Scenario, observation: Observation, before: Observation | None
) -> Fault | None:
    named = describe(observation)
    if observation.failures < 0:
        return Fault(FILE, None, "failures", f"{observation.failures} ({named})", "0 or more")
    if observation.ends <= observation.begins:
        return Fault(FILE, None, "until", named, "an end after the beginning")
    if observation.ends > scenario.start:
        return Fault(
            FILE,
            None,
            "until",
            named,
            f"an end no later than the scenario's start, {scenario.start.isoformat()}",
            "A plan cannot learn from what happens after it; end the period at the start",
        )
    if before is not None and observation.begins < before.ends:
        return Fault(
            FILE,
            None,
            "from",
            f"{named} beside {describe(before)}",
            "periods of one site that do not overlap",
            "The same days would count twice; keep one of them or shorten it",
        )
    return None


def _failure_fault(
    scenario: Scenario, given: Mapping[HazardKey, float], observation: Observation
) -> Fault | None:
    named = f"{observation.failures} at {describe(observation)}"
    in_force = list(_days_by_hazard(scenario, given, observation))
    if len(in_force) > 1:
        changes = ", ".join(
            begins.isoformat() for begins, _, _ in _custody(scenario, observation)[1:]
        )
        return Fault(
            FILE,
            None,
            "failures",
            f"{named}, during which the custodian and with it the hazard changed",
            "failures that belong to one custodian",
            f"Split the row at {changes}",
        )
    key = in_force[0]
    if key is None or given[key] == 0:
        hazard = "no hazard" if key is None else "a hazard of 0"
        return Fault(
            FILE,
            None,
            "failures",
            f"{named}, where {hazard} is given",
            "a hazard above 0 as prior: what has failed can fail",
            "Give hazard_per_day for this site and regime in hazards",
        )
    return None


def describe(observation: Observation) -> str:
    """An observation in words: site, regime and period."""
    return (
        f"{observation.site}, {observation.regime}, "
        f"from {observation.begins.isoformat()} until {observation.ends.isoformat()}"
    )
