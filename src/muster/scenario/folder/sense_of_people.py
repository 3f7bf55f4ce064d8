"""More people than room, and keep rules and times that fit nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from muster.scenario.folder.draft import Draft
from muster.scenario.folder.fault_list import FaultList, Place, shown
from muster.scenario.grouping import common_destinations, kept_together
from muster.scenario.people import KeepKind, Person


def look_at_capacity(draft: Draft, faults: FaultList) -> None:
    """No site holds more people at the start than it can."""
    scenario = draft.scenario
    held: dict[str, int] = {}
    for group in scenario.groups.values():
        if group.arrives_at is None:
            held[group.site] = held.get(group.site, 0) + group.people
    for site in scenario.sites.values():
        present = held.get(site.id, 0) + site.occupied
        if site.capacity is not None and present > site.capacity:
            occupied = f" with the {site.occupied:,} already there" if site.occupied else ""
            found = f"{site.capacity:,} for {present:,} people{occupied}"
            place = draft.place_of("sites", site.id)
            action = "Nobody can be brought there"
            faults.warning(place, "capacity", found, "room for those who are there", action)


def look_at_beds(draft: Draft, faults: FaultList) -> None:
    """No site holds more people of a separation class at the start than it has beds for."""
    held: dict[tuple[str, str], int] = {}
    for group in draft.scenario.groups.values():
        if group.arrives_at is None:
            key = group.site, group.separation_class
            held[key] = held.get(key, 0) + group.people
    for place, beds in draft.values["beds"]:
        present = held.get((beds.site, beds.separation_class), 0)
        if present > beds.beds:
            found = f"{beds.beds:,} for {present:,} {beds.separation_class}"
            faults.warning(place, "beds", found, "beds for those who are there")


def look_at_keep_rules(draft: Draft, faults: FaultList) -> None:
    """Those kept together are at one site, have a destination in common, and none is kept apart."""
    by_id = {person.person_id: person for person in draft.scenario.people}
    cluster = {id: members for members in kept_together(draft.scenario.keep) for id in members}
    seen: set[frozenset[str]] = set()
    for place, rule in draft.values["keep"]:
        if rule.between != "person":
            continue
        if rule.kind is KeepKind.APART and rule.second in cluster.get(rule.first, ()):
            found = f"{shown(rule.first)} and {shown(rule.second)}"
            expected = "two people whom no rules keep together, directly or through others"
            faults.error(place, "kind", f"apart, for {found}", expected)
        elif rule.kind is KeepKind.TOGETHER and cluster[rule.first] not in seen:
            seen.add(cluster[rule.first])
            _look_at_cluster(place, cluster[rule.first], by_id, faults)


def _look_at_cluster(
    place: Place, members: frozenset[str], by_id: Mapping[str, Person], faults: FaultList
) -> None:
    together = [by_id[id] for id in sorted(members) if id in by_id]
    sites = sorted({person.site for person in together})
    if len(sites) > 1:
        found = f"people at {', '.join(sites)}"
        action = "They cannot travel together until they are at one site"
        faults.warning(place, "second", found, "people at one site to be kept together", action)
    if any(person.destinations for person in together) and not common_destinations(together):
        found = f"{len(together)} people who have no destination in common"
        action = "They will stay where they are"
        faults.warning(place, "second", found, "a destination open to all of them", action)


def look_at_times(draft: Draft, faults: FaultList) -> None:
    """People are ready and arrive before the horizon ends."""
    for group in draft.scenario.groups.values():
        place, who = draft.place_of_group(group)
        for column, moment in (("ready_at", group.ready_at), ("arrives_at", group.arrives_at)):
            if moment is not None and draft.scenario.hours_until(moment) > draft.scenario.horizon_h:
                found = f"{shown(moment.isoformat())}{who}, after the horizon"
                expected = f"a time up to {end_of_horizon(draft).isoformat()}"
                action = "They are outside the plan" if column == "arrives_at" else ""
                action = action or "They will stay where they are"
                faults.warning(place, column, found, expected, action)


def end_of_horizon(draft: Draft) -> datetime:
    """The last moment of the plan."""
    return draft.scenario.moment(draft.scenario.steps)
