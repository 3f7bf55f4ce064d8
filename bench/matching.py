"""Rosters with known truth against each other, and beside other ways: docs/benchmarks-matching.md.

    make bench-match            # or: python -m bench.matching --names FOLDER

FOLDER holds pairs.tsv (columns arabic, latin, count, source). A model is trained on one half of its
names; the people of the rosters bear names of the other half. Each line of the first table is one
run; the second puts the peers of .venv-peers on the same rosters.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.code_digest import ROOT
from bench.document import write_between_markers
from bench.matching_measured import HEADING, Measured, measure
from bench.matching_names import NameType, judged_names, write_training_half
from bench.matching_plot import draw_reliability
from bench.matching_rosters import Case, make_case
from bench.running import describe_machine
from muster.matching.training import read_pairs, train

DOCUMENT = ROOT / "docs" / "benchmarks-matching.md"
PLOT = ROOT / "docs" / "images" / "matching-reliability.svg"
NAMES = ROOT.parent / "shared" / "data" / "names"
PEERS = ROOT / ".venv-peers" / "bin" / "python"
SIZE, LARGE = 7_000, 50_000
KINDS, OVERLAPS = ("moderate", "hard"), (1.0, 0.5, 0.1, 0.0)


@dataclass(frozen=True, slots=True)
class Task:
    """One pair of rosters to make and match."""

    scripts: str
    kind: str
    size: int
    overlap: float
    seed: int

    def __str__(self) -> str:
        one, other = self.scripts.split()
        return f"{one} - {other}, {self.kind}, {self.size:,}, {self.overlap:.0%} on both"


def tasks(large: bool, size: int) -> Iterator[Task]:
    """What is measured, in the order of the table."""
    for kind in KINDS:
        for number, overlap in enumerate(OVERLAPS):
            yield Task("arabic latin", kind, size, overlap, 101 + number)
    for scripts, seed in (("latin latin", 111), ("arabic arabic", 112)):
        for kind in KINDS:
            yield Task(scripts, kind, size, 1.0, seed)
    if large:
        yield Task("arabic latin", "moderate", LARGE, 1.0, 121)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one half, match people of the other, print and write down."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    parser.add_argument("--names", type=Path, default=NAMES)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--no-large", action="store_true", help="leave 50,000 out")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--only-print", action="store_true", help="leave the page as it is")
    asked = parser.parse_args(arguments)
    pairs = asked.names / "pairs.tsv"
    if not pairs.exists():
        print(f"{pairs}: not there; give the folder of pairs.tsv with --names", file=sys.stderr)
        return 2
    names = judged_names(pairs)
    lines: list[str] = []
    runs: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        half, model = Path(folder) / "half.tsv", Path(folder) / "half.npz"
        write_training_half(pairs, half)
        train(read_pairs(half), model)
        measure(make_case(names, "moderate", 100, 1.0, 1), model)  # compiles
        for task in tasks(not asked.no_large, asked.size):
            case = make_case(names, task.kind, task.size, task.overlap, task.seed, task.scripts)
            measured = measure(case, model)
            runs[str(task)] = measured
            lines.append(measured.line(str(task)))
            print(lines[-1], flush=True)
        peers = [] if asked.no_peers else list(_peers(names, asked.size, model, Path(folder)))
    text = _text(lines, peers)
    if not asked.only_print:
        write_between_markers(DOCUMENT, text)
        draw_reliability({name: run for name, run in runs.items() if run.recall}, PLOT)
    return 0


def _peers(names: list[NameType], size: int, model: Path, folder: Path) -> Iterator[str]:
    """Lines of the second table: everyone on the same two pairs of rosters."""
    if not PEERS.exists():
        print(f"{PEERS}: not there; `make bench-match` sets it up", file=sys.stderr)
        return
    for kind in KINDS:
        case = make_case(names, kind, size, 1.0, 131, formats=False)
        path = folder / f"{kind}.json"
        path.write_text(json.dumps(_as_told(case)), encoding="utf-8")
        ours = measure(case, model)
        yield f"| Muster | {kind} | {ours.f1:.3f} | {ours.swapped:,} | {ours.seconds:.0f} s |"
        for peer in ("rapidfuzz", "splink", "nomenklatura"):
            began = resource.getrusage(resource.RUSAGE_CHILDREN)
            done = subprocess.run(
                [str(PEERS), "-m", "bench.matching_peers", peer, str(path)],
                cwd=ROOT, capture_output=True, text=True, check=False,
            )  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent = after.ru_utime + after.ru_stime - began.ru_utime - began.ru_stime
            if done.returncode:
                print(done.stderr[-2000:], file=sys.stderr)
                yield f"| {peer} | {kind} | failed | | |"
                continue
            found = json.loads(done.stdout.splitlines()[-1])
            line = f"| {found['name']} | {kind} | {found['f1']:.3f} | {found['swapped']:,} "
            yield line + f"| {spent:.0f} s |"
            print(line, flush=True)


def _as_told(case: Case) -> dict[str, Any]:
    rows = {
        side: [
            [row.id, row.name, row.year, *row.side]
            for row in (case.a if side == "a" else case.b).rows
        ]
        for side in "ab"
    }
    return {**rows, "truth": sorted(case.truth)}


def _text(lines: list[str], peers: list[str]) -> str:
    day = datetime.now(UTC).date().isoformat()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    parts = [
        f"{day}, {describe_machine()}. Processor time of all cores together, reading and page "
        f"left out; at most {most:.1f} GiB in use.",
        "",
        *HEADING,
        *lines,
    ]
    if peers:
        parts += ["", "| method | rosters | best F1 | swapped people | processor time |"]
        parts += ["|---|---|---|---|---|", *peers]
    return "\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
