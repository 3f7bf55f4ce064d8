"""Boxes, and positions moved apart."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.reporting.boxes import Box, spread

positions = st.lists(st.floats(0, 500), max_size=12)


@given(positions, st.floats(1, 30))
def test_positions_moved_apart_keep_their_order_and_a_gap_where_it_fits(wanted, gap):
    placed = spread(wanted, gap, 0, 500)
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    along = [placed[index] for index in order]
    assert all(-1e-9 <= place <= 500 + 1e-9 for place in placed)
    assert all(right - left >= gap - 1e-6 for left, right in itertools.pairwise(along))


def test_positions_that_are_apart_stay_where_they_are():
    assert spread([10, 90, 50], 20, 0, 100) == [10, 90, 50]


def test_too_many_positions_share_the_room_evenly():
    assert spread([5, 5, 5], 100, 0, 100) == [0, 50, 100]


def test_boxes_share_the_area_in_which_they_overlap():
    assert Box(0, 0, 10, 10).overlap(Box(6, 8, 20, 20)) == pytest.approx(8)
    assert Box(0, 0, 10, 10).overlap(Box(10, 0, 20, 10)) == 0
