"""`muster verify-plan PLAN SCENARIO`: its verdicts, its exit codes, its answers for machines."""

import json
from dataclasses import replace
from math import exp

import pytest

from builders import Ride, hour, security, small_scenario
from honest_plans import honest_plan
from muster.cli import main
from muster.planning.plan_file import write_plan
from muster.scenario import Observation, load, save, scenario_digest

SCENARIO = small_scenario()


@pytest.fixture
def written(tmp_path):
    """Writes a scenario and a plan of rides; returns the arguments that name them."""

    def write(*rides, scenario=SCENARIO, **figures):
        save(scenario, tmp_path / "scenario")
        given = load(tmp_path / "scenario")
        stated = {"scenario_digest": scenario_digest(given), **figures}
        plan = honest_plan(given, rides, **stated)
        write_plan(plan, tmp_path / "plan", given)
        return [str(tmp_path / "plan"), str(tmp_path / "scenario")]

    return write


def test_a_plan_that_holds_is_said_to_hold(written, capsys):
    assert main(["verify-plan", *written(Ride("P-R", 1, {"G": 30}))]) == 0
    shown = capsys.readouterr().out
    assert "The plan holds: its 1 trips keep every rule" in shown
    assert "expected loss                 0.186333        0.186333" in shown


def test_each_broken_rule_is_shown_with_where_found_and_expected(written, capsys):
    arguments = written(Ride("P-R", 1, {"G": 15}), Ride("P-R", 2, {"G": 16}), unplaced=5)
    assert main(["verify-plan", *arguments]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == [
        "vehicles: fleet BUS, step 2, from 2026-01-21 06:00 on: "
        "found 2 vehicles busy; expected at most 1",
        "conservation: group G at P, boundary 2 (2026-01-21 06:00): "
        "found 16 people departing; expected at most 15, those present",
        "unplaced: plan: found 5 stated; expected 0 by its trips and loads",
    ]
    assert lines[-1] == "The plan does not hold: it breaks 3 rules, 3 times."


def test_machines_get_the_same_verdict(written, capsys):
    arguments = written(Ride("P-R", 1, {"G": 30}), people_lost=9.0)
    assert main(["verify-plan", "--json", *arguments]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["holds"] is False
    assert [each["rule"] for each in answer["violations"]] == ["people_lost"]
    assert answer["stated"]["people_lost"] == 9.0
    assert answer["found"]["people_lost"] == pytest.approx(0.186332992591777)
    assert answer["placements"] == [{"group": "G", "site": "R", "people": 30, "placed": True}]


def test_a_plan_for_another_scenario_is_refused_unless_that_is_asked_for(written, capsys):
    arguments = written(Ride("P-R", 1, {"G": 30}), scenario_digest="f00d")
    assert main(["verify-plan", *arguments]) == 1
    assert "the scenario was changed since, or is another" in capsys.readouterr().out
    assert main(["verify-plan", "--other-scenario", *arguments]) == 0
    assert "warning: the plan was made for another scenario" in capsys.readouterr().err
    assert main(["verify-plan", "--other-scenario", "--json", *arguments]) == 0
    assert len(json.loads(capsys.readouterr().out)["warnings"]) == 1


def test_hazards_are_updated_from_observations_where_the_scenario_asks_for_it(written, capsys):
    watched = Observation("P", "holding", hour(-240), hour(0), 1, "log")  # 1 in 10 days
    observed = replace(security({"P": 0.4}), use_observations=True, observations=(watched,))
    arguments = written(scenario=small_scenario(security=observed))
    assert main(["verify-plan", "--json", *arguments]) == 1
    rate = (1 + 1) / (1 / 0.4 + 10)
    answer = json.loads(capsys.readouterr().out)
    assert answer["found"]["expected_loss"] == pytest.approx(15 * (1 - exp(-rate)))
    assert {each["rule"] for each in answer["violations"]} >= {"expected_loss"}
    assert "scenario" not in {each["rule"] for each in answer["violations"]}


@pytest.mark.parametrize("missing", [0, 1])
def test_a_plan_or_scenario_that_is_not_there_is_bad_input(written, missing, capsys):
    arguments = written()
    arguments[missing] += "-not-there"
    assert main(["verify-plan", *arguments]) == 2
    shown = capsys.readouterr()
    assert "not-there" in shown.err
    assert "Traceback" not in shown.err + shown.out


def test_a_plan_file_with_faults_is_bad_input_with_every_fault(written, capsys, tmp_path):
    arguments = written()
    file = tmp_path / "plan" / "plan.json"
    file.write_text(file.read_text().replace('"seed": 0', '"seed": "x", "luck": 1'))
    assert main(["verify-plan", *arguments]) == 2
    shown = capsys.readouterr().err
    assert "seed: found 'x'; expected a whole number" in shown
    assert "luck: found a key that is not known" in shown
