"""The arrays that the compiled search works on: what trips use, and room for an evaluation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from muster.planning.search_data import SearchData

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


class Counters(NamedTuple):
    """What the trips of a list use."""

    vehicles: IntArray
    """(fleets, T) busy vehicles."""
    teams: IntArray
    """(pools, T) busy teams."""
    landed: IntArray
    """(N, T + 1) departures and arrivals by air."""
    departed: IntArray
    """(limited links, T + 1)."""


class Workspace(NamedTuple):
    """Arrays that one evaluation fills."""

    people: IntArray
    first: IntArray
    """(T + 1,) first of the chained arrivals at each boundary, or -1."""
    following: IntArray
    """Next arrival of the chain, or -1; with `arrival_stock` and `arrival_people`."""
    arrival_stock: IntArray
    arrival_people: IntArray
    arrivals: IntArray
    """(1,) number of arrivals so far."""
    embarked: IntArray
    received: IntArray
    held: IntArray
    """(N,) people there or under way there."""
    held_class: IntArray
    there: IntArray
    """(N,) people there."""
    leaving: IntArray
    """(N, T + 2) seats of trips that leave before each boundary."""
    left: IntArray
    seats: IntArray
    """(kinds,) seats left in the compartment being filled."""
    next_weight: FloatArray
    """(C,) weight that one more compartment of each class would carry; -1 where not known."""
    next_people: IntArray
    order: IntArray
    starts: IntArray


def new_counters(data: SearchData) -> Counters:
    """Counters of an empty list."""
    return Counters(
        np.zeros_like(data.vehicles),
        np.zeros_like(data.pool_teams),
        np.zeros((data.room.shape[0], data.steps + 1), dtype=np.int64),
        np.zeros_like(data.trips_per_day),
    )


def new_workspace(data: SearchData, most_trips: int) -> Workspace:
    """Room for evaluating lists of up to `most_trips` trips.

    People of a stock ride in one compartment of a trip, or in several where seats of their kind,
    or what else limits them, end in all but the last.
    """
    sites, stocks, kinds = data.room.shape[0], len(data.weight), data.seats.shape[1]
    entries = int(np.diff(data.rider_start).sum(axis=1).max(initial=0))
    splits = int(data.compartments.max(initial=0)) * (kinds + 1)
    arrivals = stocks + most_trips * (entries + splits)
    return Workspace(
        people=np.zeros(stocks, dtype=np.int64),
        first=np.zeros(data.steps + 1, dtype=np.int64),
        following=np.zeros(arrivals, dtype=np.int64),
        arrival_stock=np.zeros(arrivals, dtype=np.int64),
        arrival_people=np.zeros(arrivals, dtype=np.int64),
        arrivals=np.zeros(1, dtype=np.int64),
        embarked=np.zeros((sites, data.steps + 1), dtype=np.int64),
        received=np.zeros((sites, data.steps + 1), dtype=np.int64),
        held=np.zeros(sites, dtype=np.int64),
        held_class=np.zeros_like(data.held_class),
        there=np.zeros(sites, dtype=np.int64),
        leaving=np.zeros((sites, data.steps + 2), dtype=np.int64),
        left=np.zeros(stocks, dtype=np.int64),
        seats=np.zeros(data.seats.shape[1], dtype=np.int64),
        next_weight=np.zeros(data.rider_start.shape[1] - 1),
        next_people=np.zeros(data.rider_start.shape[1] - 1, dtype=np.int64),
        order=np.zeros(most_trips, dtype=np.int64),
        starts=np.zeros(data.steps + 2, dtype=np.int64),
    )
