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
from muster.record.events import LEAF_NAMESPACE, parse, plain_fields
from muster.record.store import Entry, Store, open_store
from muster.record.tree import leaf_hash

LEVEL = 10
CHUNK = 1 << LEVEL
"""Events in a chunk: a full subtree of the log's tree."""

MISSING = "found no such row; expected every one from 0"
Peak = tuple[int, int, bytes]
"""Level, place and hash of a full subtree."""

Signed = tuple[bytes, bytes, bytes]
"""Public key, signature, and what was signed."""


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
    checked = Checked(min(begin + CHUNK, wanted.size))
    runs: dict[str, Run] = {}
    leaves: list[bytes] = []
    signed: list[Signed] = []
    for entry in store.entries(begin, checked.end):
        seq = begin + len(leaves)
        text = _wrong(entry, seq, wanted.keys, runs, checked, signed)
        if text is not None:
            checked.fault = Fault(seq, f"event {seq}: {text}")
            break
        leaves.append(entry.leaf)
    else:
        if begin + len(leaves) < checked.end:
            seq = begin + len(leaves)
            checked.fault = Fault(seq, f"event {seq}: {MISSING}")
    at = _first_unsigned(signed)
    if at is not None:
        text = "found a signature that is not the device's; expected its own"
        checked.fault = Fault(begin + at, f"event {begin + at}: {text}")
        del leaves[at:]
    levels = _levels(leaves)
    wrong = _wrong_node(store, levels, begin)
    if wrong is not None and (checked.fault is None or wrong < checked.fault):
        checked.fault = wrong
    checked.peaks = _peaks(levels, begin, len(leaves))
    for size in wanted.sizes:
        if begin < size <= begin + len(leaves):
            checked.peaks_at[size] = _peaks(levels, begin, size - begin)
    return checked


_here: list[Store] = []
"""The database as another process has opened it, once."""


def open_here(place: str | Path) -> None:
    """Open the database in a process that checks chunks for another."""
    _here.append(open_store(place))


def check_chunk_here(wanted: Wanted, begin: int) -> Checked:
    """`check_chunk` on the database that this process has opened."""
    return check_chunk(_here[-1], wanted, begin)


def _levels(leaves: list[bytes]) -> list[list[bytes]]:
    """By level: hashes of the full subtrees of 2^level leaves, from the left."""
    levels = [leaves]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append(
            [
                sha256(b"\x01" + left + right).digest()
                for left, right in zip(below[::2], below[1::2], strict=False)
            ]
        )
    return levels


def _wrong_node(store: Store, levels: list[list[bytes]], begin: int) -> Fault | None:
    """The first subtree of which another hash is kept, by where it ends in the log."""
    wrong = []
    for level, hashes in enumerate(levels[1:], start=1):
        first = begin >> level
        kept = dict(store.nodes_between(level, first, first + len(hashes)))
        for place, hashed in enumerate(hashes, start=first):
            if kept.get(place) != hashed:
                seq = (place + 1 << level) - 1
                text = f"found another hash kept of subtree {place} of level {level}"
                wrong.append(Fault(seq, f"event {seq}: {text}"))
                break
    return min(wrong, default=None)


def _peaks(levels: list[list[bytes]], begin: int, size: int) -> list[Peak]:
    """The full subtrees of a chunk's first `size` leaves, as subtrees of the whole log."""
    found, at = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, begin + at >> level, levels[level][at >> level]))
            at += 1 << level
    return found


def _wrong(
    entry: Entry,
    seq: int,
    keys: Mapping[str, bytes] | None,
    runs: dict[str, Run],
    checked: Checked,
    signed: list[Signed],
) -> str | None:
    """What is wrong with one row, if anything is; its signature is put with the `signed`."""
    if entry.seq != seq:
        return MISSING
    fields = plain_fields(entry.raw)
    if fields is None:
        try:
            event = parse(entry.raw)
        except EventError as error:
            return str(error)
        told = (event.event_id, event.device, event.n, event.prev, event.type)
    else:
        told = fields[:5]
    event_id, device, n, prev, kind = told
    if (event_id, device, n, kind) != (entry.event_id, entry.device, entry.n, entry.type):
        return "found a row whose columns are not what the event says; expected the same"
    once = sha256(entry.raw).digest()
    twice = sha256(once).digest()
    if leaf_hash(twice + entry.signature + bytes.fromhex(device)) != entry.leaf:
        return "found another leaf than the event's; expected its checksum, signature and device"
    if keys is not None:
        raw = keys.get(device)
        if raw is None:
            return "found an event of a device that is not enrolled"
        signed.append((raw, entry.signature, LEAF_NAMESPACE + twice))
    run = runs.get(device)
    if run is None:
        run = Run(device, n, prev, seq, n, once.hex(), seq)
        runs[device] = run
        checked.runs.append(run)
        return None
    if (n, prev) != (run.last_n + 1, run.digest):
        return (
            f"found number {n} of device {device[:8]} after {run.last_n}; expected "
            f"{run.last_n + 1}, naming the event before it"
        )
    run.last_n, run.digest, run.last_seq = n, once.hex(), seq
    return None


def _first_unsigned(signed: list[Signed]) -> int | None:
    """The place of the first signature that is wrong.

    They are verified in one go: the library runs faster without Python's own work in between.
    """
    for at, (raw, signature, message) in enumerate(signed):
        try:
            _key(raw).verify(signature, message)
        except InvalidSignature:
            return at
    return None


@cache
def _key(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)
