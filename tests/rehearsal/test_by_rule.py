"""Rules to compare a plan with: whom they move first, and that they keep every limit."""

import pytest
from hypothesis import given

import strategies
from builders import Ride, fleet, group, link, plan_of, reception, site, small_scenario
from muster.planning.evaluation import expected_loss
from muster.planning.instance import compile_instance
from muster.rehearsal.by_rule import ByRule, MoveNobody, largest, most_dangerous, plan_by_rule
from muster.rehearsal.policies import POLICIES, named_policies
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.verification import broken_rules
from rehearsal.test_mean_is_expected_loss import settings, slowly

TWO_PRISONS = small_scenario(
    sites=[site("P"), site("Q"), reception("R")],
    links=[link("P", "R"), link("Q", "R"), link("P", "Q")],
    groups=[group(people=30), group("H", "Q", people=40)],
    fleets=[fleet(base="R", links=("P-R", "Q-R"))],
    hazards={"P": 2.0, "Q": 0.5},
    steps=6,
)


def first_origin(rule):
    made = plan_by_rule(TWO_PRISONS, plan_of(TWO_PRISONS, []), rule)
    first = min(made.trips, key=lambda trip: trip.step)
    return TWO_PRISONS.links[first.link].origin


def test_the_most_dangerous_site_goes_first():
    assert first_origin(most_dangerous) == "P"


def test_the_largest_site_goes_first():
    assert first_origin(largest) == "Q"


@settings(slowly, max_examples=15, derandomize=True)
@given(strategies.scenarios())
def test_what_a_rule_sends_keeps_every_limit(scenario):
    for rule in (most_dangerous, largest):
        made = plan_by_rule(scenario, plan_of(scenario, []), rule)
        assert broken_rules(made, scenario) == ()


def test_moving_nobody_costs_what_the_planner_says():
    nobody = compile_instance(TWO_PRISONS).loss_if_nobody_moves
    (done,) = rehearse(TWO_PRISONS, plan_of(TWO_PRISONS, []), [MoveNobody()], futures=20_000)
    error = done.outcomes.loss.std() / 20_000**0.5
    assert abs(done.outcomes.loss.mean() - nobody) < 4 * error


def test_the_rehearsed_rules_rank_as_their_plans_do():
    plan = plan_of(TWO_PRISONS, [Ride("P-R", 1, {"G": 30})])
    policies = [ByRule("dangerous", most_dangerous), ByRule("largest", largest), MoveNobody()]
    found = rehearse(TWO_PRISONS, plan, policies, futures=5_000)
    means = [each.outcomes.loss.mean() for each in found]
    assert means == sorted(means)
    expected = expected_loss(TWO_PRISONS, plan_by_rule(TWO_PRISONS, plan, most_dangerous))
    assert means[0] <= expected * 1.05


def test_policies_are_named_once_each():
    assert [each.name for each in named_policies("follow, nobody")] == ["follow", "nobody"]
    assert isinstance(POLICIES["follow"], Follow)
    with pytest.raises(ValueError, match="twice"):
        named_policies("follow,follow")
