"""How far a plan depends on what was judged: kept as it is, and planned again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from muster.planning.answers import KeptRange, Robustness, Sensitivity
from muster.planning.evaluation import can_be_loaded, expected_loss
from muster.planning.judgements import End, Judged, judgements
from muster.planning.limits import Solve, Tried
from muster.planning.plan import Plan
from muster.scenario import Scenario

FIRST_DAY_H = 24.0
"""What must be decided now: departures within so many hours."""
WORTH_CHANGING = 1e-3
"""Share of the expected loss below which another first day is not worth its change."""
MOST = 15
"""Judgements for which it is planned again."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A judgement and what a plan kept as it is comes to at both ends; None if it cannot be."""

    judged: Judged
    low: float | None
    high: float | None

    @property
    def spread(self) -> float:
        """How much there is between the ends; a plan that cannot be kept comes before all."""
        if self.low is None or self.high is None:
            return float("inf")
        return abs(self.high - self.low)


def find_robustness(
    scenario: Scenario,
    plan: Plan,
    solve: Solve,
    *,
    most: int = MOST,
    tried: Tried | None = None,
) -> Robustness:
    """Evaluate the plan at both ends of every judgement, and plan again where it matters most.

    As with limits the scenario as it is gets the same effort first, so that what more search
    would find anyway is not put down to a judgement. The first day changes where the new plan's
    differs and keeping the old plan would cost more than `WORTH_CHANGING` of the expected loss.
    A KeyboardInterrupt ends the work with what was found.
    """
    reference = plan
    found: list[Sensitivity] = []
    try:
        again = solve(scenario, plan)
        _stop_if_interrupted(again)
        if again.expected_loss < plan.expected_loss:
            reference = again
    except KeyboardInterrupt:
        most = 0
    kept = [_keep(scenario, reference, judged) for judged in judgements(scenario)]
    kept.sort(key=lambda each: (-each.spread, each.judged.name))
    try:
        for number, each in enumerate(kept[:most]):
            if tried is not None:
                tried(each.judged.name, number, min(most, len(kept)))
            found.append(_sensitivity(scenario, reference, each, solve))
    except KeyboardInterrupt:
        pass
    return Robustness(
        reference_loss=reference.expected_loss,
        sensitivities=tuple(
            sorted(found, key=lambda s: (-abs(s.loss_at_high - s.loss_at_low), s.judgement))
        ),
        kept_only=tuple(_range(reference, each) for each in kept[len(found) :]),
    )


def _stop_if_interrupted(plan: Plan) -> None:
    if plan.stopped_by == "interrupted":
        raise KeyboardInterrupt


def _keep(scenario: Scenario, plan: Plan, judged: Judged) -> _Kept:
    ends = []
    for end in End:
        other = judged.at(scenario, end)
        holds = judged.kind != "embark_per_h" or can_be_loaded(other, plan)
        ends.append(expected_loss(other, plan) if holds else None)
    return _Kept(judged, *ends)


def _range(plan: Plan, kept: _Kept) -> KeptRange:
    """A plan that cannot be kept, and was not made again, has no loss to state but its own."""
    judged = kept.judged
    return KeptRange(
        judgement=judged.name,
        low=judged.low,
        value=judged.value,
        high=judged.high,
        kept_loss_at_low=plan.expected_loss if kept.low is None else kept.low,
        kept_loss_at_high=plan.expected_loss if kept.high is None else kept.high,
        source=judged.source,
        kept_holds_at_low=kept.low is not None,
        kept_holds_at_high=kept.high is not None,
        relative=judged.relative,
    )


def _sensitivity(scenario: Scenario, plan: Plan, kept: _Kept, solve: Solve) -> Sensitivity:
    judged = kept.judged
    loss, same = {}, {}
    for end, kept_loss in ((End.LOW, kept.low), (End.HIGH, kept.high)):
        again = solve(judged.at(scenario, end), plan)
        _stop_if_interrupted(again)
        keeps = kept_loss is not None and kept_loss <= again.expected_loss * (1 + WORTH_CHANGING)
        loss[end] = again.expected_loss
        if kept_loss is not None:
            loss[end] = min(kept_loss, again.expected_loss)
        same[end] = keeps or first_day(scenario, again) == first_day(scenario, plan)
    return Sensitivity(
        judgement=judged.name,
        low=judged.low,
        value=judged.value,
        high=judged.high,
        loss_at_low=loss[End.LOW],
        loss_at_high=loss[End.HIGH],
        kept_loss_at_low=loss[End.LOW] if kept.low is None else kept.low,
        kept_loss_at_high=loss[End.HIGH] if kept.high is None else kept.high,
        first_day_same_at_low=same[End.LOW],
        first_day_same_at_high=same[End.HIGH],
        source=judged.source,
        kept_holds_at_low=kept.low is not None,
        kept_holds_at_high=kept.high is not None,
        relative=judged.relative,
    )


def first_day(scenario: Scenario, plan: Plan) -> Counter[tuple[str, str, int]]:
    """Departures in the first 24 hours: how many of each fleet on each link at each boundary."""
    return Counter(
        (trip.fleet, trip.link, trip.step)
        for trip in plan.trips
        if trip.step * scenario.step_h < FIRST_DAY_H
    )


def steady(sensitivities: Sequence[Sensitivity]) -> int:
    """Judgements over whose whole range the first day stays the same."""
    return sum(each.first_day_same_at_low and each.first_day_same_at_high for each in sensitivities)
