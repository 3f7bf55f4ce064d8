"""`python -m bench`: measure Muster and its peers on the same instances, and write the table.

    python -m bench             the full set into bench/results/full.jsonl, then the table
    python -m bench --quick     a few small instances in less than 3 minutes, shown only
    python -m bench --table     the table from the results that are there
    python -m bench --list      what would be run, and for how long at most

Each result is added to its file as soon as it is there. What was interrupted goes on with the
same command: a run is made again only if the code that it rests on has changed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.cases import FULL, QUICK
from bench.code_digest import ROOT
from bench.document import write_between_markers
from bench.measuring import measure, missing, planned
from bench.methods import LABELS, RULES, Method
from bench.results import Result, Run, read_results
from bench.running import describe_machine, run_apart
from bench.table import render

FULL_RESULTS = ROOT / "bench" / "results" / "full.jsonl"
QUICK_RESULTS = ROOT / "out" / "bench" / "quick.jsonl"
DOCUMENT = ROOT / "docs" / "benchmarks.md"
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is missing and show the table."""
    asked = _parser().parse_args(arguments)
    path = asked.results or (QUICK_RESULTS if asked.quick else FULL_RESULTS)
    wanted = QUICK if asked.quick else FULL
    cases = [case for case in wanted if not asked.only or asked.only in case.name]
    try:
        if asked.list:
            _list(planned(cases), read_results(path))
            return 0
        if not asked.table:
            _measure(planned(cases), path)
        text = render(read_results(path))
        print(text)
        if not asked.quick:
            write_between_markers(DOCUMENT, text)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from here", file=sys.stderr)
        return INTERRUPTED
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a few small instances, shown only")
    parser.add_argument("--table", action="store_true", help="no runs: the table from the results")
    parser.add_argument("--list", action="store_true", help="no runs: what would be run")
    parser.add_argument("--only", metavar="TEXT", help="instances whose name has this in it")
    parser.add_argument("--results", type=Path, metavar="FILE", help="another file of results")
    return parser


def _measure(runs: Sequence[Run], path: Path) -> None:
    machine = describe_machine()

    def make(run: Run) -> Result:
        return run_apart(run, machine=machine, day=datetime.now(UTC).date().isoformat())

    if missing(runs, read_results(path)):
        compile_first = [sys.executable, "-m", "muster.planning.compile_ahead"]
        subprocess.run(compile_first, cwd=ROOT, check=True)
    measure(runs, path, make, lambda line: print(line, flush=True))


def _list(runs: Sequence[Run], results: Sequence[Result]) -> None:
    left = missing(runs, results)
    for run in left:
        print(f"{run.case}, {LABELS[Method(run.method)]}, at most {run.limit_s:g} s")
    timed = sum(run.limit_s for run in left if Method(run.method) not in RULES)
    print(f"{len(left)} of {len(runs)} runs left, {timed / 60:.0f} minutes at most within limits")


if __name__ == "__main__":
    sys.exit(main())
