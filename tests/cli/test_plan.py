"""`muster plan FOLDER --out OUT`: what it writes, shows and refuses."""

import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from folders import GROUPS, SITES, folder_with
from muster.cli import main
from muster.planning.plan_file import read_plan
from muster.scenario import load
from muster.verification import verify_plan

QUICK = ("--time", "5", "--no-figures")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A prison of 60 men that may fail, one bus of 40 seats and 50 beds; 3 may go nowhere."""
    files = {
        "sites.csv": "id,kind,lat,lon,loss_fraction,capacity\n"
        "P,prison,36.5,40.75,0.5,\nR,reception,36.9,42.1,0,50\n",
        "hazards.csv": "site,regime,hazard_per_day,hazard_per_day_low,hazard_per_day_high\n"
        "P,holding,0.1,0.05,0.3\n",
        "groups.csv": GROUPS.replace(",30,", ",60,") + "B,P,3,1,men,\n",
    }
    return str(folder_with(tmp_path_factory.mktemp("given"), files))


@pytest.fixture(scope="module")
def planned(folder, tmp_path_factory):
    """OUT of a plan with every answer and figure, and what was shown."""
    out = tmp_path_factory.mktemp("planned") / "out"
    words = [sys.executable, "-m", "muster", "plan", folder, "--out", str(out), "--time", "5"]
    shown = subprocess.run([*words, "--robust"], capture_output=True, text=True, check=True)
    return out, shown


def answer(capsys, *words):
    assert main(["plan", *words, *QUICK, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_plan_that_is_written_keeps_every_rule(planned, folder):
    out, _ = planned
    plan = read_plan(out)
    assert verify_plan(plan, load(folder)).violations == ()
    assert plan.unplaced == 13


def test_trips_and_loads_are_tables(planned):
    out, _ = planned
    with (out / "trips.csv").open(encoding="utf-8") as stream:
        trips = list(csv.DictReader(stream))
    assert sum(int(trip["people"]) for trip in trips) == 50
    assert (out / "loads.csv").exists()


def test_the_answers_stand_beside_the_plan(planned):
    out, _ = planned
    shortfall = json.loads((out / "shortfall.json").read_text("utf-8"))
    assert shortfall["unplaced"] == 13
    assert {short["reason"]: short["people"] for short in shortfall["shorts"]} == {
        "no_room": 10,
        "barred": 3,
    }
    assert shortfall["beds"] == [{"separation_class": "men", "sites": ["R"], "people": 10}]
    assert shortfall["complete"]
    limits = json.loads((out / "limits.json").read_text("utf-8"))
    gains = {limit["kind"]: limit["gain"] for limit in limits["found"]}
    assert gains["capacity"] > 0
    robustness = json.loads((out / "robustness.json").read_text("utf-8"))
    assert [each["judgement"] for each in robustness["sensitivities"]] == ["hazard P holding"]


def test_every_figure_is_drawn_as_svg_and_png(planned):
    out, _ = planned
    names = {path.name for path in (out / "figures").iterdir()}
    for figure in ("map", "remaining", "trips", "limits", "tornado"):
        assert {f"{figure}.svg", f"{figure}.png"} <= names


def test_what_is_short_and_what_limits_is_said_in_words(planned):
    _, shown = planned
    assert "50 of 63 moved" in shown.stdout
    assert "13 people cannot be placed" in shown.stdout
    assert "10 beds short for men at R" in shown.stdout
    assert "10 more beds for men at R" in shown.stdout
    assert "50 more beds at R " in shown.stdout
    assert "How far the plan depends on what was judged" in shown.stdout


def test_progress_is_plain_lines_on_stderr_where_there_is_no_terminal(planned):
    _, shown = planned
    assert "(index rule)" in shown.stderr
    assert "what limits: 1 of" in shown.stderr
    assert "\x1b" not in shown.stderr + shown.stdout


def test_json_has_the_figures_at_its_top_and_nothing_else_is_on_stdout(folder, tmp_path, capsys):
    found = answer(capsys, folder, "--out", str(tmp_path), "--no-limits")
    assert list(found)[:5] == ["expected_loss", "bound", "gap", "seconds", "unplaced"]
    assert found["unplaced"] == 13
    assert found["gap"] <= 0.01
    assert found["limits"] is None
    assert found["shortfall"]["fewest"] == 13


def test_the_same_input_and_seed_give_the_same_plan(folder, tmp_path, capsys):
    for name in ("one", "two"):
        answer(capsys, folder, "--out", str(tmp_path / name), "--no-limits", "--seed", "7")
    one, two = (read_plan(tmp_path / name) for name in ("one", "two"))
    assert one.trips == two.trips
    assert one.loads == two.loads


def test_an_effort_ends_the_search_instead_of_the_clock(folder, tmp_path, capsys):
    rounds = ("--effort", "2", "--gap", "0", "--time", "0")
    found = answer(capsys, folder, "--out", str(tmp_path), "--no-limits", *rounds)
    made = read_plan(tmp_path)
    assert made.stopped_by in ("gap", "effort", "exhausted")
    assert found["gap"] == pytest.approx(0.0, abs=1e-6)


def test_answers_beside_an_earlier_plan_are_removed(folder, tmp_path, capsys):
    (tmp_path / "robustness.json").write_text("{}", encoding="utf-8")
    answer(capsys, folder, "--out", str(tmp_path), "--no-limits")
    assert not (tmp_path / "robustness.json").exists()


def test_an_out_that_is_a_file_is_refused_before_planning(folder, tmp_path, capsys):
    out = tmp_path / "out"
    out.write_text("mine", encoding="utf-8")
    assert main(["plan", folder, "--out", str(out), *QUICK]) == 2
    shown = capsys.readouterr()
    assert "found a file where the plan's folder should be" in shown.err
    assert "index rule" not in shown.err
    assert out.read_text("utf-8") == "mine"


def test_a_scenario_with_faults_is_refused_and_nothing_is_written(tmp_path, capsys):
    folder_with(tmp_path, {"sites.csv": SITES.replace("36.5", "north")})
    assert main(["plan", str(tmp_path), "--out", str(tmp_path / "out"), *QUICK]) == 2
    shown = capsys.readouterr()
    assert "sites.csv, row 2, column lat" in shown.err
    assert list((tmp_path / "out").iterdir()) == []


def test_a_folder_that_is_not_there_is_one_message(tmp_path, capsys):
    assert main(["plan", str(tmp_path / "none"), "--out", str(tmp_path / "out"), *QUICK]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_interrupted_search_is_written_and_nothing_more_is_asked(
    folder, tmp_path, capsys, monkeypatch
):
    from muster.planning import solving

    honest = solving.plan

    def interrupted(*given, **named):
        return replace(honest(*given, **named), stopped_by="interrupted")

    monkeypatch.setattr(solving, "plan", interrupted)
    found = answer(capsys, folder, "--out", str(tmp_path))
    assert found["summary"]["stopped_by"] == "interrupted"
    assert found["limits"] is None
    assert found["shortfall"]["unplaced"] == 13
    assert read_plan(tmp_path).stopped_by == "interrupted"


def test_ctrl_c_ends_the_search_with_the_best_plan_so_far(tmp_path):
    from muster.scenario.folder.template import write_template

    write_template(tmp_path / "given")
    out = tmp_path / "out"
    words = ["plan", str(tmp_path / "given"), "--out", str(out), "--gap", "0", "--time", "600"]
    process = subprocess.Popen(
        [sys.executable, "-m", "muster", *words, "--no-figures", "--no-limits"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "index rule" in process.stderr.readline()
    os.kill(process.pid, signal.SIGINT)
    shown, said = process.communicate()
    assert process.returncode == 0, said
    assert "moved" in shown
    plan = read_plan(out)
    assert plan.stopped_by == "interrupted"
    assert verify_plan(plan, load(tmp_path / "given")).violations == ()


def test_approved_trips_are_kept_where_changing_them_is_dear(folder, tmp_path, capsys):
    answer(capsys, folder, "--out", str(tmp_path / "first"), "--no-limits")
    first = read_plan(tmp_path / "first")
    again = ("--approved", str(tmp_path / "first"), "--change-price", "5")
    answer(capsys, folder, "--out", str(tmp_path / "again"), "--no-limits", *again)
    kept = read_plan(tmp_path / "again")
    assert all(trip.approved for trip in kept.trips)
    assert [(t.link, t.step) for t in kept.trips] == [(t.link, t.step) for t in first.trips]
    assert (kept.change_price, kept.given_up) == (5.0, 0)


def test_a_plan_made_with_a_price_for_changes_of_its_own_holds(folder, tmp_path, capsys):
    """The checker once used the scenario's price and called the objective false."""
    quick = ("--no-limits", "--seed", "1")
    answer(capsys, folder, "--out", str(tmp_path / "first"), *quick)
    document = json.loads((tmp_path / "first" / "plan.json").read_text("utf-8"))
    for trip in document["trips"]:  # trips approved three hours later than they need be
        trip["step"] += 1
    (tmp_path / "first" / "plan.json").write_text(json.dumps(document), encoding="utf-8")
    again = ("--approved", str(tmp_path / "first"), "--change-price", "0.001")
    answer(capsys, folder, "--out", str(tmp_path / "again"), *quick, *again)
    changed = read_plan(tmp_path / "again")
    assert changed.given_up > 0
    assert changed.objective == pytest.approx(changed.expected_loss + 0.001 * changed.given_up)
    assert main(["verify-plan", str(tmp_path / "again"), folder]) == 0
    shown = capsys.readouterr().out
    assert f"{changed.given_up} approved trips given up at 0.001" in shown
    assert "(the plan's; the scenario has 0)" in shown
