"""Verifying a log on all cores, and the library's bare Ed25519 verification beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bench.record_appending import LOG_KEY
from muster.record.events import LEAF_NAMESPACE, SignedEvent, checksum
from muster.record.keyring import ENROLLED
from muster.record.verify import verify

Signed = tuple[bytes, bytes, bytes]
"""Public key, signature, and what was signed."""


def signatures_of(events: Sequence[SignedEvent]) -> list[Signed]:
    """What the library has to verify of events."""
    keys = {
        each.event.body["key"]: bytes.fromhex(each.event.body["public_key"])
        for each in events
        if each.event.type == ENROLLED
    }
    return [
        (keys[each.event.device], each.signature, LEAF_NAMESPACE + checksum(each.raw))
        for each in events
    ]


def verify_log(path: Path, events: int, processes: int, *, signatures: bool) -> float:
    """Events per second of `verify`, from nothing but the file; it must find no fault."""
    begun = time.perf_counter()
    verdict = verify(path, LOG_KEY.public_key(), signatures=signatures, processes=processes)
    rate = events / (time.perf_counter() - begun)
    if verdict.fault is not None or verdict.events != events:
        raise ValueError(f"found {verdict}; expected {events} events and no fault")
    return rate


def verify_barely(signed: Sequence[Signed], processes: int) -> float:
    """Signatures per second that the library verifies, in as many processes at once.

    Each process is timed over its own loop alone, all running together: starting them and handing
    over what they verify is not counted.
    """
    parts = [signed[at::processes] for at in range(processes)]
    with ProcessPoolExecutor(processes, get_context("forkserver")) as pool:
        spent = list(pool.map(_verify_part, parts))
    return sum(len(part) / seconds for part, seconds in zip(parts, spent, strict=True))


def processor_share(path: Path, signed: Sequence[Signed]) -> float:
    """Processor time of bare verification as a share of that of `verify`, both in this process.

    Whatever else the machine does counts for little here.
    """
    begun = time.process_time()
    verify_log(path, len(signed), 1, signatures=True)
    whole = time.process_time() - begun
    begun = time.process_time()
    _verify_part(signed)
    return (time.process_time() - begun) / whole


def _verify_part(part: Sequence[Signed]) -> float:
    keys = {raw: Ed25519PublicKey.from_public_bytes(raw) for raw, _, _ in part}
    begun = time.perf_counter()
    for raw, signature, message in part:
        keys[raw].verify(signature, message)
    return time.perf_counter() - begun
