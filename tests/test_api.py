"""The Python API: what `muster` names, and the example of the README."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import muster

ROOT = Path(__file__).parents[1]
EXAMPLE = re.compile(r"<!-- run by tests/test_api.py -->\s*```python\n(.*?)```", re.DOTALL)


def test_all_is_sorted_and_true():
    assert muster.__all__ == sorted(muster.__all__)
    for name in muster.__all__:
        assert getattr(muster, name) is not None
    assert set(muster.__all__) <= set(dir(muster))


def test_what_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'plann'"):
        _ = muster.plann


def test_importing_muster_imports_nothing_heavy():
    code = "import sys, muster; print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "scipy", "highspy", "numba", "altair", "rich", "typer"}
    assert heavy.isdisjoint(shown.stdout.split())


def test_the_readme_has_one_example_that_runs(capsys, monkeypatch, tmp_path):
    (example,) = EXAMPLE.findall((ROOT / "README.md").read_text("utf-8"))
    monkeypatch.chdir(ROOT)
    code = example.replace('"out/', f'"{tmp_path.as_posix()}/')
    exec(compile(code, "README.md", "exec"), {})
    assert "expected loss" in capsys.readouterr().out


def test_every_command_that_the_readme_names_is_there():
    from muster.cli.app import app

    named = set(re.findall(r"^muster ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"), re.M))
    known = {command.name for command in app.registered_commands}
    known |= {group.name or group.typer_instance.info.name for group in app.registered_groups}
    assert {"new", "check", "plan", "verify-plan", "limits", "explain", "compare"} <= named
    assert named <= known
