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
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench.cases import FULL, QUICK, SEED, Case
from bench.code_digest import ROOT, code_digest
from bench.document import write_between_markers
from bench.methods import LABELS, RULES, Method
from bench.results import Result, Run, append_result, read_results
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
            measure(planned(cases), path)
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


def planned(cases: Sequence[Case]) -> list[Run]:
    """Every method on every case, in order."""
    return list(_runs(cases))


def _runs(cases: Sequence[Case]) -> Iterator[Run]:
    generated = {method: code_digest(method) for method in Method}
    for case in cases:
        for method in Method:
            limit_s = case.muster_s if method is Method.MUSTER else case.solver_s
            folder = case.example
            code = generated[method] if folder is None else code_digest(method, folder)
            yield Run(case.name, method.value, SEED, limit_s, code)


def missing(runs: Sequence[Run], results: Sequence[Result]) -> list[Run]:
    """Runs without a result of the same code, seed and limit."""
    made = {result.run for result in results}
    return [run for run in runs if run not in made]


def measure(runs: Sequence[Run], path: Path) -> None:
    """Make the runs that have no result yet, one after the other."""
    left = missing(runs, read_results(path))
    if not left:
        return
    machine = describe_machine()
    subprocess.run([sys.executable, "-m", "muster.planning.compile_ahead"], cwd=ROOT, check=True)
    for number, run in enumerate(left, start=1):
        label = LABELS[Method(run.method)]
        print(f"{number}/{len(left)} {run.case}, {label}, at most {run.limit_s:g} s", flush=True)
        result = run_apart(run, machine=machine, day=datetime.now(UTC).date().isoformat())
        append_result(path, result)
        print(f"    {_in_short(result)}", flush=True)


def _in_short(result: Result) -> str:
    found = result.found
    loss = "no plan" if found.expected_loss is None else f"expected loss {found.expected_loss:.5g}"
    broken = f", BREAKS RULES: {found.violations[0]}" if found.violations else ""
    note = f", {found.note}" if found.note else ""
    return f"{found.outcome} after {found.seconds:.1f} s, {loss}{broken}{note}"


def _list(runs: Sequence[Run], results: Sequence[Result]) -> None:
    left = missing(runs, results)
    for run in left:
        print(f"{run.case}, {LABELS[Method(run.method)]}, at most {run.limit_s:g} s")
    timed = sum(run.limit_s for run in left if Method(run.method) not in RULES)
    print(f"{len(left)} of {len(runs)} runs left, {timed / 60:.0f} minutes at most within limits")


if __name__ == "__main__":
    sys.exit(main())
