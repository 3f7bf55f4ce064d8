"""What happened beside a plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.planning.plan import Plan
from muster.rehearsal.policy import Prepared, prepare_undisrupted
from muster.rehearsal.rehearse import rehearse
from muster.rehearsal.statistics import Mean, Share, difference_of, share_of
from muster.replay.cost import Range, losses, range_of_excess, weights_of
from muster.replay.course import (
    USED,
    Order,
    Pace,
    Reading,
    Ride,
    arrived_by,
    as_plan,
    course_of,
    lengthened,
    present_at,
    rides_of,
)
from muster.replay.events import Event, Kind
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Count:
    """People who had arrived where they may end by a time that the events name."""

    at: datetime
    said: int
    plan: int


@dataclass(frozen=True, slots=True)
class AtFailure:
    """Who was at a site when it failed, and who would have been by the plan."""

    at: datetime
    site: str
    lost: int
    """By the events."""
    present: int
    plan: int


@dataclass(frozen=True, slots=True)
class Replayed:
    """What the order that was taken cost, against a plan."""

    scenario: Scenario
    """With steps until the last event."""
    taken: tuple[Ride, ...]
    planned: tuple[Ride, ...]
    if_nobody_moves: float
    plan: float
    """Expected loss, all of one evaluation."""
    loss: float
    """Of the order that was taken, read as `USED` says."""
    readings: tuple[tuple[Reading, float], ...]
    """The loss of each reading of what the events leave open."""
    judged: Range
    """Of loss - plan."""
    futures: int
    difference: Mean
    """Of losses in the same futures, the order taken minus the plan."""
    better: Share
    """Futures in which the order taken loses less."""
    counts: tuple[Count, ...]
    failures: tuple[AtFailure, ...]

    @property
    def excess(self) -> float:
        """Expected loss of the order taken beyond that of the plan."""
        return self.loss - self.plan


@dataclass(frozen=True, slots=True)
class _Fixed:
    name: str
    plan: Plan

    def prepare(self, scenario: Scenario, plan: Plan) -> Prepared:
        return prepare_undisrupted(scenario, self.plan)


def replay(
    scenario: Scenario,
    plan: Plan,
    events: Sequence[Event],
    *,
    futures: int,
    draws: int,
    seed: int = 0,
    workers: int = 1,
    tried: Callable[[str, int, int], None] | None = None,
) -> Replayed:
    """Run what happened beside a plan; raises MusterError where the events cannot have happened."""
    longer = lengthened(scenario, events)
    planned = rides_of(plan)
    readings = [Reading(order, pace) for order in Order for pace in Pace]
    courses = [course_of(longer, events, reading) for reading in readings]
    taken = courses[readings.index(USED)]
    weights = [weights_of(longer, rides) for rides in ((), planned, *courses)]
    nobody, by_plan, *by_reading = losses(longer, weights)
    judged = range_of_excess(
        longer,
        weights_of(longer, taken),
        weights_of(longer, planned),
        draws=draws,
        seed=seed,
        tried=tried,
    )
    policies = [_Fixed("taken", as_plan(longer, taken, plan)), _Fixed("plan", plan)]
    first, second = rehearse(longer, plan, policies, futures=futures, seed=seed, workers=workers)
    ours, theirs = first.outcomes.loss, second.outcomes.loss
    return Replayed(
        scenario=longer,
        taken=taken,
        planned=planned,
        if_nobody_moves=nobody,
        plan=by_plan,
        loss=by_reading[readings.index(USED)],
        readings=tuple(zip(readings, by_reading, strict=True)),
        judged=judged,
        futures=len(ours),
        difference=difference_of(ours, theirs),
        better=share_of(int((ours < theirs - 1e-6).sum()), len(ours)),
        counts=_counts(longer, events, planned),
        failures=_failures(longer, events, taken, planned),
    )


def _boundary(scenario: Scenario, at: datetime) -> int:
    """The last boundary that is not after a time."""
    return min(scenario.steps, int(scenario.hours_until(at) / scenario.step_h + 1e-9))


def _counts(
    scenario: Scenario, events: Sequence[Event], planned: Sequence[Ride]
) -> tuple[Count, ...]:
    by_plan, moved, counts = arrived_by(scenario, planned), 0, []
    for event in events:
        if event.kind is Kind.FAILED:
            continue
        moved = event.people if event.kind is Kind.TOTAL else moved + event.people
        counts.append(Count(event.at, moved, by_plan[_boundary(scenario, event.at)]))
    return tuple(counts)


def _failures(
    scenario: Scenario, events: Sequence[Event], taken: Sequence[Ride], planned: Sequence[Ride]
) -> tuple[AtFailure, ...]:
    found = []
    for event in events:
        if event.kind is Kind.FAILED and event.origin is not None:
            at = _boundary(scenario, event.at)
            present, by_plan = (
                present_at(scenario, rides, event.origin, [at])[at] for rides in (taken, planned)
            )
            found.append(AtFailure(event.at, event.origin, event.people, present, by_plan))
    return tuple(found)
