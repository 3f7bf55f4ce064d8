"""What is said of a sample: means, shares, quantiles and tails, with their intervals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.planning.exposure import conditional_value_at_risk
from muster.rehearsal.statistics import (
    difference_of,
    mean_of,
    quantiles_of,
    share_of,
    tail_mean,
)

samples = st.lists(st.integers(0, 1_000), min_size=1, max_size=60).map(
    lambda numbers: np.array(numbers, dtype=float)
)


def test_a_mean_comes_with_its_interval():
    mean = mean_of(np.array([1.0, 2.0, 3.0, 4.0]))
    assert mean.value == 2.5
    assert mean.standard_error == pytest.approx(0.6454972)
    assert (mean.low, mean.high) == pytest.approx((1.234849, 3.765151))


def test_one_future_has_a_mean_and_no_interval():
    assert mean_of(np.array([7.0])).standard_error is None


def test_a_paired_difference_is_exact_where_the_policies_differ_by_a_constant():
    losses = np.random.default_rng(1).exponential(size=100)
    difference = difference_of(losses + 2, losses)
    assert difference.value == pytest.approx(2)
    assert difference.standard_error == pytest.approx(0, abs=1e-12)


def test_a_share_of_none_or_all_still_has_an_interval():
    assert share_of(0, 100).low == pytest.approx(0, abs=1e-15)
    assert share_of(0, 100).high == pytest.approx(0.0369935)
    assert share_of(100, 100).low == pytest.approx(1 - 0.0369935)


def test_a_share_is_within_its_interval_and_that_is_wilsons():
    share = share_of(40, 100)
    assert (share.low, share.high) == pytest.approx((0.309401, 0.497998), abs=1e-6)


@given(samples, st.sampled_from([0.0, 0.5, 0.9, 0.95, 0.99]))
def test_the_tail_is_that_of_the_planner(values, level):
    planners = conditional_value_at_risk(values, np.ones(len(values), dtype=np.int64), level)
    assert tail_mean(values, level) == pytest.approx(planners)


@given(samples)
def test_that_share_of_the_futures_does_not_exceed_a_quantile(values):
    for level, value in quantiles_of(values).items():
        assert (values <= value).mean() >= float(level) - 1e-9
        assert (values < value).mean() < float(level)
