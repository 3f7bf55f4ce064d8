"""A table as it stands in its file: rows of text, numbered as a spreadsheet numbers them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from muster.scenario.folder.fault_list import FaultList, Place, shown
from muster.scenario.folder.table import Table

HEADING_ROW = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not blank; cells without the spaces around them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The heading and the rows below it, all as wide as the heading."""

    part: str
    file: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]

    def place(self, row: int | None = None) -> Place:
        """Where a fault of this sheet stands."""
        return Place(self.part, self.file, row)


def read_file(path: Path, place: Place, faults: FaultList) -> bytes | None:
    """The bytes of a file, or a fault that says why there are none."""
    if not path.is_file():
        faults.error(place, None, "something that is not a file", "a file")
        return None
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        faults.error(place, None, f"a file that cannot be read ({reason})", "a readable file")
        return None


def sheet_of(table: Table, file: str, rows: Sequence[Row], faults: FaultList) -> Sheet | None:
    """Check the shape of rows (the heading first) and make a sheet of them."""
    place = Place(table.name, file)
    if not rows:
        faults.error(place, None, "an empty file", _heading_wanted(table))
        return None
    first = rows[0]
    if first.number != HEADING_ROW or not any(first.cells):
        at = Place(table.name, file, HEADING_ROW)
        faults.error(at, None, "a blank row", _heading_wanted(table), "Move the heading up")
        return None
    heading = _without_blank_end(first.cells)
    return Sheet(
        table.name,
        file,
        heading,
        tuple(
            _fitted(row, len(heading), place, faults)
            for row in rows[1:]
            if any(row.cells)  # a blank row separates; it says nothing
        ),
    )


def _heading_wanted(table: Table) -> str:
    return f"a heading that names the columns, such as {', '.join(list(table.physical)[:3])}"


def _fitted(row: Row, width: int, place: Place, faults: FaultList) -> Row:
    """The row as wide as the heading; a fault where it holds more, or is cut short."""
    at = Place(place.part, place.file, row.number)
    cells = row.cells
    if len(cells) < width:
        faults.error(
            at,
            None,
            f"{len(cells)} cells",
            f"{width}, as in the heading",
            "Add the missing separators, or correct the quotes",
        )
        return Row(row.number, cells + ("",) * (width - len(cells)))
    beyond = [cell for cell in cells[width:] if cell]
    if beyond:
        faults.error(
            at,
            None,
            f"{shown(beyond[0])} to the right of the last heading",
            f"{width} cells, as in the heading",
            "Put quotes around a cell that holds the separator, or name the column",
        )
    return Row(row.number, cells[:width])


def _without_blank_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    width = max(index for index, cell in enumerate(cells) if cell) + 1
    return cells[:width]
