"""The folder as a whole: which files are there, and what comes of them."""

import pytest

import muster
from folders import GROUPS, PEOPLE, SETTINGS, faults_of, folder_with, read_from, said_of
from muster.errors import ScenarioError
from muster.scenario import inspect, load


def test_a_sound_folder_is_a_scenario(tmp_path):
    scenario = read_from(tmp_path)
    assert list(scenario.sites) == ["P", "R"]
    assert scenario.total_people == 30
    assert scenario.steps == 8


def test_load_is_at_the_front_door():
    assert muster.load is load


def test_loading_raises_every_fault_at_once(tmp_path):
    folder = folder_with(tmp_path, {"links.csv": None, "fleets.csv": None})
    with pytest.raises(ScenarioError) as raised:
        load(folder)
    assert [fault.file for fault in raised.value.faults] == ["links.csv", "fleets.csv"]


def test_warnings_do_not_stop_a_scenario(tmp_path):
    folder = folder_with(tmp_path, {"groups.csv": GROUPS + "H,P,0,1,men,\nK,P,1,1,men,\n"})
    scenario, faults = inspect(folder)
    assert scenario is not None
    assert [fault.severity for fault in faults] == ["warning"]


def test_a_folder_that_is_not_there_is_a_fault(tmp_path):
    _, (fault,) = inspect(tmp_path / "none")
    assert (fault.file, fault.found) == (str(tmp_path / "none"), "nothing")


def test_a_file_in_place_of_a_folder_is_a_fault(tmp_path):
    (tmp_path / "file").write_text("")
    _, (fault,) = inspect(tmp_path / "file")
    assert fault.found == "a file"


def test_a_path_that_cannot_be_is_a_fault():
    scenario, faults = inspect("a\0b")
    assert scenario is None
    assert len(faults) == 1


def test_an_empty_folder_is_a_fault_for_each_file_that_must_be_there(tmp_path):
    _, faults = inspect(tmp_path)
    assert [fault.file for fault in faults] == [
        "scenario.toml",
        "sites.csv",
        "groups.csv",
        "links.csv",
        "fleets.csv",
    ]


def test_a_table_that_is_a_folder_is_a_fault(tmp_path):
    (tmp_path / "beds.csv").mkdir()
    (said,) = said_of(tmp_path)
    assert said == "beds.csv: found something that is not a file; expected a file"


def test_groups_and_people_together_are_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"people.csv": PEOPLE})
    assert said == (
        "people.csv: found both this and groups.csv; expected one of the two. "
        "Remove the one that is out of date"
    )


def test_csv_and_xlsx_of_one_table_are_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"links.xlsx": b""})
    assert said == "links.csv: found both this and links.xlsx; expected one of the two"


def test_a_file_of_an_unknown_name_is_a_warning_that_names_the_nearest(tmp_path):
    (said,) = said_of(tmp_path, {"escort.csv": "id\n", "README.md": "", "~$sites.xlsx": b""})
    assert said == (
        "warning: escort.csv: found a file of an unknown name; expected a table's name. "
        "Did you mean escorts.csv?"
    )


def test_groups_are_derived_from_a_roster(tmp_path):
    scenario = read_from(tmp_path, {"groups.csv": None, "people.csv": PEOPLE})
    assert {id: group.people for id, group in scenario.groups.items()} == {"P-men-p1-a": 3}
    assert {person.group for person in scenario.people} == {"P-men-p1-a"}


def test_a_fault_keeps_to_one_line(tmp_path):
    name = 'name = "small"\n"a\\nb" = 1'
    for fault in faults_of(tmp_path, {"scenario.toml": SETTINGS.replace('name = "small"', name)}):
        assert "\n" not in str(fault)
