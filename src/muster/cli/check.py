"""`muster check FOLDER`: every fault of a scenario folder, at once."""

from __future__ import annotations

from muster.cli.console import FolderArgument, JsonFlag


def check(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """List every fault of a scenario folder, with file, row, column, found and expected."""
    raise NotImplementedError
