"""Who of a group rides which trips: like people, told apart only by whose turn it is.

A plan says how many of a group ride each trip. People leave each site in the order in which they
came to it, and their own site in the order of the roster; that makes named lists of a plan
without choosing among people whom it need not tell apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from muster.errors import PlanFileError
from muster.planning.plan import Plan, Trip
from muster.planning.services import steps_of
from muster.scenario import KeepKind, Scenario


@dataclass(frozen=True, slots=True)
class Itinerary:
    """People number `first` to `last` of a group (from 1), the trips they ride and their end."""

    first: int
    last: int
    trips: tuple[Trip, ...]
    site: str
    """Where they are at the end."""

    @property
    def people(self) -> int:
        """How many people these are."""
        return self.last - self.first + 1


def itineraries(scenario: Scenario, plan: Plan, group: str) -> tuple[Itinerary, ...]:
    """What each of a group's people rides, in the order of their numbers.

    Raises PlanFileError where more are said to leave a site than are there.
    """
    origin = scenario.groups[group].site
    number = scenario.groups[group].people
    waiting: dict[str, deque[Itinerary]] = {origin: deque()}
    if number:
        waiting[origin].append(Itinerary(1, number, (), origin))
    coming: list[tuple[int, Itinerary]] = []
    for trip, people in _rides(plan, group):
        link = scenario.links[trip.link]
        for due in [each for each in coming if each[0] <= trip.step]:
            coming.remove(due)
            waiting.setdefault(due[1].site, deque()).append(due[1])
        arrival = trip.step + steps_of(link.duration_h, scenario.step_h)
        for part in _take(waiting.get(link.origin, deque()), people, trip):
            moved = replace(part, trips=(*part.trips, trip), site=link.destination)
            coming.append((arrival, moved))
            coming.sort(key=lambda each: each[0])
    found = [part for queue in waiting.values() for part in queue]
    found += [part for _, part in coming]
    return tuple(sorted(found, key=lambda part: part.first))


def _rides(plan: Plan, group: str) -> Iterator[tuple[Trip, int]]:
    by_id = {trip.id: trip for trip in plan.trips}
    loads = [(by_id[load.trip], load.people) for load in plan.loads if load.group == group]
    yield from sorted(loads, key=lambda ride: (ride[0].step, ride[0].id))


def _take(queue: deque[Itinerary], people: int, trip: Trip) -> Iterator[Itinerary]:
    while people:
        if not queue:
            raise PlanFileError(
                f"trip {trip.id}: found more people aboard than are at its origin; expected a "
                "plan that keeps the rules; see muster verify-plan"
            )
        part = queue.popleft()
        taken = min(people, part.people)
        if taken < part.people:
            queue.appendleft(replace(part, first=part.first + taken))
        yield replace(part, last=part.first + taken - 1)
        people -= taken


def roster_order(scenario: Scenario, group: str) -> tuple[str, ...]:
    """Ids of a group's people in the order in which they are taken.

    In the order of their ids, but that people who must be kept together follow the first of them.
    """
    mine = sorted(person.person_id for person in scenario.people if person.group == group)
    together = _together(scenario, mine)
    ordered: dict[str, None] = {}
    for person in mine:
        if person not in ordered:
            ordered.update(dict.fromkeys(together.get(person, (person,))))
    return tuple(ordered)


def _together(scenario: Scenario, people: Sequence[str]) -> Mapping[str, list[str]]:
    """Of each person who must be kept together with others: all of them, in order."""
    known = set(people)
    members = {person: [person] for person in people}
    for rule in scenario.keep:
        pair = {rule.first, rule.second}
        if rule.kind is KeepKind.TOGETHER and rule.between == "person" and pair <= known:
            first, second = members[rule.first], members[rule.second]
            if first is not second:
                first += second
                members.update(dict.fromkeys(second, first))
    return {person: sorted(found) for person, found in members.items()}
