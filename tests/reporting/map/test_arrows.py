"""Arrows between sites."""

import math

import numpy as np
import pytest

from muster.reporting.map.arrows import WIDEST, arrows
from muster.reporting.map.routes import End, Route, merged
from muster.scenario import Mode

A, B = End("A", 50, 150, 8), End("B", 350, 150, 8)


def route(origin=A, destination=B, people=100, mode=Mode.ROAD):
    return Route(origin, destination, mode, people, 1)


def middle(arrow):
    return arrow.path[len(arrow.path) // 2]


def nearest(first, second):
    return min(math.dist(p, q) for p in first.path[5:-5] for q in second.path[5:-5])


def test_arrows_run_from_edge_to_edge_of_their_markers():
    (arrow,) = arrows([route()], 100)
    assert math.dist(arrow.path[0], (50, 150)) == pytest.approx(9.5, abs=2)
    assert math.dist(arrow.path[-1], (350, 150)) == pytest.approx(9.5, abs=2)


def test_both_directions_can_be_told_apart():
    there, back = arrows([route(A, B), route(B, A)], 100)
    assert nearest(there, back) > 15
    assert (middle(there)[1] - 150) * (middle(back)[1] - 150) < 0


def test_modes_between_the_same_places_can_be_told_apart():
    by_road, by_air = arrows([route(), route(mode=Mode.AIR, people=80)], 100)
    assert nearest(by_road, by_air) > 8


def test_width_is_in_proportion_to_people():
    wide, half = arrows([route(people=1000), route(B, A, people=500)], 1000)
    assert wide.width == WIDEST
    assert half.width == pytest.approx(WIDEST / 2)


def test_the_outline_is_as_wide_as_the_arrow_and_ends_in_its_tip():
    (arrow,) = arrows([route()], 100)
    points = np.array(arrow.outline)
    assert any(np.allclose(point, arrow.path[-1]) for point in points)
    body = points[: len(points) // 3]
    away = [min(math.dist(point, place) for place in arrow.path) for point in body]
    assert max(away) <= arrow.width


def test_trips_with_the_same_ends_and_mode_are_one_arrow():
    (one,) = merged([route(people=10), route(people=30)])
    assert (one.people, one.trips) == (40, 2)
    assert merged([route(A, End("A", 60, 60, 3))]) == []


def test_places_too_near_for_an_arrow_get_none():
    assert arrows([route(A, End("B", 55, 150, 8))], 100) == []
