"""From a sheet to the values of its rows: columns recognised, cells read, judgements put together.

Cells are read column by column and each different text of a column once, because a roster of
100,000 people holds few different texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from muster.scenario.folder.fault_list import FaultList, Place, shown
from muster.scenario.folder.kinds import Unfit
from muster.scenario.folder.marks import BLANK, WRONG
from muster.scenario.folder.sheet import HEADING_ROW, Sheet
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Column, Need, Table
from muster.scenario.judgement import Judgement

FOR_PEOPLE = "note"
"""Columns whose names start so are for people and never read."""


@dataclass(frozen=True, slots=True)
class ReadTable:
    """The rows of a table whose cells have been read."""

    table: Table
    file: str
    numbers: tuple[int, ...] = ()
    """Row numbers in the file."""
    columns: Mapping[str, list[Any]] = field(default_factory=dict)
    """Values by column name, one per row; WRONG where a fault was found."""
    wrong: set[int] = field(default_factory=set)
    """Indices of rows with a fault."""

    def place(self, index: int) -> Place:
        """Where the row with this index stands."""
        return Place(self.table.name, self.file, self.numbers[index])

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """(index, values) of each row without a fault."""
        names = [column.name for column in self.table.columns]
        for index, cells in enumerate(zip(*(self.columns[name] for name in names), strict=True)):
            if index not in self.wrong:
                yield index, dict(zip(names, cells, strict=True))


def read_rows(table: Table, sheet: Sheet, faults: FaultList) -> ReadTable:
    """Read every cell, judgement and row rule of a sheet."""
    texts = _recognised(table, sheet, faults)
    cells = list(zip(*(row.cells for row in sheet.rows), strict=True)) or [
        () for _ in sheet.heading
    ]
    read = ReadTable(table, sheet.file, tuple(row.number for row in sheet.rows), {}, set())
    values = {
        name: _read_column(column, cells[texts[name]] if name in texts else None, read, faults)
        for name, column in table.physical.items()
    }
    columns = {
        column.name: _judgements(column, values, read, faults)
        if column.judgement
        else _with_default(column, values[column.name])
        for column in table.columns
    }
    whole = ReadTable(table, read.file, read.numbers, columns, read.wrong)
    _apply_rules(whole, faults)
    return whole


def _recognised(table: Table, sheet: Sheet, faults: FaultList) -> dict[str, int]:
    """Index of each known column; faults for columns that are unknown, missing or there twice."""
    at = sheet.place(HEADING_ROW)
    found: dict[str, int] = {}
    for index, name in enumerate(sheet.heading):
        if name.startswith(FOR_PEOPLE):
            continue
        if not name:
            if any(row.cells[index] for row in sheet.rows):
                action = "Name the column, starting with note if it is for people"
                faults.error(
                    at, None, f"cells under no heading (column {index + 1})", "a heading", action
                )
        elif name not in table.physical:
            action = did_you_mean(name, table.physical)
            action = action or "Start its name with note if it is for people"
            faults.error(at, name, "an unknown column", f"a column of {table.name}", action)
        elif name in found:
            faults.error(at, name, "the column a second time", "each column once")
        else:
            found[name] = index
    for column in table.columns:
        if column.need is not Need.OPTIONAL and column.name not in found:
            faults.error(at, column.name, "no such column", f"one with {column.kind.name}")
    return found


def _read_column(
    column: Column, texts: tuple[str, ...] | None, read: ReadTable, faults: FaultList
) -> list[Any]:
    count = len(read.numbers)
    if texts is None:
        if column.need is Need.OPTIONAL:
            return [BLANK] * count
        read.wrong.update(range(count))
        return [WRONG] * count
    known: dict[str, Any] = {"": BLANK}
    refused: dict[str, str] = {}
    read_text = column.kind.from_text
    for text in set(texts):
        if text:
            try:
                known[text] = read_text(text)
            except Unfit as unfit:
                known[text] = WRONG
                refused[text] = unfit.action
    values = [known[text] for text in texts]
    if refused:
        for index, text in enumerate(texts):
            if text in refused:
                read.wrong.add(index)
                place = read.place(index)
                faults.error(place, column.name, shown(text), column.kind.name, refused[text])
    if column.need is Need.FILLED and "" in texts:
        for index, text in enumerate(texts):
            if not text:
                read.wrong.add(index)
                faults.error(read.place(index), column.name, "nothing", column.kind.name)
    return values


def _with_default(column: Column, values: list[Any]) -> list[Any]:
    default = WRONG if column.need is Need.FILLED else column.default
    return [default if value is BLANK else value for value in values]


def _judgements(
    column: Column, values: Mapping[str, list[Any]], read: ReadTable, faults: FaultList
) -> list[Any]:
    low, high, source = (values[name] for name in column.beside)
    return [
        _judgement(column, parts, index, read, faults)
        for index, parts in enumerate(zip(values[column.name], low, high, source, strict=True))
    ]


def _judgement(
    column: Column,
    parts: tuple[Any, Any, Any, Any],
    index: int,
    read: ReadTable,
    faults: FaultList,
) -> Any:
    value, low, high, source = parts
    low_name, high_name, source_name = column.beside
    if any(part is WRONG for part in parts):
        return WRONG
    if value is BLANK:
        for name, part in ((low_name, low), (high_name, high)):
            if part is not BLANK:
                read.wrong.add(index)
                found = f"{shown(column.kind.to_text(part))} but no {column.name}"
                faults.error(read.place(index), name, found, f"{column.name} beside it, or nothing")
        if source is not BLANK:
            expected = f"{column.name} beside it, or nothing"
            faults.warning(
                read.place(index), source_name, f"a source but no {column.name}", expected
            )
        return WRONG if column.need is Need.FILLED else column.default
    low = value if low is BLANK else low
    high = value if high is BLANK else high
    source = "" if source is BLANK else source
    for name, end, fits, side in (
        (low_name, low, low <= value, "most"),
        (high_name, high, high >= value, "least"),
    ):
        if not fits:
            read.wrong.add(index)
            limit = f"at {side} the value, {column.kind.to_text(value)}"
            faults.error(read.place(index), name, shown(column.kind.to_text(end)), limit)
    return Judgement(value, low, high, source) if low <= value <= high else WRONG


def _apply_rules(read: ReadTable, faults: FaultList) -> None:
    rules = read.table.rules
    if rules is None:
        return
    for index, values in read.rows():
        for wrong in rules(values):
            report = faults.warning if wrong.warning else faults.error
            if not wrong.warning:
                read.wrong.add(index)
            place = read.place(index)
            report(place, wrong.column, wrong.found, wrong.expected, wrong.action)
