"""What a process asked of the disk, in order, as strace saw it.

Only files of one folder are followed, and the shared memory beside a SQLite database is not: it is
made anew after a crash. A call on a followed file that is not understood here is an error, so that
nothing is missed in silence.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crash_runs import PROGRAM, receipts_of
from crash_writer import Job, line_of
from muster.record.receipts import Receipt

CALLS = (
    "open,openat,creat,close,dup,dup2,dup3,write,writev,pwrite64,pwritev,pwritev2,ftruncate,"
    "truncate,fallocate,fsync,fdatasync,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,"
    "link,linkat,mmap,msync,copy_file_range,sendfile,io_uring_enter"
)
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|0x[0-9a-f]+)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
HARMLESS = {"close", "mmap", "openat"}


@dataclass(frozen=True, slots=True)
class Opened:
    """A name was opened, and made if there was none. Files are told apart by the number drawn."""

    name: str
    handle: int
    empties: bool


@dataclass(frozen=True, slots=True)
class Written:
    handle: int
    offset: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Cut:
    """A file was given a length."""

    handle: int
    length: int


@dataclass(frozen=True, slots=True)
class Synced:
    handle: int


@dataclass(frozen=True, slots=True)
class FolderSynced:
    pass


@dataclass(frozen=True, slots=True)
class Removed:
    name: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Receipts were handed out."""

    receipts: tuple[Receipt, ...]


Step = Opened | Written | Cut | Synced | FolderSynced | Removed | Acknowledged


def trace(job: Job, folder: Path) -> list[Step]:
    """Let a writer do its job under strace, and tell what it did to the files of a folder."""
    log = folder.parent / f"{folder.name}.strace"
    command = ["strace", "-xx", "-s", "1000000", "-e", f"trace={CALLS}", "-o", str(log)]
    subprocess.run(
        [*command, sys.executable, str(PROGRAM), line_of(job).strip()],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    with log.open(encoding="ascii") as lines:
        steps = list(_Reader(folder).read(lines))
    log.unlink()
    return steps


class _Reader:
    """Follows which number stands for which file."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        self._open: dict[int, int | None] = {}
        """By number of the process: the handle of a file, or None for the folder."""
        self._handles = 0

    def read(self, lines: Iterator[str]) -> Iterator[Step]:
        for line in lines:
            found = _CALL.match(line)
            if found and not found[3].startswith("-"):
                step = self._step(found[1], found[2], found[3])
                if step is not None:
                    yield step

    def _step(self, call: str, asked: str, answer: str) -> Step | None:
        if call == "openat":
            return self._opened(asked, int(answer))
        if call in ("unlink", "rename", "renameat", "renameat2", "unlinkat", "link", "truncate"):
            return self._renamed(call, asked)
        parts = asked.split(", ")
        if call == "mmap":
            mapped = int(parts[4])
            assert mapped not in self._open or "PROT_WRITE" not in asked, asked[:200]
            return None
        number = int(parts[0]) if parts[0].isdecimal() else -1
        if call == "close":
            self._open.pop(number, None)
            return None
        if call == "write" and number == 1:
            words = _text(parts[1]).decode().strip().partition(" ")
            return Acknowledged(tuple(receipts_of(words[2]))) if words[0] == "kept" else None
        if number not in self._open:
            return None
        return self._asked(call, self._open[number], parts, int(answer))

    def _opened(self, asked: str, number: int) -> Step | None:
        path = _text(asked).decode()
        self._open.pop(number, None)
        if path == self._folder:
            self._open[number] = None
            return None
        name = path.removeprefix(self._folder + "/")
        if name == path or name.endswith("-shm"):
            return None
        self._handles += 1
        self._open[number] = self._handles
        return Opened(name, self._handles, empties="O_TRUNC" in asked)

    def _renamed(self, call: str, asked: str) -> Step | None:
        path = _text(asked).decode()
        name = path.removeprefix(self._folder + "/")
        if name == path or name.endswith("-shm"):
            return None
        assert call == "unlink", f"{call} of {name} is not understood here"
        return Removed(name)

    def _asked(self, call: str, handle: int | None, parts: list[str], answer: int) -> Step:
        if handle is None:
            assert call in ("fsync", "fdatasync"), call
            return FolderSynced()
        match call:
            case "pwrite64":
                return Written(handle, int(parts[3]), _text(parts[1])[:answer])
            case "ftruncate":
                return Cut(handle, int(parts[1]))
            case "fsync" | "fdatasync":
                return Synced(handle)
        raise AssertionError(f"{call} is not understood here")


def _text(quoted: str) -> bytes:
    found = _TEXT.search(quoted)
    assert found, quoted[:200]
    return bytes.fromhex(found[1].replace("\\x", ""))
