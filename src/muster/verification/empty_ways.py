"""How long an empty vehicle takes from site to site."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict

from muster.scenario import Mode, Scenario

Roads = dict[str, dict[str, float]]
"""Hours from a site to each of its neighbours."""


class EmptyWays:
    """Shortest ways of empty vehicles by one mode, each link usable in both directions.

    Where links exist in both directions each takes its own time; where only one exists, the way
    against it takes as long.
    """

    def __init__(self, scenario: Scenario, mode: Mode) -> None:
        self._roads = _roads(scenario, mode)
        self._hours: dict[str, dict[str, float]] = {}

    def hours(self, origin: str, destination: str) -> float:
        """Hours of the shortest way; infinite where there is none."""
        if origin not in self._hours:
            self._hours[origin] = _dijkstra(self._roads, origin)
        return self._hours[origin].get(destination, math.inf)


def _roads(scenario: Scenario, mode: Mode) -> Roads:
    links = [link for link in scenario.links.values() if link.mode == mode]
    directed = {(link.origin, link.destination) for link in links}
    roads: Roads = defaultdict(dict)
    for link in links:
        ways = [(link.origin, link.destination)]
        if (link.destination, link.origin) not in directed:
            ways.append((link.destination, link.origin))
        for origin, destination in ways:
            known = roads[origin].get(destination, math.inf)
            roads[origin][destination] = min(known, link.duration_h)
    return roads


def _dijkstra(roads: Roads, origin: str) -> dict[str, float]:
    settled: dict[str, float] = {}
    queue = [(0.0, origin)]
    while queue:
        hours, site = heapq.heappop(queue)
        if site in settled:
            continue
        settled[site] = hours
        for neighbour, further in roads.get(site, {}).items():
            if neighbour not in settled:
                heapq.heappush(queue, (hours + further, neighbour))
    return settled
