"""Work shown while it runs."""

import pytest

from muster.cli.work_shown import WorkShown, in_words
from muster.planning.plan import ProgressPoint


def test_a_moment_of_the_search_has_plan_bound_and_gap():
    assert in_words(ProgressPoint(1.0, 1250.0, 1200.0, "x")) == (
        "best 1,250.0  bound 1,200.0  gap 4.00 %"
    )
    assert in_words(ProgressPoint(1.0, None, 12.0, "x")) == "no plan yet  bound 12.0"
    assert in_words(ProgressPoint(1.0, 0.0, 0.0, "x")) == "best 0.0  bound 0.0  gap 0.00 %"


def test_without_a_terminal_there_is_a_line_for_each_new_method_and_then_one_in_a_while(capsys):
    with WorkShown("planning", time_limit_s=60) as work:
        for seconds, method in ((0.1, "rule"), (0.2, "rule"), (1.0, "search"), (6.5, "search")):
            work.search(ProgressPoint(seconds, 10.0, 9.0, method))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.split()[0] for line in shown.err.splitlines()] == ["0.1", "1.0", "6.5"]
    assert shown.err.splitlines()[0].endswith("best 10.0  bound 9.0  gap 10.00 %  (rule)")


def test_without_a_terminal_each_step_has_a_line(capsys):
    with WorkShown("what limits") as work:
        work.step("vehicles BUS", 0, 2)
        work.step("escorts E", 1, 2)
    assert capsys.readouterr().err.splitlines() == [
        "what limits: 1 of 2, vehicles BUS",
        "what limits: 2 of 2, escorts E",
    ]


def test_without_a_terminal_many_steps_have_a_line_a_tenth_and_the_next_work_begins_anew(capsys):
    with WorkShown("replaying") as work:
        for _ in range(2):
            for done in range(0, 201, 3):
                work.step("draws", done, 200)
    shown = [line.split()[1] for line in capsys.readouterr().err.splitlines()]
    once = ["1", "22", "43", "61", "82", "103", "121", "142", "163", "181"]
    assert shown == once * 2


@pytest.mark.parametrize("time_limit_s", [60.0, None])
def test_on_a_terminal_a_bar_shows_it_on_stderr(capsys, monkeypatch, time_limit_s):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "120")
    with WorkShown("planning", time_limit_s=time_limit_s) as work:
        if time_limit_s:
            work.search(ProgressPoint(1.0, 10.0, 9.0, "rule"))
        else:
            work.step("vehicles BUS", 0, 2)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert ("gap 10.00 %" if time_limit_s else "vehicles BUS") in shown.err
