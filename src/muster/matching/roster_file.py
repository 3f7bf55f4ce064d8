"""Rosters read from CSV files (RFC 4180), and every fault of all of them at once.

UTF-8, with or without BOM; comma, semicolon or tab. No fault quotes anything but a heading.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from muster.errors import Fault, RosterError
from muster.matching.birth import UNSAID, read_birth
from muster.matching.roster import COLUMNS, Roster, roster

NEEDED = ("id", "name")
DELIMITERS = ",;\t"
FOR_PEOPLE = "note"
"""Columns whose names start so are for people and never read."""

MOST_FAULTS = 20
"""Faults of one list that are told; more are counted."""

LONGEST_ID = 100

_NOT_UTF_8 = re.compile(r"[\0\udc80-\udcff]")

SAVE_AGAIN = "Save the list as CSV UTF-8"
MARKS = {
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    b"PK\x03\x04": "an XLSX workbook, or another archive",
    b"\xd0\xcf\x11\xe0": "an XLS workbook",
}
"""How files begin that are given for lists and are none."""


def read_rosters(*paths: Path) -> tuple[Roster, ...]:
    """Read lists with the columns id and name; the others of `COLUMNS` may be absent.

    Raises RosterError with the faults of all of them.
    """
    rosters, faults = look_at(paths)
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        raise RosterError(errors)
    return rosters


def read_roster(path: Path) -> Roster:
    """Read one list, as `read_rosters` does."""
    return read_rosters(path)[0]


def look_at(paths: Sequence[Path]) -> tuple[tuple[Roster, ...], list[Fault]]:
    """The lists that can be read, and what is wrong or odd about any of them."""
    rosters, faults = [], []
    for path in paths:
        found, wrong = _look_at(path)
        rosters += [] if found is None else [found]
        faults += wrong
    return tuple(rosters), faults


def _look_at(path: Path) -> tuple[Roster | None, list[Fault]]:
    file = _printable(path)
    faults: list[Fault] = []
    rows = _rows(path, faults)
    if rows is None or (faults and not rows):
        return None, faults
    heading = rows[0] if rows else []
    faults += _faults_of_heading(file, heading, is_empty=not any(map(any, rows)))
    places = {name: heading.index(name) for name in COLUMNS if name in heading}
    numbered = [(number, row) for number, row in enumerate(rows[1:], start=2) if any(row)]
    faults += _capped(file, list(_faults_of_rows(file, len(heading), places.get("id"), numbered)))
    if faults:
        return None, faults
    records = [
        [row[places[name]] if places.get(name, len(row)) < len(row) else "" for name in COLUMNS]
        for _, row in numbered
    ]
    numbers = [number for number, _ in numbered]
    odd = [*_unread_columns(file, heading), *_unread_years(file, numbers, records)]
    return roster(path.stem, records), odd


def _rows(path: Path, faults: list[Fault]) -> list[list[str]] | None:
    """The cells of every row as a spreadsheet counts them, as far as they can be read."""
    file = _printable(path)
    text = _text(path, faults)
    if text is None:
        return None
    rows: list[list[str]] = []
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        for row in lines:
            rows.append([cell.strip() for cell in row])
    except csv.Error as error:
        found = f"text that is not CSV ({error})"
        action = 'Inside a quoted cell, write a quote twice ("")'
        expected = "cells with their quotes in pairs"
        faults.append(Fault(file, len(rows) + 1, None, found, expected, action))
    return rows


def _text(path: Path, faults: list[Fault]) -> str | None:
    """The text of a file; where it is in another encoding, near enough to look for more faults."""
    file = _printable(path)
    wanted = f"a CSV file with the columns {', '.join(NEEDED)}"
    if not _is_text(str(path.absolute())):
        faults.append(
            Fault(file, None, None, "a path that is not UTF-8", "one that is", "Rename it")
        )
        return None
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "no path"
        faults.append(Fault(file, None, None, f"nothing that can be read ({reason})", wanted))
        return None
    for mark, kind in MARKS.items():
        if data.startswith(mark):
            faults.append(Fault(file, None, None, kind, wanted, SAVE_AGAIN))
            return data.decode("utf-16", "replace") if "16" in kind else None
    text = data.decode("utf-8-sig", "surrogateescape")
    wrong = _NOT_UTF_8.search(text)
    if wrong:
        row = _row_at_end(text[: wrong.start()])
        found = "a NUL byte" if wrong.group() == "\0" else "bytes that are not UTF-8"
        faults.append(Fault(file, row, None, found, "UTF-8 text", SAVE_AGAIN))
    return text.replace("\0", "")


def _is_text(path: str) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in path)


def _printable(path: Path) -> str:
    return str(path).encode("utf-8", "replace").decode()


def _row_at_end(text: str) -> int:
    """The row of the spreadsheet in which a text ends."""
    try:
        return sum(1 for _ in csv.reader(io.StringIO(text + "x", newline="")))
    except csv.Error:
        return text.count("\n") + 1


def _delimiter(text: str) -> str:
    """The delimiter under which the heading names most columns."""
    heading = re.split(r"[\r\n]", text, maxsplit=1)[0]

    def known(delimiter: str) -> int:
        return sum(_plain(cell) in map(_plain, COLUMNS) for cell in heading.split(delimiter))

    return max(DELIMITERS, key=known)


def _faults_of_heading(file: str, heading: Sequence[str], *, is_empty: bool) -> Iterator[Fault]:
    expected = f"a heading with {' and '.join(NEEDED)}; {', '.join(COLUMNS[2:])} may be there"
    if is_empty:
        yield Fault(file, 1, None, "an empty file", expected)
        return
    for name in COLUMNS:
        number = heading.count(name)
        if number > 1:
            yield Fault(file, 1, name, f"the column {number} times", "each column once")
        if number or name not in NEEDED:
            continue
        like = any(_plain(cell) == name for cell in heading)
        action = f"Write it {name}, in small letters" if like else ""
        yield Fault(file, 1, name, "no such column", expected, action)


def _plain(heading: str) -> str:
    """The letters of a heading, however else it is written."""
    return "".join(c for c in heading.casefold() if c.isalpha())


def _faults_of_rows(
    file: str, width: int, place_of_id: int | None, rows: Sequence[tuple[int, list[str]]]
) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for number, row in rows:
        beyond = len([cell for cell in row[width:] if cell])
        if beyond:
            found = f"{len(row)} cells"
            action = "Put quotes around a cell that holds the separator"
            yield Fault(file, number, None, found, f"{width}, as in the heading", action)
        if place_of_id is None:
            continue
        identifier = row[place_of_id] if place_of_id < len(row) else ""
        wrong = _wrong_with_id(identifier)
        if not wrong and identifier in seen:
            wrong = f"the same id as in row {seen[identifier]:,}"
        if wrong:
            yield Fault(file, number, "id", wrong, "an id of its own in every row")
        seen.setdefault(identifier, number)


def _wrong_with_id(identifier: str) -> str:
    if not identifier:
        return "nothing"
    if len(identifier) > LONGEST_ID:
        return f"{len(identifier):,} characters, of which {LONGEST_ID} are allowed"
    if any(unicodedata.category(c) == "Cc" for c in identifier):
        return "a line break, or another sign that is no letter"
    return ""


def _capped(file: str, faults: list[Fault]) -> list[Fault]:
    more = len(faults) - MOST_FAULTS
    if more <= 0:
        return faults
    return [*faults[:MOST_FAULTS], Fault(file, None, None, f"{more:,} more faults", "none")]


def _unread_columns(file: str, heading: Sequence[str]) -> Iterator[Fault]:
    unread = [cell for cell in heading if cell not in COLUMNS and not cell.startswith(FOR_PEOPLE)]
    if any(unread):
        found = f"columns that are not read: {', '.join(filter(None, unread))}"
        expected = f"columns among {', '.join(COLUMNS)}"
        action = "Rename one that holds any of these"
        yield Fault(file, 1, None, found, expected, action, "warning")


def _unread_years(
    file: str, numbers: Sequence[int], records: Sequence[Sequence[str]]
) -> Iterator[Fault]:
    place = COLUMNS.index("birth_year")
    said = {record[place] for record in records if record[place]}
    unclear = {text for text in said if read_birth(text) == UNSAID}
    rows = [n for n, record in zip(numbers, records, strict=True) if record[place] in unclear]
    if rows:
        found = f"{len(rows):,} cells that say no year, the first in row {rows[0]:,}"
        expected = "a year of birth, a date, or about a year"
        action = "They count as empty"
        yield Fault(file, None, "birth_year", found, expected, action, "warning")
