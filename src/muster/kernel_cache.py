"""Where compiled kernels are kept: a folder for each state of their sources.

Numba looks at a kernel's own file to see whether what it kept is stale, and at nothing that the
kernel calls or takes a constant from. After an update such code would go on as before, or fail
while it is read. So whatever kernels rest on names the folder, and another state begins anew.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent
VARIABLE = "NUMBA_CACHE_DIR"
PREFIX = "muster-"
STATES = 3
"""Folders that stay: a process that began before an update still writes to its own."""
_IMPORTED = re.compile(r"^from muster\.([\w.]+) import", re.MULTILINE)


def keep_by_sources(environment: MutableMapping[str, str] = os.environ) -> None:
    """Have Numba keep kernels in a folder of these sources, and forget the oldest of others.

    Called before Numba is imported; where somebody has imported it already, it is told as well.
    Nothing is changed where no folder can be written: Numba then finds a place by itself.
    """
    name = PREFIX + sources_digest(PACKAGE)
    base = _base(environment)
    if base is None:
        return
    folder = base / name
    if base == PACKAGE / "__pycache__" and not folder.is_dir():
        _forget_oldest(base)
    environment[VARIABLE] = str(folder)
    if "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)


def sources_digest(package: Path) -> str:
    """Digest of the kernels of a package, and of the modules that they import from it."""
    digest = sha256()
    for path in sorted(set(_sources(package))):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(package: Path) -> Iterator[Path]:
    for kernel in package.glob("*/*_kernel.py"):
        yield kernel
        for module in _IMPORTED.findall(kernel.read_text(encoding="utf-8")):
            path = package.joinpath(*module.split(".")).with_suffix(".py")
            if path.is_file():
                yield path


def _base(environment: Mapping[str, str]) -> Path | None:
    """Where the folder is to be: what the user chose, or beside the sources."""
    chosen = environment.get(VARIABLE)
    if chosen:
        given = Path(chosen)
        return given.parent if given.name.startswith(PREFIX) else given
    beside = PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
    except OSError:
        return None
    return beside if os.access(beside, os.W_OK) else None


def _forget_oldest(base: Path) -> None:
    """Make room for one folder more."""
    old = sorted(base.glob(f"{PREFIX}*"), key=lambda folder: folder.stat().st_mtime)
    for folder in old[: max(0, len(old) - STATES + 1)]:
        shutil.rmtree(folder, ignore_errors=True)
