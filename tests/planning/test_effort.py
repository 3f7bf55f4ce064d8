"""Rounds of search instead of a clock: the same plan, however fast or busy the machine is."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import fleet, group, link, reception, site, small_scenario
from muster.planning.plan import Plan
from muster.planning.planner import PlanOptions, plan
from muster.scenario import Scenario
from muster.scenario.digest import scenario_digest
from muster.verification import verify_plan
from strategies import scenarios

UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
HOUR_S = 3600.0


def on_a_slow_machine(scenario: Scenario, options: PlanOptions) -> Plan:
    """An hour goes by between any two looks at the clock."""
    return plan(scenario, options, clock=count(0.0, HOUR_S).__next__)


def content(made: Plan) -> tuple[object, ...]:
    return made.trips, made.loads, made.objective, made.bound, made.stopped_by


@pytest.fixture(scope="module")
def crowded():
    """Three prisons and their buses, too many departures to be branched on at once."""
    prisons = ("P", "Q", "S")
    return small_scenario(
        sites=[*(site(name) for name in prisons), reception("R")],
        links=[link(name, "R") for name in prisons],
        groups=[group(name.lower(), name, 130 + 17 * i) for i, name in enumerate(prisons)],
        fleets=[fleet("BUS", "R", seats=21, vehicles=2), fleet("VAN", "R", seats=8)],
        hazards={"P": 0.1, "Q": 0.2, "S": 0.05},
        steps=120,
    )


@pytest.fixture(scope="module")
def twice(crowded):
    """Its plan with an effort, made quickly and made slowly."""
    options = PlanOptions(gap=0.0, effort=3, seed=4)
    return plan(crowded, options), on_a_slow_machine(crowded, options)


def test_the_plan_of_an_effort_does_not_depend_on_the_clock(twice):
    quick, slow = twice
    assert slow.seconds > HOUR_S
    assert content(quick) == content(slow)


def test_an_effort_ends_when_its_rounds_are_done(twice):
    assert twice[0].stopped_by == "effort"


def test_the_plan_of_an_effort_keeps_every_rule(crowded, twice):
    found = verify_plan(twice[0], crowded, digest=scenario_digest(crowded))
    assert [str(violation) for violation in found.violations] == []


def test_more_effort_is_no_worse(crowded, twice):
    less = plan(crowded, PlanOptions(gap=0.0, effort=0, seed=4))
    assert twice[0].objective <= less.objective + 1e-9
    assert twice[0].bound >= less.bound - 1e-9


@settings(max_examples=8, **UNHURRIED)
@given(scenarios(), st.integers(0, 3))
def test_no_scenario_is_planned_otherwise_on_a_slow_machine(scenario: Scenario, seed: int):
    options = PlanOptions(gap=1e-5, effort=2, seed=seed)
    assert content(plan(scenario, options)) == content(on_a_slow_machine(scenario, options))
