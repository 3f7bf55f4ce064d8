"""What a matching is worth where the truth is known."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.matching_rosters import Case
from muster.matching import Decision, Matching, match_rosters
from muster.matching.channel import read_channel
from muster.matching.duplicates import Beside, beside, find_duplicates
from muster.matching.scoring import Data, Parameters, find_candidates, learn, prepare

REVIEWED = 5
"""Times the number of duplicates that are looked at for their recall."""

HEADING = (
    "| rosters | F1 | precision | recall | decided | of them wrong | true pairs decided "
    "| candidates' recall | duplicates found (by itself) | said beside right | processor time |",
    "|---|---|---|---|---|---|---|---|---|---|---|",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One run."""

    f1: float
    precision: float
    recall: float
    decided: int
    wrong: int
    decided_share: float
    candidates: float
    """Share of the true pairs among the candidates, at most 80 a row."""
    duplicates: float
    duplicates_alone: float
    """The same of each list by itself."""
    swapped: int
    """Rows of b matched to another person although theirs is on the other list."""
    reliability: tuple[tuple[float, float, int], ...]
    """By tenths of the pairs: the mean probability said, the share right, how many pairs."""
    seconds: float

    @property
    def calibration(self) -> float:
        """Mean distance between the probability said and the share that is right."""
        gaps = [abs(said - right) for said, right, _ in self.reliability]
        return float(np.mean(gaps)) if gaps else 0.0

    def line(self, name: str) -> str:
        """A line of the table."""
        wrong = f"{self.wrong} ({self.wrong / max(self.decided, 1):.2%})"
        return (
            f"| {name} | {self.f1:.4f} | {self.precision:.4f} | {self.recall:.4f} "
            f"| {self.decided:,} | {wrong} | {self.decided_share:.1%} | {self.candidates:.2%} "
            f"| {self.duplicates:.1%} ({self.duplicates_alone:.1%}) "
            f"| {self.calibration:.3f} | {self.seconds:.1f} s |"
        )


def measure(case: Case, model: Path | None) -> Measured:
    """Match and compare with the truth."""
    began = time.process_time()
    matching = match_rosters(case.a, case.b, model=model)
    seconds = time.process_time() - began
    found = {(m.a, m.b) for m in matching.matches if m.a and m.b}
    decided = {(m.a, m.b) for m in matching.matches if m.decision is Decision.DECIDED}
    right, present = found & case.truth, {b for _, b in case.truth}
    people = max(len(case.truth), 1)
    channel = read_channel(case.a.script, case.b.script, model)
    data, pairs, parameters = learn(prepare(channel, case.a, case.b))
    return Measured(
        2 * len(right) / max(len(found) + len(case.truth), 1),
        len(right) / max(len(found), 1),
        len(right) / people,
        len(decided),
        len(decided - case.truth),
        len(decided & case.truth) / people,
        candidates_recall(case, data, parameters),
        duplicates_recall(case, model, beside(data, pairs, parameters)),
        duplicates_recall(case, model, (None, None)),
        sum(b in present for _, b in found - case.truth),
        reliability(matching, case),
        seconds,
    )


def candidates_recall(case: Case, data: Data, parameters: Parameters) -> float:
    """Share of the true pairs that are among the candidates of the receiver's rows."""
    rows, columns = find_candidates(data, parameters.same)
    a, b = case.a.rows, case.b.rows
    pairs = {(a[i].id, b[j].id) for i, j in zip(rows.tolist(), columns.tolist(), strict=True)}
    return len(case.truth & pairs) / max(len(case.truth), 1)


def duplicates_recall(
    case: Case, model: Path | None, others: tuple[Beside | None, Beside | None]
) -> float:
    """Share of the people listed twice found among five times their number of pairs.

    `others` are what the other list says of each; None for a list by itself.
    """
    found = known = 0
    sides = ((case.a, case.twice_a), (case.b, case.twice_b))
    for (side, twice), other in zip(sides, others, strict=True):
        listed = find_duplicates(side, model, other)
        few = slice(REVIEWED * len(twice))
        ids = [row.id for row in side.rows]
        reviewed = {
            tuple(sorted((ids[x], ids[y])))
            for x, y in zip(listed.first[few].tolist(), listed.second[few].tolist(), strict=True)
        }
        found += len(twice & reviewed)
        known += len(twice)
    return found / max(known, 1)


def reliability(matching: Matching, case: Case) -> tuple[tuple[float, float, int], ...]:
    """What is said and what is right, in ten parts of the pairs."""
    pairs = [m for m in matching.matches if m.a and m.b]
    said = np.array([m.probability for m in pairs])
    right = np.array([(m.a, m.b) in case.truth for m in pairs], float)
    parts = np.array_split(np.argsort(said, kind="stable"), 10)
    return tuple((float(said[p].mean()), float(right[p].mean()), len(p)) for p in parts if len(p))
