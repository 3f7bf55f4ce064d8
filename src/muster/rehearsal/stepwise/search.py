"""Deciding again with the planner's own search, without a clock: the same view, the same trips."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from muster.planning.annealing_kernel import anneal
from muster.planning.dispatch import dispatch
from muster.planning.journeys import Journeys, build_journeys
from muster.planning.loading import load_trips
from muster.planning.search import COLD, HOT, TripList
from muster.planning.search_arrays import new_counters, new_workspace
from muster.planning.search_kernel import evaluate
from muster.rehearsal.stepwise.view import View, that_run_together

IntArray = npt.NDArray[np.int64]
LATER = 2
"""Boundaries by which a trip at hand may be put off where it no longer fits."""
ROUNDS_A_TRIP, FEWEST_TRIPS = 500, 10
"""Rounds of the search for each trip that it begins with, and trips for which there are always
rounds; what more of them save is in docs/benchmarks-rehearsal.md."""
LOADING_TIME_S = 120.0
"""Far more than loading takes; where it is reached, the trips at hand stand."""
GAP = 1e-3


def search_trips(view: View, most_rounds: int) -> Journeys | None:
    """The best trips found from those at hand, or a rule's if none are; None if none can run.

    The search has rounds by the number of trips, up to a most.
    """
    if not view.instance.services:
        return None
    start = that_run_together(view, view.at_hand, LATER)
    if not start:
        sent = dispatch(view.instance).trips
        start = that_run_together(view, [(trip.service, trip.departure) for trip in sent])
    loss, at_hand = _valued(view, start)
    lists = [at_hand]
    if loss > 0.0:
        rounds = ROUNDS_A_TRIP * max(FEWEST_TRIPS, len(start))
        better = _annealed(view, at_hand, loss, min(rounds, most_rounds))
        if not _alike(at_hand, better):
            lists.append(better)
    found = [journeys for trips in lists if (journeys := load(view, trips)) is not None]
    return min(found, key=lambda journeys: journeys.expected_loss, default=None)


def load(view: View, trips: TripList) -> Journeys | None:
    """The best riders of given trips; None if none were found in time."""
    found = load_trips(
        view.model,
        trips.counts(view.instance),
        trips.compartments(view.model),
        time_limit_s=LOADING_TIME_S,
        gap=GAP,
    )
    return None if found is None else build_journeys(view.model, found.values)


def listed(view: View, trips: list[tuple[int, int]]) -> TripList:
    """Trips as a list by departure, with compartments as the search gives them."""
    return _valued(view, trips)[1]


def _valued(view: View, trips: list[tuple[int, int]]) -> tuple[float, TripList]:
    ordered = sorted(trips, key=lambda trip: trip[1])
    array = np.array(ordered, dtype=np.int64).reshape(len(ordered), 2)
    service, departure = array[:, 0].copy(), array[:, 1].copy()
    given = np.zeros((len(ordered), len(view.instance.scenario.separation_classes)), dtype=np.int64)
    space = new_workspace(view.data, len(ordered) + 1)
    loss = evaluate(view.data, space, service, departure, len(ordered), given)
    return float(loss), TripList(service, departure, given)


def _alike(first: TripList, second: TripList) -> bool:
    """Whether two lists have the same trips with the same compartments, in the same order."""
    return all(
        np.array_equal(getattr(first, name), getattr(second, name))
        for name in ("service", "departure", "given")
    )


def _annealed(view: View, start: TripList, loss: float, rounds: int) -> TripList:
    """The best list that annealing from one finds in so many rounds."""
    trips = len(start.service)
    room = 2 * trips + 100
    service, departure = np.zeros((2, room), dtype=np.int64)
    service[:trips], departure[:trips] = start.service, start.departure
    given = np.zeros((room, start.given.shape[1]), dtype=np.int64)
    space = new_workspace(view.data, room)
    trips, _ = anneal(
        view.data,
        new_counters(view.data),
        space,
        given,
        service,
        departure,
        trips,
        rounds,
        loss * HOT,
        loss * COLD,
        view.standing.boundary,
        np.zeros(1, dtype=np.int64),
    )
    evaluate(view.data, space, service, departure, trips, given)
    return TripList(service[:trips].copy(), departure[:trips].copy(), given[:trips].copy())
