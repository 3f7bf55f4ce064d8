"""Plans that tell the truth about themselves, and a way to draw valid ones without a planner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from builders import Ride, plan_of
from muster.planning.plan import Plan
from muster.scenario import Link, Scenario
from muster.verification import Rule, verify_plan


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


@st.composite
def valid_plans(draw: st.DrawFn, scenario: Scenario, most_journeys: int = 5) -> Plan:
    """A plan of a few journeys, each kept only if the plan still keeps every rule with it."""
    rides: list[Ride] = []
    for _ in range(most_journeys):
        journey = draw(journeys(scenario))
        if journey and not broken(scenario, *rides, *journey):
            rides += journey
    return honest_plan(scenario, rides)


@st.composite
def journeys(draw: st.DrawFn, scenario: Scenario) -> list[Ride]:
    """Rides of some people of one group, one after the other, to one of their destinations."""
    group = scenario.groups[draw(st.sampled_from(sorted(scenario.groups)))]
    number = draw(st.integers(1, group.people))
    step = draw(st.integers(0, scenario.steps - 1))
    rides: list[Ride] = []
    at = group.site
    for _ in range(3):
        onward = [link for link in scenario.links.values() if link.origin == at]
        if not onward or (rides and at in group.destinations):
            break
        link = draw(st.sampled_from(onward))
        able = [fleet.id for fleet in scenario.fleets.values() if fleet.mode == link.mode]
        if not able:
            break
        fleet = draw(st.sampled_from(able))
        rides.append(Ride(link.id, step, {group.id: number}, fleet=fleet))
        at, step = link.destination, step + _steps(link, scenario) + draw(st.integers(0, 2))
    return rides


def _steps(link: Link, scenario: Scenario) -> int:
    return -int(-link.duration_h // scenario.step_h)
