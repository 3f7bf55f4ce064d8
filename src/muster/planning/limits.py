"""What limits a plan: the expected loss that one more of each resource would save."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from muster.planning.additions import Addition, cannot_bind, possible_additions, with_addition
from muster.planning.answers import Limit, Limits
from muster.planning.plan import Plan
from muster.scenario import Scenario

Solve = Callable[[Scenario, Plan], Plan]
"""Plan for a scenario, beginning from the trips of a plan."""
Tried = Callable[[str, int, int], None]
"""Told what is being tried, how many have been, and how many there are."""


def find_limits(
    scenario: Scenario,
    base: Plan,
    solve: Solve,
    *,
    additions: Sequence[Addition] | None = None,
    most: int | None = None,
    tried: Tried | None = None,
) -> Limits:
    """Solve again with each addition and see what it saves.

    First the scenario as it is gets the same effort once more, so that what more search would
    find anyway is not put down to a resource; every addition then begins from that plan, which
    stays feasible, and so never does worse. An addition that cannot matter is not solved. A
    KeyboardInterrupt, or a plan that came back interrupted, ends the work with what was found.

    At most `most` additions are solved for, those whose resource the plan uses most first.
    """
    wanted = list(possible_additions(scenario) if additions is None else additions)
    idle = [each for each in wanted if cannot_bind(scenario, each)]
    busy = by_use(scenario, base, [each for each in wanted if each not in idle])
    chosen = busy[:most]
    reference = base
    found: list[Limit] = []
    solved = 0
    try:
        reference = _better(base, _uninterrupted(solve(scenario, base)))
        for number, addition in enumerate(chosen):
            if tried is not None:
                tried(f"{addition.kind} {addition.target}", number, len(chosen))
            with_it = _uninterrupted(solve(with_addition(scenario, addition), reference))
            found.append(_limit(addition, reference, with_it))
            solved += 1
    except KeyboardInterrupt:
        pass
    found += [replace(_limit(each, reference, reference), tried=False) for each in idle]
    found.sort(key=lambda limit: (-limit.gain, limit.kind, limit.target, limit.unit))
    return Limits(reference.expected_loss, tuple(found), len(busy) - solved)


def _uninterrupted(plan: Plan) -> Plan:
    """The plan, unless it was cut short, so that it says nothing about a resource."""
    if plan.stopped_by == "interrupted":
        raise KeyboardInterrupt
    return plan


def _better(one: Plan, other: Plan) -> Plan:
    return other if other.expected_loss < one.expected_loss else one


def _limit(addition: Addition, reference: Plan, with_it: Plan) -> Limit:
    best = _better(reference, with_it)
    return Limit(
        kind=addition.kind.value,
        target=addition.target,
        added=addition.added,
        unit=addition.unit,
        expected_loss=best.expected_loss,
        bound=min(with_it.bound, best.expected_loss),
        gain=reference.expected_loss - best.expected_loss,
        unplaced=best.unplaced,
    )


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
