"""A digest of all code that a method's result rests on, so that results go stale by themselves."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from bench.methods import HOMES, Method

ROOT = Path(__file__).parent.parent
FOLDERS = {"bench": ROOT / "bench", "muster": ROOT / "src" / "muster"}
LEFT_OUT = {FOLDERS["muster"] / "__init__.py"}
"""Names everything that Muster offers, and imports nothing by itself."""
ALWAYS = ("bench.scenarios", "bench.judging")
STARTED = {Method.CP_SAT: ("bench.peers.cp_sat_process",)}
"""Run in processes of their own, and so not imported."""


def code_digest(method: Method, folder: Path | None = None) -> str:
    """Digest of the modules that a method imports, near and far, and of a scenario folder."""
    files = sources(modules_of(method))
    if folder is not None:
        files |= {path for path in folder.rglob("*") if path.is_file()}
    digest = sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def modules_of(method: Method) -> tuple[str, ...]:
    """The modules that make a method's result."""
    return (*ALWAYS, HOMES[method][0], *STARTED.get(method, ()))


def sources(modules: Iterable[str]) -> set[Path]:
    """Files of modules and of everything of bench and muster that they import."""
    found: set[Path] = set()
    waiting = [path for module in modules for path in _files(module)]
    while waiting:
        path = waiting.pop()
        if path in found or path in LEFT_OUT:
            continue
        found.add(path)
        for module in _imported(path):
            waiting += _files(module)
    return found


def _files(module: str) -> Iterator[Path]:
    """The file of a module and the packages that it lies in."""
    first, *rest = module.split(".")
    if first not in FOLDERS:
        return
    at = FOLDERS[first]
    for depth in range(len(rest) + 1):
        inside = at.joinpath(*rest[:depth])
        for path in (inside / "__init__.py", inside.with_suffix(".py")):
            if path.is_file():
                yield path


@cache
def _imported(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)
