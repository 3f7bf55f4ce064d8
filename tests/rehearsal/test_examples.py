"""On the examples, where people pass several sites that may fail, the planner counts some twice.

The rehearsal counts both ways in the same futures: the planner's way must give the planner's
figure, and the other must never be more.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from muster.hazard import with_estimated_hazards
from muster.planning.evaluation import expected_loss
from muster.planning.planner import PlanOptions, plan
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.rehearsal.statistics import difference_of, mean_of
from muster.scenario import load

EXAMPLES = Path(__file__).parents[2] / "examples"
FIRST_PLAN = PlanOptions(gap=0.9, time_limit_s=30.0)


@pytest.mark.parametrize(
    "name", ["waikeria-2020", "christchurch-earthquake", "northeast-syria-2026"]
)
def test_the_mean_does_not_exceed_the_expected_loss(name):
    scenario = replace(with_estimated_hazards(load(EXAMPLES / name)), disruptions=())
    made = plan(scenario, FIRST_PLAN)
    (done,) = rehearse(scenario, made, [Follow()], futures=40_000, seed=11)
    out = done.outcomes
    counted, twice = mean_of(out.counted), difference_of(out.counted, out.loss)
    assert abs(counted.value - expected_loss(scenario, made)) < 4 * counted.standard_error
    assert (out.loss <= out.counted + 1e-6).all()
    assert 0 < twice.value < 0.01 * counted.value
