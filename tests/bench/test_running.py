"""Each run has a process of its own; however that ends, there is a result."""

from __future__ import annotations

import pytest
from bench.methods import Method
from bench.results import Run
from bench.running import run_apart

from bench import running


def of(method, **changed):
    asked = {"case": "small-tight-1", "seed": 1, "limit_s": 20.0, "code": "", **changed}
    return run_apart(Run(method=method, **asked), machine="here", day="2026-11-23")


def test_a_run_brings_its_plan_its_size_its_moments_and_its_memory():
    made = of(Method.INDEX)
    assert made.found.outcome == "ended"
    assert made.valid
    assert made.size is not None
    assert made.size.columns > 50
    assert [moment.incumbent for moment in made.moments] == [
        pytest.approx(made.found.objective, rel=1e-6)
    ]
    assert made.peak_bytes > 30 * 2**20
    assert (made.machine, made.day) == ("here", "2026-11-23")


def test_a_run_that_fails_says_why():
    made = of(Method.INDEX, case="nowhere-tight-1")
    assert made.found.outcome == "failed"
    assert "nowhere" in made.found.note
    assert not made.valid


def test_a_run_that_takes_far_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(running, "OVERTIME_S", -20.0)
    assert of(Method.INDEX).found.outcome == "killed"


def test_a_run_that_takes_too_much_memory_is_ended(monkeypatch):
    monkeypatch.setattr(running, "MEMORY_BYTES", 2**20)
    assert of(Method.INDEX).found.outcome == "memory"
