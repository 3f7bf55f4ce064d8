"""Dated changes are marked and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import change, fleet, pool, reception, site, small_scenario
from muster.reporting.boxes import Box
from muster.reporting.dated_changes import change_in_words, marked_changes
from muster.reporting.time_axis import whole_span


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (("site", "P", "custodian", "government"), "al-Aqtan to government"),
        (("site", "P", "guards", 40.0), "al-Aqtan: 40 guards"),
        (("site", "R", "intake_per_day", 1500.0), "Karkh takes in 1,500 a day"),
        (("site", "R", "intake_per_day", None), "Karkh: intake not limited"),
        (("site", "R", "capacity", 800), "Karkh: room for 800"),
        (("site", "P", "open", False), "al-Aqtan closed"),
        (("link", "P-R", "open", True), "al-Aqtan to Karkh open"),
        (("link", "P-R", "trips_per_day", 1), "al-Aqtan to Karkh: 1 trip a day"),
        (("fleet", "BUS", "vehicles", 3), "bus: 3 vehicles"),
        (("escorts", "ESC", "teams", 1), "escorts ESC: 1 team"),
    ],
)
def test_a_change_is_said_in_a_few_words(what, words):
    scenario = small_scenario(
        sites=[site("P", name="al-Aqtan"), reception("R", name="Karkh")],
        fleets=[fleet(name="bus")],
        escort_pools=[pool("ESC")],
    )
    assert change_in_words(scenario, change(5, *what)) == words


def marked(hours):
    scenario = small_scenario(
        sites=[site("P", name="al-Aqtan prison"), reception("R")],
        changes=[change(at, "site", "P", "guards", float(n)) for n, at in enumerate(hours)],
        steps=112,
    )
    return marked_changes(whole_span(scenario, 800), 1100)


@given(st.lists(st.integers(-20, 400), max_size=16))
def test_words_meet_no_other_words_and_no_other_line(hours):
    found = marked(hours)
    boxes = []
    for label in found.labels:
        anchor = {"left": 0, "center": 0.5, "right": 1}[label.align]
        left = label.x - anchor * label.width
        boxes.append(Box(left, label.y - 6, left + label.width, label.y + 6))
    assert all(first.overlap(second) == 0 for i, first in enumerate(boxes) for second in boxes[:i])
    for line in found.lines:
        if not found.listed:
            down = Box(line.x - 0.5, line.y, line.x + 0.5, line.y2)
            assert all(down.overlap(box) == 0 for box in boxes)


@given(st.lists(st.integers(-20, 400), max_size=16))
def test_every_change_within_the_horizon_is_marked_and_said_once(hours):
    found = marked(hours)
    moments = {at for at in hours if 0 < at < 336}
    assert len(found.moments) == len(found.lines) == len(moments)
    said = found.listed or tuple(label.text for label in found.labels)
    assert len(said) == len(moments)


def test_changes_of_one_moment_share_a_line():
    found = marked([48, 48])
    assert [label.text for label in found.labels] == [
        "23 Jan 00:00 al-Aqtan prison: 0 guards; al-Aqtan prison: 1 guard"
    ]
