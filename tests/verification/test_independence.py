import ast
from pathlib import Path

import muster.verification

SHARED = {"muster.scenario", "muster.planning.plan", "muster.errors"}


def imported(file):
    """Names of Muster's modules that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_the_check_shares_only_values_with_what_it_checks():
    files = sorted(Path(muster.verification.__file__).parent.glob("*.py"))
    assert len(files) > 5
    for file in files:
        ours = {name for name in imported(file) if name.split(".")[0] == "muster"}
        foreign = {name for name in ours if not name.startswith("muster.verification")}
        assert foreign <= SHARED, file.name
