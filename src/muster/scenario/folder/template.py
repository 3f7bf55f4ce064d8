"""The scenario that `muster new` writes: small, commented, working."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from muster.scenario.folder.whole_folder import write_folder


def template_files() -> dict[str, bytes]:
    """The files of the template, by name."""
    folder = files("muster.scenario") / "template"
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}


def write_template(folder: Path) -> tuple[str, ...]:
    """Write the template into a new or empty folder; the names of the files written."""
    content = template_files()
    write_folder(folder, content)
    return tuple(sorted(content))
