"""Regimes, hazards and what changes on which day in a generated instance."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from muster.scenario import (
    Change,
    ChangeTarget,
    Hazard,
    Judgement,
    Regime,
    RegimeRate,
    Security,
)

SOURCE = "drawn"
OLD_CUSTODIAN, NEW_CUSTODIAN = "old", "new"
HANDED_OVER = 0.1
"""Share of the prisons that change custodian within the horizon."""
DISSOLVING = 0.5
"""Share of the prisons whose guards leave."""
GUARDS_NEEDED = 100.0
STAGING_HAZARD, RECEPTION_HAZARD = 0.003, 0.0005


def judged(value: float) -> Judgement:
    """A drawn judgement: a third to three times the value would be defended."""
    return Judgement(value, value / 3, value * 3, SOURCE)


def judged_share(value: float) -> Judgement:
    """A drawn share, never above 1."""
    return Judgement(value, value / 3, min(1.0, value * 2), SOURCE)


def draw_security(
    draw: random.Random,
    prisons: Sequence[str],
    staging: Iterable[str],
    receptions: Iterable[str],
    handed_over: Iterable[str],
) -> Security:
    """Three regimes, the last without trips; hazards that differ tenfold between prisons."""
    changing = set(handed_over)
    hazards: list[Hazard] = []
    for prison in prisons:
        holding = min(0.05, 0.01 * draw.lognormvariate(0, 0.8))
        for regime, factor in (("holding", 1.0), ("fraying", 4.0), ("collapsed", 30.0)):
            if prison in changing:
                hazards.append(Hazard(prison, regime, judged(holding * factor * 3), OLD_CUSTODIAN))
                hazards.append(Hazard(prison, regime, judged(holding * factor / 3), NEW_CUSTODIAN))
            else:
                hazards.append(Hazard(prison, regime, judged(holding * factor)))
    for sites, hazard in ((staging, STAGING_HAZARD), (receptions, RECEPTION_HAZARD)):
        for site in sites:
            hazards.append(Hazard(site, "holding", judged(hazard)))
            hazards.append(Hazard(site, "fraying", judged(2 * hazard)))
            hazards.append(Hazard(site, "collapsed", judged(5 * hazard)))
    return Security(
        regimes=(Regime("holding"), Regime("fraying"), Regime("collapsed", trips=False)),
        initial={"holding": 0.7, "fraying": 0.3},
        rates=(
            RegimeRate("holding", "fraying", judged(0.12)),
            RegimeRate("fraying", "holding", judged(0.15)),
            RegimeRate("fraying", "collapsed", judged(0.05)),
            RegimeRate("holding", "collapsed", judged(0.005)),
            RegimeRate("collapsed", "fraying", judged(0.2)),
        ),
        hazards=tuple(hazards),
        guard_elasticity=Judgement(1.0, 0.5, 1.5, SOURCE),
        guard_factor_limit=5.0,
    )


def draw_handed_over(draw: random.Random, prisons: Sequence[str]) -> tuple[str, ...]:
    """Prisons that will change custodian; none in the smallest instances."""
    return tuple(sorted(draw.sample(list(prisons), round(HANDED_OVER * len(prisons)))))


def draw_guard_changes(
    draw: random.Random,
    prisons: Sequence[str],
    handed_over: Iterable[str],
    start: datetime,
    horizon_h: float,
) -> list[Change]:
    """Guards leave about half the prisons in two waves; custodians change at the given ones."""
    changes: list[Change] = []
    for prison in prisons:
        if draw.random() < DISSOLVING:
            left = GUARDS_NEEDED
            for wave in (0.2, 0.5):
                left = float(round(left * draw.uniform(0.5, 0.9)))
                at = _on_the_hour(start, horizon_h * (wave + 0.2 * draw.random()))
                changes.append(Change(at, ChangeTarget.SITE, prison, "guards", left, SOURCE))
    for prison in handed_over:
        at = _on_the_hour(start, horizon_h * draw.uniform(0.1, 0.4))
        changes.append(Change(at, ChangeTarget.SITE, prison, "custodian", NEW_CUSTODIAN, SOURCE))
    return changes


def _on_the_hour(start: datetime, hours: float) -> datetime:
    return start + timedelta(hours=round(hours))
