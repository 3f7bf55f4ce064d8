"""The tables say what the results say."""

from __future__ import annotations

from bench.compared import compared
from bench.methods import Method
from bench.table import render

from bench_results import result

RESULTS = [
    result(Method.MUSTER, 100.0, ((1.0, 120.0, 50.0), (4.0, 102.0, 99.0), (20.0, 100.0, 99.2))),
    result(Method.PLAIN, 110.0, ((5.0, 150.0, 60.0), (40.0, 110.0, 99.5))),
    result(Method.FREE, 130.0, ((5.0, 90.0, 60.0), (50.0, 90.0, 89.0))),
    result(Method.CP_SAT, None, ((5.0, None, 60.0),)),
    result(Method.DANGER, 125.0, ((0.1, 125.0, None),)),
    result(Method.LARGEST, 150.0, ((0.1, 150.0, None),), violations=("too many aboard",)),
    result(Method.INDEX, 101.0, ((0.2, 101.0, None),)),
]


def row(heading: str, text: str | None = None) -> list[str]:
    """The cells of the first row under a heading."""
    lines = (text or render(RESULTS)).split(heading)[1].splitlines()
    found = [line for line in lines if line.startswith("| small-tight-101 ")]
    return [cell.strip() for cell in found[0].strip("|").split("|")]


def test_muster_has_its_time_to_each_gap():
    assert row("### Muster") == [
        "small-tight-101",
        *("90", "1,234", "60 s", "1.0"),
        *("4.0", "20", "20", "–"),
        *("0.80 %", "100", "100 MiB"),
    ]


def test_each_peer_has_its_expected_loss_against_musters():
    assert row("### Expected loss") == [
        "small-tight-101",
        *("+10.0 %", "+30.0 %", "no plan"),
        *("+25.0 %", "breaks rules", "+1.0 %"),
    ]


def test_time_to_two_per_cent_is_by_the_own_bound_and_by_the_best_known_one():
    assert row("### Seconds to 2 %") == [
        "small-tight-101",
        *("20 / 20", "– / –", "50", "– / –"),
        *("–", "–", "0.2"),
    ]


def test_each_solver_has_its_last_gap_and_its_memory():
    assert row("### Gap") == [
        *("small-tight-101", "60 s", "0.80 %, 100 MiB", "9.55 %, 100 MiB"),
        *("1.11 %, 100 MiB", "–, 100 MiB"),
    ]


def test_the_best_bound_is_that_of_whichever_method_proved_most():
    assert compared(RESULTS)[0].bound == 99.5


def test_the_text_says_when_and_where_and_how_often_a_peer_was_better():
    text = render([*RESULTS, result(Method.PLAIN, 90.0, ((9.0, 90.0, 89.0),))])
    assert "Measured on 2026-11-23: 2 cores." in text
    assert "(a) HiGHS plain: a valid plan on 1 of 1 instances" in text
    assert "-10.0 % in the median" in text
    assert "a lower objective than Muster's on 1." in text
    assert "Muster and (a) HiGHS plain both 1" in text
    assert "the peer took 0.5 times as long" in text


def test_a_plan_that_breaks_rules_is_no_plan():
    assert "(e) largest first: a valid plan on 0 of 1 instances" in render(RESULTS)


def test_nothing_is_claimed_before_anything_was_measured():
    assert "Nothing was measured yet" in render([])


def test_a_run_that_failed_says_so_in_its_place():
    failed = result(Method.PLAIN, None, (), outcome="failed", people=None)
    assert row("### Expected loss", render([*RESULTS, failed]))[1] == "failed"
