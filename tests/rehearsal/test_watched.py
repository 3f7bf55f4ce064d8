"""Who waits at each boundary, over the futures."""

from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import strategies
from honest_plans import valid_plans
from muster.rehearsal.policies import named_policies
from muster.rehearsal.rehearse import rehearse
from muster.reporting.fan_chart import fan_chart, waits_of
from muster.scenario import Disruption
from muster.scenario import DisruptionKind as Kind

slowly = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
DISRUPTED = (Disruption(Kind.CANCELLED, chance=0.3), Disruption(Kind.RESECURED, hours=4.0))


@st.composite
def cases(draw):
    scenario = draw(strategies.scenarios())
    plan = draw(valid_plans(scenario))
    disruptions = draw(st.sampled_from([(), DISRUPTED]))
    return replace(scenario, disruptions=disruptions), plan


@settings(slowly, max_examples=25, derandomize=True)
@given(cases(), st.sampled_from(["follow", "repair", "nobody"]))
def test_who_waits_at_the_last_boundary_waits_at_the_end(case, policy):
    scenario, plan = case
    (done,) = rehearse(scenario, plan, named_policies(policy), futures=50, seed=2)
    waits = waits_of(scenario, done)
    assert waits.shape == (50, scenario.steps + 1)
    np.testing.assert_allclose(waits[:, -1], done.outcomes.waiting, atol=1e-9)
    assert (waits >= 0).all()
    assert waits.max() <= sum(group.people for group in scenario.groups.values()) + 1e-9


def test_a_fan_says_of_whom_it_tells_and_whom_it_leaves_out():
    from builders import Ride, plan_of, small_scenario

    scenario = small_scenario(hazards={"P": 1.0})
    plan = plan_of(scenario, [Ride("P-R", 2, {"G": 30})])
    found = rehearse(scenario, plan, named_policies("follow,nobody,largest-first:6"), futures=8)
    drawn = str(fan_chart(scenario, found).to_dict())
    assert "Not drawn: largest-first:6." in drawn
    assert "0 wait at the end in the middle future" in drawn
    assert fan_chart(scenario, found[2:]) is None
