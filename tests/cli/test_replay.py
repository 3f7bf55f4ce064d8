"""`muster replay FOLDER EVENTS.csv`: what it tells people and machines."""

import json

import pytest

from builders import Ride, group, hour, link, reception, site, small_scenario
from honest_plans import honest_plan
from muster.cli import main
from muster.planning.plan_file import write_plan
from muster.scenario import load, save, scenario_digest

SCENARIO = small_scenario(
    sites=[site("P"), reception("R")],
    links=[link("P", "R")],
    groups=[group("G", people=30)],
    hazards={"P": 1.0},
)


@pytest.fixture
def words(tmp_path):
    save(SCENARIO, tmp_path / "scenario")
    given = load(tmp_path / "scenario")
    plan = honest_plan(given, [Ride("P-R", 1, {"G": 30})], scenario_digest=scenario_digest(given))
    write_plan(plan, tmp_path / "plan", given)
    events = tmp_path / "events.csv"
    events.write_text(
        "at,kind,people,from,to,source\n"
        f"{hour(15).isoformat()},total,20,,,radio\n{hour(21).isoformat()},failed,4,P,,\n"
    )
    return [str(tmp_path / "scenario"), str(events), "--plan", str(tmp_path / "plan")]


FEW = ["--futures", "2000", "--draws", "5"]


def test_machines_get_the_cost_of_the_order_taken(words, capsys):
    assert main(["replay", "--json", *words, *FEW]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["plan"] < found["loss"] < found["if_nobody_moves"]
    assert found["excess"] == pytest.approx(found["loss"] - found["plan"])
    assert [each["said"] for each in found["counts"]] == [20]
    assert found["counts"][0]["plan"] == 30
    assert found["failures"][0] | {"at": ""} == {
        "at": "", "site": "P", "lost": 4, "present": 10, "plan": 0
    }  # fmt: skip
    assert len(found["readings"]) == 9


def test_people_are_told_in_sentences_and_get_a_figure(words, capsys, tmp_path):
    assert main(["replay", *words, *FEW, "--out", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "The order taken loses +" in said
    assert "had nobody been moved" in said
    figure = tmp_path / "out" / "figures" / "replay.svg"
    assert "as it was" in figure.read_text()
    assert json.loads((tmp_path / "out" / "replay.json").read_text())["futures"] == 2000


def test_events_that_cannot_have_happened_are_refused(words, capsys, tmp_path):
    (tmp_path / "events.csv").write_text(f"at,kind,people\n{hour(15).isoformat()},total,31\n")
    assert main(["replay", *words, *FEW]) != 0
    assert "found 31 more people moved; expected at most 30" in capsys.readouterr().err


def test_a_column_that_is_missing_is_said_so(words, capsys, tmp_path):
    (tmp_path / "events.csv").write_text("when,kind,people\n1,total,31\n")
    assert main(["replay", *words, *FEW]) != 0
    assert "column at: found no such column" in capsys.readouterr().err
