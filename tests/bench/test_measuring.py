"""An interrupted bench goes on where it was, and measures anew what code has changed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bench.cases import FULL, QUICK, SEED, Case
from bench.instances import REPORTING_SEEDS, TUNING_SEEDS
from bench.measuring import measure, missing, planned
from bench.methods import RULES, Method
from bench.results import read_results

from bench_results import result

CASES = (Case("small-tight-101", 5, 7), Case("waikeria-2020", 5, 7))


def answer(run):
    return replace(result(), run=run)


def test_every_method_runs_on_every_case_within_its_limit():
    runs = planned(CASES)
    assert [(run.case, run.method) for run in runs] == [
        (case.name, method.value) for case in CASES for method in Method
    ]
    assert {run.limit_s for run in runs if run.method == Method.MUSTER} == {5}
    assert {run.limit_s for run in runs if run.method != Method.MUSTER} == {7}


def test_an_interrupted_bench_goes_on_where_it_was(tmp_path):
    path, runs = tmp_path / "results.jsonl", planned(CASES)
    made = []

    def interrupted(run):
        if len(made) == 5:
            raise KeyboardInterrupt
        made.append(run)
        return answer(run)

    with pytest.raises(KeyboardInterrupt):
        measure(runs, path, interrupted, lambda line: None)
    assert [each.run for each in read_results(path)] == runs[:5]
    measure(runs, path, lambda run: (made.append(run), answer(run))[1], lambda line: None)
    assert made == runs
    assert [each.run for each in read_results(path)] == runs
    assert missing(runs, read_results(path)) == []


@pytest.mark.parametrize("changed", [{"code": "other"}, {"seed": 102}, {"limit_s": 6.0}])
def test_another_code_seed_or_limit_is_measured_anew(changed):
    run = planned(CASES)[0]
    assert missing([replace(run, **changed)], [answer(run)]) == [replace(run, **changed)]


def test_plans_that_break_rules_are_said_to(tmp_path):
    said = []
    broken = replace(result().found, violations=("nobody may do that",))
    run = planned(CASES)[0]
    measure(
        [run], tmp_path / "r.jsonl", lambda run: replace(answer(run), found=broken), said.append
    )
    assert "BREAKS RULES: nobody may do that" in said[-1]


def test_nothing_generated_is_reported_on_that_was_tuned_on():
    seeds = [int(case.name.rsplit("-", 1)[1]) for case in (*FULL, *QUICK) if not case.example]
    assert seeds
    assert set(seeds) <= set(REPORTING_SEEDS)
    assert not {*seeds, SEED} & set(TUNING_SEEDS)


def test_the_full_set_takes_little_more_than_an_hour_and_the_quick_one_under_three_minutes():
    def most_s(cases):
        return sum(run.limit_s for run in planned(cases) if Method(run.method) not in RULES)

    assert most_s(FULL) <= 65 * 60
    assert most_s(QUICK) <= 120
