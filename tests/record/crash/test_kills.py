"""Writers killed with -9 in the middle of appending lose nothing that they acknowledged."""

import random

import pytest

from crash_runs import assert_whole, missing, nursery
from crash_writer import Job, begin
from muster.record.store import open_store


def kill_again_and_again(path, cycles):
    """Receipts given by writers that were each killed at some moment; every one is looked up."""
    draw = random.Random(cycles)
    given = []
    begin(path)
    with nursery() as writers:
        for _ in range(cycles):
            job = Job(str(path), batch=0)
            said = writers.run_and_kill(job, after=draw.choice((0, 1, 2, 5, 20, 40)))
            assert said.faults == []
            given += said.receipts
            store = open_store(path)
            assert missing(store, said.receipts) == []
            store.close()
    store = open_store(path)
    assert missing(store, given) == []
    assert store.size() >= len(given) > cycles
    store.close()
    assert_whole(path)
    return given


def test_a_hundred_writers_killed_lose_nothing_acknowledged(tmp_path):
    kill_again_and_again(tmp_path / "record.db", 100)


@pytest.mark.slow
def test_a_thousand_writers_killed_lose_nothing_acknowledged(tmp_path):
    kill_again_and_again(tmp_path / "record.db", 1_000)
