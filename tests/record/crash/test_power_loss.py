"""Power lost at any moment: every state that the disk may be left in keeps what was acknowledged.

A writer's calls are recorded once, and states of the disk derived from them: what was synced is
there; of the rest nothing, a beginning, or any sectors. Each is opened as a log and judged.
"""

import random
from collections import Counter

import pytest

from crash_images import Kept, images
from crash_runs import assert_goes_on, assert_whole, memory, missing
from crash_trace import Acknowledged, Written, trace
from crash_writer import Job
from muster.errors import StoreError
from muster.record.store import open_store
from required_tools import needs


@pytest.fixture(autouse=True)
def strace():
    needs("strace", "strace")


@pytest.fixture
def recorded(tmp_path):
    """Records a writer's calls; its folder is gone afterwards."""

    def record(**job):
        folder = tmp_path / "traced"
        folder.mkdir()
        return trace(Job(str(folder / "record.db"), batch=0, **job), folder)

    return record


def judge(folder, image):
    """How many acknowledged events a state of the disk has lost."""
    image.write(folder)
    try:
        store = open_store(folder / "record.db")
        lost = missing(store, image.receipts)
        store.close()
    except StoreError:  # cannot be opened, or not be read
        return len(image.receipts)
    return len(lost)


def assert_nothing_is_lost(steps, states):
    """Open so many states; every one keeps what was acknowledged, is whole and takes more."""
    opened, at_risk = Counter(), 0
    with memory() as folder:
        for image in images(steps, states, random.Random(states)):
            assert judge(folder, image) == 0
            at_risk += image.unsynced > 0
            if image.receipts:
                opened[image.kept] += 1
                assert_goes_on(folder / "record.db")
                assert_whole(folder / "record.db")
    assert sum(opened.values()) > 0.8 * states
    assert min(opened[kept] for kept in Kept) > 0.25 * states
    assert at_risk > 0.5 * states


def test_a_hundred_states_after_power_was_lost_keep_what_was_acknowledged(recorded):
    steps = recorded(most=60, sessions=3)
    assert sum(isinstance(each, Acknowledged) for each in steps) == 180
    assert_nothing_is_lost(steps, 100)


@pytest.mark.slow
def test_a_thousand_states_after_power_was_lost_keep_what_was_acknowledged(recorded):
    steps = recorded(most=200, sessions=3)
    written = sum(len(each.data) for each in steps if isinstance(each, Written))
    assert written > 1000 * 4096  # so much that SQLite moved pages from its log by itself
    assert_nothing_is_lost(steps, 1_000)


def test_with_less_syncing_the_same_states_lose_what_was_acknowledged(recorded):
    steps = recorded(most=60, sessions=3, synchronous="NORMAL")
    with memory() as folder:
        losing = Counter(
            image.kept for image in images(steps, 100, random.Random(1)) if judge(folder, image)
        )
    assert min(losing[kept] for kept in Kept) > 0, losing
