"""A scenario in which nothing counts but how many people are placed when the horizon ends.

Its expected loss is the number of movable people who are left where they may not stay: all of
them are lost in a certain failure after the horizon, and nobody is lost before. So the planner,
asked to minimise it, places as many as it can, and its bound proves how many must be left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from muster.scenario import (
    Change,
    ChangeTarget,
    Hazard,
    Judgement,
    Link,
    Objective,
    Regime,
    Scenario,
    Security,
    Site,
)

CERTAIN_PER_DAY = 100.0
BEYOND_H = 24.0
"""Together a failure that is certain to the last digit: 1 - exp(-100)."""
AFTER = "after the horizon"
"""Custodian from the end of the horizon on: only then can a site fail."""
PART = 0.5
"""Cost of ending at a site that some must leave and others may end at."""

DANGER_FIELDS = ("custodian", "guards", "guards_needed")


@dataclass(frozen=True, slots=True)
class PlacingScenario:
    """The scenario, and whether its expected loss is exactly the number of people left."""

    scenario: Scenario
    exact: bool


def placing_scenario(scenario: Scenario, hopeless: Collection[str]) -> PlacingScenario:
    """Make placing people all that counts; groups in `hopeless` do not count at all."""
    counted = [group for group in scenario.groups.values() if group.id not in hopeless]
    to_leave = {group.site for group in counted if group.site not in group.destinations}
    ends = {site for group in counted for site in group.destinations}
    regime = "placing"
    sites = {
        site.id: _placed_at(site, (PART if site.id in ends else 1.0) * (site.id in to_leave))
        for site in scenario.sites.values()
    }
    security = Security(
        regimes=(Regime(regime),),
        initial={regime: 1.0},
        hazards=tuple(
            Hazard(site, regime, Judgement.certain(CERTAIN_PER_DAY), AFTER)
            for site in sorted(to_leave)
        ),
    )
    end = scenario.start + timedelta(hours=scenario.horizon_h)
    changes = [change for change in scenario.changes if change.field not in DANGER_FIELDS]
    changes += [Change(end, ChangeTarget.SITE, site, "custodian", AFTER) for site in to_leave]
    return PlacingScenario(
        replace(
            scenario,
            security=security,
            sites=sites,
            links={link.id: _without_risk(link) for link in scenario.links.values()},
            groups={
                group.id: replace(group, priority=0.0 if group.id in hopeless else 1.0)
                for group in scenario.groups.values()
            },
            changes=tuple(changes),
            objective=Objective(beyond_h=BEYOND_H, ride_limit_h=scenario.objective.ride_limit_h),
        ),
        exact=not to_leave & ends,
    )


def _placed_at(site: Site, cost: float) -> Site:
    loss = Judgement.certain(cost)
    return replace(site, loss_fraction=loss, custodian="", guards=None, guards_needed=None)


def _without_risk(link: Link) -> Link:
    return replace(link, risk=Judgement.certain(0.0))
