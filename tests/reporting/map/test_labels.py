"""Labels and markers on a map keep clear of each other."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import group, reception, site, small_scenario
from muster.reporting.boxes import Box
from muster.reporting.map.labels import Wanted, place_labels
from muster.reporting.map.markers import markers
from muster.reporting.map.panels import lay_out_panels

FRAME = Box(0, 0, 400, 300)
places = st.lists(
    st.tuples(st.floats(20, 380), st.floats(20, 280)).map(lambda p: (round(p[0]), round(p[1]))),
    max_size=14,
)


@settings(max_examples=30, deadline=None)
@given(places)
def test_no_label_meets_another_or_a_marker_or_the_edge(points):
    wanted = [
        Wanted(str(n), x, y, 6, 6, (("District facility", 12, True), ("1,200 → 30", 11, False)))
        for n, (x, y) in enumerate(points)
    ]
    blocked = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    placed, without = place_labels(wanted, blocked, np.zeros((0, 2)), FRAME)
    assert len(placed) + len(without) == len(points)
    boxes = [label.box for label in placed]
    assert all(box.within(FRAME) for box in boxes)
    assert all(a.overlap(b) == 0 for i, a in enumerate(boxes) for b in [*boxes[:i], *blocked])


def test_a_lonely_label_stands_right_of_its_marker():
    wanted = Wanted("a", 200, 150, 6, 6, (("Alaya", 12, True),))
    (label,), without = place_labels([wanted], [], np.zeros((0, 2)), FRAME)
    assert not without
    assert label.tie is None
    assert label.box.left > 206
    assert label.box.top < 150 < label.box.bottom


def test_a_label_shuns_the_arrow_beside_its_marker():
    arrow = np.column_stack([np.linspace(206, 400, 60), np.full(60, 150.0)])
    wanted = Wanted("a", 200, 150, 6, 6, (("Alaya", 12, True),))
    (label,), _ = place_labels([wanted], [], arrow, FRAME)
    assert not any(label.box.holds(x, y) for x, y in arrow)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 4000)), max_size=9))
def test_markers_never_cover_each_other_and_grow_with_the_people(spots):
    sites = [site(f"P{n}", latitude=36 + y / 99, longitude=40 + x / 99)
             for n, (x, y, _) in enumerate(spots)]  # fmt: skip
    held = [group(f"G{n}", f"P{n}", people) for n, (_, _, people) in enumerate(spots)]
    scenario = small_scenario(sites=[*sites, reception("R")], groups=held, links=[], fleets=[])
    panel = lay_out_panels(scenario, list(scenario.sites)).overview
    people = {f"P{n}": number for n, (_, _, number) in enumerate(spots)}
    drawn = markers(scenario, panel, people)
    for i, first in enumerate(drawn):
        for second in drawn[:i]:
            apart = math.dist((first.x, first.y), (second.x, second.y))
            assert apart >= first.radius + second.radius
            if people.get(first.site, 0) >= people.get(second.site, 0):
                assert first.radius >= second.radius
