"""Reading a table from the first sheet of an XLSX workbook, cell by cell as text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any

from muster.scenario.folder.fault_list import FaultList, Place, shown
from muster.scenario.folder.kinds import number_to_text
from muster.scenario.folder.sheet import HEADING_ROW, Row, Sheet, sheet_of
from muster.scenario.folder.table import Table

MOST_BYTES = 512 * 2**20
"""Unpacked size beyond which a workbook is refused: a hundred times a roster of 100,000."""
MOST_ROWS = 1_048_576
"""Rows of an XLSX sheet (ECMA-376)."""
MOST_COLUMNS = 16_384

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3}([0-9]{1,7})[:A-Z0-9]*)\"")


class _NotReadable(Exception):
    """A workbook that cannot be read, said as what was found and expected."""


def read_xlsx(table: Table, file: str, data: bytes, faults: FaultList) -> Sheet | None:
    """The sheet in an XLSX file, or faults that say why there is none."""
    place = Place(table.name, file)
    try:
        rows = _rows_of_first_sheet(data, place, faults)
    except _NotReadable as error:
        faults.error(
            place, None, str(error), "an XLSX workbook", "Open it in a spreadsheet and save it anew"
        )
        return None
    return sheet_of(table, file, rows, faults)


def _rows_of_first_sheet(data: bytes, place: Place, faults: FaultList) -> list[Row]:
    _refuse_what_unpacks_to_too_much(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that carry no values
            sheet = _first_sheet(data, stored_values=False)
            merged = _merged_ranges(data, sheet)
            cells = list(_cells(sheet))
            formulas = {at for at, _, kind in cells if kind == "f"}
            if formulas:
                cells = list(_cells(_first_sheet(data, stored_values=True)))
    except _NotReadable:
        raise
    except Exception as error:  # openpyxl names no set of exceptions for damaged workbooks
        raise _NotReadable(f"a damaged workbook ({type(error).__name__})") from error
    for row, reference in merged:
        at = Place(place.part, place.file, row)
        faults.error(
            at, None, f"the merged cells {reference}", "one cell per value", "Unmerge them"
        )
    return _rows(cells, formulas, place, faults)


def _refuse_what_unpacks_to_too_much(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except Exception as error:  # zipfile raises several kinds on damaged archives
        raise _NotReadable("a file that is no XLSX workbook") from error
    if size > MOST_BYTES:
        raise _NotReadable(f"a workbook of {size / 2**20:,.0f} MiB unpacked")


Cell = tuple[tuple[int, int], Any, str]
"""(row, column), value and openpyxl's letter for the type: f formula, e error."""


def _cells(sheet: Any) -> Iterator[Cell]:
    sheet.reset_dimensions()  # files may state wrong ones
    row_count = 0
    for row in sheet.iter_rows(max_row=MOST_ROWS + 1):
        row_count += 1
        for cell in row:
            if cell.value is not None or cell.data_type == "f":
                yield (cell.row, cell.column), cell.value, cell.data_type
    if row_count > MOST_ROWS:
        raise _NotReadable(f"a sheet of more than {MOST_ROWS:,} rows")


def _first_sheet(data: bytes, *, stored_values: bool) -> Any:
    from openpyxl import load_workbook

    workbook = load_workbook(io.BytesIO(data), read_only=True, data_only=stored_values)
    if not workbook.worksheets:
        raise _NotReadable("a workbook without a sheet")
    return workbook.worksheets[0]


def _merged_ranges(data: bytes, sheet: Any) -> list[tuple[int, str]]:
    """(row, reference) of each merged range; openpyxl does not keep them when only reading."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = _MERGED.findall(archive.read(sheet._worksheet_path.lstrip("/")))
    return [(int(row), reference.decode()) for reference, row in found]


def _rows(
    cells: Sequence[Cell], formulas: set[tuple[int, int]], place: Place, faults: FaultList
) -> list[Row]:
    rows: dict[int, dict[int, str]] = {}
    for (row, column), value, kind in cells:
        rows.setdefault(row, {})[column] = _text(value)
        if kind == "e":
            at = Place(place.part, place.file, row)
            action = "Correct the formula, or enter the value"
            faults.error(at, _letter(column), f"the error {shown(value)}", "a value", action)
    stored = {at for at, value, _ in cells if value is not None}
    for row, column in sorted(formulas - stored):
        faults.error(
            Place(place.part, place.file, row),
            _letter(column),
            "a formula without a stored value",
            "a value",
            "Open the workbook in a spreadsheet program and save it, or enter the value",
        )
    width = max(rows.get(HEADING_ROW, ()), default=0)
    return [Row(number, _filled(rows[number], width)) for number in sorted(rows)]


def _filled(cells: dict[int, str], width: int) -> tuple[str, ...]:
    return tuple([cells.get(column, "") for column in range(1, max(width, *cells) + 1)])


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column)


def _text(value: Any) -> str:
    """The cell as somebody would have typed it into a CSV file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_to_text(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat()
    return str(value).strip()
