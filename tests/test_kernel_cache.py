"""Compiled kernels are those of the sources as they are, whatever was kept before."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from numba import config

import muster
from muster import kernel_cache
from muster.kernel_cache import STATES, cache_folder, kernel, sources_digest

SOURCES = Path(muster.__file__).parent
STAY = """
from collections import namedtuple
import numpy as np
from muster.rehearsal.course_kernel import stay_in
Nature = namedtuple("Nature", "leaving onward")
nature = Nature(np.array([1.0]), np.array([[1.0]]))
print(float(stay_in(nature, np.uint64(1), 0, 1, 0)[0]))
"""


def copied(folder):
    """The parts of the package that draw the course of a future."""
    package = folder / "muster"
    package.mkdir()
    for name in ("__init__.py", "kernel_cache.py"):
        shutil.copy(SOURCES / name, package)
    shutil.copytree(
        SOURCES / "rehearsal", package / "rehearsal", ignore=shutil.ignore_patterns("__pycache__")
    )
    return package


def said(folder, code):
    """What some code prints in a process of its own, with the package as it is in a folder."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment.pop("NUMBA_CACHE_DIR", None)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


def first_stay(folder):
    return float(said(folder, STAY))


def kept(package):
    return sorted((package / "__pycache__").glob("muster-*"))


def test_a_change_of_what_a_kernel_calls_is_seen(tmp_path):
    package = copied(tmp_path)
    before = first_stay(tmp_path)
    (of_before,) = kept(package)
    called = package / "rehearsal" / "random_kernel.py"
    text = called.read_text(encoding="utf-8")
    changed = text.replace("return -logarithm(uniform)", "return -3.0 * logarithm(uniform)")
    assert changed != text
    called.write_text(changed, encoding="utf-8")
    assert abs(first_stay(tmp_path) - 3.0 * before) < 1e-9
    assert len(set(kept(package)) - {of_before}) == 1


def test_folders_of_old_sources_do_not_pile_up(tmp_path):
    package = copied(tmp_path)
    for number in range(5):
        (package / "__pycache__" / f"muster-{number}").mkdir(parents=True)
    ask = """
from muster.kernel_cache import cache_folder
cache_folder("").mkdir(exist_ok=True)
"""
    for _ in range(2):
        said(tmp_path, ask)
    assert len(kept(package)) == STATES


def test_a_constant_that_a_kernel_takes_from_elsewhere_counts(tmp_path):
    package = copied(tmp_path)
    before = sources_digest(package)
    assert before == sources_digest(package)
    state = package / "rehearsal" / "state.py"
    state.write_text(state.read_text(encoding="utf-8") + "\nLOST = 7\n", encoding="utf-8")
    assert sources_digest(package) != before


def test_the_order_of_fields_that_a_kernel_is_given_counts(tmp_path):
    package = copied(tmp_path)
    before = sources_digest(package)
    nature = package / "rehearsal" / "nature.py"
    text = nature.read_text(encoding="utf-8")
    assert "(NamedTuple)" in text
    nature.write_text(text + "\n# fields in another order\n", encoding="utf-8")
    assert sources_digest(package) != before


def test_what_kernels_do_not_rest_on_does_not_count(tmp_path):
    package = copied(tmp_path)
    before = sources_digest(package)
    report = package / "rehearsal" / "rehearse.py"
    report.write_text(report.read_text(encoding="utf-8") + "\nNOTHING = 0\n", encoding="utf-8")
    assert sources_digest(package) == before


def test_the_folder_that_a_user_chose_is_used_once_however_often_it_is_asked_for(tmp_path):
    first = cache_folder(str(tmp_path))
    assert first.parent == tmp_path
    assert cache_folder(str(tmp_path)) == first


def test_a_folder_whose_name_only_begins_like_ours_is_the_users(tmp_path):
    chosen = tmp_path / "muster-kernels"
    assert cache_folder(str(chosen)).parent == chosen


def test_where_the_package_cannot_be_written_the_user_has_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(kernel_cache, "PACKAGE", tmp_path / "package")
    (tmp_path / "package").write_text("no folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    cache_folder.cache_clear()
    assert cache_folder("").parent == tmp_path / "cache" / "muster-custody"
    cache_folder.cache_clear()


def test_other_code_that_numba_compiles_is_kept_where_it_was():
    before = config.CACHE_DIR
    kernel(nogil=True)(sources_digest)
    assert before == config.CACHE_DIR
