"""A plan as orders: who appears, departs and arrives at which boundary, as arrays for the kernel.

People are kept by stock: those of one group at one site. A load is what one trip takes of one
stock to another. A trip takes the planned share of those of its stock who are there, so that
when some of them were lost every later trip goes with fewer; that is what each of the rest going
on by the plan comes to, for people whom the plan does not tell apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.planning.passage import appears_at
from muster.planning.plan import Plan, Trip
from muster.rehearsal.nature import site_order
from muster.scenario import Group, Scenario
from muster.scenario.ways import steps_of

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

APPEAR, ARRIVE, DEPART = 0, 1, 2
"""Kinds of order; at one boundary they are carried out in this sequence."""


class Orders(NamedTuple):
    """Stocks P, loads L and orders O; orders stand in the sequence in which they happen.

    Loads come in the order of their departures. Sites S as in `Nature`.
    """

    site: IntArray
    """(P,) site of each stock; stocks of one site stand together."""
    first_stock: IntArray
    """(S + 1,) first stock of each site."""
    weight: FloatArray
    """(P,) priority of its people."""
    ends: BoolArray
    """(P,) whether its people may end where they are."""
    waits: BoolArray
    """(P,) whether they may not, though there is somewhere for them to go."""
    kind: IntArray
    """(O,)."""
    hour: FloatArray
    """(O,)."""
    subject: IntArray
    """(O,) stock that appears, or load that departs or arrives."""
    people: FloatArray
    """(O,) people who appear; 0 for other orders."""
    first_order: IntArray
    """(T + 2,) first order of each boundary; the last entry is O."""
    origin: IntArray
    """(L,) stock that each load comes from."""
    destination: IntArray
    """(L,) stock that it goes to."""
    share: FloatArray
    """(L,) part of its origin's people that it takes, of those then left by loads before it."""
    risk: FloatArray
    """(L,) share lost on the way."""
    planned: FloatArray
    """(L,) people."""


@dataclass(frozen=True, slots=True)
class OrderNames:
    """What the numbers of `Orders` stand for."""

    sites: tuple[str, ...]
    stocks: tuple[tuple[str, str], ...]
    """(group, site)."""
    loads: tuple[tuple[str, str], ...]
    """(trip, group)."""


def find_orders(scenario: Scenario, plan: Plan) -> tuple[Orders, OrderNames]:
    """The orders of a plan. Groups that appear after the horizon are outside the plan."""
    order = site_order(scenario)
    trips = {trip.id: trip for trip in plan.trips}
    loads = sorted(
        ((trips[load.trip], load) for load in plan.loads if load.people),
        key=lambda each: (each[0].step, each[0].id, each[1].group),
    )
    appear = _appearing(scenario)
    ends = [(load.group, scenario.links[trip.link].destination) for trip, load in loads]
    starts = [(load.group, scenario.links[trip.link].origin) for trip, load in loads]
    known = {(id, group.site) for id, (_, group) in appear.items()} | {*ends, *starts}
    known |= _reachable(scenario, plan, known)
    stocks = tuple(sorted(known, key=lambda stock: (order[stock[1]], stock[0])))
    index = {stock: number for number, stock in enumerate(stocks)}

    listed = [
        (boundary, APPEAR, index[id, group.site], float(group.people))
        for id, (boundary, group) in appear.items()
    ]
    listed = sorted([*listed, *_rides(scenario, [trip for trip, _ in loads])])
    site = np.array([order[place] for _, place in stocks], dtype=np.int64)
    groups = [scenario.groups[group] for group, _ in stocks]
    ends_there = np.array(
        [place in g.destinations for g, (_, place) in zip(groups, stocks, strict=True)], dtype=bool
    )
    boundaries = np.array([each[0] for each in listed])
    origin = np.array([index[start] for start in starts], dtype=np.int64)
    destination = np.array([index[end] for end in ends], dtype=np.int64)
    planned = np.array([float(load.people) for _, load in loads])
    orders = Orders(
        site=site,
        first_stock=np.searchsorted(site, np.arange(len(order) + 1)).astype(np.int64),
        weight=np.array([group.priority for group in groups], dtype=np.float64),
        ends=ends_there,
        waits=~ends_there & np.array([bool(group.destinations) for group in groups], dtype=bool),
        kind=np.array([each[1] for each in listed], dtype=np.int64),
        hour=boundaries * float(scenario.step_h),
        subject=np.array([each[2] for each in listed], dtype=np.int64),
        people=np.array([each[3] for each in listed]),
        first_order=np.searchsorted(boundaries, np.arange(scenario.steps + 2)).astype(np.int64),
        origin=origin,
        destination=destination,
        share=_shares(listed, origin, destination, planned),
        risk=np.array([scenario.links[trip.link].risk.value for trip, _ in loads]),
        planned=planned,
    )
    names = OrderNames(tuple(order), stocks, tuple((trip.id, load.group) for trip, load in loads))
    return orders, names


def _appearing(scenario: Scenario) -> dict[str, tuple[int, Group]]:
    """(boundary, group) of each group that appears within the horizon."""
    return {
        group.id: (boundary, group)
        for group in scenario.groups.values()
        if (boundary := appears_at(scenario, group)) <= scenario.steps
    }


def _rides(scenario: Scenario, trips: Sequence[Trip]) -> Iterator[tuple[int, int, int, float]]:
    """(boundary, kind, load, 0) of the departure and arrival of each load, by its trip."""
    for load, trip in enumerate(trips):
        ride = steps_of(scenario.links[trip.link].duration_h, scenario.step_h)
        yield trip.step, DEPART, load, 0.0
        yield trip.step + ride, ARRIVE, load, 0.0


def _reachable(scenario: Scenario, plan: Plan, known: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Destinations to which the plan's links would bring people, were there a place for them."""
    ways = {scenario.links[trip.link] for trip in plan.trips}
    return {
        (group, way.destination)
        for group, site in known
        for way in ways
        if way.origin == site and way.destination in scenario.groups[group].destinations
    }


def _shares(
    listed: list[tuple[int, int, int, float]],
    origin: IntArray,
    destination: IntArray,
    planned: FloatArray,
) -> FloatArray:
    """(L,) share of its stock that each load takes when nobody was lost before."""
    there: dict[int, float] = defaultdict(float)
    shares = np.zeros(len(planned))
    for _, kind, subject, people in listed:
        if kind == APPEAR:
            there[subject] += people
        elif kind == ARRIVE:
            there[int(destination[subject])] += planned[subject]
        else:
            stock = int(origin[subject])
            if planned[subject] > there[stock]:
                raise ValueError(
                    f"load {subject} takes {planned[subject]:g} people where the plan has "
                    f"{there[stock]:g}; verify the plan before it is rehearsed"
                )
            shares[subject] = planned[subject] / there[stock]
            there[stock] -= planned[subject]
    return shares
