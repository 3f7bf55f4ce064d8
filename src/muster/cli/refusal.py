"""How the command line says no: faults, wrong usage, interruption. Never a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import typer
from rich.text import Text

from muster.cli.console import stderr, write_json
from muster.errors import Fault, FaultsError, MusterError


def report_refusal(error: MusterError, *, as_json: bool) -> None:
    """Say what was wrong with what a command was given, each fault on a line of its own."""
    faults = error.faults if isinstance(error, FaultsError) else ()
    message = headline(faults) if faults else str(error)
    if as_json:
        answer: dict[str, Any] = {"kind": type(error).__name__, "message": message}
        if faults:
            answer["faults"] = faults
        write_json({"error": answer})
    _say(message)
    show_faults(faults)


def report_usage(error: typer.TyperException, *, as_json: bool) -> None:
    """Say what was wrong with the words of the command line."""
    message = error.format_message() or "no command given"
    if as_json:
        write_json({"error": {"kind": "UsageError", "message": message}})
    _say(message)
    context = getattr(error, "ctx", None)
    program = context.command_path if context is not None else "muster"
    stderr().print(Text(f"Try '{program} --help'."))


def report_full_output(error: OSError) -> None:
    """Say that the output cannot be written, and write no more of it."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123  (open until exit)
    _say(f"the output cannot be written ({error.strerror or error}); send it elsewhere")


def report_interruption(*, as_json: bool) -> None:
    """Say that the command was stopped by hand."""
    if as_json:
        write_json({"error": {"kind": "Interrupted", "message": "interrupted"}})
    _say("interrupted")


def show_faults(faults: Sequence[Fault]) -> None:
    """Print each fault on a line of its own, errors and warnings told apart, on stderr."""
    console = stderr()
    for fault in faults:
        style = "red" if fault.severity == "error" else "yellow"
        console.print(Text.assemble((f"{fault.severity}: ", style), str(fault)))


def warn(message: str) -> None:
    """Say on stderr what a person should know and that stops nothing."""
    stderr().print(Text.assemble(("warning: ", "yellow"), message))


def headline(faults: Sequence[Fault]) -> str:
    """How many errors and warnings there are, in words."""
    errors = sum(fault.severity == "error" for fault in faults)
    warnings = len(faults) - errors
    return f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number:,} {word}s"


def _say(message: str) -> None:
    stderr().print(Text.assemble(("muster: ", "bold red"), message))
