"""A disk that is full: nothing acknowledged is lost, it is said clearly, and it works again."""

import os
import subprocess

import pytest

from crash_runs import assert_goes_on, assert_whole, missing, run_alone
from crash_writer import Job
from muster.record.store import open_store
from required_tools import needs

SMALL_DISK = """
set -e
mount -t tmpfs -o size=2m tmpfs "$0"
kept=$1
shift
head -c 500000 /dev/zero > "$0/ballast"
"$@"
rm -f "$0/ballast"
cp "$0"/* "$kept"
"""
"""Runs a program with a disk of 2 MB that nobody else sees, and keeps what is on it at the end."""


@pytest.fixture
def on_small_disk(tmp_path):
    """Lets a writer fill the disk; returns what it said, and where its files are now."""
    disk, kept = tmp_path / "disk", tmp_path / "kept"
    disk.mkdir()
    kept.mkdir()
    alone = ["unshare", "--mount"] + ["--map-root-user"] * (os.geteuid() != 0)
    tried = subprocess.run([*alone, "mount", "-t", "tmpfs", "tmpfs", disk], check=False)
    needs("mounting a tmpfs as oneself", "util-linux and mount", there=tried.returncode == 0)

    def fill(**job):
        job = Job(str(disk / "record.db"), **job)
        said = run_alone(job, *alone, "sh", "-c", SMALL_DISK, str(disk), str(kept))
        return said, kept / "record.db"

    return fill


def assert_nothing_is_lost(said, path):
    store = open_store(path)
    assert missing(store, said.receipts) == []
    assert store.size() == len(said.receipts)
    store.close()
    assert_whole(path)
    assert_goes_on(path)


@pytest.mark.parametrize("batch", [1, 0, 100])
def test_on_a_full_disk_everything_acknowledged_is_kept(on_small_disk, batch):
    said, path = on_small_disk(batch=batch)
    assert len(said.receipts) > 50
    assert ["full" in each for each in said.faults] == [True]
    assert_nothing_is_lost(said, path)


@pytest.mark.parametrize("batch", [1, 0])
def test_when_there_is_space_again_the_same_log_goes_on(on_small_disk, batch, tmp_path):
    ballast = str(tmp_path / "disk" / "ballast")
    said, path = on_small_disk(batch=batch, ballast=ballast)
    assert ["full" in each for each in said.faults] == [True, True]
    assert_nothing_is_lost(said, path)
