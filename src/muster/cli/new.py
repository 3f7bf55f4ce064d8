"""`muster new FOLDER`: a small, working scenario to start from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from muster.cli.console import JsonFlag, stdout, write_json
from muster.scenario.folder.template import write_template

NewFolderArgument = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help="A folder that is new or empty.", show_default=False),
]


def new(folder: NewFolderArgument, as_json: JsonFlag = False) -> None:
    """Write a small, commented, working scenario to start from."""
    names = write_template(folder)
    if as_json:
        write_json({"folder": folder, "files": names})
        return
    console = stdout()
    console.print(Text(f"{folder}: {', '.join(names)}"))
    console.print(Text(f"Read README.md in it, change the tables, then: muster check {folder}"))
