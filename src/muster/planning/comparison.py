"""Two plans side by side: what is lost, who moves sooner or later, and when each site is empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from muster.errors import PlanFileError
from muster.planning.passage import appears_at
from muster.planning.plan import Plan, Trip
from muster.scenario import Group, Scenario


@dataclass(frozen=True, slots=True)
class PlanSummary:
    """What a plan says by itself."""

    scenario: str
    scenario_digest: str
    expected_loss: float
    people_lost: float
    bound: float
    gap: float
    people: int
    unplaced: int
    trips: int
    trips_by_fleet: dict[str, int]
    aboard_by_day: dict[date, int]
    """People on trips by the day of their departure; who rides twice counts twice."""


@dataclass(frozen=True, slots=True)
class GroupShift:
    """When people of a group leave their own site in each plan."""

    group: str
    site: str
    moved: tuple[int, int]
    """People who leave, in the first plan and in the second."""
    leaves_h: tuple[float | None, float | None]
    """Hours from the start at which they leave, on average; None where nobody does."""

    @property
    def later_h(self) -> float | None:
        """By how much the second plan takes them later (negative: sooner)."""
        first, second = self.leaves_h
        return None if first is None or second is None else second - first


@dataclass(frozen=True, slots=True)
class SiteEmptied:
    """From when on nobody is left at a site of those who started there and must leave."""

    site: str
    people: int
    emptied_at: tuple[datetime | None, datetime | None]
    """In the first plan and in the second; None where somebody is left at the end."""


@dataclass(frozen=True, slots=True)
class Movements:
    """How two plans of one scenario move people."""

    left_by_day: tuple[dict[date, int], dict[date, int]]
    """People who leave their own site, by day."""
    shifts: tuple[GroupShift, ...]
    """Groups whose departures differ; those that the second plan takes much sooner first."""
    sites: tuple[SiteEmptied, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans side by side."""

    first: PlanSummary
    second: PlanSummary
    movements: Movements | None = None
    """None where no scenario was given to know the sites from."""


def compare(first: Plan, second: Plan, scenario: Scenario | None = None) -> Comparison:
    """Put two plans side by side; a scenario adds who leaves when.

    Raises PlanFileError where a plan names things that the scenario does not know.
    """
    movements = None
    if scenario is not None:
        for plan in (first, second):
            _known(scenario, plan)
        movements = _movements(scenario, first, second)
    return Comparison(_summary(first), _summary(second), movements)


def _summary(plan: Plan) -> PlanSummary:
    by_fleet: dict[str, int] = {}
    by_day: dict[date, int] = {}
    for trip in plan.trips:
        by_fleet[trip.fleet] = by_fleet.get(trip.fleet, 0) + 1
        day = trip.departs_at.date()
        by_day[day] = by_day.get(day, 0) + trip.people
    return PlanSummary(
        scenario=plan.scenario,
        scenario_digest=plan.scenario_digest,
        expected_loss=plan.expected_loss,
        people_lost=plan.people_lost,
        bound=plan.bound,
        gap=plan.gap,
        people=plan.people,
        unplaced=plan.unplaced,
        trips=len(plan.trips),
        trips_by_fleet=dict(sorted(by_fleet.items())),
        aboard_by_day=dict(sorted(by_day.items())),
    )


def _known(scenario: Scenario, plan: Plan) -> None:
    unknown = {trip.link for trip in plan.trips} - scenario.links.keys()
    unknown |= {load.group for load in plan.loads} - scenario.groups.keys()
    if unknown:
        some = ", ".join(sorted(unknown)[:5])
        raise PlanFileError(
            f"plan of {plan.scenario}: found {some}, which the scenario {scenario.name} does not "
            "know; expected a plan of this scenario"
        )


def _movements(scenario: Scenario, first: Plan, second: Plan) -> Movements:
    leaving = [_leaving(scenario, plan) for plan in (first, second)]
    shifts = []
    for group in scenario.groups.values():
        one, two = (each.get(group.id, {}) for each in leaving)
        if one != two:
            shifts.append(
                GroupShift(
                    group.id,
                    group.site,
                    (sum(one.values()), sum(two.values())),
                    (_mean_hour(scenario, one), _mean_hour(scenario, two)),
                )
            )
    return Movements(
        left_by_day=(_by_day(scenario, leaving[0]), _by_day(scenario, leaving[1])),
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.later_h or 0.0, shift.group))),
        sites=tuple(_sites(scenario, leaving)),
    )


Leaving = dict[str, dict[int, int]]
"""People of each group who leave their own site, by boundary."""


def _leaving(scenario: Scenario, plan: Plan) -> Leaving:
    found: Leaving = {}
    for trip, group, people in _rides(scenario, plan):
        if scenario.links[trip.link].origin == group.site:
            by_boundary = found.setdefault(group.id, {})
            by_boundary[trip.step] = by_boundary.get(trip.step, 0) + people
    return found


def _rides(scenario: Scenario, plan: Plan) -> Iterator[tuple[Trip, Group, int]]:
    trips = {trip.id: trip for trip in plan.trips}
    for load in plan.loads:
        yield trips[load.trip], scenario.groups[load.group], load.people


def _mean_hour(scenario: Scenario, by_boundary: dict[int, int]) -> float | None:
    people = sum(by_boundary.values())
    if not people:
        return None
    return sum(at * n for at, n in by_boundary.items()) / people * scenario.step_h


def _by_day(scenario: Scenario, leaving: Leaving) -> dict[date, int]:
    by_day: dict[date, int] = {}
    for by_boundary in leaving.values():
        for at, people in by_boundary.items():
            day = scenario.moment(at).date()
            by_day[day] = by_day.get(day, 0) + people
    return dict(sorted(by_day.items()))


def _sites(scenario: Scenario, leaving: list[Leaving]) -> Iterator[SiteEmptied]:
    for site in scenario.sites:
        to_leave = [
            group
            for group in scenario.groups.values()
            if group.site == site
            and site not in group.destinations
            and appears_at(scenario, group) <= scenario.steps
        ]
        people = sum(group.people for group in to_leave)
        if people:
            first, second = (_emptied(scenario, to_leave, each) for each in leaving)
            yield SiteEmptied(site, people, (first, second))


def _emptied(scenario: Scenario, groups: list[Group], leaving: Leaving) -> datetime | None:
    last = 0
    for group in groups:
        by_boundary = leaving.get(group.id, {})
        if sum(by_boundary.values()) < group.people:
            return None
        last = max([last, *by_boundary])
    return scenario.moment(last)
