"""Verifying a record: everything is derived again from the raw events, and compared.

The log is cut into chunks that several processes check at once, this one among them; what joins the
chunks, which is each device's chain and the upper tree, is checked here. The first thing wrong, in
the order of the log, is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import ProofError
from muster.record.checkpoints import origin_of, verify_checkpoint
from muster.record.chunks import (
    CHUNK,
    LEVEL,
    Checked,
    Fault,
    Wanted,
    check_chunk,
    check_chunk_here,
    open_here,
)
from muster.record.events import FIRST, parse
from muster.record.keyring import CLOSED, REVOKED, Keyring
from muster.record.log import LOG_KEY, ORIGIN
from muster.record.sharing import shared_out
from muster.record.store import Store, StoredCheckpoint, open_store
from muster.record.tree import EMPTY, node_hash

ALONE = 4 * CHUNK
"""Events up to which starting other processes would take longer than it saves."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found."""

    events: int
    devices: int
    checkpoints: int
    root: bytes
    fault: Fault | None
    """The first thing wrong, if anything is."""
    with_signatures: bool


@dataclass(slots=True)
class _Seen:
    """What is known of the log up to a chunk."""

    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    peaks: list[tuple[int, int, bytes]] = field(default_factory=list)
    """Level, place and hash of the full subtrees so far, the largest first."""
    roots: dict[int, bytes] = field(default_factory=dict)
    """Root by size, where a checkpoint was signed."""


def verify(
    place: str | Path,
    log: Ed25519PublicKey,
    *,
    signatures: bool = True,
    processes: int = 1,
    progress: Callable[[int, int], None] = lambda done, events: None,
) -> Verdict:
    """Check a record's database against itself and the log's public key.

    `place` is as for `open_store`; `progress` is told how many of all events are done.
    """
    place = place.absolute() if isinstance(place, Path) else place
    store = open_store(place)
    try:
        return _verify(store, place, log, signatures, processes, progress)
    finally:
        store.close()


def _verify(
    store: Store,
    place: str | Path,
    log: Ed25519PublicKey,
    signatures: bool,
    processes: int,
    progress: Callable[[int, int], None],
) -> Verdict:
    size, kept = store.size(), store.checkpoints()
    keyring, standing = _devices(store)
    keys = {device: known.public_key for device, known in keyring.devices.items()}
    verdict = partial(Verdict, size, len(keys), len(kept), with_signatures=signatures)
    if store.setting(ORIGIN) != origin_of(log):
        text = "found the origin of another log; expected that of the key given"
        return verdict(EMPTY, Fault(-1, text))
    if store.setting(LOG_KEY) != log.public_bytes_raw().hex():
        text = f"found another public key kept as `{LOG_KEY}`; expected the key given"
        return verdict(EMPTY, Fault(-1, text))
    wanted = Wanted(size, keys if signatures else None, frozenset(each.size for each in kept))
    seen, done = _Seen(), 0
    others = processes - 1 if size > ALONE else 0
    with _pool(place, others) as pool:
        here = partial(check_chunk, store, wanted)
        there = None if pool is None else _sent_to(pool, wanted)
        for checked in shared_out(range(0, size, CHUNK), here, there, others):
            fault = _join(seen, checked, store, standing)
            if fault is not None:
                if pool is not None:
                    pool.shutdown(cancel_futures=True)
                return verdict(EMPTY, fault)
            done = checked.end
            progress(done, size)
    root = _root(seen.peaks)
    seen.roots |= {0: EMPTY, size: root}
    return verdict(root, _wrong_nodes(store, size) or _wrong_checkpoint(kept, seen.roots, log))


def _pool(place: str | Path, processes: int) -> ProcessPoolExecutor | nullcontext[None]:
    if processes == 0:
        return nullcontext(None)
    context = get_context("forkserver")
    return ProcessPoolExecutor(processes, context, initializer=open_here, initargs=(place,))


def _sent_to(pool: ProcessPoolExecutor, wanted: Wanted) -> Callable[[int], Future[Checked]]:
    return lambda begin: pool.submit(check_chunk_here, wanted, begin)


def _devices(store: Store) -> tuple[Keyring, dict[str, tuple[int, int]]]:
    """The devices, and of each the places in the log after and before which it may sign."""
    keyring, standing = Keyring(), dict[str, tuple[int, int]]()
    for entry in store.entries_of_devices():
        event = parse(entry.raw)
        known = dict(keyring.devices)
        keyring.apply(event)
        for device, each in keyring.devices.items():
            if device not in known:
                begin = entry.seq if device == event.device else entry.seq + 1
                standing[device] = (begin, 1 << 62)
            elif each != known[device] and event.type in (REVOKED, CLOSED):
                standing[device] = (standing[device][0], min(standing[device][1], entry.seq))
    return keyring, standing


def _join(
    seen: _Seen, checked: Checked, store: Store, standing: dict[str, tuple[int, int]]
) -> Fault | None:
    """Continue the chains and the tree by a chunk; returns its first fault."""
    faults = [checked.fault, *_chain_faults(seen, checked, standing)]
    if checked.fault is None:
        faults.append(_grow(seen, checked, store))
    return min((each for each in faults if each is not None), default=None)


def _chain_faults(
    seen: _Seen, checked: Checked, standing: dict[str, tuple[int, int]]
) -> Iterator[Fault]:
    for run in checked.runs:
        last, digest = seen.heads.get(run.device, (-1, FIRST))
        if (run.first_n, run.prev) != (last + 1, digest):
            text = (
                f"found event {run.first_n} of device {run.device[:8]} after {last}; expected "
                f"{last + 1}, naming the event before it"
            )
            yield Fault(run.first_seq, text)
        begin, end = standing.get(run.device, (1 << 62, 0))
        if run.first_seq < begin:
            yield Fault(run.first_seq, "found an event of a device that is not enrolled before it")
        if run.last_seq > end:
            text = "found an event of a device after it was revoked or closed"
            yield Fault(max(run.first_seq, end + 1), text)
        seen.heads[run.device] = (run.last_n, run.digest)


def _grow(seen: _Seen, checked: Checked, store: Store) -> Fault | None:
    for size, peaks in checked.peaks_at.items():
        seen.roots[size] = _root([*seen.peaks, *peaks])
    for level, place, hashed in checked.peaks:
        seen.peaks.append((level, place, hashed))
        while level >= LEVEL and len(seen.peaks) > 1 and seen.peaks[-2][0] == level:
            (_, before, left), (_, _, right) = seen.peaks[-2:]
            level, hashed = level + 1, node_hash(left, right)
            seen.peaks[-2:] = [(level, before >> 1, hashed)]
            if store.node(level, before >> 1) != hashed:
                text = f"found another hash kept of subtree {before >> 1} of level {level}"
                return Fault(checked.end - 1, text)
    return None


def _root(peaks: list[tuple[int, int, bytes]]) -> bytes:
    if not peaks:
        return EMPTY
    root = peaks[-1][2]
    for _, _, peak in peaks[-2::-1]:
        root = node_hash(peak, root)
    return root


def _wrong_nodes(store: Store, size: int) -> Fault | None:
    expected, found = size - size.bit_count(), store.number_of_nodes()
    if found == expected:
        return None
    return Fault(size, f"found {found} hashes of subtrees kept; expected {expected}")


def _wrong_checkpoint(
    kept: list[StoredCheckpoint], roots: dict[int, bytes], log: Ed25519PublicKey
) -> Fault | None:
    for each in kept:
        try:
            checkpoint = verify_checkpoint(each.note, log)
        except ProofError as error:
            return Fault(each.size, f"checkpoint of size {each.size}: {error}")
        if (checkpoint.size, checkpoint.root) != (each.size, each.root):
            return Fault(
                each.size, f"found a checkpoint kept as of size {each.size}, and it is not"
            )
        if roots.get(checkpoint.size) != checkpoint.root:
            text = (
                f"found a checkpoint of size {each.size} that the events do not lead to; expected "
                "their root. The log was rewritten after it was signed"
            )
            return Fault(each.size, text)
    return None
