"""Stocks: people whom the planner need not tell apart, where they started and on the way.

Each group is an origin stock at its own site. Once people have left, groups with the same
priority, separation class, seat kind and destinations are one transit stock at each site they
may pass: an exact aggregation that keeps the model small. Where a link could bring people back to
a site where they started and may not end, those who started there are stocks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from muster.scenario import Scenario, SeatKind, SiteKind
from muster.scenario.ways import steps_of


@dataclass(frozen=True, slots=True)
class Stock:
    """Like people at one site."""

    index: int
    site: str
    group: str
    """The group's id; empty for a transit stock."""
    people: int
    """At the start; 0 for a transit stock."""
    weight: float
    separation_class: str
    seat_kind: SeatKind
    destinations: frozenset[str]
    ready: int
    """First boundary at which they may depart."""
    appears: int
    """Boundary from which an origin stock is present."""
    links: tuple[str, ...]
    """Links they may leave on."""
    transit: bool
    no_return: str
    """Site where they started and to which they may not come back; empty if nothing leads there."""

    @property
    def may_end_here(self) -> bool:
        """Whether the stock's people may be here when the horizon ends."""
        return not self.transit or self.site in self.destinations

    @property
    def placed_here(self) -> bool:
        """Whether being here at the end counts as placed."""
        return self.site in self.destinations


Key = tuple[float, str, SeatKind, frozenset[str], str]


def transit_key(stock: Stock) -> Key:
    """What people keep of themselves once they are under way."""
    return (
        stock.weight,
        stock.separation_class,
        stock.seat_kind,
        stock.destinations,
        stock.no_return,
    )


def find_stocks(scenario: Scenario, served_links: Iterable[str]) -> tuple[Stock, ...]:
    """The stocks of a scenario: origin stocks, then every transit stock they can become."""
    ways = _Ways(scenario, sorted(set(served_links)))
    stocks: list[Stock] = []
    reached: dict[tuple[str, Key], None] = {}
    for group in scenario.groups.values():
        destinations = frozenset(group.destinations)
        appears = _boundary(scenario, group.arrives_at)
        left = ways.left_for_good(group.site, destinations)
        stock = Stock(
            index=len(stocks),
            site=group.site,
            group=group.id,
            people=group.people,
            weight=group.priority,
            separation_class=group.separation_class,
            seat_kind=group.seat_kind,
            destinations=destinations,
            ready=max(_boundary(scenario, group.ready_at), appears),
            appears=appears,
            links=ways.useful(group.site, destinations, left),
            transit=False,
            no_return=ways.no_return(group.site, destinations),
        )
        stocks.append(stock)
        for link in stock.links:
            reached.setdefault((scenario.links[link].destination, transit_key(stock)))
    queue = list(reached)
    for site, key in queue:
        weight, separation_class, seat_kind, destinations, no_return = key
        links = ways.useful(site, destinations, no_return)
        stocks.append(
            Stock(
                index=len(stocks),
                site=site,
                group="",
                people=0,
                weight=weight,
                separation_class=separation_class,
                seat_kind=seat_kind,
                destinations=destinations,
                ready=0,
                appears=0,
                links=links,
                transit=True,
                no_return=no_return,
            )
        )
        for link in links:
            onward = (scenario.links[link].destination, key)
            if onward not in reached:
                reached[onward] = None
                queue.append(onward)
    return tuple(stocks)


def _boundary(scenario: Scenario, moment: datetime | None) -> int:
    if moment is None:
        return 0
    return max(0, steps_of(scenario.hours_until(moment), scenario.step_h))


class _Ways:
    """Which links lead people towards a place where they may end."""

    def __init__(self, scenario: Scenario, served: list[str]) -> None:
        self._scenario = scenario
        self._out: dict[str, list[str]] = {}
        for link in served:
            self._out.setdefault(scenario.links[link].origin, []).append(link)
        self._useful: dict[tuple[str, frozenset[str], str], tuple[str, ...]] = {}
        self._no_return: dict[tuple[str, frozenset[str]], str] = {}

    def useful(self, site: str, destinations: frozenset[str], avoiding: str) -> tuple[str, ...]:
        """Links out of a site from which a destination can be reached, one site avoided."""
        key = (site, destinations, avoiding)
        if key not in self._useful:
            self._useful[key] = tuple(
                link
                for link in self._out.get(site, ())
                if self._leads_on(self._scenario.links[link].destination, destinations, avoiding)
            )
        return self._useful[key]

    @staticmethod
    def left_for_good(site: str, destinations: frozenset[str]) -> str:
        """The site where people start, if they may not come back to it; else empty."""
        return "" if site in destinations else site

    def no_return(self, site: str, destinations: frozenset[str]) -> str:
        """The same, if there is a link by which people who left the site could come back."""
        key = (site, destinations)
        if key not in self._no_return:
            left = self.left_for_good(site, destinations)
            comes_back = left and self._comes_back(site, destinations)
            self._no_return[key] = left if comes_back else ""
        return self._no_return[key]

    def _comes_back(self, site: str, destinations: frozenset[str]) -> bool:
        """Whether people who go on as if they might pass their site again can come to it."""
        seen, queue = {site}, [site]
        while queue:
            here = queue.pop()
            for link in self.useful(here, destinations, site if here == site else ""):
                head = self._scenario.links[link].destination
                onward = self._out.get(head, ())
                if any(self._scenario.links[each].destination == site for each in onward):
                    return True
                if head not in seen:
                    seen.add(head)
                    queue.append(head)
        return False

    def _leads_on(self, site: str, destinations: frozenset[str], avoiding: str) -> bool:
        seen = {avoiding}
        queue = [site]
        while queue:
            here = queue.pop()
            if here in seen or self._barred(here, destinations):
                continue
            if here in destinations:
                return True
            seen.add(here)
            queue.extend(self._scenario.links[link].destination for link in self._out.get(here, ()))
        return False

    def _barred(self, site: str, destinations: frozenset[str]) -> bool:
        return self._scenario.sites[site].kind is SiteKind.RECEPTION and site not in destinations
