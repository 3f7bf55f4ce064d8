"""A small matching made by hand, for tests of its review: odds as one likes, nothing scored."""

import csv
from pathlib import Path

from muster.board.live import Live
from muster.matching import Decision
from muster.matching.candidates import Candidate
from muster.matching.decisions import Answer, Decided
from muster.matching.folder import (
    CANDIDATES,
    MATCHES,
    SETTINGS,
    Given,
    MatchingFolder,
    digest_of,
    read_matching,
)
from muster.matching.match import Match
from roster_files import write_roster

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


def write_matching(folder: Path) -> None:
    """A matching's folder as `muster match` leaves it, of six rows against six; nothing scored."""
    folder.mkdir(parents=True)
    odds = {("a0", "b0"): SURE, ("a1", "b1"): 4.0, ("a2", "b2"): LIKELY, ("a3", "b2"): 0.5}
    made = matching_of(odds, len(NAMES))
    given = []
    for side, names in zip("ab", zip(*NAMES, strict=True), strict=True):
        rows = [[f"{side}{i}", name, str(1970 + i), "m", "SY", ""] for i, name in enumerate(names)]
        path = write_roster(folder / f"{side}.csv", rows)
        given.append(f'[{side}]\nfile = "{side}.csv"\nsha256 = "{digest_of(path)}"\nrows = 6\n')
    (folder / SETTINGS).write_text("promise = 0.005\n" + "".join(given), encoding="utf-8")
    matches = [[m.a, m.b, m.probability, m.decision.value, m.evidence] for m in made.matches]
    _write(folder / MATCHES, ["a", "b", "probability", "decision", "evidence"], matches)
    candidates = [[c.a, c.b, c.log_odds, c.evidence] for c in made.candidates]
    _write(folder / CANDIDATES, ["a", "b", "log_odds", "evidence"], candidates)


def give_reason(live: Live, matching: str, by: str) -> None:
    """Somebody of a board has said why they read the names of a matching's lists."""
    lists = read_matching(live.record.folder / "matching" / matching).lists
    with live.writing() as desk:
        desk.say("match_read", live.clock(), lists=lists, by=by, reason="two lists of one flight")


def _write(path: Path, heading: list[str], rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([heading, *rows])


NAMES = (
    ("طارق نبيل الحلبي", "tareq nabil halabi"),
    ("وسام فراس شاهين", "wissam feras chahine"),
    ("غسان مازن بركات", "ghassan mazen barakat"),
    ("غسان زهير بركات", "qusay haidar"),
    ("هاشم نزار كنعان", "luay marwan"),
    ("عدنان غازي منصور", "adnan ghazi mansour"),
)
"""Made up; the last pair is one person whom no score has found."""
