"""What limits a plan: what one more of each resource would save, found and proven."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from muster.planning.additions import Addition, cannot_bind, possible_additions, with_addition
from muster.planning.answers import Limit, Limits
from muster.planning.plan import Plan
from muster.planning.replanning import Replan, Replanned
from muster.scenario import Scenario
from muster.verification import broken_rules

Solve = Callable[[Scenario, Plan], Plan]
"""Plan for a scenario, beginning from the trips of a plan."""
Tried = Callable[[str, int, int], None]
"""Told what is being tried, how many have been, and how many there are."""
SAME = 1e-6
"""Share of the objective below which a difference is rounding and no gain."""


def find_limits(
    scenario: Scenario,
    base: Plan,
    replan: Replan,
    *,
    additions: Sequence[Addition] | None = None,
    most: int | None = None,
    tried: Tried | None = None,
) -> Limits:
    """Plan again with each addition: what that was found to save, and what it can save at most.

    First the scenario as it is gets the same effort once more, so that what more search would
    find anyway is not put down to a resource; every addition then begins from the best plan known
    without any, which stays feasible, and so never does worse. A better plan that turns out to
    need nothing of the addition is a better plan without it, and all are measured against that.
    An addition that cannot matter is not solved. A KeyboardInterrupt, or a plan that came back
    interrupted, ends the work with what was found.

    Gains are of the objective without the price of approved trips given up, since questions leave
    those aside. At most `most` additions are solved for, those whose resource is used most first.
    """
    wanted = list(possible_additions(scenario) if additions is None else additions)
    idle = [each for each in wanted if cannot_bind(scenario, each)]
    busy = by_use(scenario, base, [each for each in wanted if each not in idle])
    chosen = busy[:most]
    reference = _Reference(base, base.bound - _price_of_changes(base), ())
    found: list[tuple[Addition, Replanned]] = []
    try:
        reference = _reference(base, _uninterrupted(replan(scenario, base)))
        for number, addition in enumerate(chosen):
            if tried is not None:
                tried(f"{addition.kind} {addition.target}", number, len(chosen))
            with_it = _uninterrupted(replan(with_addition(scenario, addition), reference.plan))
            found.append((addition, with_it))
            if _is_better(with_it.plan, reference) and not broken_rules(with_it.plan, scenario):
                reference = replace(reference, plan=with_it.plan)
    except KeyboardInterrupt:
        pass
    limits = [_limit(addition, reference, with_it) for addition, with_it in found]
    limits += [_without_effect(each, reference) for each in idle]
    return Limits(
        reference_loss=reference.plan.expected_loss,
        reference_objective=reference.objective,
        reference_bound=min(reference.bound, reference.objective),
        found=tuple(sorted(limits, key=_worth_most)),
        untried=len(busy) - len(found),
    )


@dataclass(frozen=True, slots=True)
class _Reference:
    """The plan that additions are measured against, and what is proven without them."""

    plan: Plan
    bound: float
    relaxed: tuple[float, ...]

    @property
    def objective(self) -> float:
        return _objective(self.plan)


def _price_of_changes(plan: Plan) -> float:
    return (plan.change_price or 0.0) * (plan.given_up or 0)


def _objective(plan: Plan) -> float:
    return plan.objective - _price_of_changes(plan)


def _reference(base: Plan, again: Replanned) -> _Reference:
    """The better of the plan in hand and the one made with the same effort as with an addition.

    A bound on the plan in hand says nothing here if it is one with a price on changes.
    """
    best = again.plan if _objective(again.plan) < _objective(base) else base
    bound = again.plan.bound
    if not base.change_price:
        bound = max(bound, base.bound)
    return _Reference(best, bound, again.relaxed)


def _uninterrupted(found: Replanned) -> Replanned:
    """What was found, unless it was cut short, so that it says nothing about a resource."""
    if found.plan.stopped_by == "interrupted":
        raise KeyboardInterrupt
    return found


def _is_better(plan: Plan, reference: _Reference) -> bool:
    before = reference.objective
    return _objective(plan) < before - SAME * max(abs(before), 1.0)


def _limit(addition: Addition, reference: _Reference, with_it: Replanned) -> Limit:
    before = reference.objective
    best = with_it.plan if _is_better(with_it.plan, reference) else reference.plan
    bound = min(with_it.plan.bound, _objective(best))
    return Limit(
        kind=addition.kind.value,
        target=addition.target,
        added=addition.added,
        unit=addition.unit,
        expected_loss=best.expected_loss,
        objective=_objective(best),
        bound=bound,
        gain=before - _objective(best),
        gain_at_most=before - bound,
        gain_for_certain=max(min(reference.bound, before) - _objective(best), 0.0),
        relaxed_gain=_relaxed_gain(reference, with_it.relaxed),
        unplaced=best.unplaced,
    )


def _relaxed_gain(reference: _Reference, relaxed: tuple[float, ...]) -> float | None:
    """By how much the relaxation sinks, after as many rounds of cuts without as with it.

    Cuts differ a little, so that a gain that is none may come out below 0.
    """
    rounds = min(len(relaxed), len(reference.relaxed))
    if not rounds:
        return None
    before = reference.relaxed[rounds - 1]
    gain = before - relaxed[rounds - 1]
    return gain if gain > SAME * max(abs(before), 1.0) else 0.0


def _without_effect(addition: Addition, reference: _Reference) -> Limit:
    """There is enough without it, so that nothing changes: neither the best plan nor the bound."""
    return Limit(
        kind=addition.kind.value,
        target=addition.target,
        added=addition.added,
        unit=addition.unit,
        expected_loss=reference.plan.expected_loss,
        objective=reference.objective,
        bound=min(reference.bound, reference.objective),
        gain=0.0,
        gain_at_most=max(reference.objective - reference.bound, 0.0),
        gain_for_certain=0.0,
        relaxed_gain=0.0,
        unplaced=reference.plan.unplaced,
        tried=False,
    )


def _worth_most(limit: Limit) -> tuple[float, float, str, str, str]:
    return -limit.gain, -(limit.relaxed_gain or 0.0), limit.kind, limit.target, limit.unit


def by_use(scenario: Scenario, plan: Plan, additions: Sequence[Addition]) -> list[Addition]:
    """Additions by how many people pass through what they add to, in this plan; most first.

    Vehicles and escorts come before sites, for they limit nearly every plan.
    """
    through: dict[str, int] = {}
    for trip in plan.trips:
        link = scenario.links[trip.link]
        pool = scenario.fleets[trip.fleet].escort_pool or ""
        for name in (f"fleet {trip.fleet}", f"pool {pool}", f"out {link.origin}"):
            through[name] = through.get(name, 0) + trip.people
        through[f"in {link.destination}"] = through.get(f"in {link.destination}", 0) + trip.people

    def use(addition: Addition) -> tuple[int, int]:
        by_kind = {
            "vehicles": (0, through.get(f"fleet {addition.target}", 0)),
            "escorts": (0, through.get(f"pool {addition.target}", 0)),
            "embarkation": (1, through.get(f"out {addition.target}", 0)),
        }
        into = through.get(f"in {addition.target}", 0)
        rank, people = by_kind.get(addition.kind.value, (1, into))
        return rank, -people

    return sorted(additions, key=use)
