"""What a policy decided is told to other processes, which need not decide it again."""

import numpy as np

import builders
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.stepwise.play import prepare_stepwise
from muster.rehearsal.stepwise.policies import Replan

FUTURES = 6


class Counting:
    """Plans again, and counts how often it is asked."""

    name, every_h = "counting", 3.0

    def __init__(self):
        self.asked, self._replan = 0, Replan(3.0, most_rounds=200, name="replan")

    def decide(self, view):
        self.asked += 1
        return self._replan.decide(view)


def prepared():
    scenario = builders.small_scenario(hazards={"P": 2.0})
    plan = builders.plan_of(scenario, [builders.Ride("P-R", 5, {"G": 20})])
    policy = Counting()
    return policy, prepare_stepwise(scenario, plan, policy)


def outcomes_of(ready):
    out = room_for(FUTURES, 2, 0)
    ready.run(3, 0, out)
    return out


def test_decisions_told_elsewhere_are_not_made_again_and_change_nothing():
    (policy, ready), (other_policy, other) = prepared(), prepared()
    first = outcomes_of(ready)
    other.made.learn(ready.made.take_new())
    second = outcomes_of(other)
    assert policy.asked > 0
    assert other_policy.asked == 0
    for name, values in first._asdict().items():
        np.testing.assert_array_equal(getattr(second, name), values, err_msg=name)


def test_futures_alike_are_decided_once():
    policy, ready = prepared()
    outcomes_of(ready)
    asked = policy.asked
    outcomes_of(ready)
    assert policy.asked == asked


def test_only_what_was_decided_here_since_is_told():
    (_, ready), (_, other) = prepared(), prepared()
    outcomes_of(ready)
    told = ready.made.take_new()
    nothing = ready.made.take_new()
    other.made.learn(told)
    assert other.made.take_new() == nothing
    assert len(nothing) < len(told)
