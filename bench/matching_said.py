"""Fit what Muster says of a pair: the constants `SAID` of `muster.matching.calibration`.

    python -m bench.matching_said --names FOLDER

Draws rosters of many and of few names, of all kinds, overlaps and scripts, with seeds below 101,
and fits by logistic regression whether an assigned pair is right. All pairs of rosters count alike.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.matching import NAMES
from bench.matching_names import NameType, judged_names, write_training_half
from bench.matching_rosters import Case, make_case
from muster.matching.calibration import said_terms, share_of_strangers
from muster.matching.channel import read_channel
from muster.matching.choice import among_fitting, weigh_up
from muster.matching.decoys import best_odds, draw_decoys
from muster.matching.duplicates import beside, find_duplicates
from muster.matching.training import read_pairs, train

FIRST_SEED, SIZE, FEW = 50, 2_000, (220, 50)
"""Few names: as many types, so that many people bear one name."""

PENALTY = 1e-3


def cases(names: list[NameType]) -> Iterator[Case]:
    """The rosters."""
    random, seed = np.random.default_rng(5), FIRST_SEED
    some = [[names[i] for i in sorted(random.choice(len(names), few, False))] for few in FEW]
    for kind in ("moderate", "hard"):
        for overlap in (1.0, 0.9, 0.7, 0.5, 0.3, 0.1):
            for known in (names, *some):
                yield make_case(known, kind, SIZE, overlap, seed)
                seed += 1
        for scripts in ("latin latin", "arabic arabic"):
            for overlap in (1.0, 0.4):
                yield make_case(names, kind, SIZE, overlap, seed, scripts)
                seed += 1


def terms(case: Case, model: Path) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """What is known of each assigned pair, and whether it is right."""
    weighed = weigh_up(read_channel(case.a.script, case.b.script, model), case.a, case.b)
    pairs, n, m = weighed.pairs, weighed.n, weighed.m
    best, _ = best_odds(weighed.alone, pairs.columns, weighed.alone > 0, m)
    of_a, of_b = beside(weighed.data, weighed.pairs, weighed.parameters)
    twice = find_duplicates(case.a, model, of_a), find_duplicates(case.b, model, of_b)
    sure = twice[0].odds > 0
    first, second = twice[0].first[sure], twice[0].second[sure]
    decoys = draw_decoys(
        weighed.data, weighed.parameters, (first, second), np.random.default_rng(n)
    )
    taken = weighed.assigned
    strangers = share_of_strangers(best, decoys)
    known = said_terms(weighed.odds[taken], among_fitting(weighed, *twice))
    ids = zip(pairs.rows[taken].tolist(), pairs.columns[taken].tolist(), strict=True)
    right = [(case.a.rows[i].id, case.b.rows[j].id) in case.truth for i, j in ids]
    return np.hstack([known, strangers * known]), np.array(right, float)


def fitted(given: Sequence[tuple[NDArray[np.float64], NDArray[np.float64]]]) -> NDArray[np.float64]:
    """The constants that make the answers likeliest, each pair of rosters counting alike."""
    known = np.concatenate([one for one, _ in given])
    right = np.concatenate([answers for _, answers in given])
    weight = np.concatenate([np.full(len(r), 1_000 / len(r)) for _, r in given])

    def loss(constants: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = known @ constants
        value = weight @ (np.logaddexp(0, odds) - right * odds) + PENALTY * constants @ constants
        slope = known.T @ (weight * (1 / (1 + np.exp(-odds)) - right)) + 2 * PENALTY * constants
        return float(value), slope

    begin = np.zeros(known.shape[1])
    found: NDArray[np.float64] = minimize(loss, begin, jac=True, method="L-BFGS-B").x.reshape(2, -1)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on one half of the names, fit on people of the other, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.matching_said", description=__doc__)
    parser.add_argument("--names", type=Path, default=NAMES)
    pairs = parser.parse_args(arguments).names / "pairs.tsv"
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        half, model = Path(folder) / "half.tsv", Path(folder) / "half.npz"
        write_training_half(pairs, half)
        train(read_pairs(half), model)
        print(fitted([terms(case, model) for case in cases(judged_names(pairs))]).round(3))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
