"""The tables of the examples are made again to the same bytes, and the examples hold together."""

from __future__ import annotations

from pathlib import Path

import pytest
from examples.making.__main__ import MAKERS, NOTHING_DRAWN, SEEDS, main
from examples.making.tables import table_text

from muster.scenario import inspect, load

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("name", MAKERS)
def test_tables_are_made_again_to_the_same_bytes(name):
    made = MAKERS[name](SEEDS.get(name, NOTHING_DRAWN))
    assert made
    for table, rows in made.items():
        committed = (EXAMPLES / name / f"{table}.csv").read_bytes()
        assert table_text(rows).encode() == committed, table


def test_the_command_writes_what_it_is_asked_for_and_nothing_else(tmp_path):
    assert main(["waikeria-2020", "--into", str(tmp_path)]) == 0
    assert [folder.name for folder in tmp_path.iterdir()] == ["waikeria-2020"]
    assert {path.name for path in (tmp_path / "waikeria-2020").iterdir()} == {
        "groups.csv",
        "hazards.csv",
        "links.csv",
        "sites.csv",
    }


def test_the_command_refuses_an_example_that_there_is_not(tmp_path, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["waikeria", "--into", str(tmp_path)])
    assert refused.value.code == 2
    assert "no example waikeria; there are northeast-syria-2026" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_every_folder_with_a_scenario_is_made_and_explained():
    folders = {path.parent for path in EXAMPLES.glob("*/scenario.toml")}
    assert {folder.name for folder in folders} == set(MAKERS)
    for folder in folders:
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert "## Facts" in text
        assert "## Assumptions" in text


@pytest.mark.parametrize("name", MAKERS)
def test_no_example_has_errors(name):
    assert [fault for fault in inspect(EXAMPLES / name)[1] if fault.severity == "error"] == []


@pytest.mark.parametrize("name", MAKERS)
def test_every_judgement_says_how_far_it_may_be_wrong_and_why(name):
    scenario = load(EXAMPLES / name)
    judged = [site.loss_fraction for site in scenario.sites.values()]
    judged += [site.embark_per_h for site in scenario.sites.values() if site.embark_per_h]
    judged += [link.risk for link in scenario.links.values()]
    judged += [hazard.per_day for hazard in scenario.security.hazards]
    judged += [rate.per_day for rate in scenario.security.rates]
    for judgement in judged:
        assert judgement.low < judgement.value < judgement.high
        assert judgement.source
