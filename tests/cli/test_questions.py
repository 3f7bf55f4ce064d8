"""`muster limits`, `explain`, `compare` and `robust`: questions to a plan that is there."""

import json
from pathlib import Path

import pytest

from folders import GROUPS, PEOPLE, folder_with
from muster.cli import main

FILES = {
    "sites.csv": "id,kind,lat,lon,loss_fraction,capacity\n"
    "P,prison,36.5,40.75,0.5,\nR,reception,36.9,42.1,0,50\n",
    "hazards.csv": "site,regime,hazard_per_day,hazard_per_day_low,hazard_per_day_high\n"
    "P,holding,0.1,0.05,0.3\n",
    "groups.csv": GROUPS.replace(",30,", ",60,"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A prison of 60 men that may fail, one bus of 40 seats and 50 beds."""
    return str(folder_with(tmp_path_factory.mktemp("given"), FILES))


@pytest.fixture(scope="module")
def plan(folder, tmp_path_factory):
    """The folder of a plan for it."""
    out = tmp_path_factory.mktemp("plan")
    quick = ("--time", "5", "--no-figures", "--no-limits")
    assert main(["plan", folder, "--out", str(out), *quick, "--json"]) == 0
    return str(out)


@pytest.fixture
def ask(capsys):
    """The answer of a command as JSON."""

    def answer(*words):
        capsys.readouterr()
        assert main([*words, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return answer


@pytest.fixture
def told(capsys):
    """What a command says to people."""

    def said(*words):
        capsys.readouterr()
        assert main([*words]) == 0
        return capsys.readouterr().out

    return said


def test_limits_answers_for_a_plan_that_is_given(folder, plan, tmp_path, ask):
    found = ask("limits", folder, "--plan", plan, "--out", str(tmp_path), "--time", "2")
    assert {limit["kind"]: limit["gain"] > 0 for limit in found["found"]} == {
        "vehicles": True,
        "capacity": True,
    }
    assert found["untried"] == 0
    assert found["shortfall"]["surge"][0]["added"] == 10
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"limits.json", "shortfall.json", "figures"}
    assert (tmp_path / "figures" / "limits.svg").exists()


def test_limits_makes_a_plan_where_none_is_given(folder, tmp_path, ask):
    times = ("--time", "2", "--plan-time", "5", "--most", "1")
    found = ask("limits", folder, "--out", str(tmp_path), *times)
    assert (tmp_path / "plan.json").exists()
    assert found["untried"] == 1
    assert found["reference_loss"] <= found["expected_loss"] + 1e-9


def test_limits_says_what_is_worth_most(folder, plan, tmp_path, told):
    text = told("limits", folder, "--plan", plan, "--out", str(tmp_path), "--time", "2")
    assert "50 more beds at R " in text
    assert "at most: proven; no plan with it saves more than this" in text
    assert "10 people cannot be placed" in text
    assert "10 more beds for men at R" in text


def test_robust_plans_again_at_the_ends_of_each_judgement(folder, plan, tmp_path, ask):
    found = ask("robust", folder, "--plan", plan, "--out", str(tmp_path), "--time", "2")
    (each,) = found["sensitivities"]
    assert each["judgement"] == "hazard P holding"
    assert each["loss_at_low"] < found["reference_loss"] < each["loss_at_high"]
    assert each["first_day_same_at_low"]
    assert each["first_day_same_at_high"]
    assert (tmp_path / "figures" / "tornado.png").exists()
    assert (tmp_path / "robustness.json").exists()


def test_robust_without_planning_again_only_keeps_the_plan(folder, plan, tmp_path, ask):
    found = ask(
        "robust", folder, "--plan", plan, "--out", str(tmp_path), "--time", "2", "--most", "0"
    )
    assert found["sensitivities"] == []
    assert found["kept_only"][0]["kept_loss_at_high"] > found["reference_loss"]


def test_explain_says_why_in_sentences(folder, plan, told):
    text = told("explain", plan, folder, "G")
    assert "Group G: 60 people at P, men, priority 1." in text
    assert "10 people of the group have no bed: no bed among R." in text


def test_explain_answers_machines_with_trips_and_sentences(folder, plan, ask):
    found = ask("explain", plan, folder, "G")
    assert found["group"]["id"] == "G"
    assert sum(journey["people"] for journey in found["journeys"]) == 60
    assert found["sentences"][0].startswith("Group G")


def test_explain_finds_the_group_of_a_person(tmp_path, told):
    folder_with(tmp_path, {**FILES, "groups.csv": None, "people.csv": PEOPLE})
    given, out = str(tmp_path), str(tmp_path / "out")
    quick = ("--time", "5", "--no-figures", "--no-limits")
    told("plan", given, "--out", out, *quick)
    assert "B is number 2 of group P-men-p1-a: 3 people at P" in told("explain", out, given, "B")


def test_somebody_unknown_is_one_message(folder, plan, capsys):
    assert main(["explain", plan, folder, "nobody"]) == 2
    shown = capsys.readouterr()
    assert "'nobody', which the scenario does not know" in shown.err
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("command", ["explain", "limits", "robust"])
def test_a_plan_for_another_scenario_is_refused(command, plan, tmp_path, capsys):
    folder_with(tmp_path, {**FILES, "groups.csv": GROUPS})
    given, out = str(tmp_path), str(tmp_path / "out")
    words = {
        "explain": ["explain", plan, given, "G"],
        "limits": ["limits", given, "--plan", plan, "--out", out],
        "robust": ["robust", given, "--plan", plan, "--out", out],
    }
    assert main(words[command]) == 2
    assert "found a plan for the scenario 'small' of another digest" in capsys.readouterr().err


def test_compare_tells_two_plans_apart(plan, folder, tmp_path, ask):
    quick = ("--time", "5", "--no-figures", "--no-limits")
    more = tmp_path / "more"
    more.mkdir()
    folder_with(more, {**FILES, "fleets.csv": "id,base,mode,vehicles,seats\nBUS,P,road,2,40\n"})
    ask("plan", str(more), "--out", str(tmp_path / "two"), *quick)
    found = ask("compare", plan, str(tmp_path / "two"), folder, "--out", str(tmp_path / "out"))
    assert found["second"]["expected_loss"] < found["first"]["expected_loss"]
    assert found["first"]["trips_by_fleet"] == found["second"]["trips_by_fleet"] == {"BUS": 2}
    assert found["movements"]["left_by_day"][0] == {"2026-01-21": 50}
    (shift,) = found["movements"]["shifts"]
    assert shift["leaves_h"][1] < shift["leaves_h"][0]
    assert (tmp_path / "out" / "comparison.json").exists()
    assert (tmp_path / "out" / "figures" / "compare.svg").exists()


def test_compare_shows_tables(plan, folder, capsys):
    assert main(["compare", plan, plan, folder]) == 0
    shown = capsys.readouterr()
    assert "Trips by fleet" in shown.out
    assert "Every group leaves at the same times in both plans." in shown.out
    assert shown.err == ""


def test_compare_warns_of_scenarios_that_differ(plan, tmp_path, capsys):
    document = json.loads((Path(plan) / "plan.json").read_text("utf-8"))
    document["scenario_digest"] = "0" * 64
    (tmp_path / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    assert main(["compare", plan, str(tmp_path)]) == 0
    assert "warning: the plans were made for scenarios that differ" in capsys.readouterr().err


def test_compare_without_a_scenario_says_what_would_tell_more(plan, told):
    text = told("compare", plan, plan)
    assert "Aboard by day" in text
    assert "With the scenario folder as a third argument" in text


def test_a_plan_that_is_not_there_is_one_message(plan, tmp_path, capsys):
    assert main(["compare", plan, str(tmp_path / "none")]) == 2
    assert "found nothing; expected a plan.json" in capsys.readouterr().err
