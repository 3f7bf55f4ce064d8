"""Whole trips from the relaxation's fractions: a start where the rule's is far off."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from muster.planning.loading import Fractions, load_in_fractions
from muster.planning.model import NO_COLUMN, PlanningModel
from muster.planning.search import TripList, trips_of

FloatArray = npt.NDArray[np.float64]
SHARES = (0.5, 0.7)
"""How trips are rounded; best on instances of every size."""
ROUNDED_GAP = 1e-3
"""Gap to which people are loaded on them: a tenth of it takes ten times as long."""
LEAST_TAKEN = 0.01
"""Trips that rounding took from a departure above which it is offered to idle vehicles."""
LATER = 6
"""Boundaries by which a departure may be put off to fit."""


def rounded_trips(model: PlanningModel, values: FloatArray, share: float) -> TripList:
    """Trips that depart when a service's fractions have added up to one more, less a share.

    `values` is (columns,) a solution of the relaxation; with a share of 0.5 the number of trips
    until each boundary is the nearest whole number. What cannot run then may run a little later.
    Vehicles that are idle all the same are offered the departures of which rounding took most.
    """
    wanted: list[tuple[int, int]] = []
    missing: list[tuple[float, int, int]] = []
    for index, columns in enumerate(model.trips):
        trips = np.where(columns == NO_COLUMN, 0.0, values[columns])
        until = np.floor(np.cumsum(trips) + share + 1e-9)
        whole = np.diff(until, prepend=0.0)
        for t in np.flatnonzero(whole):
            wanted += [(index, int(t))] * int(whole[t])
        less = trips - whole
        missing += [(-float(less[t]), int(t), index) for t in np.flatnonzero(less > LEAST_TAKEN)]
    wanted.sort(key=lambda each: each[1])
    offered = [(index, t) for _, t, index in sorted(missing)]
    return trips_of(model.instance, wanted, LATER, offered)


def load_rounded(
    model: PlanningModel, values: FloatArray, time_limit_s: Callable[[], float]
) -> Fractions | None:
    """The relaxation's trips, rounded in the way that loads best; None if none was in time."""
    best: Fractions | None = None
    for share in SHARES:
        counts = rounded_trips(model, values, share).counts(model.instance)
        limit = time_limit_s()
        found = load_in_fractions(model, counts, time_limit_s=limit, gap=ROUNDED_GAP)
        if found is not None and (best is None or found.objective < best.objective):
            best = found
    return best
