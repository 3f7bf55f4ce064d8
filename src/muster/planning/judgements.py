"""The judgements of a scenario that have a range, and a scenario at one end of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from muster.scenario import Hazard, Judgement, Scenario, Site


class End(StrEnum):
    """An end of a judgement's range."""

    LOW = "low"
    HIGH = "high"

    def of(self, judgement: Judgement) -> Judgement:
        """The judgement as if this end were certain."""
        return Judgement.certain(getattr(judgement, self.value), judgement.source)


@dataclass(frozen=True, slots=True)
class Judged:
    """One thing that was judged, perhaps for several places at once.

    Equal judgements of like things (same low, value and high) are taken to be one, for who judged
    one place as another would move both; so are the hazards of a site in all regimes, which then
    have values relative to those used.
    """

    name: str
    kind: str
    """`hazard`, `loss_fraction`, `embark_per_h`, `risk`, `rate` or `guard_elasticity`."""
    targets: tuple[str, ...]
    """Ids of sites or links; of a rate, the two regimes; of an elasticity, none."""
    low: float
    value: float
    high: float
    source: str
    relative: bool = False
    """Whether low, value and high multiply the values used."""

    def at(self, scenario: Scenario, end: End) -> Scenario:
        """The scenario with this judgement at one end of its range."""
        if self.kind == "hazard":
            return _with_security(scenario, hazards=_hazards_at(scenario, self.targets, end))
        if self.kind == "rate":
            rates = tuple(
                replace(rate, per_day=end.of(rate.per_day))
                if (rate.origin, rate.destination) == self.targets
                else rate
                for rate in scenario.security.rates
            )
            return _with_security(scenario, rates=rates)
        if self.kind == "guard_elasticity":
            return _with_security(
                scenario, guard_elasticity=end.of(scenario.security.guard_elasticity)
            )
        if self.kind == "risk":
            links = {
                link: replace(scenario.links[link], risk=end.of(scenario.links[link].risk))
                for link in self.targets
            }
            return replace(scenario, links={**scenario.links, **links})
        sites = {site: self._site_at(scenario.sites[site], end) for site in self.targets}
        return replace(scenario, sites={**scenario.sites, **sites})

    def _site_at(self, site: Site, end: End) -> Site:
        field: dict[str, Any] = {self.kind: end.of(getattr(site, self.kind))}
        return replace(site, **field)


def judgements(scenario: Scenario) -> tuple[Judged, ...]:
    """Everything with a range in a scenario, equal judgements together."""
    security = scenario.security
    found = _hazards(scenario)
    sites = scenario.sites.values()
    links = scenario.links.values()
    found += _equal("loss_fraction", {site.id: site.loss_fraction for site in sites})
    found += _equal("embark_per_h", {s.id: s.embark_per_h for s in sites if s.embark_per_h})
    found += _equal("risk", {link.id: link.risk for link in links})
    found += [
        _judged("rate", (rate.origin, rate.destination), rate.per_day)
        for rate in security.rates
        if not rate.per_day.is_certain
    ]
    if not security.guard_elasticity.is_certain:
        found.append(_judged("guard_elasticity", (), security.guard_elasticity))
    return tuple(found)


def _judged(kind: str, targets: tuple[str, ...], judgement: Judgement) -> Judged:
    return Judged(
        name=" ".join([kind, *targets]),
        kind=kind,
        targets=targets,
        low=judgement.low,
        value=judgement.value,
        high=judgement.high,
        source=judgement.source,
    )


def _equal(kind: str, by_target: Mapping[str, Judgement]) -> list[Judged]:
    alike: dict[tuple[float, float, float], list[str]] = {}
    for target, judgement in by_target.items():
        if not judgement.is_certain:
            key = (judgement.low, judgement.value, judgement.high)
            alike.setdefault(key, []).append(target)
    return [_judged(kind, tuple(targets), by_target[targets[0]]) for targets in alike.values()]


def _hazards(scenario: Scenario) -> list[Judged]:
    """One judgement a site, sites with equal hazards together."""
    by_site: dict[str, list[Hazard]] = {}
    for hazard in scenario.security.hazards:
        by_site.setdefault(hazard.site, []).append(hazard)
    alike: dict[tuple[object, ...], list[str]] = {}
    for site, hazards in by_site.items():
        if any(not hazard.per_day.is_certain for hazard in hazards):
            key = tuple(sorted(_said(hazards)))
            alike.setdefault(key, []).append(site)
    found = []
    for sites in alike.values():
        uncertain = [each for each in by_site[sites[0]] if not each.per_day.is_certain]
        found.append(_of_hazards(tuple(sites), uncertain))
    return found


def _said(hazards: Iterable[Hazard]) -> list[tuple[str, str, float, float, float]]:
    return [
        (each.regime, each.custodian or "", each.per_day.low, each.per_day.value, each.per_day.high)
        for each in hazards
    ]


def _of_hazards(sites: tuple[str, ...], hazards: list[Hazard]) -> Judged:
    if len(hazards) == 1:
        judged = _judged("hazard", sites, hazards[0].per_day)
        return replace(judged, name=f"{judged.name} {hazards[0].regime}")
    total = sum(hazard.per_day.value for hazard in hazards)
    sources = dict.fromkeys(hazard.per_day.source for hazard in hazards if hazard.per_day.source)
    return Judged(
        name=" ".join(["hazard", *sites]),
        kind="hazard",
        targets=sites,
        low=sum(hazard.per_day.low for hazard in hazards) / total if total else 0.0,
        value=1.0,
        high=sum(hazard.per_day.high for hazard in hazards) / total if total else 1.0,
        source="; ".join(["times the values used", *list(sources)[:1]]),
        relative=True,
    )


def _hazards_at(scenario: Scenario, sites: tuple[str, ...], end: End) -> tuple[Hazard, ...]:
    return tuple(
        replace(hazard, per_day=end.of(hazard.per_day)) if hazard.site in sites else hazard
        for hazard in scenario.security.hazards
    )


def _with_security(scenario: Scenario, **fields: Any) -> Scenario:
    return replace(scenario, security=replace(scenario.security, **fields))
