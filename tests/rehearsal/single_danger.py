"""Scenarios in which at most one thing on anybody's way can cost people: there means are exact."""

from collections import defaultdict
from dataclasses import replace

from muster.scenario import Judgement

SAFE = Judgement.certain(0.0)


def with_one_danger_on_each_way(scenario, plan, order):
    """The scenario without the dangers that a group would meet second.

    Dangers are sites with a loss fraction and links with a risk; those first in `order`, a
    permutation of their ids, are kept.
    """
    trips = {trip.id: trip for trip in plan.trips}
    ways = defaultdict(set, {g.id: {g.site} for g in scenario.groups.values()})
    for load in plan.loads:
        link = scenario.links[trips[load.trip].link]
        ways[load.group] |= {link.origin, link.destination, link.id}
    kept = set()
    for danger in order:
        if all(danger not in way or not (way & kept) for way in ways.values()):
            kept.add(danger)
    return replace(
        scenario,
        sites={
            id: site if id in kept else replace(site, loss_fraction=SAFE)
            for id, site in scenario.sites.items()
        },
        links={
            id: link if id in kept else replace(link, risk=SAFE)
            for id, link in scenario.links.items()
        },
    )
