"""Verifying a log on all cores, and the library's bare Ed25519 verification beside it."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from bench.record_appending import LOG_KEY
from muster.record.events import LEAF_NAMESPACE
from muster.record.verify import verify

Signed = tuple[bytes, bytes]
"""Signature and what was signed."""


def verify_log(path: Path, events: int, processes: int, *, signatures: bool) -> float:
    """Events per second of `verify`, from nothing but the file; it must find no fault."""
    begun = time.perf_counter()
    verdict = verify(path, LOG_KEY.public_key(), signatures=signatures, processes=processes)
    rate = events / (time.perf_counter() - begun)
    if verdict.fault is not None or verdict.events != events:
        raise ValueError(f"found {verdict}; expected {events} events and no fault")
    return rate


def verify_barely(signatures: int, processes: int) -> float:
    """Signatures per second that the library verifies, in as many processes at once.

    Each process is timed over its own loop alone, all running together: starting them and handing
    over what they verify is not counted.
    """
    messages = [LEAF_NAMESPACE + number.to_bytes(32, "big") for number in range(signatures)]
    signed = [(LOG_KEY.sign(each), each) for each in messages]
    parts = [signed[at::processes] for at in range(processes)]
    with ProcessPoolExecutor(processes, get_context("forkserver")) as pool:
        spent = list(pool.map(_verify_part, parts))
    return sum(len(part) / seconds for part, seconds in zip(parts, spent, strict=True))


def processor_share(path: Path, events: int) -> float:
    """Processor time of bare verification as a share of that of `verify`, both in this process.

    Whatever else the machine does counts for little here.
    """
    begun = time.process_time()
    verify_log(path, events, 1, signatures=True)
    whole = time.process_time() - begun
    message = LEAF_NAMESPACE + bytes(32)
    signed = [(LOG_KEY.sign(message), message)] * events
    begun = time.process_time()
    _verify_part(signed)
    return (time.process_time() - begun) / whole


def _verify_part(part: list[Signed]) -> float:
    key = LOG_KEY.public_key()
    begun = time.perf_counter()
    for signature, message in part:
        key.verify(signature, message)
    return time.perf_counter() - begun
