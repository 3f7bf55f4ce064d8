"""Scenarios drawn together with plans that keep every rule and tell the truth."""

from hypothesis import assume
from hypothesis import strategies as st

from honest_plans import honest, valid_plans
from strategies import scenarios


@st.composite
def planned(draw):
    """A scenario with a valid plan that states its placements truly."""
    scenario = draw(scenarios(most_steps=8))
    plan = draw(valid_plans(scenario, most_journeys=2))
    assume(plan.trips)
    return scenario, honest(scenario, plan)
