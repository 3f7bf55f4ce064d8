"""`muster rehearse PLAN [SCENARIO]`: what it tells people and machines, and when it is stopped."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from math import exp

import pytest

from builders import Ride, small_scenario
from honest_plans import honest_plan
from muster.cli import main
from muster.planning.plan_file import write_plan
from muster.scenario import Disruption, DisruptionKind, load, save, scenario_digest

SCENARIO = small_scenario(hazards={"P": 4.0})
LEAVES = Ride("P-R", 2, {"G": 30})


@pytest.fixture
def written(tmp_path):
    """Writes a scenario with a plan of rides inside its folder; returns both names."""

    def write(*rides, scenario=SCENARIO):
        save(scenario, tmp_path / "scenario")
        given = load(tmp_path / "scenario")
        plan = honest_plan(given, rides, scenario_digest=scenario_digest(given))
        write_plan(plan, tmp_path / "scenario" / "out", given)
        return [str(tmp_path / "scenario" / "out"), str(tmp_path / "scenario")]

    return write


def answer_of(capsys, *words):
    assert main(["rehearse", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_machines_get_the_mean_loss_and_its_error(written, capsys):
    answer = answer_of(capsys, *written(LEAVES), "--futures", "20000", "--no-disruptions")
    found = answer["policies"]["follow"]
    assert answer["expected_loss"] == pytest.approx(15 * (1 - exp(-1)))
    assert abs(found["mean_loss"] - answer["expected_loss"]) < 3 * found["standard_error"]
    assert found["futures"] == 20_000
    assert found["sites"]["P"]["emptied_in_time"]["value"] == pytest.approx(exp(-1), abs=0.02)
    assert found["cvar"]["0.95"] == pytest.approx(15)


def test_the_scenario_is_found_around_the_plan(written, capsys):
    plan, scenario = written(LEAVES)
    with_it, without = (
        answer_of(capsys, *words, "--futures", "500") for words in ([plan, scenario], [plan])
    )
    assert with_it["policies"] == without["policies"]


def test_people_get_tables(written, capsys):
    assert main(["rehearse", *written(LEAVES), "--futures", "1000"]) == 0
    shown = capsys.readouterr().out
    assert "expected loss by the plan: 9.48" in shown
    assert "emptied in time" in shown


def test_people_are_told_which_trips_are_latest(written, capsys):
    late = Disruption(DisruptionKind.DELAYED, "P-R", chance=1.0, hours=2.0)
    words = written(LEAVES, scenario=replace(SCENARIO, disruptions=(late,)))
    assert main(["rehearse", *words, "--futures", "2000", "--seed", "1"]) == 0
    shown = capsys.readouterr().out.splitlines()
    (heading,) = [line.split() for line in shown if "latest trips, follow" in line]
    assert heading[-4:] == ["late", "by", "run", "in"]
    trip, hours = next(line.split()[:2] for line in shown if " h " in line and "%" in line)
    assert trip == "T1"
    assert float(hours) == pytest.approx(2.0, abs=0.2)


def test_an_out_folder_gets_the_answer_and_a_figure(written, tmp_path, capsys):
    words = [*written(LEAVES), "--policy", "follow,nobody", "--futures", "2000"]
    answer = answer_of(capsys, *words, "--out", str(tmp_path / "answers"))
    assert json.loads((tmp_path / "answers" / "rehearsal.json").read_text("utf-8")) == answer
    figure = (tmp_path / "answers" / "figures" / "rehearsal.svg").read_text("utf-8")
    assert "share of futures that lose more" in figure
    assert "loses" in figure
    assert len(answer["worst"]) == 10


def test_an_unknown_policy_is_refused(written, capsys):
    assert main(["rehearse", *written(LEAVES), "--policy", "hope"]) == 2
    assert "found 'hope'; expected one or more of follow" in capsys.readouterr().err


def test_a_plan_that_breaks_a_rule_is_refused(written, capsys):
    rides = [Ride("P-R", 1, {"G": 15}), Ride("P-R", 2, {"G": 15})]
    assert main(["rehearse", *written(*rides)]) == 2
    assert "found a plan that breaks a rule: vehicles" in capsys.readouterr().err


def test_a_plan_for_another_scenario_is_refused(written, tmp_path, capsys):
    plan, _ = written(LEAVES)
    save(small_scenario(hazards={"P": 3.0}), tmp_path / "other")
    assert main(["rehearse", plan, str(tmp_path / "other")]) == 2
    assert "another digest" in capsys.readouterr().err


def test_without_a_scenario_anywhere_it_is_asked_for(written, tmp_path, capsys):
    written(LEAVES)
    (tmp_path / "scenario" / "out" / "plan.json").rename(tmp_path / "plan.json")
    assert main(["rehearse", str(tmp_path / "plan.json")]) == 2
    assert "found no scenario.toml" in capsys.readouterr().err


def test_ctrl_c_gives_what_is_done_with_its_interval(written):
    words = ["rehearse", *written(LEAVES), "--json", "--futures", "1000000000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "muster", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "rehearsing follow" in process.stderr.readline()
    os.kill(process.pid, signal.SIGINT)
    shown, said = process.communicate()
    found = json.loads(shown)["policies"]["follow"]
    assert process.returncode == 0
    assert "interrupted; futures done: follow" in said
    assert 0 < found["futures"] < 1_000_000_000
    assert found["mean_loss_low"] < 15 * (1 - exp(-1)) < found["mean_loss_high"] or (
        abs(found["mean_loss"] - 15 * (1 - exp(-1))) < 5 * found["standard_error"]
    )
