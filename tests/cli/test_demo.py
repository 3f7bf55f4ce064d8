"""`muster demo`: a plan carried out until midway, and its board where nobody has a terminal."""

import re
import socket
from contextlib import closing

import pytest

import muster
from board_makers import board, operation
from muster.cli.app import main
from muster.cli.console import BAD_INPUT, OK
from muster.planning.plan_file import write_plan


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return operation(tmp_path_factory.mktemp("demo") / "R", hours=6)


def test_a_script_is_shown_that_the_board_answers_and_how_to_serve_it_again(folder, capsys):
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        code = main(["demo", "board", str(folder), "--port", str(taken)])
    said = capsys.readouterr().out
    address = re.search(r"Muster was at http://127\.0\.0\.1:(\d+)", said)
    assert code == OK
    assert int(address[1]) != taken
    assert f"muster demo board {folder} --stay" in said.replace("\n", " ")


def test_a_folder_that_is_no_record_is_refused_with_what_to_do(tmp_path, capsys):
    assert main(["demo", "board", str(tmp_path)]) == BAD_INPUT
    assert "muster record init" in capsys.readouterr().err


def test_a_plan_that_was_given_is_carried_out_until_the_hour_that_was_asked(tmp_path, capsys):
    example = "examples/waikeria-2020"
    scenario = muster.load(example)
    made = muster.plan(scenario, muster.PlanOptions(time_limit_s=1))
    write_plan(made, tmp_path / "plan", scenario)
    out = tmp_path / "R"
    code = main(["demo", "operations", "--scenario", example, "--plan", str(tmp_path / "plan"),
                 "--until", "6", "--out", str(out)])  # fmt: skip
    assert code == OK
    assert "The log is verified" in capsys.readouterr().out.replace("\n", " ")
    live = board(out).state.live
    trips = live.desk.situation.trips
    assert 0 < len(trips) < len(made.trips)
    assert set(trips) <= {trip.id for trip in made.trips}
    assert live.plan == made
    live.close()
