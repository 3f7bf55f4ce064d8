"""The promise and what is said of pairs, counted over many made-up rosters never tuned on.

    python -m bench.matching_promise --names FOLDER

Each line counts all rosters of one kind and overlap: what was decided, how much of it wrong, in how
many rosters more than promised, and how far what is said of the pairs is from what is right.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.matching import NAMES
from bench.matching_names import NameType, judged_names, write_training_half
from bench.matching_rosters import make_case
from muster.matching import Decision, match_rosters
from muster.matching.match import PROMISE
from muster.matching.training import read_pairs, train

SEEDS = range(201, 211)
"""Of rosters that nothing was tuned on (tuned on: below 101)."""

CASES = (
    ("moderate", 1.0), ("moderate", 0.5), ("moderate", 0.1), ("moderate", 0.0),
    ("hard", 1.0), ("hard", 0.5), ("hard", 0.1), ("hard", 0.0),
)  # fmt: skip
SIZE = 4_000
HEADING = (
    "| rosters | decided | of them wrong | rosters above the promise | true pairs decided | F1 "
    "| said, mean | right | expected calibration error |\n|---|---|---|---|---|---|---|---|---|"
)


def calibration_error(said: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance, by tenths of what is said, between said and right, weighed by pairs."""
    tenth = np.minimum((np.array(said) * 10).astype(int), 9)
    wrongness = np.bincount(tenth, np.array(said) - np.array(right, float), 10)
    return float(np.abs(wrongness).sum() / max(len(said), 1))


def counted(
    names: list[NameType], model: Path, kind: str, overlap: float, seeds: Sequence[int], size: int
) -> str:
    """One line of the table."""
    decided = wrong = above = true = 0
    said: list[float] = []
    right: list[bool] = []
    for seed in seeds:
        case = make_case(names, kind, size, overlap, seed)
        pairs = [m for m in match_rosters(case.a, case.b, model=model).matches if m.a and m.b]
        said += [m.probability for m in pairs]
        right += [(m.a, m.b) in case.truth for m in pairs]
        sure = [(m.a, m.b) for m in pairs if m.decision is Decision.DECIDED]
        errors = len(set(sure) - case.truth)
        decided, wrong, true = decided + len(sure), wrong + errors, true + len(case.truth)
        above += errors > PROMISE * len(sure)
    f1 = 2 * sum(right) / max(len(said) + true, 1)
    return (
        f"| {kind}, {overlap:.0%} on both | {decided:,} | {wrong} ({wrong / max(decided, 1):.2%}) "
        f"| {above} of {len(seeds)} | {(decided - wrong) / max(true, 1):.1%} | {f1:.4f} "
        f"| {np.mean(said) if said else 0:.3f} | {np.mean(right) if right else 0:.3f} "
        f"| {calibration_error(said, right):.3f} |"
    )


def lines(names: list[NameType], model: Path, size: int) -> Iterator[str]:
    """The table."""
    yield HEADING
    for kind, overlap in CASES:
        yield counted(names, model, kind, overlap, SEEDS, size)


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one half of the names, count on people of the other, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching_promise", description=__doc__)
    parser.add_argument("--names", type=Path, default=NAMES)
    parser.add_argument("--size", type=int, default=SIZE)
    asked = parser.parse_args(arguments)
    pairs = asked.names / "pairs.tsv"
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        half, model = Path(folder) / "half.tsv", Path(folder) / "half.npz"
        write_training_half(pairs, half)
        train(read_pairs(half), model)
        for line in lines(judged_names(pairs), model, asked.size):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
