"""Reading a table from CSV (RFC 4180): UTF-8, with or without BOM, comma or semicolon."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from muster.scenario.folder.fault_list import FaultList, Place
from muster.scenario.folder.sheet import Row, Sheet, sheet_of
from muster.scenario.folder.table import Table

DELIMITERS = (",", ";")
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_csv(table: Table, file: str, data: bytes, faults: FaultList) -> Sheet | None:
    """The sheet in a CSV file, or faults that say why there is none."""
    place = Place(table.name, file)
    text = _decoded(data, place, faults)
    if text is None:
        return None
    rows = _rows(text, _delimiter(table, text), place, faults)
    return None if rows is None else sheet_of(table, file, rows, faults)


def _decoded(data: bytes, place: Place, faults: FaultList) -> str | None:
    if data.startswith(_UTF_16_MARKS):
        faults.error(place, None, "UTF-16 text", "UTF-8", "Save the file as CSV UTF-8")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = _rows_before(data[: error.start].decode("utf-8-sig"))
        faults.error(
            Place(place.part, place.file, row),
            None,
            f"the byte 0x{data[error.start]:02X} (byte {error.start + 1} of the file), "
            "which is not UTF-8",
            "UTF-8 text",
            "Save the file as CSV UTF-8",
        )
        return None
    if "\0" in text:
        row = _rows_before(text[: text.index("\0")])
        at = Place(place.part, place.file, row)
        faults.error(at, None, "a NUL byte", "text", "Save the file as CSV UTF-8")
        return None
    return text


def _rows_before(text: str) -> int:
    """The row of the spreadsheet in which a text ends."""
    reader = csv.reader(io.StringIO(text + "x", newline=""))
    try:
        return sum(1 for _ in reader)
    except csv.Error:
        return text.count("\n") + 1


def _delimiter(table: Table, text: str) -> str:
    """The delimiter under which the heading names more of the table's columns."""

    def known(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            heading = next(reader, [])
        except csv.Error:
            return 0
        return sum(cell.strip() in table.physical for cell in heading)

    return max(DELIMITERS, key=known)


def _rows(text: str, delimiter: str, place: Place, faults: FaultList) -> list[Row] | None:
    rows: list[Row] = []
    try:
        for number, cells in enumerate(_records(text, delimiter), start=1):
            rows.append(Row(number, tuple([cell.strip() for cell in cells])))
    except csv.Error as error:
        faults.error(
            Place(place.part, place.file, len(rows) + 1),
            None,
            f"text that is not CSV ({error})",
            "cells separated by one delimiter, quotes in pairs",
            'Inside a quoted cell, write a quote twice ("")',
        )
        return None
    return rows


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
