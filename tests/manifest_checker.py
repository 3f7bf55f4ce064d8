"""Every hard rule of manifests, worked out from the lists, the plan and the scenario alone."""

from __future__ import annotations

from collections import Counter

from muster.planning.manifests import Manifests
from muster.planning.plan import Plan
from muster.scenario import KeepKind, Scenario


def broken_rules(lists: Manifests, plan: Plan, scenario: Scenario) -> list[str]:
    """A sentence for each rule that lists break."""
    people = {person.person_id: person for person in scenario.people}
    trips = {trip.id: trip for trip in plan.trips}
    rides: dict[str, list[str]] = {id: [] for id in people}
    for rider in lists.riders:
        rides[rider.person_id].append(rider.trip)
    faults = _where_people_go(lists, rides, trips, people, scenario)
    faults += _keep(rides, people, scenario)
    faults += _seats(lists, trips, people, scenario)
    listed = Counter((rider.trip, rider.group) for rider in lists.riders)
    for load in plan.loads:
        listed[load.trip, load.group] -= load.people
    if {key for key, number in listed.items() if number} != {
        (each.trip, each.group) for each in lists.changes
    }:
        faults.append("the changes told are not those that were made")
    return faults


def _where_people_go(lists, rides, trips, people, scenario):
    faults = []
    if sorted(id for id in people if not rides[id]) != list(lists.staying):
        faults.append("those who ride nothing are not those who stay")
    for id, ridden in rides.items():
        person, group = people[id], scenario.groups[people[id].group]
        at, since = person.site, 0
        for trip in sorted((trips[each] for each in ridden), key=lambda each: each.step):
            link = scenario.links[trip.link]
            if link.origin != at or trip.step < since:
                faults.append(f"{id} boards {trip.id} where they are not")
            if group.ready_at and trip.departs_at < group.ready_at:
                faults.append(f"{id} boards {trip.id} before they are ready")
            at = link.destination
            since = trip.step + -(-int(link.duration_h) // int(scenario.step_h))
        if ridden and at not in group.destinations:
            faults.append(f"{id} ends at {at}, which is barred to them")
    return faults


def _keep(rides, people, scenario):
    faults = []
    members: dict[str, list[str]] = {}
    for person in people.values():
        members.setdefault(person.faction, []).append(person.person_id)
    for rule in scenario.keep:
        of_faction = rule.between == "faction"
        for one in members.get(rule.first, []) if of_faction else [rule.first]:
            for two in members.get(rule.second, []) if of_faction else [rule.second]:
                if rule.kind is KeepKind.APART and set(rides[one]) & set(rides[two]):
                    faults.append(f"{one} and {two} meet")
                same_site = people[one].site == people[two].site
                if rule.kind is KeepKind.TOGETHER and same_site and rides[one] != rides[two]:
                    faults.append(f"{one} and {two} are parted")
    return faults


def _seats(lists, trips, people, scenario):
    faults = []
    used = Counter()
    classes: dict[tuple[str, int], set[str]] = {}
    for rider in lists.riders:
        person = people[rider.person_id]
        used[rider.trip, rider.compartment, person.seat_kind] += 1
        classes.setdefault((rider.trip, rider.compartment), set()).add(person.separation_class)
    for (trip, compartment, kind), number in used.items():
        fleet = scenario.fleets[trips[trip].fleet]
        if number > fleet.seats_per_compartment(kind) or compartment > fleet.compartments:
            faults.append(f"{trip}: {number} on {kind} seats of compartment {compartment}")
    faults += [
        f"{place} is shared by {found}" for place, found in classes.items() if len(found) > 1
    ]
    given = Counter((trip, next(iter(found))) for (trip, _), found in classes.items())
    faults += [
        f"{trip} gives {name} too many compartments"
        for (trip, name), number in given.items()
        if number > trips[trip].compartments.get(name, 0)
    ]
    orders = Counter((rider.trip, rider.order) for rider in lists.riders)
    return faults + [f"{each} is said twice" for each, number in orders.items() if number > 1]
