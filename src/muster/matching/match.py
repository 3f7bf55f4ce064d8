"""Two rosters, person by person: who on one list is who on the other, with what certainty."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from muster.errors import ImpossibleValueError
from muster.matching.calibration import Calibration, calibrate
from muster.matching.candidates import Candidate, kept_candidates, turned_candidates
from muster.matching.channel import read_channel
from muster.matching.choice import Choice, Weighed, choose, second_rows, weigh_up
from muster.matching.decoys import best_odds, draw_decoys
from muster.matching.duplicates import Duplicates, beside, find_duplicates
from muster.matching.evidence import Witness
from muster.matching.roster import Roster
from muster.matching.scoring import Pairs

PROMISE = 0.005
"""Share of the decided pairs that may be wrong, unless another is asked for."""

CANDIDATE_MARGIN = 4.0
"""Nats below even odds down to which every pair is kept for later decisions."""

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
        return _nobody(a, b, promise, model)
    weighed = weigh_up(read_channel(a.script, b.script, model), a, b)
    of_a, of_b = beside(weighed.data, weighed.pairs, weighed.parameters)
    twice_a, twice_b = find_duplicates(a, model, of_a), find_duplicates(b, model, of_b)
    calibration = _calibrated(weighed, twice_a, promise)
    choice = choose(weighed, calibration, twice_a, twice_b)
    seconds = second_rows(weighed, choice, twice_a, twice_b)
    witness = Witness(weighed.data, weighed.pairs, weighed.parameters)
    found = _matches(a, b, weighed, choice, seconds, witness)
    found += _unmatched(a, b, found)
    found.sort(key=lambda match: (match.a == "", match.a, match.b))
    candidates = kept_candidates(
        a, b, weighed.pairs, weighed.alone, -CANDIDATE_MARGIN, choice.decided_pairs, witness.of
    )
    twice = (_ids(a, twice_a), _ids(b, twice_b))
    return Matching(a, b, tuple(found), calibration, *twice, candidates)


def _nobody(a: Roster, b: Roster, promise: float, model: Path | None) -> Matching:
    """What is found where one of the lists is empty."""
    none = Calibration(promise, np.inf, 1.0, 0.0, 0)
    twice = [_ids(each, find_duplicates(each, model)) if each.rows else () for each in (a, b)]
    return Matching(a, b, tuple(_unmatched(a, b, [])), none, twice[0], twice[1])


def _calibrated(weighed: Weighed, twice_a: Duplicates, promise: float) -> Calibration:
    """The threshold that keeps the promise, by decoys made up from the sender's list."""
    pairs, alone = weighed.pairs, weighed.alone
    best, _ = best_odds(alone, pairs.columns, alone > 0, weighed.m)
    sure = twice_a.odds > 0
    same_person = (twice_a.first[sure], twice_a.second[sure])
    random = np.random.default_rng(SEED)
    decoys = draw_decoys(weighed.data, weighed.parameters, same_person, random)
    return calibrate(weighed.odds[weighed.assigned], best, decoys, promise)


def _matches(
    a: Roster,
    b: Roster,
    weighed: Weighed,
    choice: Choice,
    seconds: dict[int, float],
    witness: Witness,
) -> list[Match]:
    """The chosen pairs and the second rows, with their evidence in words."""
    pairs = weighed.pairs
    found = []
    for pair, likely, is_decided in zip(
        choice.pairs.tolist(), choice.probability.tolist(), choice.decided.tolist(), strict=True
    ):
        decision = Decision.DECIDED if is_decided else Decision.CLERK
        found.append(_match(a, b, pairs, pair, likely, decision, witness.of(pair)))
    for pair, likely in seconds.items():
        evidence = f"second row of one person; {witness.of(pair)}"
        found.append(_match(a, b, pairs, pair, likely, Decision.CLERK, evidence))
    return found


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
