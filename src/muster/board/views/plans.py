"""The page Plan: who remains where, trips that nobody has written down yet, plans compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from muster.operations.plan_versions import Version
from muster.operations.situation import Situation, State
from muster.planning.plan import Plan, Trip
from muster.reporting.presence import leaving
from muster.scenario import Scenario

NEXT_H = 72.0
NEXT_TRIPS = 12


@dataclass(frozen=True, slots=True)
class Suggested:
    """A planned trip that is not in the record yet, with who could ride it."""

    trip: Trip
    origin: str
    target: str
    seats: int
    compartments: int
    people: tuple[str, ...]
    giving: str
    escort: str
    receiving: str


@dataclass(frozen=True, slots=True)
class Remaining:
    """People who have still to leave, by site at each boundary."""

    times: tuple[datetime, ...]
    bands: tuple[tuple[str, tuple[int, ...]], ...]
    """Site, and people; the one with most people first."""

    @property
    def total(self) -> tuple[int, ...]:
        return tuple(sum(each) for each in zip(*(counts for _, counts in self.bands), strict=True))


def remaining_of(scenario: Scenario, plan: Plan) -> Remaining:
    """Who remains where by a plan."""
    left = leaving(scenario, plan)
    bands = sorted(left.remaining.items(), key=lambda each: -int(each[1][0]))
    times = tuple(scenario.moment(step) for step in range(scenario.steps + 1))
    return Remaining(times, tuple((s, tuple(int(n) for n in counts)) for s, counts in bands))


def to_write_down(
    scenario: Scenario, plan: Plan, situation: Situation, now: datetime
) -> tuple[Trip, ...]:
    """Trips of the plan that depart soon and are not in the record."""
    until = now + timedelta(hours=NEXT_H)
    coming = [
        trip for trip in plan.trips
        if trip.id not in situation.trips and now <= trip.departs_at <= until and trip.people
    ]  # fmt: skip
    return tuple(sorted(coming, key=lambda trip: (trip.departs_at, trip.id))[:NEXT_TRIPS])


def suggested(version: Version, situation: Situation, trip_id: str) -> Suggested | None:
    """A list for a planned trip: people of its groups who are there, clear and on no other trip.

    It only proposes: whether each may go is asked by the rules when the trip is approved.
    """
    scenario, plan = version.scenario, version.plan
    trip = next((each for each in plan.trips if each.id == trip_id), None)
    if trip is None:
        return None
    link, fleet = scenario.links[trip.link], scenario.fleets[trip.fleet]
    wanted = {load.group: load.people for load in plan.loads if load.trip == trip_id}
    held = situation.ledger.site_custodian
    people = _who(version, situation, link.origin, link.destination, wanted, trip)
    return Suggested(
        trip, link.origin, link.destination, sum(fleet.seats.values()), fleet.compartments, people,
        held.get(link.origin, ""), f"escort {fleet.escort_pool or fleet.id}",
        held.get(link.destination, ""),
    )  # fmt: skip


def _who(
    version: Version, situation: Situation, origin: str, target: str, wanted: dict[str, int],
    trip: Trip,
) -> tuple[str, ...]:  # fmt: skip
    there = situation.ledger.present.get(f"site:{origin}", set())
    taken = {
        person for other in situation.running
        if other.state in (State.PLANNED, State.APPROVED, State.LOADING)
        for person in other.people
    }  # fmt: skip
    free: dict[str, list[str]] = defaultdict(list)
    for name, group in version.members.items():
        if name in there and name not in taken and _is_clear(situation, name):
            free[group].append(name)
    chosen: list[str] = []
    for group, number in wanted.items():
        chosen += free.pop(group, [])[:number]
    return tuple(sorted(chosen + _others(version.scenario, free, target, trip, len(chosen))))


def _others(
    scenario: Scenario, free: dict[str, list[str]], target: str, trip: Trip, chosen: int
) -> list[str]:
    """Others in the place of those who are not there: of the trip's classes, allowed there."""
    is_staging = not any(target in group.destinations for group in scenario.groups.values())
    more: list[str] = []
    for name, people in free.items():
        group = scenario.groups[name]
        fits = group.separation_class in trip.compartments and group.seat_kind.value == "seated"
        if fits and (is_staging or target in group.destinations):
            more += people[: max(trip.people - chosen - len(more), 0)]
    return more


def _is_clear(situation: Situation, person: str) -> bool:
    last = situation.readiness.get(person, {})
    return all(
        kind in last and last[kind].body["outcome"] == "ready" for kind in ("health", "review")
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Two plans side by side: one figure a row."""

    rows: tuple[tuple[str, float, float], ...]
    """What, in the first, in the second."""
    days: tuple[tuple[datetime, int, int], ...]
    """People who have still to leave at the end of each day."""


def compared(first: tuple[Scenario, Plan], second: tuple[Scenario, Plan]) -> Compared:
    """Two plans from one present."""
    rows = []
    for name in ("expected_loss", "people_lost", "bound", "unplaced"):
        rows.append((name, float(getattr(first[1], name)), float(getattr(second[1], name))))
    rows.append(("trips", float(len(first[1].trips)), float(len(second[1].trips))))
    totals = [_by_day(*each) for each in (first, second)]
    common: Sequence[datetime] = sorted(totals[0].keys() & totals[1].keys())
    return Compared(tuple(rows), tuple((day, totals[0][day], totals[1][day]) for day in common))


def _by_day(scenario: Scenario, plan: Plan) -> dict[datetime, int]:
    found = remaining_of(scenario, plan)
    totals = found.total or (0,) * len(found.times)
    return {time: total for time, total in zip(found.times, totals, strict=True) if time.hour == 0}
