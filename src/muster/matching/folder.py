"""A matching's folder: what `muster match` found, and what reviewers need to go on from there.

::

    OUT/
        matching.toml     which lists, with their digests, and the promise
        matches.csv       the result: ids and evidence, no names
        matches.html      the same as a page to read, with the names
        candidates.csv    who else it might be: ids, log odds, evidence
        twice.csv         pairs of rows of one list that may be one person
        chains.csv        of three lists: each person's chain
        reviewed.csv      the result with every decision of reviewers in it, made again at each

Names are read from the lists themselves, which stay where they are.
"""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from muster.errors import Fault, MusterError
from muster.matching.candidates import Candidate
from muster.matching.match import Decision, Match, Matching
from muster.matching.roster import Roster
from muster.matching.roster_file import read_roster

SETTINGS, MATCHES, CANDIDATES, REVIEWED = (
    "matching.toml", "matches.csv", "candidates.csv", "reviewed.csv",
)  # fmt: skip
PAGE, TWICE, CHAINS = "matches.html", "twice.csv", "chains.csv"
WRITTEN = (SETTINGS, MATCHES, TWICE, CANDIDATES, PAGE)
STALE = (CHAINS, REVIEWED)
"""What one matching may leave and another does not write."""
ANOTHER = "Give another folder with --out"
COLUMNS = ("a", "b", "log_odds", "evidence")


class MatchingFolderError(MusterError):
    """A matching's folder that cannot be read, or whose lists are not those it was made from."""


@dataclass(frozen=True, slots=True)
class Given:
    """One of the two lists, by its file."""

    file: str
    """Its path from the matching's folder."""
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class MatchingFolder:
    """What was found; ids only."""

    folder: Path
    a: Given
    b: Given
    promise: float
    matches: tuple[Match, ...]
    candidates: tuple[Candidate, ...]

    @property
    def lists(self) -> str:
        """What events call these two lists: the digest of their digests, in hex."""
        return lists_digest(self.a.sha256, self.b.sha256)


def lists_digest(a: str, b: str) -> str:
    """The digest of two lists' digests, the sender's first."""
    return sha256(f"muster/lists/v1\n{a}\n{b}\n".encode()).hexdigest()


def digest_of(path: Path) -> str:
    """Hex SHA-256 of a file."""
    return sha256(path.read_bytes()).hexdigest()


def folder_files(matching: Matching, a: Path, b: Path, folder: Path) -> dict[str, str]:
    """What is written beside the result, by name: settings and candidates."""
    lines = []
    for side, path, roster in (("a", a, matching.a), ("b", b, matching.b)):
        near = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
        lines += [
            f"[{side}]\n",
            f"file = {json.dumps(near, ensure_ascii=False)}\n",
            f'sha256 = "{digest_of(path)}"\n',
            f"rows = {len(roster.rows)}\n\n",
        ]
    settings = f"promise = {matching.calibration.promise!r}\n\n{''.join(lines)}".rstrip() + "\n"
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for each in matching.candidates:
        table.writerow([each.a, each.b, f"{each.log_odds:.3f}", each.evidence])
    return {SETTINGS: settings, CANDIDATES: out.getvalue()}


def read_matching(folder: Path) -> MatchingFolder:
    """Read what `muster match` wrote; MatchingFolderError says what is missing. No names."""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        a, b = _given(settings["a"]), _given(settings["b"])
        promise = float(settings["promise"])
        matches = tuple(_match(row) for row in _rows(folder / MATCHES))
        candidates = tuple(_candidate(row) for row in _rows(folder / CANDIDATES))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise _no_matching(folder, error) from None
    except (ValueError, csv.Error) as error:
        raise _no_matching(folder, error) from None
    return MatchingFolder(folder, a, b, promise, matches, candidates)


def read_lists(matching: MatchingFolder) -> tuple[Roster, Roster]:
    """The two lists with their names; MatchingFolderError unless they are those matched."""
    faults, found = [], []
    for given in (matching.a, matching.b):
        path = matching.folder / given.file
        try:
            is_that = digest_of(path) == given.sha256
        except OSError:
            faults.append(f"{path}: found no list; expected the one that was matched. Restore it")
            continue
        if is_that:
            found.append(read_roster(path))
        else:
            faults.append(
                f"{path}: found another list; expected the one that was matched, byte by byte. "
                "Restore it, or match again"
            )
    if faults:
        raise MatchingFolderError("\n".join(faults))
    return found[0], found[1]


def is_matching(folder: Path) -> bool:
    """Whether `muster match` wrote there."""
    return (folder / SETTINGS).is_file()


def faults_of_place(folder: Path) -> list[Fault]:
    """Why a matching cannot be written to a folder, as far as that can be told beforehand."""
    file, expected = str(folder), "a folder that can be written to"
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if not there.is_dir():
        return [Fault(file, None, None, f"a file in its place ({there})", expected, ANOTHER)]
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        found = f"a place where nothing can be written ({error.strerror})"
        return [Fault(file, None, None, found, expected, ANOTHER)]
    return [
        Fault(str(folder / name), None, None, "a folder", "a file or nothing", ANOTHER)
        for name in (*WRITTEN, *STALE)
        if (folder / name).is_dir()
    ]


def write_matching(folder: Path, files: Mapping[str, str]) -> None:
    """Write what was found, and take away what an earlier matching left that is not made anew."""
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder, files)
    for name in STALE:
        if name not in files:
            (folder / name).unlink(missing_ok=True)


def write_whole(folder: Path, files: Mapping[str, str]) -> None:
    """Write files so that all are there whole, or as they were before."""
    parts = {folder / f".{name}.part": folder / name for name in files}
    try:
        for part, text in zip(parts, files.values(), strict=True):
            part.write_text(text, encoding="utf-8")
    except OSError:
        for part in parts:
            part.unlink(missing_ok=True)
        raise
    for part, file in parts.items():
        part.replace(file)


def _no_matching(folder: Path, error: Exception) -> MatchingFolderError:
    found = type(error).__name__ if not isinstance(error, OSError) else str(error.strerror)
    return MatchingFolderError(
        f"{folder}: found no matching that can be read ({found}); expected {SETTINGS}, {MATCHES} "
        f"and {CANDIDATES}. Make one with: muster match A.csv B.csv --out {folder}"
    )


def _given(table: Mapping[str, object]) -> Given:
    return Given(str(table["file"]), str(table["sha256"]), int(str(table["rows"])))


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _match(row: Mapping[str, str]) -> Match:
    likely = float(row["probability"] or 0)
    return Match(row["a"], row["b"], likely, Decision(row["decision"]), row["evidence"])


def _candidate(row: Mapping[str, str]) -> Candidate:
    return Candidate(row["a"], row["b"], float(row["log_odds"]), row["evidence"])
