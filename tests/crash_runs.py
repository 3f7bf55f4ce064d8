"""Running writers that are killed, and looking at what they left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crash_writer import Job, line_of, resumed, says
from muster.record.events import digest
from muster.record.log import Log
from muster.record.outcomes import Status
from muster.record.receipts import Receipt, verify_receipt
from muster.record.store import Store, open_store
from muster.record.verify import verify
from record_makers import LOG_KEY

PROGRAM = Path(__file__).parent / "crash_writer.py"


@dataclass
class Said:
    """What a writer said."""

    receipts: list[Receipt] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def hear(self, line: str) -> None:
        word, _, rest = line.strip().partition(" ")
        if word == "kept":
            self.receipts += receipts_of(rest)
        elif word == "fault":
            self.faults.append(rest)
        else:
            raise AssertionError(f"a writer said: {line}")


def receipts_of(text: str) -> list[Receipt]:
    """The receipts on a line, each checked."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text):
        note, end = decoder.raw_decode(text, at)
        found.append(verify_receipt(note, LOG_KEY.public_key()))
        at = end + 1
    return found


def run_alone(job: Job, *before: str) -> Said:
    """Let a writer do its job to the end, started by another program if one is named."""
    command = [*before, sys.executable, str(PROGRAM), line_of(job).strip()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    said = Said()
    for line in done.stdout.splitlines():
        said.hear(line)
    return said


@contextmanager
def memory() -> Iterator[Path]:
    """A folder in memory where there is one, so that syncing is fast."""
    shared = Path("/dev/shm")
    where = shared if os.access(shared, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="muster-", dir=where) as folder:
        yield Path(folder)


class Nursery:
    """Starts writers quickly, and kills them."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run_and_kill(self, job: Job, after: int) -> Said:
        """Kill a writer with -9 once it has acknowledged so many commits."""
        self._process.stdin.write(line_of(job))
        self._process.stdin.flush()
        said, writer = Said(), int(self._line().removeprefix("begun "))
        for _ in range(after):
            said.hear(self._line())
        os.kill(writer, signal.SIGKILL)
        while not (line := self._line()).startswith("ended"):
            said.hear(line)
        assert line.split() == ["ended", str(-signal.SIGKILL)], said
        return said

    def _line(self) -> str:
        line = self._process.stdout.readline()
        assert line, "the writers' process is gone"
        return line


@contextmanager
def nursery() -> Iterator[Nursery]:
    with subprocess.Popen(
        [sys.executable, str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Nursery(process)
        process.stdin.close()


def missing(store: Store, receipts: Iterable[Receipt]) -> list[Receipt]:
    """Receipts whose event is not in the log, at its place, as it was."""
    lost = []
    for receipt in receipts:
        entry = store.entry_of_event(receipt.event_id)
        there = entry and (entry.seq, entry.received_at) == (receipt.seq, receipt.received_at)
        if not there or digest(entry.raw).hex() != receipt.digest:
            lost.append(receipt)
    return lost


def assert_whole(path: Path) -> None:
    """Everything in a database follows from its events."""
    verdict = verify(path, LOG_KEY.public_key(), signatures=False)
    assert verdict.fault is None, verdict.fault.text


def assert_goes_on(path: Path) -> None:
    """The log takes the device's next event."""
    log = Log(open_store(path), LOG_KEY, lambda: "2026-01-21T07:00:00.000Z")
    try:
        outcome = log.append([says(resumed(log))]).outcomes[0]
        assert outcome.status is Status.ADDED
    finally:
        log.store.close()
