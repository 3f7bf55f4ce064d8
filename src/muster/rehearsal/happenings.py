"""What happens in one future, one thing after the other, to be told to people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.rehearsal.course_kernel import first_regime, stay_in
from muster.rehearsal.disrupted_kernel import run_disrupted
from muster.rehearsal.nature import regime_names, site_order
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.state import FAILED, World, new_state
from muster.scenario import Scenario


class What(StrEnum):
    """Kinds of happening."""

    REGIME = "regime"
    STOPPED = "stopped"
    FAILED = "failed"
    HELD_UP = "held_up"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens."""

    hour: float
    what: What
    subject: str
    """Regime, site or trip; how many trips no longer depart, for `stopped`."""
    lost: float = 0.0
    """People lost at a failure."""
    present: float = 0.0
    """People who were present at it."""


def happenings(
    scenario: Scenario, world: World, trips: tuple[str, ...], seed: int, future: int
) -> tuple[Happening, ...]:
    """Everything of note in a future, by hour."""
    sites = list(site_order(scenario))
    out = room_for(1, len(sites), len(trips))
    state = new_state(world, notes=len(sites) + len(trips) * (scenario.steps + 1))
    run_disrupted(world, state, seed, future, out)
    told = _regimes(scenario, world, seed, future)
    stopped = float(out.stopped_h[0])
    if np.isfinite(stopped):
        left = int(np.count_nonzero(world.runs.hour >= stopped))
        told.append(Happening(stopped, What.STOPPED, str(left)))
    log = state.log
    for at in range(int(log.size[0])):
        subject = int(log.subject[at])
        if log.kind[at] == FAILED:
            what, name = What.FAILED, sites[subject]
        else:
            what, name = What.HELD_UP, trips[subject]
        told.append(
            Happening(
                float(log.hour[at]), what, name, float(log.people[at]), float(log.present[at])
            )
        )
    told.sort(key=lambda each: each.hour)
    matter = [at for at, each in enumerate(told) if each.what is not What.REGIME]
    return tuple(told[: max(matter, default=0) + 1])


def _regimes(scenario: Scenario, world: World, seed: int, future: int) -> list[Happening]:
    names = regime_names(scenario)
    regime, now, number = first_regime(world.nature, seed, future), 0.0, 1
    entered = [Happening(0.0, What.REGIME, names[regime])]
    while True:
        hours, regime = stay_in(world.nature, seed, future, number, regime)
        now, number = now + hours, number + 1
        if now >= world.nature.end_h:
            return entered
        entered.append(Happening(now, What.REGIME, names[regime]))
