"""Where compiled kernels are kept: a folder for each state of their sources.

Numba looks at a kernel's own file to see whether what it kept is stale, and at nothing that the
kernel calls, takes a constant from or is given. After an update such code would go on as before,
read the wrong field, or fail while it is loaded. So whatever kernels rest on names the folder, and
another state begins anew. Other Numba code in the process, and in its children, is kept there too.
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
_OURS = re.compile(PREFIX + "[0-9a-f]{16}")
STATES = 3
"""Folders that stay: a process that began before an update still writes to its own."""
_IMPORTED = re.compile(r"^from muster\.([\w.]+) import", re.MULTILINE)
_ARGUMENTS = re.compile(r"^class \w+\(NamedTuple\)", re.MULTILINE)


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
    if VARIABLE not in environment and not folder.is_dir():
        _forget_oldest(base)
    environment[VARIABLE] = str(folder)
    if environment is os.environ and "numba" in sys.modules:
        sys.modules["numba"].config.CACHE_DIR = str(folder)


def sources_digest(package: Path) -> str:
    """Digest of a package's kernels, of what they import, and of what they may be given.

    That is every named tuple of their folders: Numba knows one by its name and the types of its
    fields, and not by their order.
    """
    digest = sha256()
    for path in sorted(set(_sources(package))):
        digest.update(f"{path.relative_to(package).as_posix()}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _sources(package: Path) -> Iterator[Path]:
    kernels = list(package.glob("*/*_kernel.py"))
    for kernel in kernels:
        yield kernel
        for module in _IMPORTED.findall(kernel.read_text(encoding="utf-8")):
            path = package.joinpath(*module.split(".")).with_suffix(".py")
            if path.is_file():
                yield path
    for folder in {kernel.parent for kernel in kernels}:
        for path in folder.glob("*.py"):
            if _ARGUMENTS.search(path.read_text(encoding="utf-8")):
                yield path


def _base(environment: Mapping[str, str]) -> Path | None:
    """Where the folder is to be: what the user chose, beside the sources, or the user's cache."""
    chosen = environment.get(VARIABLE)
    if chosen:
        given = Path(chosen)
        return given.parent if _OURS.fullmatch(given.name) else given
    for base in (PACKAGE / "__pycache__", _of_user(environment)):
        if base is not None and _is_writable(base):
            return base
    return None


def _of_user(environment: Mapping[str, str]) -> Path | None:
    try:
        return Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "muster-custody"
    except RuntimeError:  # nobody's home
        return None


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _forget_oldest(base: Path) -> None:
    """Make room for one folder more; another process may be doing the same."""
    old = sorted(base.glob(f"{PREFIX}*"), key=_changed)
    for folder in old[: max(0, len(old) - STATES + 1)]:
        shutil.rmtree(folder, ignore_errors=True)


def _changed(folder: Path) -> float:
    try:
        return folder.stat().st_mtime
    except OSError:
        return 0.0
