"""A disk whose calls fail now and then: every failure is said, nothing acknowledged is lost."""

import pytest

from crash_runs import assert_goes_on, assert_whole, missing, run_alone
from crash_writer import Job
from muster.record.store import open_store
from required_tools import needs


def append_while_calls_fail(path, **job):
    """Let a writer go on through errors of reading, writing and syncing, sending again."""
    needs("fiu-run", "fiu-utils")
    said = run_alone(Job(str(path), batch=0, **job), "fiu-run", "-x", "-f", "")
    store = open_store(path)
    assert missing(store, said.receipts) == []
    assert store.size() >= len(said.receipts)  # the writing of a receipt may fail as well
    store.close()
    assert_whole(path)
    assert_goes_on(path)
    return said


def test_when_calls_fail_nothing_acknowledged_is_lost(tmp_path):
    said = append_while_calls_fail(tmp_path / "record.db", most=600, failing=0.02)
    assert len(said.faults) >= 20
    assert len(said.receipts) >= 100
    for fault in said.faults:
        assert "the database failed" in fault or "found no sound database" in fault


@pytest.mark.slow
@pytest.mark.parametrize("failing", [0.002, 0.02, 0.05])
def test_when_calls_fail_for_long_nothing_acknowledged_is_lost(tmp_path, failing):
    said = append_while_calls_fail(tmp_path / "record.db", most=3_000, failing=failing)
    assert len(said.faults) >= 50
    assert len(said.receipts) >= 200
