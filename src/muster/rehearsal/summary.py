"""What a rehearsal found, in figures: one summary a policy, and differences between policies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from muster.rehearsal.follow_kernel import LEFT
from muster.rehearsal.nature import site_order
from muster.rehearsal.rehearse import Rehearsed
from muster.rehearsal.statistics import (
    Mean,
    Share,
    difference_of,
    mean_of,
    quantiles_of,
    share_of,
    tail_mean,
)
from muster.scenario import Scenario

TAIL_LEVELS = (0.9, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """One site over the futures."""

    emptied_in_time: Share
    """Emptied, within the horizon and before it failed, of all who have somewhere to go."""
    failed: Share
    """Failed before the evaluation ended."""


@dataclass(frozen=True, slots=True)
class TripSummary:
    """One trip of the policy over the futures."""

    ran: Share
    late_h: float
    """Hours by which it departed late, on average over the futures in which it ran."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of one policy."""

    policy: str
    futures: int
    interrupted: bool
    mean_loss: float
    standard_error: float | None
    mean_loss_low: float | None
    """95 % interval of the mean."""
    mean_loss_high: float | None
    quantiles: Mapping[str, float]
    """Loss that so large a share of the futures does not exceed."""
    cvar: Mapping[str, float]
    """Mean loss of the worst 1 - level of futures, by level."""
    people_lost: Mean
    people_lost_quantiles: Mapping[str, float]
    people_placed: Mean
    people_waiting: Mean
    """People who, when the horizon ends, are where they may not end and could have left."""
    all_placed: Share
    """Futures in which nobody is left waiting."""
    clear_time_h: Mapping[str, float]
    """Quantiles of the hour at which the last trip with people on board arrived."""
    trips_stopped: Share
    """Futures in which trips stopped within the horizon."""
    counted_twice: Mean | None
    """By how much the planner's way of counting exceeds the loss, for people lost at a second
    place; None where there are disruptions, which the planner does not count."""
    long_rides: Mean
    """Rides longer than the scenario allows without another rest."""
    sites: Mapping[str, SiteSummary]
    trips: Mapping[str, TripSummary]


@dataclass(frozen=True, slots=True)
class Difference:
    """Mean loss of a policy minus that of another, paired future by future."""

    policy: str
    minus: str
    mean: float
    standard_error: float | None
    low: float | None
    high: float | None
    better: Share
    """Share of futures in which the policy loses less than the other."""


NOBODY = 1e-6
"""People; a loss that is smaller by less is no smaller."""


def summarise(scenario: Scenario, found: Rehearsed) -> Summary:
    """The figures of one policy."""
    out, number = found.outcomes, found.futures
    loss = mean_of(out.loss)
    stopped = int(np.count_nonzero(out.stopped_h < scenario.horizon_h))
    return Summary(
        policy=found.policy,
        futures=number,
        interrupted=found.interrupted,
        mean_loss=loss.value,
        standard_error=loss.standard_error,
        mean_loss_low=loss.low,
        mean_loss_high=loss.high,
        quantiles=quantiles_of(out.loss),
        cvar={f"{level:g}": tail_mean(out.loss, level) for level in TAIL_LEVELS},
        people_lost=mean_of(out.lost),
        people_lost_quantiles=quantiles_of(out.lost),
        people_placed=mean_of(out.placed),
        people_waiting=mean_of(out.waiting),
        all_placed=share_of(int(np.count_nonzero(out.waiting < LEFT)), number),
        clear_time_h=quantiles_of(out.last_arrival_h),
        trips_stopped=share_of(stopped, number),
        counted_twice=None if scenario.disruptions else difference_of(out.counted, out.loss),
        long_rides=mean_of(out.long_rides),
        trips={
            trip: TripSummary(share_of(int(ran), number), float(late) / max(int(ran), 1))
            for trip, ran, late in zip(found.trips, out.ran, out.late_h, strict=True)
        },
        sites={
            site: SiteSummary(
                share_of(int(out.emptied[index]), number), share_of(int(out.failed[index]), number)
            )
            for site, index in site_order(scenario).items()
        },
    )


def differences(found: Sequence[Rehearsed]) -> list[Difference]:
    """Every later policy against every earlier one, over the futures that both met."""
    result = []
    for index, second in enumerate(found):
        for first in found[:index]:
            number = min(first.futures, second.futures)
            ours, theirs = second.outcomes.loss[:number], first.outcomes.loss[:number]
            mean = difference_of(ours, theirs)
            better = int(np.count_nonzero(ours < theirs - NOBODY))
            result.append(
                Difference(
                    second.policy,
                    first.policy,
                    mean.value,
                    mean.standard_error,
                    mean.low,
                    mean.high,
                    share_of(better, number),
                )
            )
    return result
