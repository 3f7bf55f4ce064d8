"""An instance as flat arrays, for the compiled search."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from muster.planning.instance import Instance
from muster.planning.limits_in_steps import UNLIMITED
from muster.planning.stocks import transit_key
from muster.scenario import SeatKind

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
KINDS = tuple(SeatKind)
CROWDING_PRICE = 0.1
"""Share of an average person counted lost for each person and boundary beyond a site's room; the
search counts on vehicles that are about to leave, and the exact loading keeps the room."""


class SearchData(NamedTuple):
    """S services, K stocks, N sites, C classes, T steps; indices are positions in Instance."""

    steps: int
    day: int
    # services
    fleet: IntArray
    pool: IntArray
    teams: IntArray
    lead: IntArray
    ride: IntArray
    tail: IntArray
    escort_tail: IntArray
    origin: IntArray
    destination: IntArray
    by_air: IntArray
    link_limit: IntArray
    """(S,) row of `trips_per_day`, or -1."""
    compartments: IntArray
    seats: IntArray
    """(S, kinds) per compartment."""
    vehicle_seats: IntArray
    """(S,) seats of all kinds in a vehicle."""
    may_depart: npt.NDArray[np.bool_]
    """(S, T + 1)."""
    ride_cost: FloatArray
    """(S, T + 1)."""
    # riders of a service by class: entries rider_start[s, c] … rider_start[s, c + 1]
    rider_start: IntArray
    rider_stock: IntArray
    rider_head: IntArray
    # stocks
    weight: FloatArray
    kind: IntArray
    stock_class: IntArray
    people: IntArray
    ready: IntArray
    appears: IntArray
    site: IntArray
    stranded: npt.NDArray[np.bool_]
    """(K,) whether people of the stock may not be there at the end."""
    # sites
    remaining: FloatArray
    """(N, T + 1) cost of staying to the end."""
    held: IntArray
    """(N,) people at the start or under way to the site then."""
    held_class: IntArray
    """(N, C)."""
    room: IntArray
    """(N, T + 1) lowest room from a boundary on; UNLIMITED where there is no limit."""
    beds: IntArray
    """(N, C)."""
    embark_window: IntArray
    """(N,) 0 where loading does not limit."""
    embark_sum: FloatArray
    """(N, T + 1) people who can be loaded before each boundary."""
    intake_sum: FloatArray
    """(N, day + T + 1) cumulated intake, starting day - 1 boundaries before the start."""
    intake_limits: npt.NDArray[np.bool_]
    intake_open: npt.NDArray[np.bool_]
    """(N, T + 1)."""
    slots: IntArray
    """(N, T + 1) lowest of air slots in the rolling window that ends at each boundary."""
    limited: IntArray
    """Sites that people pass and whose room is limited."""
    # fleets, pools, links
    vehicles: IntArray
    """(fleets, T)."""
    pool_teams: IntArray
    """(pools, T), one row at least."""
    trips_per_day: IntArray
    """(limited links, T + 1) lowest in the rolling window, one row at least."""
    base_loss: float
    """Expected loss if nobody moves."""
    trip_price: float
    crowding_price: float
    """Weighted people counted lost for each person beyond the room of a site, per boundary."""


def search_data(instance: Instance) -> SearchData:
    """Flatten an instance."""
    scenario, steps = instance.scenario, instance.steps
    sites = {site: i for i, site in enumerate(scenario.sites)}
    classes = {name: i for i, name in enumerate(scenario.separation_classes)}
    fleets = {fleet: i for i, fleet in enumerate(scenario.fleets)}
    pools = {pool: i for i, pool in enumerate(scenario.escort_pools)}
    links = {link: i for i, link in enumerate(instance.trips_per_day)}
    services, stocks = instance.services, instance.stocks

    def of_services(values: list[int]) -> IntArray:
        return np.array(values, dtype=np.int64)

    may_depart = np.zeros((len(services), steps + 1), dtype=np.bool_)
    ride_cost = np.zeros((len(services), steps + 1))
    for i, service in enumerate(services):
        may_depart[i, list(service.departures)] = True
        cost = instance.ride_cost[service.link]
        ride_cost[i] = np.where(np.isfinite(cost), cost, 0.0)
    start, rider_stock, rider_head = _riders(instance, classes)
    held, held_class = _held(instance, sites, classes)
    weights = np.array([s.weight for s in stocks], dtype=np.float64)
    passed = {sites[s.origin] for s in services} & {sites[s.destination] for s in services}
    return SearchData(
        steps=steps,
        day=instance.day,
        fleet=of_services([fleets[s.fleet] for s in services]),
        pool=of_services([-1 if s.pool is None else pools[s.pool] for s in services]),
        teams=of_services([s.teams for s in services]),
        lead=of_services([s.lead for s in services]),
        ride=of_services([s.ride for s in services]),
        tail=of_services([s.tail for s in services]),
        escort_tail=of_services([s.escort_tail for s in services]),
        origin=of_services([sites[s.origin] for s in services]),
        destination=of_services([sites[s.destination] for s in services]),
        by_air=of_services([int(s.by_air) for s in services]),
        link_limit=of_services([links.get(s.link, -1) for s in services]),
        compartments=of_services([s.compartments for s in services]),
        seats=np.array(
            [[s.seats.get(kind, 0) for kind in KINDS] for s in services], dtype=np.int64
        ).reshape(len(services), len(KINDS)),
        vehicle_seats=of_services([sum(s.seats.values()) * s.compartments for s in services]),
        may_depart=may_depart,
        ride_cost=ride_cost,
        rider_start=start,
        rider_stock=rider_stock,
        rider_head=rider_head,
        weight=weights,
        kind=of_services([KINDS.index(s.seat_kind) for s in stocks]),
        stock_class=of_services([classes[s.separation_class] for s in stocks]),
        people=of_services([0 if s.transit else s.people for s in stocks]),
        ready=of_services([s.ready for s in stocks]),
        appears=of_services([s.appears for s in stocks]),
        site=of_services([sites[s.site] for s in stocks]),
        stranded=np.array([not s.may_end_here for s in stocks], dtype=np.bool_),
        remaining=np.array([instance.remaining_cost[site] for site in sites]),
        held=held,
        held_class=held_class,
        **_site_arrays(instance, classes),
        limited=of_services(
            [
                sites[site]
                for site, limits in instance.limits.items()
                if limits.room is not None and sites[site] in passed
            ]
        ),
        vehicles=_stacked([instance.vehicles[f] for f in fleets], steps),
        pool_teams=_stacked([instance.teams[p] for p in pools], steps),
        trips_per_day=_stacked(
            [_rolling_lowest(v, instance.day) for v in instance.trips_per_day.values()], steps + 1
        ),
        base_loss=instance.loss_if_nobody_moves,
        trip_price=scenario.objective.trip_price,
        crowding_price=CROWDING_PRICE * (weights.mean() if len(weights) else 0.0),
    )


def _stacked(rows: list[IntArray], width: int) -> IntArray:
    return np.array(rows, dtype=np.int64) if rows else np.zeros((1, width), dtype=np.int64)


def _rolling_lowest(by_step: IntArray, day: int) -> IntArray:
    """(T + 1,) lowest of the last `day` boundaries, a boundary having its step's value."""
    by_boundary = np.append(by_step, by_step[-1])
    return np.array(
        [by_boundary[max(0, t - day + 1) : t + 1].min() for t in range(len(by_boundary))]
    )


def _riders(instance: Instance, classes: dict[str, int]) -> tuple[IntArray, IntArray, IntArray]:
    by_site: dict[str, list[int]] = {}
    for stock in instance.stocks:
        by_site.setdefault(stock.site, []).append(stock.index)
    start = np.zeros((len(instance.services), len(classes) + 1), dtype=np.int64)
    rider_stock: list[int] = []
    rider_head: list[int] = []
    for i, service in enumerate(instance.services):
        riders: list[list[int]] = [[] for _ in classes]
        for index in by_site.get(service.origin, ()):
            stock = instance.stocks[index]
            if service.link in stock.links and service.seats.get(stock.seat_kind, 0):
                riders[classes[stock.separation_class]].append(index)
        for c, members in enumerate(riders):
            start[i, c] = len(rider_stock)
            members.sort(
                key=lambda k: (
                    -instance.stocks[k].weight,
                    len(instance.stocks[k].destinations),
                    k,
                )
            )
            rider_stock += members
            rider_head += [
                instance.transit[service.destination, *transit_key(instance.stocks[k])].index
                for k in members
            ]
        start[i, len(classes)] = len(rider_stock)
    return start, np.array(rider_stock, dtype=np.int64), np.array(rider_head, dtype=np.int64)


def _held(
    instance: Instance, sites: dict[str, int], classes: dict[str, int]
) -> tuple[IntArray, IntArray]:
    held = np.zeros(len(sites), dtype=np.int64)
    held_class = np.zeros((len(sites), len(classes)), dtype=np.int64)
    for stock in instance.stocks:
        if not stock.transit:
            held[sites[stock.site]] += stock.people
            held_class[sites[stock.site], classes[stock.separation_class]] += stock.people
    return held, held_class


def _site_arrays(instance: Instance, classes: dict[str, int]) -> dict[str, Any]:
    steps, day, count = instance.steps, instance.day, len(instance.limits)
    room = np.full((count, steps + 1), UNLIMITED, dtype=np.int64)
    beds = np.full((count, len(classes)), UNLIMITED, dtype=np.int64)
    window = np.zeros(count, dtype=np.int64)
    embark_sum = np.zeros((count, steps + 1))
    intake_sum = np.zeros((count, steps + 1 + day))
    intake_limits = np.zeros(count, dtype=np.bool_)
    intake_open = np.ones((count, steps + 1), dtype=np.bool_)
    slots = np.full((count, steps + 1), UNLIMITED, dtype=np.int64)
    for n, limits in enumerate(instance.limits.values()):
        if limits.room is not None:
            by_boundary = np.append(limits.room, limits.room[-1])
            room[n] = np.minimum.accumulate(by_boundary[::-1])[::-1]
        for name, number in limits.beds.items():
            beds[n, classes[name]] = number
        if limits.embarked is not None:
            window[n] = limits.embark_window
            embark_sum[n, 1:] = np.cumsum(limits.embarked)
        if limits.intake is not None:
            intake_limits[n] = True
            by_boundary = np.append(limits.intake, limits.intake[-1])
            intake_open[n] = by_boundary > 0
            padded = np.concatenate([np.full(day - 1, by_boundary[0]), by_boundary])
            intake_sum[n] = np.concatenate([[0.0], np.cumsum(padded)])
        if limits.air_slots is not None:
            slots[n] = _rolling_lowest(limits.air_slots, day)
    return {
        "room": room,
        "beds": beds,
        "embark_window": window,
        "embark_sum": embark_sum,
        "intake_sum": intake_sum,
        "intake_limits": intake_limits,
        "intake_open": intake_open,
        "slots": slots,
    }
