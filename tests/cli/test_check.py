"""`muster check FOLDER`."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from folders import FLEETS, LINKS, SETTINGS, SITES, folder_with
from muster.cli import main


def test_a_sound_folder_exits_with_0_and_says_what_it_holds(tmp_path, capsys):
    assert main(["check", str(folder_with(tmp_path))]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.splitlines() == [
        "scenario  small",
        "time      2026-01-21T00:00:00+03:00 to 2026-01-22T00:00:00+03:00, 8 steps of 3 h",
        "sites     2, links 1",
        "people    30 (groups: 1): 30 men",
        "fleets    BUS (1 x 40 seats, road)",
        "escorts   none",
        "regimes   holding",
        "0 errors, 0 warnings",
    ]


def test_faults_exit_with_1_and_stand_below_their_file(tmp_path, capsys):
    files = {"sites.csv": SITES.replace("36.5", "north"), "links.csv": LINKS + "X,P,R,air,1\n"}
    files |= {"fleets.csv": FLEETS.replace("BUS,P", "BUS,Q")}
    assert main(["check", str(folder_with(tmp_path, files))]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "sites.csv",
        '  error    row 2, lat: found "north"; expected a number from -90 to 90. '
        "Write digits only; units are in the column's name",
        "",
        "fleets.csv",
        '  error    row 2, base: found "Q"; expected an id of sites (P, R)',
        "",
        "2 errors, 0 warnings",
    ]


def test_warnings_alone_exit_with_0(tmp_path, capsys):
    folder = folder_with(tmp_path, {"links.csv": LINKS + "X,P,R,air,1\n"})
    assert main(["check", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "  warning  row 3, mode: found no fleet of its mode" in shown
    assert shown.endswith("0 errors, 1 warning\n")


def test_with_json_the_answer_is_one_object(tmp_path, capsys):
    folder = folder_with(tmp_path, {"links.csv": LINKS + "X,P,R,air,1\n"})
    assert main(["check", str(folder), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["errors"], answer["warnings"]) == (0, 1)
    (fault,) = answer["faults"]
    assert (fault["file"], fault["row"], fault["column"]) == ("links.csv", 3, "mode")
    assert answer["summary"]["people_by_class"] == {"men": 30}


def test_with_json_faults_are_in_the_object_and_exit_with_1(tmp_path, capsys):
    folder = folder_with(tmp_path, {"links.csv": None})
    assert main(["check", str(folder), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["errors"], answer["summary"]) == (1, None)
    assert answer["faults"][0]["severity"] == "error"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_folder_that_is_not_there_is_bad_input(tmp_path, capsys, more):
    assert main(["check", str(tmp_path / "none"), *more]) == 2
    shown = capsys.readouterr()
    assert "none: found nothing; expected a scenario folder" in shown.err
    assert bool(shown.out) == bool(more)


def test_every_one_of_many_faults_is_listed(tmp_path, capsys):
    links = LINKS + "".join(f"L{n},P,R,raod,1\n" for n in range(500))
    assert main(["check", str(folder_with(tmp_path, {"links.csv": links}))]) == 1
    shown = capsys.readouterr().out
    assert shown.count("Did you mean road?") == 500
    assert shown.endswith("500 errors, 0 warnings\n")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(max_size=20), settings_text=st.text(max_size=40))
def test_nothing_in_a_folder_can_break_the_terminal_or_the_markup(
    tmp_path, capsys, name, settings_text
):
    heading = "id,kind,lat,lon," + '"' + name.replace('"', '""') + '"\n'
    files = {
        "sites.csv": heading.encode(errors="replace"),
        "scenario.toml": (SETTINGS + settings_text).encode(errors="replace"),
    }
    code = main(["check", str(folder_with(tmp_path, files))])
    shown = capsys.readouterr().out
    assert code == 1
    assert all(line.isprintable() for line in shown.split("\n"))


OBSERVED = {
    "scenario.toml": SETTINGS.replace("[security]", "[security]\nuse_observations = {used}"),
    "hazards.csv": "site,regime,hazard_per_day\nP,holding,0\n",
    "incidents.csv": "site,regime,from,until,failures\n"
    "P,holding,2026-01-01T00:00:00+03:00,2026-01-11T00:00:00+03:00,1\n",
}


@pytest.mark.parametrize(("used", "code"), [("true", 1), ("false", 0)])
def test_observations_that_cannot_be_used_are_faults_where_they_are_used(
    tmp_path, capsys, used, code
):
    settings_ = OBSERVED["scenario.toml"].replace("{used}", used)
    folder = folder_with(tmp_path, {**OBSERVED, "scenario.toml": settings_})
    assert main(["check", str(folder), "--json"]) == code
    answer = json.loads(capsys.readouterr().out)
    found = [fault["found"] for fault in answer["faults"] if fault["file"] == "incidents"]
    assert answer["errors"] == code
    assert len(found) == code
    assert all("where a hazard of 0 is given" in each for each in found)
