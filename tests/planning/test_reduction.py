"""A model without its settled columns has the same best solutions as the whole."""

import highspy
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from muster.planning.linear_model import LinearModel
from muster.planning.reduction import reduced

INFINITY = highspy.kHighsInf


@st.composite
def models(draw):
    """Small models with columns that are settled by their bounds or by rows, and some equal."""
    columns = draw(st.integers(1, 6))
    rows = draw(st.integers(0, 6))
    upper = np.array(draw(st.lists(st.integers(0, 3), min_size=columns, max_size=columns)), float)
    lower = np.minimum(
        np.array(draw(st.lists(st.integers(0, 1), min_size=columns, max_size=columns)), float),
        upper,
    )
    entry = st.sampled_from([0, 0, 0, 1, -1, 2])
    size = rows * columns
    matrix = np.array(draw(st.lists(entry, min_size=size, max_size=size)), float)
    at_most = draw(st.lists(st.integers(-1, 4), min_size=rows, max_size=rows))
    is_equal = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), bool)
    row_upper = np.array(at_most, float)
    return LinearModel(
        cost=np.array(
            draw(st.lists(st.integers(-5, 5), min_size=columns, max_size=columns)), float
        ),
        lower=lower,
        upper=upper,
        integer=np.array(draw(st.lists(st.booleans(), min_size=columns, max_size=columns)), bool),
        matrix=sparse.csr_matrix(matrix.reshape(rows, columns)),
        row_lower=np.where(is_equal, row_upper, -INFINITY),
        row_upper=row_upper,
        offset=1.0,
    )


def best(linear):
    """Objective and values of the best solution, or None."""
    if not len(linear.cost):
        broken = (linear.row_lower > 0).any() or (linear.row_upper < 0).any()
        return None if broken else (linear.offset, np.zeros(0))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.passModel(linear.to_highs(integer=True))
    highs.run()
    info = highs.getInfo()
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return info.objective_function_value, np.array(highs.getSolution().col_value)


@given(models())
def test_the_best_of_the_smaller_model_is_the_best_of_the_whole(linear):
    reduction = reduced(linear)
    whole, small = best(linear), best(reduction.linear)
    assert (whole is None) == (small is None)
    if whole is None or small is None:
        return
    assert small[0] == pytest.approx(whole[0], abs=1e-6)
    values = reduction.full(small[1])
    rows = linear.matrix @ values
    assert float(linear.cost @ values) + linear.offset == pytest.approx(whole[0], abs=1e-6)
    assert (values >= linear.lower - 1e-6).all()
    assert (values <= linear.upper + 1e-6).all()
    assert (rows >= linear.row_lower - 1e-6).all()
    assert (rows <= linear.row_upper + 1e-6).all()


@given(models())
def test_a_solution_of_the_whole_is_one_of_the_smaller_model(linear):
    whole = best(linear)
    if whole is None:
        return
    reduction = reduced(linear)
    small = reduction.small(whole[1])
    assert reduction.full(small) == pytest.approx(whole[1], abs=1e-6)


def test_people_who_can_never_leave_are_one_number_and_not_one_for_each_boundary():
    # r[0] = 5, r[t] = r[t - 1]; nobody leaves and each boundary costs 1
    steps = 4
    chain = np.eye(steps) - np.eye(steps, k=-1)
    told = np.array([5.0, 0, 0, 0])
    linear = LinearModel(
        cost=np.ones(steps),
        lower=np.zeros(steps),
        upper=np.full(steps, 9.0),
        integer=np.zeros(steps, bool),
        matrix=sparse.csr_matrix(chain),
        row_lower=told,
        row_upper=told,
    )
    reduction = reduced(linear)
    assert len(reduction.linear.cost) == 0
    assert reduction.linear.offset == 20.0
    assert reduction.full(np.zeros(0)).tolist() == [5.0, 5.0, 5.0, 5.0]
