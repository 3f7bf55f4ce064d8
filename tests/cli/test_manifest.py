"""`muster manifest PLAN SCENARIO --out OUT`: its table, its answers, its refusals."""

import csv
import json

import pytest

from builders import Ride, plan_of, small_scenario
from muster.cli import main
from muster.planning.plan_file import write_plan
from muster.scenario import KeepKind, KeepRule, Person, load, save, scenario_digest
from muster.scenario.grouping import group_people


@pytest.fixture
def written(tmp_path):
    """Writes a scenario of people and a plan that takes so many; returns the command's words."""

    def write(people, riding, keep=()):
        roster = [Person(f"P{at}", "P", 1.0, "men", ("R",)) for at in range(people)]
        groups, named = group_people(roster, keep)
        scenario = small_scenario(groups=groups.values(), people=named, keep=tuple(keep))
        save(scenario, tmp_path / "scenario")
        given = load(tmp_path / "scenario")
        plan = plan_of(
            given, [Ride("P-R", 2, {"P-men-p1-a": riding})], scenario_digest=scenario_digest(given)
        )
        write_plan(plan, tmp_path / "plan", given)
        folders = [str(tmp_path / "plan"), str(tmp_path / "scenario")]
        return ["manifest", *folders, "--out", str(tmp_path / "out")]

    return write


def rows(folder):
    with (folder / "out" / "manifests.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_each_rider_has_a_row(written, tmp_path, capsys):
    assert main(written(3, 2)) == 0
    assert [(row["trip"], row["order"], row["person_id"]) for row in rows(tmp_path)] == [
        ("T1", "1", "P0"),
        ("T1", "2", "P1"),
    ]
    assert "The lists carry the plan's numbers exactly." in capsys.readouterr().out


def test_changes_to_the_plan_are_told(written, capsys):
    assert main([*written(2, 2, [KeepRule(KeepKind.APART, "P0", "P1")]), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["changed_people"], answer["proven"]) == (1, True)
    assert answer["changes"] == [{"trip": "T1", "group": "P-men-p1-a", "planned": 2, "listed": 1}]


def test_people_who_are_not_ready_are_replaced(written, tmp_path):
    (tmp_path / "unready.txt").write_text("P0\n", encoding="utf-8")
    assert main([*written(3, 2), "--unready", str(tmp_path / "unready.txt")]) == 0
    assert [row["person_id"] for row in rows(tmp_path)] == ["P1", "P2"]


def test_a_list_of_the_unready_that_is_not_there_is_refused(written, tmp_path, capsys):
    assert main([*written(3, 2), "--unready", str(tmp_path / "none.txt")]) == 2
    assert "none.txt: cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out" / "manifests.csv").exists()


def test_an_id_that_nobody_has_is_refused(written, tmp_path, capsys):
    (tmp_path / "unready.txt").write_text("X9\n", encoding="utf-8")
    assert main([*written(3, 2), "--unready", str(tmp_path / "unready.txt")]) == 2
    assert "unready: found X9" in capsys.readouterr().err
