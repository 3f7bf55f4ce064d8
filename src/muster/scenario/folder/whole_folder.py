"""Writing several files into a folder so that they are all there or none is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from muster.errors import OutputError
from muster.scenario.folder.fault_list import SCENARIO_FILE


def write_folder(
    folder: Path,
    files: Mapping[str, bytes],
    *,
    replace: frozenset[str] = frozenset(),
    check: Callable[[Path], None] = lambda written: None,
) -> None:
    """Write a scenario's files into a new or empty folder; raises OutputError if that fails.

    They are first written to a temporary folder beside their place, where `check` looks at them
    and may raise. With `replace` the folder may hold files; those named are replaced or removed.
    """
    if "\0" in str(folder):
        raise OutputError("the folder's name holds a NUL byte; name another folder")
    try:
        exists = folder.exists()
        if exists and not folder.is_dir():
            raise OutputError(f"{folder} is a file; name a folder that is new or empty")
        if exists and not replace and any(folder.iterdir()):
            raise OutputError(f"{folder} is not empty; name a folder that is new or empty")
        if not exists:
            folder.parent.mkdir(parents=True, exist_ok=True)
        beside = folder if exists else folder.parent
        with tempfile.TemporaryDirectory(prefix=".muster-", dir=beside) as temporary:
            written = Path(temporary) / "written"
            written.mkdir()
            for name, data in files.items():
                (written / name).write_bytes(data)
            check(written)
            if exists:
                _move_into(folder, written, files, replace)
            else:
                written.rename(folder)
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            f"{folder} cannot be written to ({reason}); name another folder"
        ) from error


def _move_into(
    folder: Path, written: Path, files: Mapping[str, bytes], replace: frozenset[str]
) -> None:
    """Without its settings a folder is no scenario: they go first and come last."""
    if SCENARIO_FILE in replace:
        (folder / SCENARIO_FILE).unlink(missing_ok=True)
    for name in sorted(replace - files.keys()):
        (folder / name).unlink(missing_ok=True)
    for name in sorted(files, key=lambda name: name == SCENARIO_FILE):
        (written / name).replace(folder / name)
