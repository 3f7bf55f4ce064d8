"""What became of a policy in each of many futures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Outcomes(NamedTuple):
    """One entry a future N unless it says otherwise."""

    loss: FloatArray
    """People lost, weighted by priority."""
    counted: FloatArray
    """The same as the planner counts it: whoever is lost twice on the way counts twice."""
    lost: FloatArray
    """People lost."""
    placed: FloatArray
    """People who are where they may end when the horizon ends."""
    waiting: FloatArray
    """People who then are where they may not end, though there is somewhere for them to go."""
    last_arrival_h: FloatArray
    """Clear time: the hour at which the last trip with people on board arrived; 0 without any."""
    stopped_h: FloatArray
    """Hour at which trips stopped; inf where they did not before the evaluation ended."""
    long_rides: FloatArray
    """Rides on which people were on board for longer than they may be without another rest."""
    failed: IntArray
    """(S,) futures in which each site failed before the evaluation ended."""
    emptied: IntArray
    """(S,) futures in which each site was emptied before it failed, and within the horizon, of
    all who may not end there and have somewhere to go."""

    ran: IntArray
    """(K,) futures in which each trip ran; trips are those of the policy."""
    late_h: FloatArray
    """(K,) hours by which each departed late, summed over those futures."""


SUMMED = ("failed", "emptied", "ran", "late_h")


def room_for(futures: int, sites: int, trips: int) -> Outcomes:
    """Outcomes to be filled."""
    loss, counted, lost, placed, waiting, last_arrival, stopped, long_rides = np.zeros((8, futures))
    return Outcomes(
        loss,
        counted,
        lost,
        placed,
        waiting,
        last_arrival,
        stopped,
        long_rides,
        failed=np.zeros(sites, dtype=np.int64),
        emptied=np.zeros(sites, dtype=np.int64),
        ran=np.zeros(trips, dtype=np.int64),
        late_h=np.zeros(trips),
    )


def together(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of several blocks of futures as one, in the order given."""
    return Outcomes._make(
        np.sum(column, axis=0) if name in SUMMED else np.concatenate(column)
        for name, column in zip(Outcomes._fields, zip(*parts, strict=True), strict=True)
    )
