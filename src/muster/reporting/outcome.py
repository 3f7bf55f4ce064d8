"""What a plan comes to: how many are moved, how many are not, and why not."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from muster.planning.plan import Plan
from muster.reporting.presence import appears
from muster.reporting.wording import day_and_hour, people
from muster.scenario import ChangeTarget, Group, Scenario, SiteKind
from muster.scenario.timeline import timeline


@dataclass(frozen=True, slots=True)
class Outcome:
    """People by what the plan does for them; the parts sum to `people`."""

    people: int
    moved: int
    """Placed at a site other than where they started."""
    staying: int
    """At the end where they started, and allowed to be."""
    unplaced: int
    barred: int
    """Unplaced because no place that they can reach is open to them."""
    no_room: int
    """Unplaced because the places open to them are full at the end."""
    no_time: int
    """Unplaced though there is room: not within the horizon with these vehicles and escorts."""
    outside: int
    """People who arrive only after the horizon."""
    last_arrival: datetime | None
    unplaced_by_group: Mapping[str, tuple[int, str]]
    """Unplaced people of a group, and the reason for the most of them."""

    @property
    def to_move(self) -> int:
        """People who have to leave, or do."""
        return self.moved + self.unplaced


def outcome(scenario: Scenario, plan: Plan) -> Outcome:
    """Count what becomes of everybody."""
    moved = staying = 0
    short: dict[str, int] = defaultdict(int)
    for placement in plan.placements:
        if not placement.placed:
            short[placement.group] += placement.people
        elif placement.site == scenario.groups[placement.group].site:
            staying += placement.people
        else:
            moved += placement.people
    reasons = _reasons(scenario, plan, short)
    outside = sum(
        group.people
        for group in scenario.groups.values()
        if appears(scenario, group) > scenario.steps
    )
    return Outcome(
        people=plan.people,
        moved=moved,
        staying=staying,
        unplaced=sum(short.values()),
        barred=sum(by.get("barred", 0) for by in reasons.values()),
        no_room=sum(by.get("no room", 0) for by in reasons.values()),
        no_time=sum(by.get("no time", 0) for by in reasons.values()),
        outside=outside,
        last_arrival=max((trip.arrives_at for trip in plan.trips), default=None),
        unplaced_by_group={
            group: (short[group], max(by, key=lambda reason: by[reason]))
            for group, by in reasons.items()
        },
    )


def _reasons(
    scenario: Scenario, plan: Plan, short: Mapping[str, int]
) -> Mapping[str, Mapping[str, int]]:
    """Unplaced people of each group by reason.

    Room left at the end is handed out once, to groups in the scenario's order: where it does
    not go round, the rest have no room.
    """
    room = _Room(scenario, plan)
    found: dict[str, dict[str, int]] = {}
    for group in scenario.groups.values():
        number = short.get(group.id, 0)
        if not number:
            continue
        open_to = [site for site in group.destinations if site in reachable(scenario, group)]
        if not open_to:
            found[group.id] = {"barred": number}
            continue
        fits = 0
        for site in open_to:
            fits += room.take(site, group.separation_class, number - fits)
        parts = {"no room": number - fits, "no time": fits}
        found[group.id] = {reason: part for reason, part in parts.items() if part}
    return found


class _Room:
    """Places left at each site when the plan ends, handed out as they are asked for.

    Whoever is there from the start may stay, even beyond capacity or beds (docs/planning-model.md,
    Room).
    """

    def __init__(self, scenario: Scenario, plan: Plan) -> None:
        from_start: dict[str, int] = defaultdict(int)
        at_end: dict[str, int] = defaultdict(int)
        for group in scenario.groups.values():
            for key in (group.site, _ward(group.site, group.separation_class)):
                from_start[key] += group.people
        for placement in plan.placements:
            separation_class = scenario.groups[placement.group].separation_class
            for key in (placement.site, _ward(placement.site, separation_class)):
                at_end[key] += placement.people
        self._free: dict[str, float] = {}
        for site in scenario.sites.values():
            limits = {site.id: final_capacity(scenario, site.id) - site.occupied}
            for separation_class, beds in site.beds.items():
                limits[_ward(site.id, separation_class)] = beds
            for key, limit in limits.items():
                self._free[key] = max(limit, from_start[key]) - at_end[key]

    def take(self, site: str, separation_class: str, wanted: int) -> int:
        """Take up to a number of places for a class, and say how many there were."""
        ward = _ward(site, separation_class)
        taken = int(max(0.0, min(wanted, self._free[site], self._free.get(ward, math.inf))))
        for key in (site, ward):
            if key in self._free:
                self._free[key] -= taken
        return taken


def _ward(site: str, separation_class: str) -> str:
    return f"{site}/{separation_class}"


def final_capacity(scenario: Scenario, site: str) -> float:
    """Capacity of a site at the end: the lowest of the last step; infinite where none is given."""
    line = timeline(scenario, ChangeTarget.SITE, site, "capacity", scenario.sites[site].capacity)
    last_step = line.between(scenario.horizon_h - scenario.step_h, scenario.horizon_h)
    return min(math.inf if value is None else value for _, value in last_step)


def reachable(scenario: Scenario, group: Group) -> set[str]:
    """Sites to which links lead from a group's site without entering a place barred to it."""
    onward: dict[str, list[str]] = defaultdict(list)
    for link in scenario.links.values():
        onward[link.origin].append(link.destination)
    found = {group.site}
    todo = [group.site]
    while todo:
        for site in onward[todo.pop()]:
            barred = (
                scenario.sites[site].kind is SiteKind.RECEPTION and site not in group.destinations
            )
            if site not in found and not barred:
                found.add(site)
                todo.append(site)
    return found


def headline(scenario: Scenario, plan: Plan) -> str:
    """The plan's outcome in one sentence, for titles."""
    result = outcome(scenario, plan)
    if not result.to_move:
        return "Nobody has to be moved"
    fate = "left unplaced" if result.no_time else "cannot be placed"
    if not result.moved:
        return f"Nobody is moved: {people(result.unplaced)} {fate}"
    when = f" by {day_and_hour(scenario, result.last_arrival)}" if result.last_arrival else ""
    if not result.unplaced:
        whom = "The one person" if result.moved == 1 else f"All {result.moved:,}"
        return f"{whom} moved{when}"
    return f"{result.moved:,} of {result.to_move:,} moved{when}; {result.unplaced:,} {fate}"


def reasons_in_words(result: Outcome) -> str:
    """Why people are unplaced, or nothing where nobody is."""
    parts = [
        (result.barred, "no place open to them"),
        (result.no_room, "no room"),
        (result.no_time, "no time with these vehicles and escorts"),
    ]
    return "; ".join(f"{number:,} {why}" for number, why in parts if number)
