"""Which runs there are, which are missing, and making those one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.cases import SEED, Case
from bench.code_digest import code_digest
from bench.methods import LABELS, Method
from bench.results import Result, Run, append_result, read_results

Make = Callable[[Run], Result]


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


def measure(runs: Sequence[Run], path: Path, make: Make, say: Callable[[str], None]) -> None:
    """Make the runs that have no result yet; each result is kept before the next run begins."""
    left = missing(runs, read_results(path))
    for number, run in enumerate(left, start=1):
        label = LABELS[Method(run.method)]
        say(f"{number}/{len(left)} {run.case}, {label}, at most {run.limit_s:g} s")
        result = make(run)
        append_result(path, result)
        say(f"    {in_short(result)}")


def in_short(result: Result) -> str:
    """A result in one line."""
    found = result.found
    loss = "no plan" if found.expected_loss is None else f"expected loss {found.expected_loss:.5g}"
    broken = f", BREAKS RULES: {found.violations[0]}" if found.violations else ""
    note = f", {found.note}" if found.note else ""
    return f"{found.outcome} after {found.seconds:.1f} s, {loss}{broken}{note}"
