"""Two kernels follow a plan where nothing is disrupted, and must agree future by future."""

import numpy as np
from hypothesis import given

from builders import plan_of
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.policy import prepare_disrupted, prepare_undisrupted
from rehearsal.test_follow import busy
from rehearsal.test_mean_is_expected_loss import drawn_cases, settings, slowly


def assert_agree(scenario, plan, futures):
    found = []
    for ready in (
        prepare_undisrupted(scenario, plan),
        prepare_disrupted(scenario, plan, repair=False),
    ):
        out = room_for(futures, len(scenario.sites), len(ready.trips))
        ready.run(3, 0, out)
        found.append(out)
    for name, first, second in zip(found[0]._fields, *found, strict=True):
        np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-7, err_msg=name)


def test_they_agree_where_much_happens():
    scenario, rides = busy()
    assert_agree(scenario, plan_of(scenario, rides), 3_000)


@settings(slowly, max_examples=20, derandomize=True)
@given(drawn_cases())
def test_they_agree_in_any_scenario(case):
    scenario, plan, _ = case
    assert_agree(scenario, plan, 300)
