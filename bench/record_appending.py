"""Appending to a log, and the same rows into a plain SQLite table, both with durable commits."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.record_events import AT
from muster.record.events import SignedEvent
from muster.record.log import Log, begin_log
from muster.record.outcomes import Status
from muster.record.store import create_store

LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "fullfsync=ON",
    "checkpoint_fullfsync=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
)
"""As the store sets them (muster.record.store.sqlite)."""
COLUMNS = "seq, event_id, device, n, type, raw, signature, leaf, received_at"


def append_to_log(path: Path, events: Sequence[SignedEvent], batch: int) -> float:
    """Events per second of `Log.append`, and after it all of them are in the log."""
    log = begin_log(create_store(path, AT), LOG_KEY, lambda: AT)
    begun = time.perf_counter()
    for at in range(0, len(events), batch):
        log.append(events[at : at + batch])
    rate = len(events) / (time.perf_counter() - begun)
    _check_all_are_there(log, events)
    return rate


def _check_all_are_there(log: Log, events: Sequence[SignedEvent]) -> None:
    if log.size != len(events) or log.append(events[-1:]).number(Status.KNOWN) != 1:
        raise ValueError(f"found {log.size} events in the log; expected {len(events)}")
    log.store.close()


def insert_plainly(path: Path, events: Sequence[SignedEvent], batch: int) -> float:
    """Rows per second into one table with the same columns and nothing else: no index, no tree."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"CREATE TABLE plain ({COLUMNS.replace('seq', 'seq INTEGER PRIMARY KEY')})")
    insert = f"INSERT INTO plain VALUES ({', '.join('?' * 9)})"
    rows = [_row(seq, signed) for seq, signed in enumerate(events)]
    begun = time.perf_counter()
    for at in range(0, len(rows), batch):
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(insert, rows[at : at + batch])
        connection.execute("COMMIT")
    rate = len(rows) / (time.perf_counter() - begun)
    connection.close()
    return rate


def _row(seq: int, signed: SignedEvent) -> tuple[int | str | bytes, ...]:
    event = signed.event
    named = (seq, event.event_id, event.device, event.n, event.type)
    return (*named, signed.raw, signed.signature, signed.digest, AT)
