"""Tables on stdout: as wide as the terminal, or as they need to be in a file or a pipe."""

from __future__ import annotations

from collections.abc import Iterable

import typer
from rich.console import RenderableType

from muster.cli.console import stdout

PIPED_WIDTH = 200
"""Columns of a table that goes to a file or a pipe."""


def print_tables(tables: Iterable[RenderableType]) -> None:
    """Print tables one after the other; in a pipe without spaces at the ends of lines."""
    console = stdout()
    if console.is_terminal:
        for table in tables:
            console.print(table)
        return
    console.width = PIPED_WIDTH
    with console.capture() as captured:
        for table in tables:
            console.print(table)
    for line in captured.get().splitlines():
        typer.echo(line.rstrip())
