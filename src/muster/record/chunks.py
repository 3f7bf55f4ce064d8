"""Verifying one chunk of a log: its events, leaves, signatures and the subtree above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import EventError
from muster.record.events import LEAF_NAMESPACE, Event, parse
from muster.record.frontier import Frontier
from muster.record.store import Entry, Store, open_store
from muster.record.tree import leaf_hash

LEVEL = 12
CHUNK = 1 << LEVEL
"""Events in a chunk: a full subtree of the log's tree."""

Peak = tuple[int, int, bytes]
"""Level, place and hash of a full subtree."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong with a record."""

    seq: int
    """Place in the log; -1 for the record as a whole."""
    text: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What every chunk of a log is checked against."""

    size: int
    """Events in the log."""
    keys: Mapping[str, bytes] | None
    """Public keys by device; None to leave signatures unchecked."""
    sizes: frozenset[int]
    """Sizes of the log at which the tree's peaks are wanted."""


@dataclass(slots=True)
class Run:
    """Events of one device that follow on each other within a chunk."""

    device: str
    first_n: int
    prev: str
    first_seq: int
    last_n: int
    digest: str
    last_seq: int


@dataclass(slots=True)
class Checked:
    """What a chunk adds."""

    end: int
    runs: list[Run] = field(default_factory=list)
    peaks: list[Peak] = field(default_factory=list)
    """Its full subtrees, the largest first: one, unless it is the last chunk."""
    peaks_at: dict[int, list[Peak]] = field(default_factory=dict)
    """The same at sizes of the log that were asked for."""
    fault: Fault | None = None


def check_chunk(store: Store, wanted: Wanted, begin: int) -> Checked:
    """Derive events begin <= seq < begin + CHUNK of a log again."""
    size, keys, sizes = wanted.size, wanted.keys, wanted.sizes
    checked = Checked(min(begin + CHUNK, size))
    nodes = _nodes(store, begin, checked.end)
    frontier = Frontier()
    open_runs: dict[str, Run] = {}
    seq = begin
    for entry in store.entries(begin, checked.end):
        text = _wrong(entry, seq, keys, open_runs, checked)
        if text is None:
            for level, at, hashed in frontier.append(entry.leaf):
                where = level, (begin >> level) + at
                if nodes.get(where) != hashed:
                    text = f"found another hash kept of subtree {where[1]} of level {level}"
        if text is not None:
            checked.fault = Fault(seq, f"event {seq}: {text}")
            return checked
        seq += 1
        if seq in sizes:
            checked.peaks_at[seq] = _peaks(frontier, begin)
    if seq < checked.end:
        checked.fault = Fault(seq, f"event {seq}: found no such row; expected every one from 0")
    checked.peaks = _peaks(frontier, begin)
    return checked


_here: list[Store] = []
"""The database as another process has opened it, once."""


def open_here(place: str | Path) -> None:
    """Open the database in a process that checks chunks for another."""
    _here.append(open_store(place))


def check_chunk_here(wanted: Wanted, begin: int) -> Checked:
    """`check_chunk` on the database that this process has opened."""
    return check_chunk(_here[-1], wanted, begin)


def _nodes(store: Store, begin: int, end: int) -> dict[tuple[int, int], bytes]:
    return {
        (level, at): hashed
        for level in range(1, LEVEL + 1)
        for at, hashed in store.nodes_between(level, begin >> level, end >> level)
    }


def _peaks(frontier: Frontier, begin: int) -> list[Peak]:
    """The peaks of a chunk's own frontier, as subtrees of the whole log."""
    found, at, peaks = [], 0, iter(frontier.peaks)
    for level in reversed(range(frontier.size.bit_length())):
        if frontier.size >> level & 1:
            found.append((level, begin + at >> level, next(peaks)))
            at += 1 << level
    return found


def _wrong(
    entry: Entry,
    seq: int,
    keys: Mapping[str, bytes] | None,
    runs: dict[str, Run],
    checked: Checked,
) -> str | None:
    """What is wrong with one row, if anything is."""
    if entry.seq != seq:
        return "found no such row; expected every one from 0"
    try:
        event = parse(entry.raw)
    except EventError as error:
        return str(error)
    told = (event.event_id, event.device, event.n, event.type)
    if told != (entry.event_id, entry.device, entry.n, entry.type):
        return "found a row whose columns are not what the event says; expected the same"
    once = sha256(entry.raw).digest()
    twice = sha256(once).digest()
    if leaf_hash(twice + entry.signature + bytes.fromhex(event.device)) != entry.leaf:
        return "found another leaf than the event's; expected its checksum, signature and device"
    if keys is not None:
        raw = keys.get(event.device)
        if raw is None:
            return "found an event of a device that is not enrolled"
        try:
            _key(raw).verify(entry.signature, LEAF_NAMESPACE + twice)
        except InvalidSignature:
            return "found a signature that is not the device's; expected its own"
    return _follow(event, seq, once.hex(), runs, checked)


@cache
def _key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


def _follow(
    event: Event, seq: int, digest: str, runs: dict[str, Run], checked: Checked
) -> str | None:
    run = runs.get(event.device)
    if run is None:
        run = Run(event.device, event.n, event.prev, seq, event.n, digest, seq)
        runs[event.device] = run
        checked.runs.append(run)
        return None
    if (event.n, event.prev) != (run.last_n + 1, run.digest):
        return (
            f"found number {event.n} of device {event.device[:8]} after {run.last_n}; expected "
            f"{run.last_n + 1}, naming the event before it"
        )
    run.last_n, run.digest, run.last_seq = event.n, digest, seq
    return None
