"""Models in whole numbers claim no more than was solved."""

from __future__ import annotations

import numpy as np
import pytest
from bench.peers.whole_numbers import in_whole_numbers, true_bound, true_objective
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from muster.planning.linear_model import INFINITY, LinearModel


def model(costs, row=None, upper=10.0, at_most=7.5, offset=0.0):
    number = len(costs)
    return LinearModel(
        cost=np.array(costs),
        lower=np.zeros(number),
        upper=np.full(number, upper),
        integer=np.zeros(number, dtype=bool),
        matrix=sparse.csr_matrix([row or [1.0] * number]),
        row_lower=np.array([-INFINITY]),
        row_upper=np.array([at_most]),
        offset=offset,
    )


def test_a_row_with_fractions_is_multiplied_until_it_is_whole():
    whole = in_whole_numbers(model([1.0, 1.0], row=[1.0, -37.5], at_most=0.5))
    assert whole.values.tolist() == [2, -75]
    assert whole.row_upper.tolist() == [1]
    assert whole.row_lower[0] == np.iinfo(np.int64).min


def test_a_limit_between_whole_numbers_is_the_one_below():
    assert in_whole_numbers(model([1.0])).row_upper.tolist() == [7]


def test_a_row_that_nothing_makes_whole_is_refused_by_its_number():
    with pytest.raises(ValueError, match="row 0"):
        in_whole_numbers(model([1.0, 1.0], row=[1.0, 2**0.5]))


def test_a_column_without_limits_is_refused():
    with pytest.raises(ValueError, match="no limits"):
        in_whole_numbers(model([1.0], upper=INFINITY))


costs = st.lists(st.floats(-100, 100), min_size=1, max_size=5)


@given(costs, st.data())
def test_a_true_bound_is_never_above_a_true_objective(given_costs, data):
    linear = model(given_costs, at_most=INFINITY, offset=3.0)
    whole = in_whole_numbers(linear)
    values = [data.draw(st.integers(0, 10)) for _ in given_costs]
    rounded = int(whole.cost @ np.array(values))
    objective = true_objective(linear, np.array(values, dtype=float))
    assert true_bound(linear, whole, rounded) <= objective + 1e-9
    assert true_bound(linear, whole, rounded) == pytest.approx(objective, rel=1e-6, abs=1e-6)
