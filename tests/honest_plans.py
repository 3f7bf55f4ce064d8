"""Plans that tell the truth about themselves, and a way to draw valid ones without a planner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from builders import Ride, plan_of
from muster.planning.plan import Plan
from muster.scenario import Group, Scenario
from muster.verification import Rule, broken_rules, verify_plan


def honest(scenario: Scenario, plan: Plan) -> Plan:
    """The same trips and loads with the figures that follow from them, proven to be the best."""
    figures = verify_plan(plan, scenario).figures
    objective = figures.expected_loss + scenario.objective.trip_price * len(plan.trips)
    return replace(
        plan,
        expected_loss=figures.expected_loss,
        people_lost=figures.people_lost,
        loss_if_nobody_moves=figures.loss_if_nobody_moves,
        people=figures.people,
        unplaced=figures.unplaced,
        placements=figures.placements,
        objective=objective,
        bound=objective,
        gap=0.0,
    )


def honest_plan(scenario: Scenario, rides: Sequence[Ride] = (), **figures: Any) -> Plan:
    """A plan of these rides with true figures, but for those given."""
    return replace(honest(scenario, plan_of(scenario, rides)), **figures)


def broken(scenario: Scenario, *rides: Ride) -> set[Rule]:
    """The rules that a plan of these rides breaks."""
    return set(verify_plan(honest_plan(scenario, rides), scenario).broken)


Legs = tuple[tuple[str, str], ...]
"""(link, fleet) of each ride, one after the other."""


@dataclass(frozen=True)
class Journey:
    """Some people of one group, the links and fleets they ride, and when they set out."""

    group: str
    people: int
    legs: Legs
    since: int


@st.composite
def valid_plans(draw: st.DrawFn, scenario: Scenario, most_journeys: int = 5) -> Plan:
    """A plan of a few journeys, each as early as the rules allow, or left out; without figures."""
    ways = [
        (group, legs)
        for group in scenario.groups.values()
        for legs in _ways(scenario, group, group.site, ())
    ]
    rides: list[Ride] = []
    for _ in range(draw(st.integers(1, most_journeys)) if ways else 0):
        group, legs = draw(st.sampled_from(ways))
        seats = [scenario.fleets[fleet].seats.get(group.seat_kind, 0) for _, fleet in legs]
        people = min(group.people, *seats)
        if people > 0:
            number = draw(st.integers(1, people))
            since = draw(st.integers(0, scenario.steps // 2))
            rides = _with_journey(rides, Journey(group.id, number, legs, since), scenario)
    return plan_of(scenario, rides)


def _ways(scenario: Scenario, group: Group, at: str, legs: Legs) -> Iterator[Legs]:
    """Links and fleets, at most three of them, by which people come to a destination."""
    if legs and at in group.destinations:
        yield legs
    if len(legs) == 3:
        return
    for link in scenario.links.values():
        for fleet in scenario.fleets.values():
            named = not fleet.links or link.id in fleet.links
            if link.origin == at and fleet.mode == link.mode and named:
                yield from _ways(scenario, group, link.destination, (*legs, (link.id, fleet.id)))


def _with_journey(rides: list[Ride], journey: Journey, scenario: Scenario) -> list[Ride]:
    """The rides with a journey, each of its legs as early as can be; without it if none can."""
    longer, since = list(rides), journey.since
    for link, fleet in journey.legs:
        for step in range(since, scenario.steps):
            ride = Ride(link, step, {journey.group: journey.people}, fleet=fleet)
            if _trip_rules(scenario, [*longer, ride]) <= {Rule.END}:
                longer.append(ride)
                since = step + 1
                break
    return longer if not _trip_rules(scenario, longer) else rides


def _trip_rules(scenario: Scenario, rides: Sequence[Ride]) -> set[Rule]:
    return {each.rule for each in broken_rules(plan_of(scenario, rides), scenario)}
