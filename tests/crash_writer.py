"""A process that appends to a log and says so: each receipt only after the commit.

Run as a program, it reads one job a line (JSON) and forks a process for each, so that a hundred
can be started and killed in seconds. It says `begun PID`, `kept RECEIPT...` after each commit,
`fault TEXT` for each error that a person would be shown, and `ended STATUS`.
"""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import json
import os
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from errno import EIO, ENOSPC
from pathlib import Path

from muster.errors import StoreError
from muster.record.log import Log, begin_log
from muster.record.store import Store, create_store
from muster.record.store.sqlite import SqliteBackend
from record_makers import LOG_KEY, Device

AT = "2026-01-21T06:00:00.000Z"
SEED = 1000
FAULTY = ("pwrite", "pread", "ftruncate"), ("fsync", "fdatasync")
"""Calls that fail now and then: libfiu's names below posix/io/rw and posix/io/sync."""


@dataclass(frozen=True)
class Job:
    """What a writer is to do."""

    path: str
    most: int = 1_000_000
    """Commits after which it stops."""
    batch: int = 1
    """Events a commit; 0 for a number drawn anew each time."""
    synchronous: str = "FULL"
    sessions: int = 1
    """How often it closes the database properly and opens it again."""
    ballast: str = ""
    """A file to remove when the disk is full; without one it stops there."""
    failing: float = 0.0
    """Probability of an error in each call that writes, reads or syncs (libfiu)."""


def say(*words: str) -> None:
    """One line, in one call, so that lines of several processes do not mix."""
    os.write(1, (" ".join(words) + "\n").encode())


def work(job: Job) -> None:
    """Append until the job is done, or the process is killed."""
    path = Path(job.path)
    if not path.exists():
        begin(path)
    for _ in range(job.sessions):
        with failing(job.failing) as (fail, work_well):
            append(job, path, fail, work_well)


def begin(path: Path) -> None:
    """Make an empty log."""
    store = create_store(path, AT)
    begin_log(store, LOG_KEY, lambda: AT)
    store.close()


def append(job: Job, path: Path, fail: Callable[[], None], work_well: Callable[[], None]) -> None:
    """One session: what was not acknowledged is sent again, as whoever has no receipt does."""
    log = Log(Store(SqliteBackend(path, synchronous=job.synchronous)), LOG_KEY, lambda: AT)
    device = resumed(log)
    draw = random.Random(log.size)
    waiting = []
    ballast = job.ballast
    for _ in range(job.most):
        if not waiting:
            number = job.batch or draw.choice((1, 1, 1, 2, 5, 20))
            waiting = [says(device) for _ in range(number)]
        fail()
        try:
            appended = log.append(waiting)
        except StoreError as error:
            work_well()
            say("fault", " ".join(str(error).split()))
            if not job.failing:
                if not ballast:
                    break
                Path(ballast).unlink()
                ballast = ""
            continue
        work_well()
        say("kept", *(json.dumps(log.receipt(each)) for each in appended.outcomes))
        waiting = []
    log.store.close()


def resumed(log: Log) -> Device:
    """The device, going on where the log ends."""
    device = Device(SEED)
    device.n, device.prev = log.next_of(device.id)
    return device


def says(device: Device):
    """Its next event, the same whenever it is asked for; the first one enrols it."""
    device.draw = random.Random(f"{device.seed}, {device.n}")
    if device.n:
        return device.says(persons=device.n, remark="x" * device.draw.randrange(400))
    public_key = device.key.public_key().public_bytes_raw().hex()
    return device.says("device_enrolled", key=device.id, public_key=public_key, organisation="cell")


@contextlib.contextmanager
def failing(probability: float) -> Iterator[tuple[Callable[[], None], Callable[[], None]]]:
    """Two switches: from now on calls fail at random, or they work well."""
    if not probability:
        yield lambda: None, lambda: None
        return
    libfiu = ctypes.CDLL("libfiu.so.0")
    names = [
        f"posix/io/{kind}/{call}".encode()
        for kind, calls in zip(("rw", "sync"), FAULTY, strict=True)
        for call in calls
    ]
    errors = itertools.cycle((EIO, ENOSPC, EIO))

    def fail() -> None:
        for name in names:
            with_errno = ctypes.c_void_p(next(errors))
            libfiu.fiu_enable_random(name, 1, with_errno, 0, ctypes.c_float(probability))

    def work_well() -> None:
        for name in names:
            libfiu.fiu_disable(name)

    yield fail, work_well
    work_well()


def serve() -> None:
    """Fork a process for each job on standard input."""
    for line in sys.stdin:
        process = os.fork()
        if not process:
            status = 1
            try:
                say("begun", str(os.getpid()))
                work(Job(**json.loads(line)))
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(process, 0)
        say("ended", str(os.waitstatus_to_exitcode(status)))


def line_of(job: Job) -> str:
    """A job as a writer reads it."""
    return json.dumps(asdict(job)) + "\n"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        work(Job(**json.loads(sys.argv[1])))
    else:
        serve()
