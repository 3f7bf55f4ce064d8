"""`muster new FOLDER`."""

import json

import pytest

from muster.cli import main
from muster.scenario.folder.template import template_files


def test_what_is_written_checks_without_a_fault(tmp_path, capsys):
    folder = tmp_path / "mine"
    assert main(["new", str(folder)]) == 0
    assert {path.name for path in folder.iterdir()} == set(template_files())
    assert "muster check" in capsys.readouterr().out
    assert main(["check", str(folder)]) == 0
    assert capsys.readouterr().out.endswith("0 errors, 0 warnings\n")


def test_an_empty_folder_is_as_good_as_a_new_one(tmp_path):
    assert main(["new", str(tmp_path)]) == 0
    assert (tmp_path / "scenario.toml").is_file()


def test_with_json_the_answer_names_the_files(tmp_path, capsys):
    assert main(["new", str(tmp_path / "mine"), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["files"] == sorted(template_files())


def test_a_folder_that_holds_something_is_refused_and_left_alone(tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    assert main(["new", str(tmp_path)]) == 2
    assert "is not empty; name a folder that is new or empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_place_that_cannot_be_written_to_is_one_message(tmp_path, capsys, more):
    (tmp_path / "file").write_text("")
    assert main(["new", str(tmp_path / "file" / "below"), *more]) == 2
    shown = capsys.readouterr()
    assert "cannot be written to" in shown.err
    assert "Traceback" not in shown.err
    assert bool(shown.out) == bool(more)
