"""The matching result with the decisions of reviewers in it; one to one, as before.

Confirmed pairs are kept whatever their scores, refused ones never come back. Only rows that
compete with a decided one, at however many removes, are assigned anew; nothing that the scores
decided elsewhere changes, and nothing new is decided without a clerk.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from muster.matching.assignment import assign
from muster.matching.candidates import Candidate
from muster.matching.choice import CLERK_MARGIN
from muster.matching.decisions import Judged, Standing
from muster.matching.folder import MatchingFolder
from muster.matching.match import Decision, Match

Pair = tuple[str, str]


class Result(StrEnum):
    """What a row's match rests on."""

    CONFIRMED = "confirmed"
    """Reviewers say so."""
    DECIDED = "decided"
    CLERK = "clerk"
    UNCLEAR = "unclear"
    """Reviewers looked and cannot say."""
    UNMATCHED = "unmatched"
    NOBODY = "nobody"
    """Reviewers say that the row is on no row of the other list."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A row of the one list and a row of the other (or nobody: an empty id)."""

    a: str
    b: str
    probability: float
    result: Result
    by: tuple[str, ...]
    evidence: str


def reviewed(matching: MatchingFolder, judgements: Sequence[Judged]) -> tuple[Reviewed, ...]:
    """The result with what was decided; without decisions it is what the scores found."""
    settled = {(each.a, each.b): each for each in judgements}
    confirmed = {p for p, each in settled.items() if each.standing is Standing.CONFIRMED}
    refused = {p for p, each in settled.items() if each.standing is Standing.REFUSED}
    decided = {(m.a, m.b) for m in matching.matches if m.decision is Decision.DECIDED}
    known = {(m.a, m.b): m for m in matching.matches}
    candidates = {(each.a, each.b): each for each in matching.candidates}
    found = []
    for a, b in _pairs(matching, confirmed, refused):
        judgement = settled.get((a, b))
        result = Result.CLERK
        if (a, b) in confirmed:
            result = Result.CONFIRMED
        elif (a, b) in decided:
            result = Result.DECIDED
        elif judgement is not None and judgement.standing is Standing.UNCLEAR:
            result = Result.UNCLEAR
        found.append(_row(candidates.get((a, b)), a, b, result, judgement, known.get((a, b))))
    for a, b in _left(matching, found):
        judgement = settled.get((a, b))
        is_nobody = (a, b) in confirmed
        result = Result.NOBODY if is_nobody else Result.UNMATCHED
        found.append(_row(None, a, b, result, judgement if is_nobody else None, None))
    found.sort(key=lambda each: (each.a == "", each.a, each.b))
    return tuple(found)


def _pairs(matching: MatchingFolder, confirmed: set[Pair], refused: set[Pair]) -> Iterable[Pair]:
    """Pairs of the result, one to one but for second rows that nobody has looked at."""
    before = [(m.a, m.b) for m in matching.matches if m.a and m.b]
    open_pairs = {(c.a, c.b): c.log_odds for c in matching.candidates}
    for pair in before:
        open_pairs.setdefault(pair, 0.0)
    touched = {row for a, b in confirmed | refused for row in (("a", a), ("b", b)) if row[1]}
    if not touched:
        return before
    again = _component(open_pairs, confirmed, touched)
    kept = [p for p in before if ("a", p[0]) not in again]
    fixed = {pair for pair in confirmed if all(pair)}
    taken = {row for a, b in confirmed for row in (("a", a), ("b", b)) if row[1]}
    free = {
        (a, b): odds
        for (a, b), odds in open_pairs.items()
        if ("a", a) in again and not {("a", a), ("b", b)} & taken and (a, b) not in refused
    }
    return [*kept, *sorted(fixed), *_assigned(free)]


def _component(open_pairs: Iterable[Pair], confirmed: set[Pair], touched: set[Pair]) -> set[Pair]:
    """Every row that competes with one of `touched`, at however many removes."""
    edges = [(("a", a), ("b", b)) for a, b in {*open_pairs, *(p for p in confirmed if all(p))}]
    rows = sorted({row for edge in edges for row in edge} | touched)
    number = {row: i for i, row in enumerate(rows)}
    left = [number[x] for x, _ in edges]
    right = [number[y] for _, y in edges]
    graph = coo_array((np.ones(len(edges)), (left, right)), shape=(len(rows), len(rows)))
    _, label = connected_components(graph, directed=False)
    wanted = {label[number[row]] for row in touched}
    return {row for row in rows if label[number[row]] in wanted}


def _assigned(free: dict[Pair, float]) -> list[Pair]:
    """The best assignment of what reviewers left open."""
    pairs = sorted(free)
    rows = {a: i for i, a in enumerate(sorted({a for a, _ in pairs}))}
    columns = {b: i for i, b in enumerate(sorted({b for _, b in pairs}))}
    chosen = assign(
        np.array([rows[a] for a, _ in pairs], np.int32),
        np.array([columns[b] for _, b in pairs], np.int32),
        np.array([free[pair] for pair in pairs]) + CLERK_MARGIN,
        len(rows),
        len(columns),
    )
    return [pairs[i] for i in chosen.tolist()]


def _row(
    candidate: Candidate | None,
    a: str,
    b: str,
    result: Result,
    judgement: Judged | None,
    before: Match | None,
) -> Reviewed:
    by = () if judgement is None else judgement.by
    if result in (Result.CONFIRMED, Result.NOBODY):
        return Reviewed(a, b, 1.0 if b and a else 0.0, result, by, "decided by hand")
    if before is not None:
        return Reviewed(a, b, before.probability, result, by, before.evidence)
    if candidate is None:
        return Reviewed(a, b, 0.0, result, by, "nobody on the other list is left who is likely")
    likely = float(1 / (1 + np.exp(-candidate.log_odds)))
    return Reviewed(a, b, likely, result, by, candidate.evidence)


def _left(matching: MatchingFolder, found: Iterable[Reviewed]) -> list[Pair]:
    there = [(each.a, each.b) for each in found]
    in_a, in_b = {a for a, _ in there}, {b for _, b in there}
    a_rows = dict.fromkeys(m.a for m in matching.matches if m.a)
    b_rows = dict.fromkeys(m.b for m in matching.matches if m.b)
    return [(a, "") for a in a_rows if a not in in_a] + [("", b) for b in b_rows if b not in in_b]
