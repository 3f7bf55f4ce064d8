"""What a plan does at each site and between sites, added up over time for a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from muster.planning.plan import Plan
from muster.reporting.presence import Flow, flows, leaving, moved_in
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Movement:
    """People by site and by link."""

    at_start: Mapping[str, int]
    """People who have to leave a site, or do."""
    at_end: Mapping[str, int]
    """Those of them who have not left."""
    received: Mapping[str, int]
    """People placed at a site who started elsewhere."""
    passing: Mapping[str, int]
    """People who are brought to a site and go on from it."""
    flows: Sequence[Flow]


def movement(scenario: Scenario, plan: Plan) -> Movement:
    """Add a plan up by site and by link."""
    left = leaving(scenario, plan)
    received = moved_in(scenario, plan)
    brought: dict[str, int] = {}
    for flow in flows(plan):
        destination = scenario.links[flow.link].destination
        brought[destination] = brought.get(destination, 0) + flow.people
    return Movement(
        at_start=left.people,
        at_end={site: int(people[-1]) for site, people in left.remaining.items()},
        received=received,
        passing={
            site: number - received.get(site, 0)
            for site, number in brought.items()
            if number > received.get(site, 0)
        },
        flows=[flow for flow in flows(plan) if flow.people],
    )


def relevant_sites(scenario: Scenario, moves: Movement) -> list[str]:
    """Sites that people leave, pass or reach; where nobody moves, all that concern anybody."""
    touched = set(moves.at_start) | set(moves.received) | set(moves.passing)
    if not moves.flows:
        touched |= {group.site for group in scenario.groups.values()}
        touched |= {end for group in scenario.groups.values() for end in group.destinations}
    return [site for site in scenario.sites if site in touched] or list(scenario.sites)


def site_in_words(moves: Movement, site: str) -> str:
    """What happens at a site, for its label; nothing where nothing does."""
    parts = []
    if moves.at_start.get(site):
        parts.append(f"{moves.at_start[site]:,} → {moves.at_end[site]:,}")
    if moves.received.get(site):
        parts.append(f"receives {moves.received[site]:,}")
    if moves.passing.get(site):
        parts.append(f"{moves.passing[site]:,} pass through")
    return ", ".join(parts)
