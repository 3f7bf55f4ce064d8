from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.matching.assignment import assign, marginals

ODDS = st.lists(st.integers(-40, 60), min_size=9, max_size=9)


@given(ODDS)
def test_no_assignment_of_three_to_three_is_better(values):
    odds = np.array(values) / 10
    rows, columns = (part.ravel().astype(np.int32) for part in np.indices((3, 3)))
    found = assign(rows, columns, odds, 3, 3)
    assert len(set(rows[found])) == len(set(columns[found])) == len(found)
    square = np.maximum(odds.reshape(3, 3), 0)
    best = max(sum(square[i, p[i]] for i in range(3)) for p in permutations(range(3)))
    assert abs(odds[found].sum() - best) < 1e-9


@given(ODDS)
def test_nobody_is_more_than_one_person(values):
    odds = np.array(values) / 10
    rows, columns = (part.ravel().astype(np.int32) for part in np.indices((3, 3)))
    chance = marginals(rows, columns, odds, 3, 3).reshape(3, 3)
    assert (chance.sum(axis=0) <= 1.05).all()
    assert (chance.sum(axis=1) <= 1.05).all()


def test_one_pair_alone_has_the_probability_of_its_odds():
    one = np.zeros(1, np.int32)
    assert marginals(one, one, np.array([np.log(3.0)]), 1, 1)[0] == pytest.approx(0.75)
