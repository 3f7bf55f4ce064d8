"""What every test process needs before its first test, and databases for those that ask."""

import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

from record_places import Place, PostgresqlServer

# A shell's background job ignores Ctrl-C, and so would every process that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

MEMORY = Path("/dev/shm")
"""Where files are not synced to a disk: these tests ask what is kept, not whether it is durable."""


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pg")
    if os.access(MEMORY, os.W_OK):
        folder = Path(tempfile.mkdtemp(prefix="muster-pg-", dir=MEMORY))
    server = PostgresqlServer(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path) -> Place:
    if request.param == "sqlite":
        return Place(tmp_path / "record.db")
    return request.getfixturevalue("postgresql").place()
