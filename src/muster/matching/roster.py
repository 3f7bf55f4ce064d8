"""A roster: rows of people as a list states them, read from a CSV file."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.errors import MusterError
from muster.matching.birth import read_birth
from muster.matching.normalise import is_arabic, name_tokens
from muster.matching.places import governorate, nationality, sex

COLUMNS = ("id", "name", "birth_year", "sex", "nationality", "governorate")
SIDE_FIELDS = ("sex", "nationality", "governorate")
"""Fields compared for being equal."""

MOST_FAULTS = 20


class RosterError(MusterError):
    """A roster that cannot be read: every fault, without anybody's name in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roster. Empty text and year 0 mean that the list does not say."""

    id: str
    name: str
    tokens: tuple[str, ...]
    year: int
    approximate: bool
    """Whether the year is only near the truth."""
    side: tuple[str, ...]
    """Sex, nationality, governorate: codes, or in capitals what has none."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of people in the order of their ids, and the script most names are written in."""

    label: str
    rows: tuple[Row, ...]
    script: str


def roster(label: str, records: Iterable[Sequence[str]]) -> Roster:
    """Make a roster from records in the order of `COLUMNS`; sorted by id, so order is nothing."""
    rows = []
    for identifier, name, born, gender, state, place in records:
        birth = read_birth(born)
        side = (sex(gender), nationality(state), governorate(place))
        rows.append(Row(identifier, name, name_tokens(name), birth.year, birth.approximate, side))
    rows.sort(key=lambda row: row.id)
    arabic = sum(is_arabic(row.name) for row in rows)
    return Roster(label, tuple(rows), "arabic" if arabic * 2 > len(rows) else "latin")


def read_roster(path: Path) -> Roster:
    """Read a CSV file with the columns id and name; the others of `COLUMNS` may be absent.

    Raises RosterError with every fault found (at most 20 are named); no fault quotes a name.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise RosterError(
            f"{path}: cannot be read ({error.strerror}); give a CSV file with the columns id, name"
        ) from None
    except UnicodeDecodeError as error:
        raise RosterError(
            f"{path}: byte {error.start:,} is not UTF-8; save the list as CSV in UTF-8"
        ) from None
    lines = csv.DictReader(text.splitlines(keepends=True))
    missing = [name for name in ("id", "name") if name not in (lines.fieldnames or ())]
    if missing:
        raise RosterError(
            f"{path}, row 1: found no column {' and no column '.join(missing)}; "
            "expected a heading with id and name"
        )
    try:
        records = [[(line.get(column) or "").strip() for column in COLUMNS] for line in lines]
    except csv.Error as error:
        raise RosterError(f"{path}, row {lines.line_num}: not CSV ({error})") from None
    _refuse_faults(path, records)
    return roster(path.stem, records)


def _refuse_faults(path: Path, records: Sequence[Sequence[str]]) -> None:
    faults: list[str] = []
    seen: dict[str, int] = {}
    for number, record in enumerate(records, start=2):
        if not record[0]:
            faults.append(f"{path}, row {number}, column id: found nothing; expected an id")
        elif record[0] in seen:
            faults.append(
                f"{path}, row {number}, column id: the same id as row {seen[record[0]]}; "
                "expected each id once"
            )
        seen.setdefault(record[0], number)
    if faults:
        more = len(faults) - MOST_FAULTS
        shown = faults[:MOST_FAULTS] + ([f"and {more:,} more"] if more > 0 else [])
        raise RosterError("\n".join(shown))
