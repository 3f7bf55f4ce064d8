"""Search over lists of trips: starts by rule, then annealing in the compiled kernel."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from muster.planning.annealing_kernel import anneal
from muster.planning.dispatch import DispatchedTrip, dispatch, index_score, saving_score
from muster.planning.instance import Instance
from muster.planning.model import NO_COLUMN, PlanningModel
from muster.planning.search_arrays import new_counters, new_workspace
from muster.planning.search_data import SearchData, search_data
from muster.planning.search_kernel import count, evaluate, fits
from muster.planning.timely_run import run_in_time

IntArray = npt.NDArray[np.int64]

LEAST_FILLS = (0.0, 0.5, 0.9)
"""How full a trip must be before the rule sends it: each is tried."""
ROUNDS = 150_000
"""Rounds of annealing in one search, for a list of about a hundred trips."""
LEAST_ROUNDS = 5_000
HOT, COLD = 1e-2, 1e-4
"""Temperature at the start and end of a search, as a share of the loss it starts from."""


@dataclass(frozen=True, slots=True)
class TripList:
    """Trips by service and boundary, with the compartments given to each class."""

    service: IntArray
    departure: IntArray
    given: IntArray
    """(trips, classes)."""

    def counts(self, instance: Instance) -> IntArray:
        """(services, T + 1) number of trips."""
        counts = np.zeros((len(instance.services), instance.steps + 1), dtype=np.int64)
        np.add.at(counts, (self.service, self.departure), 1)
        return counts

    def compartments(self, model: PlanningModel) -> dict[tuple[int, str], IntArray]:
        """(T + 1,) compartments of each shared service and class."""
        instance = model.instance
        names = {name: c for c, name in enumerate(instance.scenario.separation_classes)}
        found = {}
        for (index, name), columns in model.compartments.items():
            total = np.zeros(instance.steps + 1, dtype=np.int64)
            mine = self.service == index
            np.add.at(total, self.departure[mine], self.given[mine, names[name]])
            found[index, name] = np.where(columns != NO_COLUMN, total, 0)
        return found


def first_trips(instance: Instance) -> TripList:
    """The best list that dispatching by rule gives."""
    sent = [
        dispatch(instance, score, fill)
        for score in (index_score, saving_score)
        for fill in LEAST_FILLS
    ]
    return _as_list(instance, min(sent, key=lambda found: found.loss).trips)


def _as_list(instance: Instance, sent: tuple[DispatchedTrip, ...]) -> TripList:
    names = {name: c for c, name in enumerate(instance.scenario.separation_classes)}
    given = np.zeros((len(sent), len(names)), dtype=np.int64)
    for i, trip in enumerate(sent):
        for name, number in trip.compartments:
            given[i, names[name]] = number
    return TripList(
        np.array([trip.service for trip in sent], dtype=np.int64),
        np.array([trip.departure for trip in sent], dtype=np.int64),
        given,
    )


def _loss(data: SearchData, trips: TripList) -> float:
    space = new_workspace(data, len(trips.service) + 1)
    given = np.zeros_like(trips.given)
    return float(evaluate(data, space, trips.service, trips.departure, len(trips.service), given))


def trips_of(
    instance: Instance,
    wanted: Iterable[tuple[int, int]],
    later: int = 0,
    offered: Iterable[tuple[int, int]] = (),
) -> TripList:
    """The trips (service, boundary) that can run together, taken in the order given.

    Those that do not fit may depart up to `later` boundaries later. What is `offered` runs, at
    its own boundary, if it still fits beside all these. The list is by departure.
    """
    data = search_data(instance)
    counters = new_counters(data)
    kept = []
    for these, delay in ((wanted, later), (offered, 0)):
        for service, wished in these:
            for departure in range(wished, wished + delay + 1):
                if fits(data, counters, service, departure):
                    count(data, counters, service, departure, 1)
                    kept.append((service, departure))
                    break
    kept.sort(key=lambda trip: trip[1])
    array = np.array(kept, dtype=np.int64).reshape(len(kept), 2)
    given = np.zeros((len(kept), len(instance.scenario.separation_classes)), dtype=np.int64)
    trips = TripList(array[:, 0].copy(), array[:, 1].copy(), given)
    if kept:
        space = new_workspace(data, len(kept) + 1)
        evaluate(data, space, trips.service, trips.departure, len(kept), given)
    return trips


class TripSearch:
    """Annealing that goes on from the best list it has."""

    def __init__(self, instance: Instance, seed: int) -> None:
        self._instance = instance
        self._data = search_data(instance)
        self._seed = seed
        self._searches = 0
        self._stop = np.zeros(1, dtype=np.int64)
        self._from: TripList | None = None
        self._best: tuple[float, IntArray, IntArray] | None = None
        self._new: list[TripList] = []

    def start(self, trips: TripList) -> None:
        """Begin from a list of trips."""
        if self._instance.services:
            self._from = trips

    def stop(self) -> None:
        """Ask a running search, in whatever thread, to end."""
        self._stop[0] = 1

    def candidates(self) -> list[TripList]:
        """Lists found since the last call that were the best so far."""
        new, self._new = self._new, []
        return new

    def improve(self) -> bool:
        """One annealing from the best list; whether it ended, or was left once it was stopped.

        It ends soon when it is stopped, but not on a machine that has yet to compile it: that
        takes half a minute, which nothing can cut short.
        """
        return run_in_time(self, math.inf, stopped=lambda: bool(self._stop[0]))

    def run(self) -> None:
        """The annealing itself."""
        number, self._searches = self._searches, self._searches + 1
        if self._best is None and self._from is not None:
            start = self._from
            self._best = (_loss(self._data, start), start.service, start.departure)
        if self._best is None or self._best[0] <= 0:
            return
        loss, from_service, from_departure = self._best
        room = 2 * len(from_service) + 200
        service, departure = (np.zeros(room, dtype=np.int64) for _ in range(2))
        trips = len(from_service)
        service[:trips], departure[:trips] = from_service, from_departure
        classes = len(self._instance.scenario.separation_classes)
        given = np.zeros((room, classes), dtype=np.int64)
        space = new_workspace(self._data, room)
        heat = loss / (2.0**number if number < 4 else 8.0)
        trips, loss = anneal(
            self._data,
            new_counters(self._data),
            space,
            given,
            service,
            departure,
            trips,
            max(LEAST_ROUNDS, ROUNDS * 100 // max(100, trips)),
            heat * HOT,
            heat * COLD,
            self._seed * 1_000 + number,
            self._stop,
        )
        if loss < self._best[0] - 1e-9:
            self._best = (loss, service[:trips].copy(), departure[:trips].copy())
            evaluate(self._data, space, service, departure, trips, given)
            self._new.append(TripList(*self._best[1:], given[:trips].copy()))
