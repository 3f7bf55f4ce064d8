"""`muster demo board`: what it does where nobody sits at a terminal."""

import re
import socket
from contextlib import closing

import pytest

from board_makers import operation
from muster.cli.app import main
from muster.cli.console import BAD_INPUT, OK


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
