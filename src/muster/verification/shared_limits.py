"""The rules that trips keep together: vehicles, escort teams, trips a day and air slots."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from muster.scenario import ChangeTarget, Mode, Scenario
from muster.verification.clock import Clock
from muster.verification.excess import excess
from muster.verification.history import history
from muster.verification.timetable import Run, Timetable
from muster.verification.violation import Rule, Violation


def shared_violations(timetable: Timetable, scenario: Scenario) -> list[Violation]:
    """Every limit that trips exceed together."""
    return [
        *_busy_vehicles(timetable, scenario),
        *_busy_escorts(timetable, scenario),
        *_daily_trips(timetable, scenario),
        *_air_slots(timetable, scenario),
    ]


def _busy_vehicles(timetable: Timetable, scenario: Scenario) -> Iterator[Violation]:
    clock = Clock(scenario)
    busy = _count_busy(timetable, clock, lambda run: (run.way.fleet.id, 1, run.way.vehicle_tail_h))
    for id, counts in busy.items():
        limits = _lowest_by_step(
            scenario, ChangeTarget.FLEET, id, "vehicles", scenario.fleets[id].vehicles
        )
        yield from excess(Rule.VEHICLES, f"fleet {id}", "vehicles busy", counts, limits, clock)


def _busy_escorts(timetable: Timetable, scenario: Scenario) -> Iterator[Violation]:
    clock = Clock(scenario)
    busy = _count_busy(
        timetable,
        clock,
        lambda run: (
            run.way.pool.id if run.way.pool else "",
            run.way.fleet.escorts_per_trip,
            run.way.escort_tail_h,
        ),
    )
    for id in sorted(busy.keys() - {""}):
        limits = _lowest_by_step(
            scenario, ChangeTarget.ESCORTS, id, "teams", scenario.escort_pools[id].teams
        )
        yield from excess(Rule.ESCORTS, f"escort pool {id}", "teams busy", busy[id], limits, clock)


def _count_busy(
    timetable: Timetable, clock: Clock, claim: Callable[[Run], tuple[str, int, float]]
) -> dict[str, list[int]]:
    """How many are busy in each step, by owner; a claim is (owner, how many, tail in hours)."""
    busy: dict[str, list[int]] = defaultdict(lambda: [0] * clock.steps)
    for run in timetable.runs:
        if not run.way.is_reachable:
            continue
        owner, number, tail_h = claim(run)
        begins = max(run.departs - clock.whole_steps(run.way.lead_h), 0)
        ends = min(run.departs + clock.whole_steps(tail_h), clock.steps)
        for step in range(begins, ends):
            busy[owner][step] += number
    return busy


def _lowest_by_step(
    scenario: Scenario, kind: ChangeTarget, target: str, field: str, initial: int | None
) -> list[float]:
    values = history(scenario, kind, target, field, initial)
    if not values.changes:
        return [math.inf if initial is None else float(initial)] * scenario.steps
    boundaries = [step * scenario.step_h for step in range(scenario.steps + 1)]
    return [values.lowest(begins, ends) for begins, ends in pairwise(boundaries)]


def _daily_trips(timetable: Timetable, scenario: Scenario) -> Iterator[Violation]:
    departures: dict[str, list[int]] = defaultdict(lambda: [0] * scenario.steps)
    for run in timetable.runs:
        departures[run.way.link.id][run.departs] += 1
    for id, counts in departures.items():
        limits = _lowest_by_step(
            scenario, ChangeTarget.LINK, id, "trips_per_day", scenario.links[id].trips_per_day
        )
        yield from _excess_in_a_day(
            Rule.TRIPS_PER_DAY, f"link {id}", "departures", counts, limits, Clock(scenario)
        )


def _air_slots(timetable: Timetable, scenario: Scenario) -> Iterator[Violation]:
    used: dict[str, list[int]] = defaultdict(lambda: [0] * (scenario.steps + 1))
    for run in timetable.runs:
        if run.way.link.mode == Mode.AIR:
            used[run.way.link.origin][run.departs] += 1
            used[run.way.link.destination][run.arrives] += 1
    for id, counts in used.items():
        limits = _lowest_by_step(
            scenario,
            ChangeTarget.SITE,
            id,
            "air_slots_per_day",
            scenario.sites[id].air_slots_per_day,
        )
        yield from _excess_in_a_day(
            Rule.AIR_SLOTS,
            f"site {id}",
            "departures and arrivals by air",
            counts,
            [*limits, limits[-1]],
            Clock(scenario),
        )


def _excess_in_a_day(
    rule: Rule,
    where: str,
    what: str,
    counts: Sequence[int],
    limits: Sequence[float],
    clock: Clock,
) -> Iterator[Violation]:
    """The day with the greatest excess; days begin at any boundary and may end the horizon."""
    worst: tuple[float, int] | None = None
    for first in range(max(len(counts) - clock.day, 0) + 1):
        day = slice(first, first + clock.day)
        excess = sum(counts[day]) - min(limits[day])
        if excess > 0 and (worst is None or excess > worst[0]):
            worst = (excess, first)
    if worst is not None:
        day = slice(worst[1], worst[1] + clock.day)
        yield Violation(
            rule,
            f"{where}, the {len(counts[day])} boundaries from {clock.label(worst[1])} on",
            f"{sum(counts[day])} {what}",
            f"at most {min(limits[day]):g}",
        )
