"""A result rests on the code that made it, and on no other."""

from __future__ import annotations

from bench.code_digest import ROOT, code_digest, modules_of, sources
from bench.methods import Method


def names(method: Method) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in sources(modules_of(method))}


def test_muster_rests_on_its_planner_and_its_peers_do_not():
    assert "src/muster/planning/planner.py" in names(Method.MUSTER)
    assert "src/muster/planning/model.py" in names(Method.PLAIN)
    assert "src/muster/planning/planner.py" not in names(Method.PLAIN)
    assert "bench/peers/whole_numbers.py" in names(Method.CP_SAT)
    assert "bench/peers/whole_numbers.py" not in names(Method.PLAIN)


def test_the_process_of_cp_sat_counts_as_its_code():
    assert "bench/peers/cp_sat_process.py" in names(Method.CP_SAT)


def test_every_result_rests_on_the_scenario_and_the_hazard():
    for method in Method:
        assert "src/muster/hazard/coefficients.py" in names(method)
        assert "src/muster/scenario/scenario.py" in names(method)


def test_the_files_of_an_example_belong_to_the_digest(tmp_path):
    example = ROOT / "examples" / "waikeria-2020"
    assert code_digest(Method.INDEX) == code_digest(Method.INDEX)
    assert code_digest(Method.INDEX, example) != code_digest(Method.INDEX)
    other = ROOT / "examples" / "northeast-syria-2026"
    assert code_digest(Method.INDEX, example) != code_digest(Method.INDEX, other)


def test_other_cases_and_limits_leave_results_as_they_are():
    for method in Method:
        assert not {"bench/cases.py", "bench/table.py", "bench/__main__.py"} & names(method)
