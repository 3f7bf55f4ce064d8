"""What a future holds while it runs, as arrays that one thread fills again for each future."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.planning.search_arrays import Counters, new_counters
from muster.planning.search_data import SearchData
from muster.planning.search_kernel import count
from muster.rehearsal.disturbances import Disturbances
from muster.rehearsal.nature import Nature
from muster.rehearsal.orders import Orders
from muster.rehearsal.queue_kernel import Outages, Queue, new_outages, new_queue
from muster.rehearsal.runs import Runs

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

LOSS, LOST, COUNTED, LAST_ARRIVAL, LONG_RIDES, TOLD = range(6)
"""What `State.sums` holds; `TOLD` is whether the end of the horizon was told of."""
SUMS = 6


FAILED, HELD_UP, ATTACKED = 0, 1, 2
"""What a log notes: a site that failed and how many it lost; a trip that could not depart; a trip
that was attacked and how many of those on board it lost."""


class Log(NamedTuple):
    """What happened in a future, as far as there is room; without room nothing is noted."""

    hour: FloatArray
    kind: IntArray
    subject: IntArray
    """Site or trip."""
    people: FloatArray
    present: FloatArray
    size: IntArray
    """(1,)."""


def new_log(room: int) -> Log:
    """Room for so many notes."""
    return Log(
        np.zeros(room),
        np.zeros(room, dtype=np.int64),
        np.zeros(room, dtype=np.int64),
        np.zeros(room),
        np.zeros(room),
        np.zeros(1, dtype=np.int64),
    )


class World(NamedTuple):
    """What is the same in every future."""

    nature: Nature
    disturbances: Disturbances
    orders: Orders
    runs: Runs
    data: SearchData
    """Services and limits; its sites are in the order of the scenario."""
    booked: Counters
    """Vehicles, teams and slots that the plan uses."""
    embarked: IntArray
    """(S, T + 1) people whom the plan has depart, sites as in `data`."""
    received: IntArray
    repair: bool
    """Whether free places are filled and trips that fell out are tried again."""


class State(NamedTuple):
    """One future at one hour."""

    people: FloatArray
    """(P,) people of each stock who are there and not lost."""
    nominal: FloatArray
    """(P,) the same had nobody been lost: whom the plan's numbers are about."""
    riding: FloatArray
    """(L,) people of each load on board."""
    riding_nominal: FloatArray
    spare: FloatArray
    """(spares,) people on board in places that fell free."""
    spare_nominal: FloatArray
    failed: FloatArray
    """(S,) hour at which each site fails."""
    left: FloatArray
    piece: IntArray
    weak_h: FloatArray
    closed_h: FloatArray
    """(S,) hour until which no trip departs from the site or for it."""
    loading: FloatArray
    """(S,) share of the loading rate that is reached."""
    boarded: FloatArray
    """(S, T + 1) people who departed."""
    returns: FloatArray
    """(K,) hour at which each trip's vehicle is back; -1 before it departs."""
    boundary: IntArray
    """(K,) at which each trip is booked."""
    asked: IntArray
    """(K,) 0 until the trip was due the first time."""
    throttled: Outages
    grounded: Outages
    broken: Outages
    queue: Queue
    counters: Counters
    embarked: IntArray
    received: IntArray
    sums: FloatArray
    """(6,)."""
    log: Log


def new_state(world: World, notes: int = 0) -> State:
    """Room for one future at a time, and for so many notes on it."""
    sites, steps = len(world.nature.fraction), world.nature.steps
    stocks, loads = len(world.orders.site), len(world.orders.origin)
    spares, trips = len(world.runs.spare_from), len(world.runs.service)

    def numbers(length: int) -> FloatArray:
        return np.zeros(length)

    return State(
        people=numbers(stocks),
        nominal=numbers(stocks),
        riding=numbers(loads),
        riding_nominal=numbers(loads),
        spare=numbers(spares),
        spare_nominal=numbers(spares),
        failed=numbers(sites),
        left=numbers(sites),
        piece=np.zeros(sites, dtype=np.int64),
        weak_h=numbers(sites),
        closed_h=numbers(sites),
        loading=numbers(sites),
        boarded=np.zeros((sites, steps + 1)),
        returns=numbers(trips),
        boundary=np.zeros(trips, dtype=np.int64),
        asked=np.zeros(trips, dtype=np.int64),
        throttled=new_outages(sites),
        grounded=new_outages(sites),
        broken=new_outages(int(world.runs.first_vehicle[-1])),
        queue=new_queue(sites + stocks + 2 * trips + 1),
        counters=Counters(*(each.copy() for each in world.booked)),
        embarked=world.embarked.copy(),
        received=world.received.copy(),
        sums=numbers(SUMS),
        log=new_log(notes),
    )


def booked_by(
    data: SearchData, runs: Runs, planned: FloatArray
) -> tuple[Counters, IntArray, IntArray]:
    """What the trips of a plan use, and the people whom they take, by site and boundary."""
    counters = new_counters(data)
    embarked = np.zeros((len(data.held), data.steps + 1), dtype=np.int64)
    received = np.zeros_like(embarked)
    for k, (s, t) in enumerate(zip(runs.service, runs.boundary, strict=True)):
        count(data, counters, int(s), int(t), 1)
        people = int(planned[runs.first_load[k] : runs.first_load[k + 1]].sum())
        embarked[data.origin[s], t] += people
        received[data.destination[s], t + data.ride[s]] += people
    return counters, embarked, received
