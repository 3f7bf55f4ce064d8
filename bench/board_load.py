"""The board under load: 50 pages open on the situation, officers scanning at four gates.

`python -m bench.board_load` makes a record of 7,000 people and 100,000 events, serves it in a
process of its own, puts the load on it several times, prints the medians of the rounds and writes
them to docs/benchmarks-board.md. Everything goes over the loopback of this machine, and the load
is made on the same cores.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import numpy as np

from bench.board_clients import Seen, load_board
from bench.board_operation import Operation, kept_operation, make_operation
from bench.code_digest import ROOT
from bench.document import write_between_markers
from bench.running import describe_machine

DOCUMENT = ROOT / "docs" / "benchmarks-board.md"
ROUNDS, SECONDS = 3, 60.0
WATCHERS, SCANNERS = 50, 4
PEOPLE_AT_GATES = 400
SITUATION_MS, SCAN_MS = 300, 150
"""What is asked at the 95th percentile (issue 6)."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of the load."""

    seen: Seen
    took_ms: dict[str, list[float]]
    """At the server, by kind of request."""
    processor_s: float
    load: float
    """Processes that wanted a core, over the last minute."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write down."""
    parser = argparse.ArgumentParser(prog="python -m bench.board_load", description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only-print", action="store_true", help="leave the page as it is")
    parser.add_argument("--keep", type=Path, help="where the record is kept for the next time")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        record = asked.keep or Path(folder) / "record"
        operation = kept_operation(record) or make_operation(record, PEOPLE_AT_GATES)
        print(f"{operation.events:,} events; people wait at {len(operation.gates)} gates",
              file=sys.stderr, flush=True)  # fmt: skip
        rounds = []
        for number in range(asked.rounds):
            copy = Path(folder) / f"round-{number}"
            shutil.copytree(record, copy)
            rounds.append(_round(copy, operation, asked.seconds, number))
            shutil.rmtree(copy)
            print(f"round {number + 1} of {asked.rounds}", file=sys.stderr, flush=True)
    text = _table(operation, rounds, asked.seconds)
    print(text)
    if not asked.only_print:
        write_between_markers(DOCUMENT, text)
    return 0


def _round(folder: Path, operation: Operation, seconds: float, seed: int) -> Round:
    out = folder / "times.json"
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.board_server", str(folder), str(out)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert server.stdout is not None
    try:
        url = server.stdout.readline().strip()
        seen = asyncio.run(load_board(url, operation.gates, WATCHERS, SCANNERS, seconds, seed))
        load = os.getloadavg()[0]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
    told = json.loads(out.read_text(encoding="utf-8"))
    return Round(seen, told["took_ms"], told["processor_s"], load)


def _table(operation: Operation, rounds: Sequence[Round], seconds: float) -> str:
    pages = [len(each.seen.situation_ms) / seconds for each in rounds]
    scans = [len(each.seen.scan_ms) / seconds for each in rounds]
    rows = [
        _row("situation page, at the server", [r.took_ms["situation"] for r in rounds],
             SITUATION_MS),
        _row("situation page, as the browser has it", [r.seen.situation_ms for r in rounds]),
        _row("course of the map, at the server", [r.took_ms["course"] for r in rounds]),
        _row("scan to its commit acknowledged, at the server", [r.took_ms["scan"] for r in rounds],
             SCAN_MS),
        _row("scan to its commit acknowledged, as the browser has it",
             [r.seen.scan_ms for r in rounds]),
    ]  # fmt: skip
    refused = sum(each.seen.refused for each in rounds)
    busy = [each.processor_s / seconds for each in rounds]
    loads = ", ".join(f"{each.load:.1f}" for each in rounds)
    return "\n".join([
        f"{datetime.now(UTC):%Y-%m-%d}, {describe_machine()}, Python {sys.version.split()[0]}. "
        f"{operation.people:,} people, {operation.events:,} events; {WATCHERS} pages open, each "
        f"with its stream of news; {SCANNERS} officers scan. {len(rounds)} rounds of "
        f"{seconds:.0f} s; medians of the rounds, in brackets the least and the most. A second has "
        f"{median(pages):.1f} situation pages with their courses and {median(scans):.1f} scans; "
        f"the server uses {median(busy):.2f} of a core; {refused} scans were refused. Processes "
        f"that wanted a core meanwhile, the load's own among them: {loads} (2 cores).",
        "", "| milliseconds | half | 95 of 100 | asked at 95 |", "|---|---|---|---|", *rows,
    ])  # fmt: skip


def _row(name: str, rounds: Sequence[Sequence[float]], asked_ms: int | None = None) -> str:
    asked = "" if asked_ms is None else f"at most {asked_ms}"
    halves = [float(np.percentile(each, 50)) for each in rounds]
    most = [float(np.percentile(each, 95)) for each in rounds]
    return f"| {name} | {_spread(halves)} | {_spread(most)} | {asked} |"


def _spread(values: Sequence[float]) -> str:
    return f"{median(values):.0f} ({min(values):.0f}-{max(values):.0f})"


if __name__ == "__main__":
    sys.exit(main())
