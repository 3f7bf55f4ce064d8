"""Hypothesis strategy for plans of which nothing is true, to hold readers and checks to."""

from __future__ import annotations

from hypothesis import strategies as st

import builders
from muster.planning.plan import Placement, Plan, ProgressPoint
from muster.scenario import Scenario


@st.composite
def rides(draw: st.DrawFn, scenario: Scenario) -> builders.Ride:
    """Any people on any vehicle on any link at any time, as a rule against every rule."""
    return builders.Ride(
        draw(st.sampled_from(sorted(scenario.links))),
        draw(st.integers(0, scenario.steps + 1)),
        draw(
            st.dictionaries(
                st.sampled_from(sorted(scenario.groups)), st.integers(1, 30), max_size=3
            )
        ),
        fleet=draw(st.sampled_from(sorted(scenario.fleets))),
    )


@st.composite
def careless_plans(draw: st.DrawFn, scenario: Scenario) -> Plan:
    """A plan whose parts exist in the scenario, and of which nothing else is true."""
    numbers = st.floats(0, 1e6)
    return builders.plan_of(
        scenario,
        draw(st.lists(rides(scenario), max_size=6)),
        expected_loss=draw(numbers),
        bound=draw(numbers),
        gap=draw(st.floats(-1, 1)),
        objective=draw(numbers),
        unplaced=draw(st.integers(0, 100)),
        placements=tuple(
            Placement(group, site, draw(st.integers(0, 40)), draw(st.booleans()))
            for group in scenario.groups
            for site in draw(st.lists(st.sampled_from(sorted(scenario.sites)), max_size=2))
        ),
        progress=tuple(
            draw(
                st.lists(
                    st.builds(
                        ProgressPoint, numbers, st.none() | numbers, numbers, st.just("drawn")
                    ),
                    max_size=2,
                )
            )
        ),
        cvar=draw(st.none() | numbers),
    )
