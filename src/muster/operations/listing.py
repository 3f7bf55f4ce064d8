"""Who goes with each trip of an operation as it runs: the manifests, and who fills a place left.

The lists are those of the manifest maker. On the day some of those named are not there, or not
clear to go; their places go to others of the same group, then to others who may share the trip.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from muster.operations.company import family_of
from muster.operations.desk import Desk
from muster.planning.manifests import make_manifests
from muster.planning.plan import Plan, Trip
from muster.scenario import Scenario
from muster.scenario.people import Person

Room = tuple[str, str]
"""A separation class and a kind of seat."""


@dataclass
class Listing:
    """People by the site where they wait, and the trips that name them."""

    desk: Desk
    scenario: Scenario
    people: dict[str, Person]
    named: dict[str, list[str]]
    """By trip: the people of its manifest, in the manifest's order."""
    loads: dict[str, list[tuple[str, int]]]
    """By trip: groups and their numbers by the plan."""
    waiting: dict[str, set[str]] = field(default_factory=dict)
    filled: int = 0
    """People who rode in the place of others."""
    _on_lists: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._on_lists = {person for listed in self.named.values() for person in listed}
        for person in self.people.values():
            self.came(person.person_id, person.site)

    def came(self, person: str, site: str) -> None:
        """Somebody waits at a site."""
        self.waiting.setdefault(site, set()).add(person)

    def left(self, person: str, site: str) -> None:
        """Somebody is no longer there to go."""
        self.waiting.get(site, set()).discard(person)

    def who_goes(self, trip: Trip) -> list[str]:
        """The people of a trip: those named who are there and clear, and who fills their places."""
        site = self.scenario.links[trip.link].origin
        chosen = {p for p in self.named.get(trip.id, ()) if self._may_go(p, site)}
        self._drop_parted(chosen, site)
        listed = len(chosen)
        for group, number in self.loads.get(trip.id, ()):
            missing = number - sum(self.people[p].group == group for p in chosen)
            self._fill(trip, site, chosen, missing, {group})
        self._fill(trip, site, chosen, self._places(trip) - len(chosen), self._others(trip, site))
        self.filled += len(chosen) - listed
        for person in chosen:
            self.left(person, site)
        return sorted(chosen)

    def _may_go(self, person: str, site: str) -> bool:
        last = self.desk.situation.readiness.get(person, {})
        return person in self.waiting.get(site, ()) and all(
            kind in last and last[kind].body["outcome"] == "ready" for kind in ("health", "review")
        )

    def _drop_parted(self, chosen: set[str], site: str) -> None:
        """Nobody goes whose own wait at the site and do not go."""
        together, there = self.desk.situation.together, self.waiting.get(site, set())
        parted = [p for p in chosen if any(q in there - chosen for q in together.get(p, ()))]
        while parted:
            chosen.difference_update(parted)
            parted = [p for p in chosen if any(q in there - chosen for q in together.get(p, ()))]

    def _fill(
        self, trip: Trip, site: str, chosen: set[str], places: int, groups: Collection[str]
    ) -> None:
        """People of some groups take free places, with their families, the highest priority first
        and those on another list last."""
        if places <= 0:
            return
        room = self._room(trip, chosen)
        ranked = sorted(
            (p for p in self.waiting.get(site, ()) if self.people[p].group in groups),
            key=lambda p: (p in self._on_lists, -self.people[p].priority, p),
        )
        for person in ranked:
            family = family_of(self.desk.situation, person) & self.waiting[site]
            need = Counter(self._room_of(each) for each in family)
            if (
                not family & chosen
                and len(family) <= places
                and all(room[where] >= number for where, number in need.items())
                and all(self.people[each].group in groups for each in family)
                and all(self._may_go(each, site) for each in family)
                and not self._has_enemy(family, chosen)
            ):
                chosen |= family
                room.subtract(need)
                places -= len(family)
            if places <= 0:
                return

    def _has_enemy(self, family: set[str], chosen: set[str]) -> bool:
        situation = self.desk.situation
        factions = {self.people[p].faction for p in chosen} - {""}
        return any(
            situation.apart.get(p, set()) & chosen
            or situation.hostile.get(self.people[p].faction, set()) & factions
            for p in family
        )

    def _others(self, trip: Trip, site: str) -> set[str]:
        """Groups that may go where a trip goes, or on from there where nobody may stay."""
        destination = self.scenario.links[trip.link].destination
        groups = self.scenario.groups.values()
        staging = not any(destination in group.destinations for group in groups)
        return {
            group.id
            for group in groups
            if group.separation_class in trip.compartments
            and (destination in group.destinations or (staging and site == group.site))
        }

    def _places(self, trip: Trip) -> int:
        planned = sum(number for _, number in self.loads.get(trip.id, ()))
        return planned or trip.people

    def _room(self, trip: Trip, chosen: set[str]) -> Counter[Room]:
        """Places that are left of the plan's, by class and kind of seat."""
        room: Counter[Room] = Counter()
        for group, number in self.loads.get(trip.id, ()):
            known = self.scenario.groups[group]
            room[known.separation_class, known.seat_kind.value] += number
        if not room:
            room.update({(name, "seated"): trip.people for name in trip.compartments})
        room.subtract(Counter(self._room_of(person) for person in chosen))
        return room

    def _room_of(self, person: str) -> Room:
        known = self.people[person]
        return known.separation_class, known.seat_kind.value


def make_listing(
    desk: Desk, scenario: Scenario, people: Sequence[Person], plan: Plan, unready: Collection[str]
) -> Listing:
    """The manifests of a plan for the people who are clear to go, ready to be used trip by trip."""
    roster = replace(scenario, people=tuple(people))
    lists = make_manifests(plan, roster, unready=unready)
    named: dict[str, list[str]] = {}
    for rider in lists.riders:
        named.setdefault(rider.trip, []).append(rider.person_id)
    loads: dict[str, list[tuple[str, int]]] = {}
    for load in plan.loads:
        loads.setdefault(load.trip, []).append((load.group, load.people))
    by_id = {person.person_id: person for person in people}
    return Listing(desk, scenario, by_id, named, loads)
