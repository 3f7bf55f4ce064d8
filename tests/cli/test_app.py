"""How the command line ends: exit codes, and what is said on stdout and stderr."""

import json
import subprocess
import sys

import pytest
import typer

from muster.cli import main
from muster.cli.app import app
from muster.errors import Fault, OutputError, ScenarioError

FAULTS = (
    Fault("sites.csv", 3, "lat", '"north"', "a number"),
    Fault("links.csv", None, None, "no such file", "a table", severity="warning"),
)


@pytest.fixture
def command():
    """Register a command named `probe` for one test, with the body that the test gives."""
    before = list(app.registered_commands)

    def register(body):
        app.command("probe")(body)

    yield register
    app.registered_commands[:] = before


def _raises(error):
    def probe(as_json: bool = typer.Option(False, "--json")) -> None:
        raise error

    return probe


def test_the_version_is_shown(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("muster ")


def test_wrong_words_exit_with_2_and_one_message(capsys):
    assert main(["no-such-command"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "No such command 'no-such-command'" in shown.err
    assert "Traceback" not in shown.err


def test_wrong_words_with_json_are_an_object_on_stdout(capsys):
    assert main(["check", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["kind"] == "UsageError"


def test_json_after_a_double_dash_is_an_argument(capsys):
    assert main(["check", "one", "--", "--json"]) == 2
    assert capsys.readouterr().out == ""


def test_what_a_person_can_mend_exits_with_2_and_its_message(command, capsys):
    command(_raises(OutputError("out/: cannot be written to")))
    assert main(["probe"]) == 2
    assert capsys.readouterr().err == "muster: out/: cannot be written to\n"


def test_each_fault_stands_on_its_own_line(command, capsys):
    command(_raises(ScenarioError(FAULTS)))
    assert main(["probe"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "muster: 1 error, 1 warning",
        'error: sites.csv, row 3, column lat: found "north"; expected a number',
        "warning: links.csv: found no such file; expected a table",
    ]


def test_faults_with_json_are_one_object_on_stdout(command, capsys):
    command(_raises(ScenarioError(FAULTS)))
    assert main(["probe", "--json"]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == "ScenarioError"
    assert [fault["row"] for fault in error["faults"]] == [3, None]


def test_a_message_is_shown_as_it_is_and_not_as_markup(command, capsys):
    command(_raises(OutputError("[red]out[/red] is a file")))
    main(["probe"])
    assert "[red]out[/red] is a file" in capsys.readouterr().err


def test_an_answer_of_no_is_the_exit_code_that_the_command_gave(command):
    command(_raises(typer.Exit(1)))
    assert main(["probe"]) == 1


def test_an_interruption_exits_with_130(command, capsys):
    command(_raises(KeyboardInterrupt()))
    assert main(["probe"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_output_that_cannot_be_written_is_one_message(command, capsys):
    command(_raises(OSError(28, "No space left on device")))
    assert main(["probe"]) == 2
    said = "muster: the output cannot be written (No space left on device); send it elsewhere\n"
    assert capsys.readouterr().err == said


def test_a_file_that_a_command_could_not_open_is_a_bug_of_the_command(command):
    command(_raises(FileNotFoundError(2, "No such file", "plan.json")))
    with pytest.raises(FileNotFoundError):
        main(["probe"])


def test_a_bug_is_raised_and_not_dressed_up(command):
    command(_raises(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        main(["probe"])


def test_starting_the_command_line_imports_nothing_heavy():
    heavy = {"numpy", "scipy", "highspy", "altair", "vl_convert", "openpyxl"}
    code = "import sys, muster.cli.app; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert heavy.isdisjoint(shown.stdout.split())
