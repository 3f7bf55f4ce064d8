"""A PostgreSQL server killed with -9 while it is written to loses nothing acknowledged."""

import os
import random
import shutil
import signal
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

import pytest

from crash_runs import missing
from crash_writer import says
from muster.errors import StoreError
from muster.record.receipts import verify_receipt
from muster.record.verify import verify
from record_makers import LOG_KEY, Device
from record_places import PostgresqlServer


@pytest.fixture
def server():
    folder = Path(tempfile.mkdtemp(prefix="muster-pg-"))
    server = PostgresqlServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def processes_of(server):
    """The server's first process, and those that it started."""
    first = int((server.folder / "postmaster.pid").read_text().split()[0])
    started = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    return [first, *map(int, started)]


def kill(server):
    """Kill all of a server's processes, the first one first, so that it cannot tidy up."""
    doomed = processes_of(server)
    handles = [os.pidfd_open(process) for process in doomed]
    for handle in handles:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    for process, handle in zip(doomed, handles, strict=True):
        while Path(f"/proc/{process}").exists() and not is_over(process):
            os.sched_yield()
        os.close(handle)
    for lock in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # a zombie's number looks like a server
        (server.folder / lock).unlink()


def is_over(process):
    """Whether a process has ended, even if nobody has asked after it yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def append_until_it_fails(log, device, receipts, draw):
    """Say what was acknowledged as it is; returns what was not."""
    while True:
        waiting = [says(device) for _ in range(draw.choice((1, 1, 3, 20)))]
        try:
            appended = log.append(waiting)
        except StoreError:
            return waiting
        for each in appended.outcomes:
            receipts.put(log.receipt(each))


def kill_again_and_again(server, cycles):
    draw = random.Random(cycles)
    place = server.place()
    log, device, given, unsure = place.begin(), Device(1000), [], []
    for _ in range(cycles):
        if unsure:
            log.append(unsure)  # whoever has no receipt sends again
        receipts = SimpleQueue()
        with ThreadPoolExecutor(1) as thread:
            writing = thread.submit(append_until_it_fails, log, device, receipts, draw)
            for _ in range(draw.randint(1, 150)):
                given.append(receipts.get(timeout=60))
            kill(server)
            unsure = writing.result()
        while not receipts.empty():
            given.append(receipts.get())
        server.server.ensure_postgres_running()
        read = [verify_receipt(each, LOG_KEY.public_key()) for each in given]
        assert missing(log.store, read) == []
    assert log.append(unsure).outcomes[-1].n == device.n - 1
    assert log.size == device.n
    log.store.close()
    verdict = verify(place.address, LOG_KEY.public_key())
    assert (verdict.fault, verdict.events) == (None, device.n)
    return given


def test_a_server_killed_five_times_loses_nothing_acknowledged(server):
    assert len(kill_again_and_again(server, 5)) > 100


@pytest.mark.slow
def test_a_server_killed_fifty_times_loses_nothing_acknowledged(server):
    assert len(kill_again_and_again(server, 50)) > 2_000
