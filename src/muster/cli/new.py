"""`muster new FOLDER`: a small, working scenario to start from."""

from __future__ import annotations

from muster.cli.console import FolderArgument, JsonFlag


def new(folder: FolderArgument, as_json: JsonFlag = False) -> None:
    """Write a small, commented, working scenario to start from."""
    raise NotImplementedError
