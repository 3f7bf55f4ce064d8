"""What happens in one future, one thing after the other, to be told to people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from muster.rehearsal.course import Course, course_of
from muster.rehearsal.disrupted_kernel import run_disrupted
from muster.rehearsal.nature import regime_names, site_order
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.state import ATTACKED, FAILED, HELD_UP, Log, World, new_state
from muster.scenario import Scenario


class What(StrEnum):
    """Kinds of happening."""

    REGIME = "regime"
    STOPPED = "stopped"
    FAILED = "failed"
    HELD_UP = "held_up"
    ATTACKED = "attacked"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens."""

    hour: float
    what: What
    subject: str
    """Regime, site or trip; how many trips no longer depart, for `stopped`."""
    lost: float = 0.0
    """People lost at a failure or an attack."""
    present: float = 0.0
    """People who were present at it, or on board."""


NOTED = {FAILED: What.FAILED, HELD_UP: What.HELD_UP, ATTACKED: What.ATTACKED}


def happenings(
    scenario: Scenario, world: World, trips: tuple[str, ...], seed: int, future: int
) -> tuple[Happening, ...]:
    """Everything of note in a future in which a fixed plan is carried out, by hour."""
    sites = list(site_order(scenario))
    out = room_for(1, len(sites), len(trips))
    state = new_state(world, notes=len(sites) + len(trips) * (scenario.steps + 2))
    run_disrupted(world, state, seed, future, out)
    told = regimes_of(scenario, course_of(world.nature, seed, future))
    stopped = float(out.stopped_h[0])
    if np.isfinite(stopped):
        left = int(np.count_nonzero(world.runs.hour >= stopped))
        told.append(Happening(stopped, What.STOPPED, str(left)))
    return in_order([*told, *noted(state.log, sites, trips)])


def regimes_of(scenario: Scenario, course: Course) -> list[Happening]:
    """The regimes of a course."""
    names = regime_names(scenario)
    return [
        Happening(hour, What.REGIME, names[regime])
        for hour, regime in zip(course.hours, course.regimes, strict=True)
    ]


def noted(log: Log, sites: Sequence[str], trips: Sequence[str]) -> list[Happening]:
    """What a log holds."""
    told = []
    for at in range(int(log.size[0])):
        what = NOTED[int(log.kind[at])]
        names = sites if what is What.FAILED else trips
        people, present = float(log.people[at]), float(log.present[at])
        told.append(
            Happening(float(log.hour[at]), what, names[int(log.subject[at])], people, present)
        )
    return told


def in_order(told: list[Happening]) -> tuple[Happening, ...]:
    """By hour, without the regimes after the last thing that happens to anybody."""
    told = sorted(told, key=lambda each: each.hour)
    matter = [at for at, each in enumerate(told) if each.what is not What.REGIME]
    return tuple(told[: max(matter, default=0) + 1])
