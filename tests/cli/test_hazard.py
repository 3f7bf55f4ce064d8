"""`muster hazard FOLDER`: what it shows of sites and hazards, for people and for machines."""

import json

import pytest

from muster.cli import main

SETTINGS = """
format = 1
name = "small"
start = 2026-01-21T00:00:00+03:00
step_h = 3
horizon_h = 48
[objective]
beyond_h = 0
[security]
initial = {{ holding = 1.0 }}
use_observations = {used}
[[security.regime]]
name = "holding"
[[security.regime]]
name = "collapsed"
trips = false
[[security.rate]]
from = "holding"
to = "collapsed"
per_day = 0.5
"""
TABLES = {
    "sites": "id,name,kind,lat,lon,loss_fraction\nP,Prison,prison,36,40,0.5\n"
    "R,Reception,reception,35,44,0\n",
    "hazards": "site,regime,hazard_per_day\nP,holding,0.1\nP,collapsed,0.1\n",
    "groups": "id,site,people,priority,separation_class,destinations\nG,P,30,1,men,R\n",
    "links": "id,from,to,mode,duration_h\nP-R,P,R,road,3\n",
    "fleets": "id,base,mode,vehicles,seats\nBUS,P,road,1,40\n",
}
WATCHED = (
    "site,regime,from,until,failures,source\n"
    "P,holding,2026-01-11T00:00:00+03:00,{until}T00:00:00+03:00,2,log\n"
)


@pytest.fixture
def folder(tmp_path):
    """Write a scenario folder; tables given replace those of the small one."""

    def write(*, used=False, **tables):
        settings = SETTINGS.format(used=str(used).lower())
        (tmp_path / "scenario.toml").write_text(settings, encoding="utf-8")
        for name, text in {**TABLES, **tables}.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return str(tmp_path)

    return write


def answer(capsys, *words):
    assert main(["hazard", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_chance_of_failure_is_given_by_hour_and_site(folder, capsys):
    found = answer(capsys, folder())
    assert found["hours"] == [24.0, 48.0, 72.0]
    prison, reception = found["sites"]
    assert prison["failed_by"] == pytest.approx([0.0951626, 0.1812692, 0.2591818], rel=1e-6)
    assert prison["lost_if_staying"] == pytest.approx(0.5 * 0.1812692, rel=1e-6)
    assert reception["failed_by_end"] == 0
    assert found["trips_stopped"] == pytest.approx([0.3934693, 0.6321206, 0.7768698], rel=1e-6)


def test_observations_that_are_used_change_the_hazard_that_is_shown(folder, capsys):
    found = answer(capsys, folder(used=True, incidents=WATCHED.format(until="2026-01-21")))
    first, second = found["hazards"]
    assert first["prior"]["value"] == 0.1
    assert (first["observed"]["failures"], first["observed"]["days"]) == (2, 10.0)
    assert first["posterior"]["value"] == pytest.approx(0.15)
    assert first["per_day"] == first["posterior"]
    assert second["posterior"] is None
    assert second["per_day"]["value"] == 0.1


def test_observations_that_are_not_used_are_shown_and_change_nothing(folder, capsys):
    path = folder(incidents=WATCHED.format(until="2026-01-21"))
    found = answer(capsys, path)
    assert found["hazards"][0]["posterior"]["value"] == pytest.approx(0.15)
    assert found["hazards"][0]["per_day"]["value"] == 0.1
    assert main(["hazard", path]) == 0
    assert "not used" in capsys.readouterr().out


def test_observations_that_cannot_be_used_are_refused_where_they_are_asked_for(folder, capsys):
    path = folder(used=True, incidents=WATCHED.format(until="2026-01-22"))
    assert main(["hazard", path]) == 2
    shown = capsys.readouterr()
    assert "no later than the scenario's start" in shown.err
    assert shown.out == ""


def test_observations_that_cannot_be_used_are_a_warning_where_they_are_not(folder, capsys):
    path = folder(incidents=WATCHED.format(until="2026-01-22"))
    assert main(["hazard", path]) == 0
    shown = capsys.readouterr()
    assert "warning: incidents" in shown.err
    assert "P" in shown.out


def test_the_tables_name_every_regime_site_and_hazard_on_unbroken_lines(folder, capsys):
    assert main(["hazard", folder(used=True, incidents=WATCHED.format(until="2026-01-21"))]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "Regime start 24 h 48 h 72 h" in lines
    assert "holding 100 % 61 % 37 % 22 %" in lines
    assert "collapsed 0 % 39 % 63 % 78 %" in lines
    assert "By what is given these cannot fail: R" in lines
    assert any(line.startswith("P holding any 0.1 2 failures in 10 days 0.15 (") for line in lines)


def test_a_folder_that_is_not_there_is_one_message(capsys):
    assert main(["hazard", "no-such-folder"]) == 2
    shown = capsys.readouterr()
    assert "no-such-folder" in shown.err
    assert "Traceback" not in shown.err
