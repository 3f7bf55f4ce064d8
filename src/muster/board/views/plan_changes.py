"""What the plan under way changed when it was adopted: for whom, and why; and the plans before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.operations.plan_versions import Adoption, Changes, Version, changes_by
from muster.operations.situation import Situation, State
from muster.planning.plan import Plan, Trip
from muster.record.events import Event
from muster.scenario import Scenario

STILL = (State.PLANNED, State.APPROVED, State.LOADING)
"""States in which a trip that was given up has still to be cancelled."""


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A trip that was written down and that the plan does not have."""

    id: str
    origin: str
    target: str
    departs: str
    people: tuple[str, ...]
    why: str
    state: str
    """Of the record, now."""
    is_open: bool
    """Whether it has still to be cancelled."""


@dataclass(frozen=True, slots=True)
class NewTrips:
    """Trips on one way that the plan before did not have."""

    origin: str
    target: str
    trips: int
    people: int
    first: datetime


@dataclass(frozen=True, slots=True)
class Adopted:
    """One plan of the operation, the first or an adopted one."""

    number: int
    since: str
    """Empty for the first, and for one that nobody has adopted yet."""
    by: str
    reason: str
    kind: str
    """The question that it answers; empty for the first."""
    target: str
    expected_loss: float
    trips: int
    kept: int
    given_up: tuple[GivenUp, ...]
    new: tuple[NewTrips, ...]
    dropped: int
    """Trips of the plan before that nobody had written down, and that are in it no more."""

    @property
    def concerned(self) -> int:
        """People on the lists of trips given up."""
        return len({person for trip in self.given_up for person in trip.people})

    @property
    def added(self) -> int:
        """New trips."""
        return sum(each.trips for each in self.new)


def adopted(versions: Sequence[Version], situation: Situation) -> tuple[Adopted, ...]:
    """Every plan of the operation, the one under way first."""
    return tuple(_of_version(version, situation) for version in reversed(versions))


def would_change(asked: Adoption, situation: Situation) -> Adopted:
    """What an answer would change if it were adopted now."""
    changes = changes_by(asked, situation)
    number = asked.before.number + 1
    return _shown(number, None, asked.answer.plan, asked.answer.scenario, changes, situation)


def _of_version(version: Version, situation: Situation) -> Adopted:
    return _shown(
        version.number, version.event, version.plan, version.scenario, version.changes, situation
    )


def _shown(
    number: int, event: Event | None, plan: Plan, scenario: Scenario, changes: Changes | None,
    situation: Situation,
) -> Adopted:  # fmt: skip
    body = {"by": "", "reason": ""} if event is None else event.body
    since = "" if event is None else event.occurred_at
    if changes is None:
        kind, target, kept, dropped = "", "", 0, 0
        given_up: tuple[GivenUp, ...] = ()
        new: tuple[NewTrips, ...] = ()
    else:
        kind, target = changes.kind, changes.target
        kept, dropped = len(changes.kept), len(changes.dropped)
        given_up, new = _given_up(changes, situation), _new(plan, scenario, changes)
    return Adopted(
        number, since, body["by"], body["reason"], kind, target, plan.expected_loss,
        len(plan.trips), kept, given_up, new, dropped,
    )  # fmt: skip


def _given_up(changes: Changes, situation: Situation) -> tuple[GivenUp, ...]:
    found = []
    for name, why in changes.given_up:
        trip = situation.trips[name]
        body = trip.planned.body
        found.append(GivenUp(
            name, body["from"], trip.target, body["departs"], changes.concerned[name], why,
            trip.state.value, trip.state in STILL,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda each: (not each.is_open, each.departs, each.id)))


def _new(plan: Plan, scenario: Scenario, changes: Changes) -> tuple[NewTrips, ...]:
    new, by_way = set(changes.new), defaultdict[str, list[Trip]](list)
    for trip in plan.trips:
        if trip.id in new:
            by_way[trip.link].append(trip)
    links = scenario.links
    found = [
        NewTrips(
            links[way].origin, links[way].destination, len(trips),
            sum(trip.people for trip in trips), min(trip.departs_at for trip in trips),
        )
        for way, trips in by_way.items()
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each.first, each.origin, each.target)))
