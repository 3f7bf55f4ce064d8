"""What a disk may hold after the power was lost at some moment.

What was synced is there. Of what was written to a file and not synced, nothing may be there, or
what came first, or any of its sectors of 512 bytes; the same of a folder's entries, one by one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from crash_trace import Acknowledged, Cut, FolderSynced, Opened, Removed, Step, Synced, Written
from muster.record.receipts import Receipt

SECTOR = 512


class Kept(StrEnum):
    """Which of the unsynced writes reached the disk."""

    NONE = "none"
    PREFIX = "prefix"
    SECTORS = "sectors"


@dataclass
class File:
    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Written | Cut] = field(default_factory=list)


@dataclass
class Image:
    """A folder as it may be found after a crash, and what was acknowledged before it."""

    files: dict[str, bytes]
    receipts: Sequence[Receipt]
    kept: Kept
    unsynced: int
    """Writes that the crash put at risk."""

    def write(self, folder: Path) -> None:
        for path in folder.iterdir():
            path.unlink()
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


class Disk:
    """A folder and its files: what is durable, and what waits to become so."""

    def __init__(self) -> None:
        self.files: list[File] = []
        self.of_handle: dict[int, int] = {}
        self.names: dict[str, int] = {}
        """What running processes see: the number of a file by its name."""
        self.durable_names: dict[str, int] = {}
        self.waiting_names: list[tuple[str, int | None]] = []
        self.order: list[tuple[int, Written | Cut]] = []
        """Unsynced writes of all files, as they were made."""
        self.receipts: list[Receipt] = []

    def take(self, step: Step) -> None:
        match step:
            case Opened(name, handle, empties):
                if name not in self.names:
                    self._make(name)
                self.of_handle[handle] = self.names[name]
                if empties:
                    self._change(handle, Cut(handle, 0))
            case Written(handle) | Cut(handle):
                self._change(handle, step)
            case Synced(handle):
                number = self.of_handle[handle]
                for each in self.files[number].waiting:
                    apply(self.files[number].durable, each)
                self.files[number].waiting.clear()
                self.order = [each for each in self.order if each[0] != number]
            case FolderSynced():
                self.durable_names = dict(self.names)
                self.waiting_names.clear()
            case Removed(name):
                del self.names[name]
                self.waiting_names.append((name, None))
            case Acknowledged(receipts):
                self.receipts += receipts

    def _make(self, name: str) -> None:
        self.files.append(File())
        self.names[name] = len(self.files) - 1
        self.waiting_names.append((name, self.names[name]))

    def _change(self, handle: int, step: Written | Cut) -> None:
        number = self.of_handle[handle]
        self.files[number].waiting.append(step)
        self.order.append((number, step))

    def lose_power(self, kept: Kept, draw: random.Random) -> Image:
        """One of the states that the disk may be in."""
        contents = [bytearray(each.durable) for each in self.files]
        names = dict(self.durable_names)
        if kept is Kept.PREFIX:
            for number, step in self.order[: draw.randint(0, len(self.order))]:
                apply(contents[number], step)
            self._rename(names, self.waiting_names[: draw.randint(0, len(self.waiting_names))])
        elif kept is Kept.SECTORS:
            share = draw.choice((0.1, 0.5, 0.9, 0.99))
            for number, step in self.order:
                for part in sectors(step):
                    if draw.random() < share:
                        apply(contents[number], part)
            self._rename(names, [each for each in self.waiting_names if draw.random() < share])
        files = {name: bytes(contents[number]) for name, number in names.items()}
        return Image(files, tuple(self.receipts), kept, len(self.order))

    @staticmethod
    def _rename(names: dict[str, int], steps: Sequence[tuple[str, int | None]]) -> None:
        for name, number in steps:
            if number is None:
                names.pop(name, None)
            else:
                names[name] = number


def apply(content: bytearray, step: Written | Cut) -> None:
    """Write to a file's content, or cut or stretch it."""
    end = step.offset + len(step.data) if isinstance(step, Written) else step.length
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    if isinstance(step, Written):
        content[step.offset : end] = step.data
    else:
        del content[end:]


def sectors(step: Written | Cut) -> Iterator[Written | Cut]:
    """A write in the pieces in which a disk makes it, each of which it makes whole."""
    if isinstance(step, Cut):
        yield step
        return
    at, end = step.offset, step.offset + len(step.data)
    while at < end:
        stop = min(end, (at // SECTOR + 1) * SECTOR)
        yield Written(step.handle, at, step.data[at - step.offset : stop - step.offset])
        at = stop


def images(steps: Sequence[Step], number: int, draw: random.Random) -> Iterator[Image]:
    """Crashes at random moments between two steps, each way of losing writes in turn."""
    moments = sorted(draw.randrange(len(steps)) for _ in range(number))
    disk, at, ways = Disk(), 0, list(Kept)
    for count, moment in enumerate(moments):
        while at <= moment:
            disk.take(steps[at])
            at += 1
        yield disk.lose_power(ways[count % len(ways)], draw)
