"""Every stock that anybody may come to be in, whatever is decided later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.planning.passage import appears_at, may_enter
from muster.rehearsal.nature import site_order
from muster.rehearsal.orders import APPEAR, Orders
from muster.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Stocks:
    """Stocks as in `Orders`, by group and site."""

    names: tuple[tuple[str, str], ...]
    """(group, site)."""
    number: dict[tuple[str, str], int]
    appears: dict[str, int]
    """Boundary at which each group appears, those within the horizon."""

    @property
    def count(self) -> int:
        """Number of stocks."""
        return len(self.names)


def all_stocks(scenario: Scenario) -> Stocks:
    """The stocks of all groups at all sites that links lead to."""
    order = site_order(scenario)
    onward: dict[str, list[str]] = {}
    for link in scenario.links.values():
        onward.setdefault(link.origin, []).append(link.destination)
    appears, known = {}, set()
    for group in scenario.groups.values():
        boundary = appears_at(scenario, group)
        if boundary > scenario.steps:
            continue
        appears[group.id] = boundary
        seen, queue = {group.site}, [group.site]
        while queue:
            for site in onward.get(queue.pop(), ()):
                if site not in seen and may_enter(scenario, group, site):
                    seen.add(site)
                    queue.append(site)
        known |= {(group.id, site) for site in seen}
    names = tuple(sorted(known, key=lambda stock: (order[stock[1]], stock[0])))
    return Stocks(names, {name: number for number, name in enumerate(names)}, appears)


def orders_without_trips(scenario: Scenario, stocks: Stocks) -> Orders:
    """Everybody appears where they are, and nobody is moved."""
    order = site_order(scenario)
    site = np.array([order[place] for _, place in stocks.names], dtype=np.int64)
    groups = [scenario.groups[group] for group, _ in stocks.names]
    ends = np.array(
        [name[1] in group.destinations for group, name in zip(groups, stocks.names, strict=True)],
        dtype=bool,
    )
    listed = sorted(
        (boundary, stocks.number[id, scenario.groups[id].site], scenario.groups[id].people)
        for id, boundary in stocks.appears.items()
    )
    boundaries = np.array([each[0] for each in listed])
    nothing = np.zeros(0)
    return Orders(
        site=site,
        first_stock=np.searchsorted(site, np.arange(len(order) + 1)).astype(np.int64),
        weight=np.array([group.priority for group in groups], dtype=np.float64),
        ends=ends,
        waits=~ends & np.array([bool(group.destinations) for group in groups], dtype=bool),
        kind=np.full(len(listed), APPEAR, dtype=np.int64),
        hour=boundaries * float(scenario.step_h),
        subject=np.array([each[1] for each in listed], dtype=np.int64),
        people=np.array([float(each[2]) for each in listed]),
        first_order=np.searchsorted(boundaries, np.arange(scenario.steps + 2)).astype(np.int64),
        origin=nothing.astype(np.int64),
        destination=nothing.astype(np.int64),
        share=nothing,
        risk=nothing,
        planned=nothing,
    )
