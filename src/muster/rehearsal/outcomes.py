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
    failed: IntArray
    """(S,) futures in which each site failed before the evaluation ended."""
    emptied: IntArray
    """(S,) futures in which each site was emptied before it failed, and within the horizon, of
    all who may not end there and have somewhere to go."""


BY_SITE = ("failed", "emptied")


def room_for(futures: int, sites: int) -> Outcomes:
    """Outcomes to be filled."""
    return Outcomes._make(
        np.zeros(sites, dtype=np.int64) if name in BY_SITE else np.zeros(futures)
        for name in Outcomes._fields
    )


def together(parts: Sequence[Outcomes]) -> Outcomes:
    """Outcomes of several blocks of futures as one, in the order given."""
    return Outcomes._make(
        np.sum(column, axis=0) if name in BY_SITE else np.concatenate(column)
        for name, column in zip(Outcomes._fields, zip(*parts, strict=True), strict=True)
    )
