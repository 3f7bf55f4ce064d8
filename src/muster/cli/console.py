"""What every command shares: exit codes, the `--json` flag, and where output goes.

Results go to stdout; progress, warnings and errors to stderr, so that a pipe carries results only.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import Enum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

OK = 0
NEGATIVE = 1
"""The command ran and its answer is no: a check found faults, a plan failed verification."""
BAD_INPUT = 2
"""The command could not run on what it was given."""
INTERRUPTED = 130
"""Stopped by Ctrl-C: 128 + SIGINT, as shells have it."""

JsonFlag = Annotated[bool, typer.Option("--json", help="Answer with one JSON object on stdout.")]

FolderArgument = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The scenario folder.", show_default=False)
]


def stdout() -> Console:
    """A console for results; lines are never broken, so that they can be searched and piped."""
    return Console(highlight=False, soft_wrap=True)


def stderr() -> Console:
    """A console for everything that is not a result."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def write_json(answer: Any) -> None:
    """Write one JSON object to stdout; dataclasses, times, enums and paths are understood."""
    typer.echo(json.dumps(answer, default=_plain, indent=2, allow_nan=False))


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON form is known for {type(value).__name__}")
