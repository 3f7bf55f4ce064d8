"""Whether, and when at the earliest, people can get to where they may end, other people aside."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.planning.services import Service
from muster.scenario import Group, Scenario, SeatKind, SiteKind
from muster.scenario.ways import Hindrance, hindrance, reach_of, steps_of


@dataclass(frozen=True, slots=True)
class Passage:
    """Earliest boundaries at which people of a group can be at each destination."""

    arrivals: Mapping[str, int]
    """By destination, for people who set out once they are ready; only those within the horizon."""
    if_ready: Mapping[str, int]
    """The same had they been ready as soon as they were there."""


def appears_at(scenario: Scenario, group: Group) -> int:
    """Boundary from which a group is at its site."""
    if group.arrives_at is None:
        return 0
    return max(0, steps_of(scenario.hours_until(group.arrives_at), scenario.step_h))


def ready_at(scenario: Scenario, group: Group) -> int:
    """First boundary at which a group may depart."""
    appears = appears_at(scenario, group)
    if group.ready_at is None:
        return appears
    return max(appears, steps_of(scenario.hours_until(group.ready_at), scenario.step_h))


def may_enter(scenario: Scenario, group: Group, site: str) -> bool:
    """Whether people may be brought to a site at all."""
    barred = scenario.sites[site].kind is SiteKind.RECEPTION and site not in group.destinations
    return not barred and (site != group.site or site in group.destinations)


class Passages:
    """Passages of groups over a scenario's services, remembered for like groups."""

    def __init__(self, scenario: Scenario, services: Sequence[Service]) -> None:
        self._scenario = scenario
        self._from: dict[str, list[Service]] = {}
        for service in services:
            self._from.setdefault(service.origin, []).append(service)
        self._found: dict[tuple[object, ...], dict[str, int]] = {}

    def of(self, group: Group) -> Passage:
        """The passage of a group's people."""
        return Passage(
            self._destinations(group, ready_at(self._scenario, group)),
            self._destinations(group, appears_at(self._scenario, group)),
        )

    def sites(self, group: Group) -> Mapping[str, int]:
        """Earliest boundary at every site that people who are ready at once can get to."""
        return self._earliest(group, appears_at(self._scenario, group))

    def _destinations(self, group: Group, since: int) -> dict[str, int]:
        earliest = dict(self._earliest(group, since))
        appears = appears_at(self._scenario, group)
        if appears <= self._scenario.steps:
            earliest.setdefault(group.site, appears)  # who may stay need not be ready
        return {site: earliest[site] for site in group.destinations if site in earliest}

    def _earliest(self, group: Group, since: int) -> dict[str, int]:
        key = (group.site, frozenset(group.destinations), group.seat_kind, since)
        if key not in self._found:
            self._found[key] = self._search(group, since)
        return self._found[key]

    def _search(self, group: Group, since: int) -> dict[str, int]:
        if since > self._scenario.steps:
            return {}
        earliest = {group.site: since}
        queue = [(since, group.site)]
        while queue:
            at, site = heapq.heappop(queue)
            if at > earliest[site]:
                continue
            for service in self._from.get(site, ()):
                arrival = _arrival(service, group.seat_kind, at)
                head = service.destination
                if arrival is None or not may_enter(self._scenario, group, head):
                    continue
                if arrival < earliest.get(head, self._scenario.steps + 1):
                    earliest[head] = arrival
                    heapq.heappush(queue, (arrival, head))
        return earliest


def _arrival(service: Service, kind: SeatKind, at: int) -> int | None:
    if not service.seats.get(kind, 0):
        return None
    index = bisect_left(service.departures, at)
    return service.departures[index] + service.ride if index < len(service.departures) else None


def why_no_way(scenario: Scenario, group: Group, passages: Passages) -> str:
    """What stands in the way of people who cannot get to any destination, in words."""
    reached = set(passages.sites(group))
    onward = [
        link
        for link in scenario.links.values()
        if link.origin in reached
        and link.destination not in reached
        and may_enter(scenario, group, link.destination)
    ]
    if not onward:
        return "no link leads on from where they can get to"
    reaches = [reach_of(scenario, fleet) for fleet in scenario.fleets.values()]
    order = list(Hindrance)
    said = []
    for link in onward:
        found = [hindrance(scenario, reach, link) for reach in reaches]
        why = [each for each in found if each is not None]
        if not found:
            said.append(f"{link.id}: no fleet")
        elif len(why) == len(found):
            said.append(f"{link.id}: {max(why, key=order.index).value}")
        else:
            said.append(f"{link.id}: {_in_time_or_seats(scenario, group)}")
    return "; ".join(sorted(said))


def _in_time_or_seats(scenario: Scenario, group: Group) -> str:
    fleets = scenario.fleets.values()
    if not any(fleet.seats_per_compartment(group.seat_kind) for fleet in fleets):
        return f"no vehicle with {group.seat_kind.value} places"
    return f"no trip with {group.seat_kind.value} places while it is open, within the horizon"
