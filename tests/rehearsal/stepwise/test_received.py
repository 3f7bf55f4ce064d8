"""What is left of a limit on any 24 hours, given to a planner that starts anew."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from muster.rehearsal.stepwise.received import rates_left


def windows(rates, day):
    """(T + 1,) what any planner makes of rates: padded with the first before, the last after."""
    whole = np.concatenate([np.full(day - 1, rates[0]), rates, rates[-1:]])
    return np.array([whole[end : end + day].sum() for end in range(len(rates) + 1)])


@st.composite
def cases(draw):
    steps, day = draw(st.integers(2, 14)), draw(st.integers(1, 6))
    rates = np.array(draw(st.lists(st.integers(0, 20), min_size=steps, max_size=steps)), float)
    begun = draw(st.integers(0, steps - 1))
    received = draw(
        st.lists(st.tuples(st.integers(0, steps), st.integers(1, 15)), min_size=0, max_size=6)
    )
    return rates, received, begun, day


def allowed(rates, received, begun, day):
    """What each window of 24 hours, from now on, has left."""
    full = windows(rates, day)
    return np.array(
        [
            full[end] - sum(n for at, n in received if end - day < at <= end)
            for end in range(begun, len(rates) + 1)
        ]
    )


@given(cases())
def test_no_24_hours_are_given_more_than_they_have_left(case):
    rates, received, begun, day = case
    left = allowed(rates, received, begun, day)
    found = windows(rates_left(rates, received, begun, day), day)
    assert (found <= np.maximum(left, 0.0) + 1e-9).all()
    assert (rates_left(rates, received, begun, day) >= -1e-12).all()


@given(cases())
def test_where_nobody_came_what_is_left_of_the_next_24_hours_is_all(case):
    rates, _, begun, day = case
    found = windows(rates_left(rates, [], begun, day), day)
    assert found[0] <= allowed(rates, [], begun, day)[0] + 1e-9
    constant = np.full(len(rates), 7.0)
    np.testing.assert_allclose(rates_left(constant, [], begun, day), 7.0)


def test_people_who_came_yesterday_evening_take_places_until_this_evening():
    left = rates_left(np.full(12, 10.0), [(3, 30)], 4, 4)  # boundaries of 6 hours, 40 a day
    assert windows(left, 4)[:4].tolist() == [10.0, 10.0, 10.0, 40.0]
