"""When a method had what, from the moments that it told of."""

from __future__ import annotations

from bench.watch import Moment, Watch, gap, seconds_to_gap, seconds_to_plan

MOMENTS = (
    Moment(1.0, None, 50.0),
    Moment(2.0, 100.0, 50.0),
    Moment(3.0, 100.0, 97.0),
    Moment(4.0, 98.0, 97.0),
)


def test_a_gap_is_reached_when_plan_and_bound_are_that_near():
    assert seconds_to_gap(MOMENTS, 0.05) == 3.0
    assert seconds_to_gap(MOMENTS, 0.02) == 4.0
    assert seconds_to_gap(MOMENTS, 0.01) is None


def test_a_plan_is_good_enough_from_its_moment_on_whether_or_not_it_is_proven():
    assert seconds_to_plan(MOMENTS, 100.0) == 2.0
    assert seconds_to_plan(MOMENTS, 99.0) == 4.0
    assert seconds_to_plan(MOMENTS, 97.0) is None


def test_there_is_no_gap_before_there_is_a_plan_and_a_bound():
    assert gap(None, 5.0) is None
    assert gap(5.0, None) is None
    assert gap(0.0, 0.0) == 0.0


def test_a_bound_below_zero_is_worth_as_much_as_zero():
    assert gap(10.0, -100.0) == 1.0


def test_a_watch_keeps_the_best_plan_and_bound_and_tells_of_improvements_only():
    told = []
    seconds = iter((10.0, 11.0, 12.0, 13.0, 14.0, 15.0))
    watch = Watch(lambda: next(seconds), told.append)
    watch.note(100.0, None)
    watch.note(None, float("-inf"))
    watch.note(120.0, 40.0)
    watch.note(100.0, 30.0)
    watch.note(90.0, 20.0)
    assert told == [Moment(1.0, 100.0, None), Moment(3.0, 100.0, 40.0), Moment(5.0, 90.0, 40.0)]
    assert told == watch.moments
