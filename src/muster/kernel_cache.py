"""Compiled kernels, kept in a folder for each state of their sources.

Numba looks at a kernel's own file to see whether what it kept is stale, and at nothing that the
kernel calls, takes a constant from or is given. After an update such code would go on as before,
read the wrong field, or fail while it is loaded. So whatever kernels rest on names the folder, and
another state begins anew.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import numba

PACKAGE = Path(__file__).parent
PREFIX = "muster-"
STATES = 3
"""Folders that stay: a process that began before an update still writes to its own."""
_IMPORTED = re.compile(r"^from muster\.([\w.]+) import", re.MULTILINE)
_ARGUMENTS = re.compile(r"^class \w+\(NamedTuple\)", re.MULTILINE)


_settings: Any = numba.config
_one_at_a_time = Lock()


def kernel(**options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function by Numba with these options, and keep it by the state of all sources.

    Numba chooses the place of a function when it is decorated, so that no other code that it
    compiles is kept here. Where no folder can be written it finds a place by itself.
    """

    def compiled(function: Callable[..., Any]) -> Any:
        with _one_at_a_time:
            chosen = _settings.CACHE_DIR
            folder = cache_folder(chosen)
            _settings.CACHE_DIR = chosen if folder is None else str(folder)
            try:
                return numba.njit(cache=True, **options)(function)
            finally:
                _settings.CACHE_DIR = chosen

    return compiled


@cache
def cache_folder(chosen: str) -> Path | None:
    """The folder of these sources in one that the user chose, if any; the oldest others go.

    Otherwise it lies beside the sources, or in the user's cache where the package is read-only.
    None where no folder can be written.
    """
    name = PREFIX + sources_digest(PACKAGE)
    if chosen:
        return Path(chosen) / name
    for base in (PACKAGE / "__pycache__", _of_user()):
        if base is not None and _is_writable(base):
            if not (base / name).is_dir():
                _forget_oldest(base)
            return base / name
    return None


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


def _of_user() -> Path | None:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "muster-custody"
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
