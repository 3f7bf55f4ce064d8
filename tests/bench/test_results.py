"""Results survive interruption."""

from __future__ import annotations

import pytest
from bench.methods import Method
from bench.results import append_result, as_line, from_line, last_of_each, read_results

from bench_results import result


def test_a_result_is_read_as_it_was_written():
    written = result(violations=("a", "b"), note="slow", moments=((0.5, None, 1.0),))
    assert from_line(as_line(written)) == written


def test_there_are_no_results_before_there_is_a_file(tmp_path):
    assert read_results(tmp_path / "none.jsonl") == []


def test_results_are_added_in_order(tmp_path):
    path = tmp_path / "new folder" / "results.jsonl"
    both = [result(Method.MUSTER), result(Method.PLAIN)]
    for each in both:
        append_result(path, each)
    assert read_results(path) == both


def test_a_line_cut_off_by_an_interruption_is_dropped_and_nothing_else(tmp_path):
    path = tmp_path / "results.jsonl"
    append_result(path, result(Method.MUSTER))
    with path.open("a") as file:
        file.write(as_line(result(Method.PLAIN))[:40])
    assert read_results(path) == [result(Method.MUSTER)]
    append_result(path, result(Method.FREE))
    assert read_results(path) == [result(Method.MUSTER), result(Method.FREE)]


def test_a_line_in_between_that_is_no_result_is_refused_by_its_number(tmp_path):
    path = tmp_path / "results.jsonl"
    path.write_text("nonsense\n" + as_line(result()) + "\n")
    with pytest.raises(ValueError, match=r"results\.jsonl, line 1"):
        read_results(path)


def test_the_newest_result_of_a_case_and_method_counts():
    older, newer = result(code="old", loss=2.0), result(code="new", loss=1.0)
    assert list(last_of_each([older, newer]).values()) == [newer]
