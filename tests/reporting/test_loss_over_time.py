"""When a plan loses people."""

import numpy as np
import pytest
from hypothesis import given, settings

from builders import Ride, small_scenario
from honest_plans import honest_plan
from muster.planning.instance import compile_instance
from muster.reporting.loss_over_time import loss_over_time
from reporting.planned import planned


@settings(max_examples=12, deadline=None)
@given(planned())
def test_what_accrues_comes_to_the_expected_loss_that_the_checker_finds(given_plan):
    scenario, plan = given_plan
    accrued = loss_over_time(compile_instance(scenario), plan)
    assert len(accrued) == scenario.steps + 2
    assert accrued[-1] == pytest.approx(plan.expected_loss, rel=1e-6, abs=1e-9)
    assert (np.diff(accrued) >= -1e-12).all()


def test_nothing_more_accrues_once_all_are_safe():
    scenario = small_scenario(hazards={"P": 0.4}, beyond_h=100)
    accrued = loss_over_time(
        compile_instance(scenario), honest_plan(scenario, [Ride("P-R", 2, {"G": 30})])
    )
    assert accrued[0] == 0
    assert accrued[1] == pytest.approx(15 * (1 - np.exp(-0.4 / 8)))
    assert accrued[2:] == pytest.approx(np.full(8, 15 * (1 - np.exp(-0.4 / 4))))
