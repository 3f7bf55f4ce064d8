"""How fast the record is: appending beside plain SQLite, verifying beside bare Ed25519.

`python -m bench.record_speed` runs every measurement several times in turn, prints the medians and
writes them to docs/benchmarks-record.md. Databases are made in FOLDER, which must be on a disk.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from bench.code_digest import ROOT
from bench.document import write_between_markers
from bench.record_appending import append_to_log, insert_plainly
from bench.record_events import signed_events
from bench.record_verifying import (
    processor_share,
    signatures_of,
    verify_barely,
    verify_log,
)
from bench.running import describe_machine
from muster.record.events import SignedEvent

DOCUMENT = ROOT / "docs" / "benchmarks-record.md"
ROUNDS, VERIFYING_ROUNDS = 7, 3
ONE_BY_ONE, IN_BATCHES, BATCH = 5_000, 50_000, 100
VERIFIED, VERIFIED_ALONE = 200_000, 20_000
SYNCS, SHARES = 200, 3

Rates = dict[str, list[float]]
"""By measurement: what each round gave, per second."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(prog="python -m bench.record_speed", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--only-print", action="store_true", help="leave the page as it is")
    asked = parser.parse_args(arguments)
    events = list(signed_events(max(VERIFIED, IN_BATCHES), random.Random(1)))
    rates: Rates = {}
    with tempfile.TemporaryDirectory(prefix="muster-bench-", dir=asked.folder) as folder:
        for number in range(asked.rounds):
            _append(Path(folder), events, rates)
            print(f"appending: round {number + 1} of {asked.rounds}", file=sys.stderr, flush=True)
        for number in range(VERIFYING_ROUNDS):
            _verify(Path(folder), events, rates)
            print(
                f"verifying: round {number + 1} of {VERIFYING_ROUNDS}", file=sys.stderr, flush=True
            )
        sync_ms = _sync_ms(Path(folder))
    text = _table(rates, events, sync_ms)
    print(text)
    if not asked.only_print:
        write_between_markers(DOCUMENT, text)
    return 0


def _append(folder: Path, events: Sequence[SignedEvent], rates: Rates) -> None:
    """Every way of appending once, each to a new database."""
    path = folder / "database"

    def note(name: str, rate: float) -> None:
        rates.setdefault(name, []).append(rate)

    for number, batch in ((ONE_BY_ONE, 1), (IN_BATCHES, BATCH)):
        note(f"plain {batch}", insert_plainly(path, events[:number], batch))
        _remove(path)
        note(f"log {batch}", append_to_log(path, events[:number], batch))
        _remove(path)


def _verify(folder: Path, events: Sequence[SignedEvent], rates: Rates) -> None:
    """Every way of verifying once; the library alone before and after what it is held against."""
    cores = os.cpu_count() or 1
    path = folder / "database"
    signed = signatures_of(events[:VERIFIED])
    append_to_log(path, events[:VERIFIED], 1_000)
    without = verify_log(path, VERIFIED, cores, signatures=False)
    before = verify_barely(signed[::2], cores)
    checked = verify_log(path, VERIFIED, cores, signatures=True)
    after = verify_barely(signed[1::2], cores)
    for name, rate in (
        ("verify", without),
        ("verify signatures", checked),
        ("bare", 2 / (1 / before + 1 / after)),
    ):
        rates.setdefault(name, []).append(rate)
    _remove(path)
    append_to_log(path, events[:VERIFIED_ALONE], 1_000)
    for _ in range(SHARES):
        rates.setdefault("share", []).append(processor_share(path, signed[:VERIFIED_ALONE]))
    _remove(path)


def _remove(path: Path) -> None:
    for each in path.parent.iterdir():
        each.unlink()


def _sync_ms(folder: Path) -> float:
    """Median milliseconds of writing 4 KiB more to a file and syncing it."""
    spent = []
    with (folder / "synced").open("wb", buffering=0) as file:
        for _ in range(SYNCS):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            spent.append(1000 * (time.perf_counter() - begun))
    return median(spent)


def _table(rates: Rates, events: Sequence[SignedEvent], sync_ms: float) -> str:
    day = datetime.now(UTC).date().isoformat()
    size = median(len(each.raw) for each in events)
    lines = [
        f"{day}, {describe_machine()}, Python {sys.version.split()[0]}, SQLite "
        f"{sqlite3.sqlite_version}; writing 4 KiB and syncing takes {sync_ms:.2f} ms (median). "
        f"Medians of {len(rates['log 1'])} rounds, of {len(rates['bare'])} for verifying "
        f"{VERIFIED:,} events; in brackets the least and the most. An event is {size:.0f} bytes.",
        "",
        "| | per second | beside | asked |",
        "|---|---|---|---|",
        *(_row(rates, *row) for row in ROWS),
        "",
        f"By processor time, which other work on the machine changes little, bare Ed25519 is "
        f"{100 * median(rates['share']):.0f} % of verifying with signatures.",
    ]
    return "\n".join(lines)


ROWS = (
    ("plain SQLite, one row a commit", "plain 1", None, ""),
    ("log, one event a commit", "log 1", "plain 1", "at least 50 %"),
    (f"plain SQLite, {BATCH} rows a commit", "plain 100", None, ""),
    (f"log, {BATCH} events a commit", "log 100", "plain 100", "at least 20,000"),
    ("verify without signatures, all cores", "verify", None, "at least 50,000"),
    ("the library's bare Ed25519, all cores", "bare", None, ""),
    ("verify with signatures, all cores", "verify signatures", "bare", "at least 85 %"),
)
"""What is measured, its name, what it is held against, and what the record must reach."""


def _row(
    rates: Mapping[str, list[float]], text: str, name: str, other: str | None, asked: str
) -> str:
    of = rates[name]
    rate = f"{median(of):,.0f} ({min(of):,.0f}-{max(of):,.0f})"
    beside = ""
    if other is not None:
        share = median(one / two for one, two in zip(of, rates[other], strict=True))
        beside = f"{100 * share:.0f} %"
    return f"| {text} | {rate} | {beside} | {asked} |"


if __name__ == "__main__":
    sys.exit(main())
