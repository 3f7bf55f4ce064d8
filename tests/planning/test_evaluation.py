"""What a plan that is kept comes to, held against the independent checker."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import Ride, group, hour, link, plan_of, reception, security, site, small_scenario
from honest_plans import honest, valid_plans
from muster.planning.evaluation import can_be_loaded, expected_loss
from muster.planning.judgements import End, judgements
from muster.verification import verify_plan
from strategies import scenarios

PATIENT = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(st.data())
def test_the_expected_loss_is_the_checkers(data):
    scenario = data.draw(scenarios())
    plan = honest(scenario, data.draw(valid_plans(scenario)))
    assert expected_loss(scenario, plan) == pytest.approx(plan.expected_loss, rel=1e-7, abs=1e-9)
    assert can_be_loaded(scenario, plan)


@settings(PATIENT, max_examples=10)
@given(st.data())
def test_the_expected_loss_at_the_end_of_a_range_is_the_checkers(data):
    scenario = data.draw(scenarios())
    plan = data.draw(valid_plans(scenario))
    for judged in judgements(scenario)[:2]:
        other = judged.at(scenario, data.draw(st.sampled_from(End)))
        figures = verify_plan(plan, other).figures
        assert expected_loss(other, plan) == pytest.approx(
            figures.expected_loss, rel=1e-7, abs=1e-9
        )


def test_whoever_is_due_to_leave_at_the_start_has_not_left_if_trips_are_stopped_from_it():
    scenario = small_scenario(
        security=security(
            {"P": 0.1},
            regimes={"holding": True, "over": False},
            initial={"holding": 0.7, "over": 0.3},
        ),
        groups=[group(people=30), group("late", people=10, arrives_at=hour(6))],
        links=[link("P", "R", risk=0.01)],
    )
    plan = honest(scenario, plan_of(scenario, [Ride("P-R", 0, {"G": 30})]))
    assert plan.expected_loss > 0
    assert expected_loss(scenario, plan) == pytest.approx(plan.expected_loss)


def test_a_slower_gate_cannot_load_what_was_planned():
    fast = small_scenario(sites=[site("P", embark_per_h=10.0), reception("R")])
    slow = small_scenario(sites=[site("P", embark_per_h=9.0), reception("R")])
    # 30 people in the 3 hours before boundary 1, the next 30 in those before boundary 2
    plan = plan_of(fast, [Ride("P-R", 1, {"G": 30})])
    assert can_be_loaded(fast, plan)
    assert not can_be_loaded(slow, plan)
