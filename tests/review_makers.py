"""A small matching made by hand, for tests of its review: odds as one likes, nothing scored."""

from pathlib import Path

from muster.matching import Decision
from muster.matching.candidates import Candidate
from muster.matching.decisions import Answer, Decided
from muster.matching.folder import Given, MatchingFolder
from muster.matching.match import Match

SURE, LIKELY = 9.0, 1.0
"""Log odds of a pair that the scores decide, and of one for a clerk."""


def matching_of(odds: dict[tuple[str, str], float], rows: int) -> MatchingFolder:
    """Rows a0.. and b0..; pairs are matched greedily, decided from `SURE` on."""
    matches, taken = [], set()
    for (a, b), value in sorted(odds.items(), key=lambda each: (-each[1], each[0])):
        if value > 0 and a not in taken and b not in taken:
            taken |= {a, b}
            decision = Decision.DECIDED if value >= SURE else Decision.CLERK
            chance = 0.999 if value >= SURE else 0.7
            matches.append(Match(a, b, chance, decision, "given name: agrees"))
    left = [row for side in "ab" for i in range(rows) if (row := f"{side}{i}") not in taken]
    matches += [
        Match(row if row[0] == "a" else "", row if row[0] == "b" else "", 0.0,
              Decision.UNMATCHED, "nobody")
        for row in left
    ]  # fmt: skip
    candidates = tuple(
        Candidate(a, b, value, "given name: agrees") for (a, b), value in odds.items()
    )
    given = [Given(f"{side}.csv", side * 64, rows) for side in "ab"]
    return MatchingFolder(Path("out"), given[0], given[1], 0.005, tuple(matches), candidates)


def said(number: int, by: str, a: str, b: str, answer: Answer) -> Decided:
    """The `number`-th decision."""
    return Decided(f"e{number}", by, f"2026-01-21T06:{number % 60:02d}:00.000Z", a, b, answer)
