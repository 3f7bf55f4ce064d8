"""A walk through the plan boundary by boundary: who is where, and whether they may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.scenario import Group, Scenario, SiteKind
from muster.verification.clock import Clock
from muster.verification.timetable import Run, Timetable
from muster.verification.violation import Rule, Violation

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ledger:
    """Where people are at each boundary after its arrivals and departures.

    Arrays are (sites, steps + 1) in the order of the scenario's sites; column t is who is
    present during step t, the last one who is there at the end.
    """

    groups: tuple[Group, ...]
    """Those whose people appear within the horizon."""
    appears: dict[str, int]
    """Boundary at which each group appears at its site; 0 for those who are there."""
    weighted: FloatArray
    """People times their priority."""
    people: FloatArray
    by_class: dict[tuple[str, str], list[int]]
    """People by site and separation class at each boundary, where there ever are any."""
    final: dict[str, dict[str, int]]
    """People by group and site at the end."""
    violations: tuple[Violation, ...]


def walk(timetable: Timetable, scenario: Scenario) -> Ledger:
    """Move the people of every trip, boundary by boundary."""
    clock = Clock(scenario)
    appears = {
        group.id: 0 if group.arrives_at is None else clock.first_boundary_at(group.arrives_at)
        for group in scenario.groups.values()
    }
    groups = tuple(each for each in scenario.groups.values() if appears[each.id] <= clock.steps)
    arriving, departing = _by_boundary(timetable)
    position = {site: index for index, site in enumerate(scenario.sites)}
    held: dict[str, dict[str, int]] = {
        group.id: defaultdict(int) for group in scenario.groups.values()
    }
    now = np.zeros((2, len(position)))
    course = np.zeros((clock.steps + 1, 2, len(position)))
    class_now: dict[tuple[str, str], int] = defaultdict(int)
    by_class: dict[tuple[str, str], list[int]] = {}
    faults = list(_rides_not_allowed(timetable, scenario))

    def add(group: Group, site: str, number: int) -> None:
        held[group.id][site] += number
        now[:, position[site]] += (number * group.priority, number)
        class_now[site, group.separation_class] += number

    for boundary in range(clock.steps + 1):
        for group in groups:
            if appears[group.id] == boundary:
                add(group, group.site, group.people)
        for run in arriving.get(boundary, ()):
            for group, number in run.loads:
                add(group, run.way.link.destination, number)
        faults += _missing_people(departing.get(boundary, ()), held, clock.label(boundary))
        for run in departing.get(boundary, ()):
            for group, number in run.loads:
                add(group, run.way.link.origin, -number)
        course[boundary] = now
        for key, number in class_now.items():
            by_class.setdefault(key, [0] * (clock.steps + 1))[boundary] = number
    faults += _wrong_ends(groups, held)
    weighted, people = course.transpose(1, 2, 0)
    return Ledger(groups, appears, weighted, people, by_class, held, tuple(faults))


def _by_boundary(timetable: Timetable) -> tuple[dict[int, list[Run]], dict[int, list[Run]]]:
    arriving: dict[int, list[Run]] = defaultdict(list)
    departing: dict[int, list[Run]] = defaultdict(list)
    for run in timetable.runs:
        departing[run.departs].append(run)
        arriving[run.arrives].append(run)
    return arriving, departing


def _missing_people(
    departing: Sequence[Run], held: dict[str, dict[str, int]], when: str
) -> Iterator[Violation]:
    leaving: dict[tuple[str, str], int] = defaultdict(int)
    for run in departing:
        for group, number in run.loads:
            leaving[group.id, run.way.link.origin] += number
    for (group_id, site), number in leaving.items():
        present = held[group_id].get(site, 0)
        if number > present:
            yield Violation(
                Rule.CONSERVATION,
                f"group {group_id} at {site}, {when}",
                f"{number} people departing",
                f"at most {max(present, 0)}, those present",
            )


def _rides_not_allowed(timetable: Timetable, scenario: Scenario) -> Iterator[Violation]:
    clock = Clock(scenario)
    for run in timetable.runs:
        destination = scenario.sites[run.way.link.destination]
        for group, number in run.loads:
            where = f"{run.where}, group {group.id}"
            ready = 0 if group.ready_at is None else clock.first_boundary_at(group.ready_at)
            if run.departs < ready:
                ready_at = group.ready_at.isoformat() if group.ready_at else ""
                yield Violation(
                    Rule.READINESS,
                    where,
                    f"{number} people departing at boundary {run.departs}",
                    f"none before boundary {ready}; they are ready at {ready_at}",
                )
            if destination.id in group.destinations:
                continue
            if destination.id == group.site:
                yield Violation(
                    Rule.RETURN,
                    where,
                    f"{number} people returning to {group.site}, where they started",
                    "nobody, as it is not among their destinations",
                )
            elif destination.kind == SiteKind.RECEPTION:
                yield Violation(
                    Rule.BARRED,
                    where,
                    f"{number} people riding to the reception {destination.id}",
                    f"only their destinations ({', '.join(group.destinations) or 'none'})",
                )


def _wrong_ends(groups: Sequence[Group], held: dict[str, dict[str, int]]) -> Iterator[Violation]:
    for group in groups:
        for site, number in held[group.id].items():
            if number > 0 and site != group.site and site not in group.destinations:
                yield Violation(
                    Rule.END,
                    f"group {group.id} at {site} at the end of the horizon",
                    f"{number} people",
                    f"none but at {group.site} or a destination "
                    f"({', '.join(group.destinations) or 'none'})",
                )
