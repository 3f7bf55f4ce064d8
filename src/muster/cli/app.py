"""The `muster` command line: its commands, and how it ends.

Each command lives in a module of its own, imports what is heavy only when it runs, and is
registered here with one line. Exit codes are in `muster.cli.console`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from muster.cli import (
    board,
    check,
    compare,
    demo,
    duty_room,
    explain,
    files,
    handover,
    hazard,
    limits,
    manifest,
    matching,
    new,
    papers,
    plan,
    record,
    rehearse,
    replan,
    replay,
    robust,
    rule,
    serve,
    trip,
    verify_plan,
)
from muster.cli.console import BAD_INPUT, INTERRUPTED, OK
from muster.cli.refusal import (
    report_full_output,
    report_interruption,
    report_refusal,
    report_usage,
)
from muster.errors import MusterError

PROGRAM = "muster"

app = typer.Typer(
    name=PROGRAM,
    help="Plan the movement of people in custody out of facilities that may fail.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("new")(new.new)
app.command("check")(check.check)
app.command("hazard")(hazard.hazard)
app.command("plan")(plan.plan)
app.command("verify-plan")(verify_plan.verify_plan)
app.command("manifest")(manifest.manifest)
app.command("limits")(limits.limits)
app.command("explain")(explain.explain)
app.command("compare")(compare.compare)
app.command("robust")(robust.robust)
app.command("rehearse")(rehearse.rehearse)
app.command("replay")(replay.replay)
app.add_typer(matching.matching)
app.add_typer(record.record)
app.add_typer(trip.trip)
app.command("replan")(replan.replan)
app.add_typer(handover.handover)
app.command("ready")(duty_room.ready)
app.command("incident")(duty_room.incident)
app.add_typer(duty_room.duty)
app.add_typer(files.people)
app.add_typer(rule.rule)
app.add_typer(papers.papers)
app.command("serve")(serve.serve)
app.add_typer(board.board)
app.add_typer(demo.demo)


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"{PROGRAM} {version('muster-custody')}")
        raise typer.Exit(OK)


@app.callback()
def muster(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Plan the movement of people in custody out of facilities that may fail."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    What a person can mend is reported on stderr (and, with `--json`, as a JSON object on stdout);
    any other exception is a bug and is raised.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    _write_what_the_terminal_cannot_as_escapes()
    as_json = "--json" in words[: words.index("--") if "--" in words else None]
    try:
        code = get_command(app).main(words, prog_name=PROGRAM, standalone_mode=False)
        sys.stdout.flush()
    except MusterError as error:
        report_refusal(error, as_json=as_json)
        return BAD_INPUT
    except typer.TyperException as error:
        report_usage(error, as_json=as_json)
        return BAD_INPUT
    except OSError as error:
        if error.filename is not None:  # a file that a command opened without looking
            raise
        report_full_output(error)
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    if code == INTERRUPTED:
        report_interruption(as_json=as_json)
    return code if isinstance(code, int) else OK


def _write_what_the_terminal_cannot_as_escapes() -> None:
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
