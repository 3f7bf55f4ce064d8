"""Fleets that reach nothing, links that nobody can serve, people without a way out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.scenario.change import ChangeTarget
from muster.scenario.folder.draft import Draft
from muster.scenario.folder.fault_list import FaultList
from muster.scenario.network import Fleet, Link, SeatKind, SiteKind
from muster.scenario.people import Group
from muster.scenario.scenario import Scenario
from muster.scenario.ways import Hindrance, Reach, hindrance, reach_of, steps_of


def look_at_fleets(draft: Draft, faults: FaultList) -> None:
    """Each fleet reaches a link of its mode, and the links that it lists are of its mode."""
    links = draft.scenario.links
    for fleet in draft.scenario.fleets.values():
        place = draft.place_of("fleets", fleet.id)
        strange = [id for id in fleet.links if id in links and links[id].mode is not fleet.mode]
        for id in strange:
            found, expected = f'"{id}", a {links[id].mode} link', f"links of its mode, {fleet.mode}"
            faults.error(place, "links", found, expected)
        if not strange and links and not _reaches_a_link(draft.scenario, fleet):
            faults.error(
                place,
                "base",
                f'"{fleet.base}", from where no link of mode {fleet.mode} can be reached',
                "a site connected to the links that the fleet shall serve",
                "Correct base or mode, or add the links (empty vehicles use them both ways)",
            )


def _reaches_a_link(scenario: Scenario, fleet: Fleet) -> bool:
    reach = reach_of(scenario, fleet)
    unreached = (Hindrance.MODE, Hindrance.LINKS, Hindrance.REACH)
    return any(
        hindrance(scenario, reach, link) not in unreached for link in scenario.links.values()
    )


def look_at_links(draft: Draft, faults: FaultList) -> None:
    """Each link can be served by some fleet, at a time that the windows allow."""
    scenario = draft.scenario
    reaches = _reaches(scenario)
    for link in scenario.links.values():
        reasons = [hindrance(scenario, reach, link) for reach in reaches]
        place = draft.place_of("links", link.id)
        if all(reasons):
            found = [reason for reason in reasons if reason is not None]
            # the one that comes last in the order of the checks is the nearest miss
            nearest = max(found, key=list(Hindrance).index, default=Hindrance.MODE)
            column = "duration_h" if nearest in _TOO_LONG else "mode"
            expected = "a fleet that can serve the link"
            faults.warning(place, column, str(nearest), expected, "Nobody will be moved over it")
        elif not _fits_windows(scenario, link):
            never = "no time that all windows of the link and its sites allow"
            expected = "a step boundary within them"
            faults.warning(place, "window", never, expected, "Nobody will be moved over it")


_TOO_LONG = (Hindrance.RIDE, Hindrance.DUTY, Hindrance.HORIZON)


def _reaches(scenario: Scenario) -> list[Reach]:
    """Of fleets that ever have a vehicle."""
    return [
        reach_of(scenario, fleet)
        for fleet in scenario.fleets.values()
        if _most(scenario, ChangeTarget.FLEET, fleet.id, "vehicles", fleet.vehicles)
    ]


def _most(scenario: Scenario, kind: ChangeTarget, id: str, field: str, initial: int) -> float:
    changed = (
        change.value
        for change in scenario.changes
        if (change.target_kind, change.target, change.field) == (kind, id, field)
    )
    return max([initial, *(value for value in changed if isinstance(value, int | float))])


def _fits_windows(scenario: Scenario, link: Link) -> bool:
    origin, destination = scenario.sites[link.origin], scenario.sites[link.destination]
    if origin.window is None and destination.window is None and link.window is None:
        return True
    ride = steps_of(link.duration_h, scenario.step_h)
    for departure in range(scenario.steps - ride + 1):
        leaves = scenario.moment(departure).time()
        comes = scenario.moment(departure + ride).time()
        if (
            (origin.window is None or origin.window.contains(leaves))
            and (link.window is None or link.window.contains(leaves))
            and (destination.window is None or destination.window.contains(comes))
        ):
            return True
    return False


def look_at_teams(draft: Draft, faults: FaultList) -> None:
    """A trip never needs more escort teams than its pool ever has."""
    scenario = draft.scenario
    for fleet in scenario.fleets.values():
        pool = scenario.escort_pools.get(fleet.escort_pool or "")
        if pool is None:
            continue
        teams = _most(scenario, ChangeTarget.ESCORTS, pool.id, "teams", pool.teams)
        if fleet.escorts_per_trip > teams:
            found, expected = f'"{fleet.escorts_per_trip}"', f"at most the {teams} of {pool.id}"
            place = draft.place_of("fleets", fleet.id)
            faults.warning(place, "escorts_per_trip", found, expected, "No trip can depart")


@dataclass(frozen=True, slots=True)
class _Ways:
    """Links that can be served, by origin and kind of seat."""

    onward: Mapping[tuple[str, SeatKind], tuple[Link, ...]]
    scenario: Scenario

    def ends(self, group: Group) -> bool:
        """Whether people of the group can get to one of their destinations."""
        seen, waiting = {group.site}, [group.site]
        while waiting:
            for link in self.onward.get((waiting.pop(), group.seat_kind), ()):
                site = self.scenario.sites[link.destination]
                if site.id in group.destinations:
                    return True
                if site.id not in seen and site.kind is not SiteKind.RECEPTION:
                    seen.add(site.id)
                    waiting.append(site.id)
        return False


def _ways(scenario: Scenario) -> _Ways:
    onward: dict[tuple[str, SeatKind], list[Link]] = {}
    reaches = _reaches(scenario)
    for link in scenario.links.values():
        serving = [each.fleet for each in reaches if hindrance(scenario, each, link) is None]
        for kind in SeatKind:
            if any(fleet.seats.get(kind) for fleet in serving):
                onward.setdefault((link.origin, kind), []).append(link)
    return _Ways({key: tuple(links) for key, links in onward.items()}, scenario)


def look_at_ways_out(draft: Draft, faults: FaultList) -> None:
    """Everybody has a way to one of their destinations."""
    ways = _ways(draft.scenario)
    known: dict[tuple[object, ...], bool] = {}
    for group in draft.scenario.groups.values():
        if group.site in group.destinations or not group.people:
            continue
        like = (group.site, group.seat_kind, group.destinations)
        if like not in known:
            known[like] = ways.ends(group)
        if known[like]:
            continue
        place, who = draft.place_of_group(group)
        if group.destinations:
            to = ", ".join(group.destinations[:5]) + ("…" if len(group.destinations) > 5 else "")
            found = f"no way from {group.site} to {to} ({group.seat_kind}){who}"
            expected = "links there that some fleet with such seats can serve"
        else:
            found, expected = f"no destination{who}", "at least one site open to them"
        action = f"{group.people:,} will stay where they are"
        faults.warning(place, "destinations", found, expected, action)


def look_at_sites(draft: Draft, faults: FaultList) -> None:
    """Each site holds somebody, is a base, or lies on a way."""
    scenario = draft.scenario
    served = [link for links in _ways(scenario).onward.values() for link in links]
    used = {
        *(group.site for group in scenario.groups.values()),
        *(fleet.base for fleet in scenario.fleets.values()),
        *(pool.base for pool in scenario.escort_pools.values()),
        *_ends_of(served),
    }
    wanted = {id for group in scenario.groups.values() for id in group.destinations}
    for site in scenario.sites.values():
        place = draft.place_of("sites", site.id)
        if site.id not in used:
            found = f'"{site.id}", where nobody is and no vehicle gets to'
            faults.warning(place, "id", found, "a site with a link that some fleet can serve")
        elif site.kind is SiteKind.RECEPTION and site.id not in wanted:
            found = f'"{site.id}", a reception that nobody may go to'
            faults.warning(place, "id", found, "a site among somebody's destinations")


def _ends_of(links: Iterable[Link]) -> Iterable[str]:
    for link in links:
        yield link.origin
        yield link.destination
