"""Two rosters, person by person: who on one list is who on the other, with what certainty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression

from muster.errors import ImpossibleValueError
from muster.matching.assignment import assign, marginals
from muster.matching.calibration import Calibration, calibrate
from muster.matching.candidates import Candidate, kept_candidates, turned_candidates
from muster.matching.channel import read_channel
from muster.matching.decoys import best_odds, draw_decoys
from muster.matching.duplicates import Duplicates, find_duplicates
from muster.matching.evidence import Witness
from muster.matching.roster import Roster
from muster.matching.scoring import (
    Pairs,
    fitting_odds,
    learn,
    log_odds,
    prepare,
    probabilities,
)

PROMISE = 0.005
"""Share of the decided pairs that may be wrong, unless another is asked for."""

CLERK_MARGIN = 6.0
"""Nats below even odds down to which pairs are looked at; what they are worth says calibration."""

RELATIVE_MARGIN = 10.0
"""Nats below even odds, relatives weighed, down to which a pair that fits is looked at."""

FEW_STRANGERS = 0.2
"""Share of strangers up to which pairs are shown to a clerk by how they fit beside all others:
where nearly everybody is on both lists, the rows left over on the one are those left over on the
other."""

LEAST_LEFT_OVER = 0.35
"""Probability, among pairs that fit, from which a pair is shown then: F1 of made-up rosters of
many and of few names was best there."""

SECOND_FROM = -2.0
"""Log odds of being one person from which two rows of a list may both be of a row of the other."""

CANDIDATE_MARGIN = 4.0
"""Nats below even odds down to which every pair is kept for later decisions."""

LEAST_LIKELY = 0.1
"""Probability below which a pair is not shown as a match where there are more strangers."""

SEED = 7
"""Of the decoys, so that the same rosters give the same decisions."""


class Decision(Enum):
    """What is to be done with a pair."""

    DECIDED = "decided"
    CLERK = "clerk"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Match:
    """A row of the one list and a row of the other (or nobody: an empty id)."""

    a: str
    b: str
    probability: float
    decision: Decision
    evidence: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Every row of both rosters, in at least one match; and what the promise rests on."""

    a: Roster
    b: Roster
    matches: tuple[Match, ...]
    calibration: Calibration
    duplicates_a: tuple[tuple[str, str], ...]
    duplicates_b: tuple[tuple[str, str], ...]
    candidates: tuple[Candidate, ...] = ()
    """By b, the likeliest first: what a clerk is shown."""


def match_rosters(
    a: Roster, b: Roster, promise: float = PROMISE, model: Path | None = None
) -> Matching:
    """Match two rosters so that at most the promised share of the decided pairs is wrong.

    `model` is a file of name channels; without one, that of the package is read.
    """
    if not 0 < promise < 1:
        raise ImpossibleValueError(f"a promised error rate of {promise}; expected between 0 and 1")
    if a.script == "latin" and b.script == "arabic":
        return _turned(match_rosters(b, a, promise, model))
    if not a.rows or not b.rows:
        nobody = Calibration(promise, np.inf, 1.0, 0.0, 0, np.zeros(0))
        listed = [_ids(each, find_duplicates(each, model)) if each.rows else () for each in (a, b)]
        unmatched = tuple(_unmatched(a, b, []))
        return Matching(a, b, unmatched, nobody, listed[0], listed[1])
    twice_a, twice_b = find_duplicates(a, model), find_duplicates(b, model)
    data = prepare(read_channel(a.script, b.script, model), a, b)
    data, pairs, parameters = learn(data)
    chance = np.clip(probabilities(data, pairs, parameters), 1e-300, 1 - 1e-16)
    odds = np.log(chance) - np.log1p(-chance)
    alone = log_odds(pairs, parameters, len(a.rows), len(b.rows))
    fitting = fitting_odds(pairs, parameters, len(a.rows)) + CLERK_MARGIN
    fitting[alone < -RELATIVE_MARGIN] = -np.inf
    chosen = assign(pairs.rows, pairs.columns, fitting, len(a.rows), len(b.rows))
    best, _ = best_odds(alone, pairs.columns, alone > 0, len(b.rows))
    sure = twice_a.odds > 0
    same_person = (twice_a.first[sure], twice_a.second[sure])
    decoys = draw_decoys(data, parameters, same_person, np.random.default_rng(SEED))
    calibration = calibrate(odds[chosen], best, decoys, promise)
    probability = _probabilities(odds[chosen], calibration)
    if calibration.strangers > FEW_STRANGERS:
        shown = probability >= LEAST_LIKELY
    else:
        fits = marginals(pairs.rows, pairs.columns, fitting, len(a.rows), len(b.rows))
        shown = fits[chosen] >= LEAST_LEFT_OVER
    shown |= odds[chosen] >= calibration.threshold
    chosen, probability = chosen[shown], probability[shown]
    seconds = _seconds(pairs, fitting, chosen, twice_a, twice_b)
    witness = Witness(data, pairs, parameters)
    found = []
    for pair, likely in zip(chosen, probability, strict=True):
        is_decided = odds[pair] >= calibration.threshold
        decision = Decision.DECIDED if is_decided else Decision.CLERK
        found.append(_match(a, b, pairs, pair, float(likely), decision, witness.of(int(pair))))
    for pair in seconds:
        evidence = f"second row of one person; {witness.of(pair)}"
        likely = float(1 / (1 + np.exp(-np.clip(alone[pair], -30, 30))))
        found.append(_match(a, b, pairs, pair, likely, Decision.CLERK, evidence))
    decided = chosen[odds[chosen] >= calibration.threshold]
    candidates = kept_candidates(a, b, pairs, alone, -CANDIDATE_MARGIN, decided, witness.of)
    found += _unmatched(a, b, found)
    found.sort(key=lambda match: (match.a == "", match.a, match.b))
    twice = (_ids(a, twice_a), _ids(b, twice_b))
    return Matching(a, b, tuple(found), calibration, *twice, candidates)


def _probabilities(odds: NDArray[np.float64], given: Calibration) -> NDArray[np.float64]:
    """Probabilities from the errors expected at each rank; they never rise as the odds fall."""
    if not len(odds):
        return odds
    order = np.argsort(-odds, kind="stable")
    wrong = np.clip(given.wrong_at, 0.0, None)
    smooth = isotonic_regression(wrong, increasing=True).x
    out = np.empty(len(odds))
    out[order] = 1 - np.clip(smooth, 1e-5, 0.999)
    return out


def _seconds(
    pairs: Pairs,
    odds: NDArray[np.float64],
    chosen: NDArray[np.int64],
    twice_a: Duplicates,
    twice_b: Duplicates,
) -> list[int]:
    """Pairs of a row left over whose like on the same list is matched: one person listed twice."""
    row_of = {int(pairs.columns[p]): int(pairs.rows[p]) for p in chosen}
    column_of = {row: column for column, row in row_of.items()}
    wanted = set()
    for twice, taken, is_a in ((twice_a, column_of, True), (twice_b, row_of, False)):
        good = twice.odds > SECOND_FROM
        for one, other in zip(twice.first[good].tolist(), twice.second[good].tolist(), strict=True):
            for matched, left in ((one, other), (other, one)):
                if matched in taken and left not in taken:
                    wanted.add((left, taken[matched]) if is_a else (taken[matched], left))
    likely = np.flatnonzero(odds > 0)
    return [int(p) for p in likely if (int(pairs.rows[p]), int(pairs.columns[p])) in wanted]


def _match(
    a: Roster, b: Roster, pairs: Pairs, pair: int, likely: float, decision: Decision, evidence: str
) -> Match:
    row, column = int(pairs.rows[pair]), int(pairs.columns[pair])
    return Match(a.rows[row].id, b.rows[column].id, likely, decision, evidence)


def _unmatched(a: Roster, b: Roster, found: list[Match]) -> list[Match]:
    in_a, in_b = {match.a for match in found}, {match.b for match in found}
    nobody = "nobody on the other list is likely enough"
    left = [
        Match(row.id, "", 0.0, Decision.UNMATCHED, nobody) for row in a.rows if row.id not in in_a
    ]
    right = [
        Match("", row.id, 0.0, Decision.UNMATCHED, nobody) for row in b.rows if row.id not in in_b
    ]
    return left + right


def _ids(roster: Roster, twice: Duplicates) -> tuple[tuple[str, str], ...]:
    rows = roster.rows
    return tuple(
        (rows[first].id, rows[second].id)
        for first, second, odds in zip(twice.first, twice.second, twice.odds, strict=True)
        if odds > 0
    )


def _turned(matching: Matching) -> Matching:
    matches = [
        Match(match.b, match.a, match.probability, match.decision, match.evidence)
        for match in matching.matches
    ]
    matches.sort(key=lambda match: (match.a == "", match.a, match.b))
    return Matching(
        matching.b, matching.a, tuple(matches), matching.calibration,
        matching.duplicates_b, matching.duplicates_a, turned_candidates(matching.candidates),
    )  # fmt: skip
