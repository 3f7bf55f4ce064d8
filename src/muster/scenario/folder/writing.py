"""Writing a scenario folder that reads back as the same scenario."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from muster.errors import ImpossibleValueError
from muster.scenario.digest import canonical_values
from muster.scenario.folder.fault_list import SCENARIO_FILE
from muster.scenario.folder.reading import CSV, XLSX, inspect
from muster.scenario.folder.table import Need, Table, split_judgement
from muster.scenario.folder.tables import TABLES
from muster.scenario.folder.toml_text import settings_text
from muster.scenario.folder.whole_folder import write_folder
from muster.scenario.scenario import Scenario


def save(scenario: Scenario, folder: Path | str, *, replace: bool = False) -> None:
    """Write a scenario folder, whole or not at all.

    The folder must be new or empty; with `replace` the scenario's files in it are replaced and
    others are left alone. Raises OutputError where it cannot be written to, and
    ImpossibleValueError where the scenario holds what no folder can say.
    """

    def check(written: Path) -> None:
        _refuse_what_reads_back_otherwise(scenario, written)

    owned = frozenset({SCENARIO_FILE, *(name + end for name in TABLES for end in (CSV, XLSX))})
    files = {name: _encoded(name, text) for name, text in _texts(scenario)}
    write_folder(Path(folder), files, replace=owned if replace else frozenset(), check=check)


def _texts(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for table in TABLES.values():
        text = table_text(table, list(table.listed(scenario)))
        needed = table.required or (table.name == "groups" and not scenario.people)
        if text or needed:
            yield table.name + CSV, text or _row(_names_needed(table))
    yield SCENARIO_FILE, settings_text(scenario)


def _encoded(name: str, text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise ImpossibleValueError(
            f"{name}: holds half a character, {error.object[error.start]!r}"
        ) from error


def table_text(table: Table, things: list[Any]) -> str:
    """A table as CSV; optional columns that say nothing are left out. Empty without things."""
    if not things:
        return ""
    rows = [_cells(table, thing) for thing in things]
    needed = set(_names_needed(table))
    names = [name for name in table.physical if name in needed or any(row[name] for row in rows)]
    lines = [_row(names), *(_row([row[name] for name in names]) for row in rows)]
    return "".join(lines)


def _names_needed(table: Table) -> list[str]:
    return [column.name for column in table.columns if column.need is not Need.OPTIONAL]


def _cells(table: Table, thing: Any) -> dict[str, str]:
    """The text of each cell; blank where the value is what blank means."""
    values = table.values_of(thing)
    given: dict[str, Any] = {}
    for column in table.columns:
        value = values[column.name]
        if column.need is Need.OPTIONAL and value == column.default:
            value = None
        given |= split_judgement(column, value) if column.judgement else {column.name: value}
    return {
        name: "" if given[name] is None else column.kind.to_text(given[name])
        for name, column in table.physical.items()
    }


def _row(cells: list[str]) -> str:
    return ",".join(_quoted(cell) for cell in cells) + "\n"


def _quoted(cell: str) -> str:
    """A cell as RFC 4180 has it."""
    if any(character in cell for character in ',;"\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _refuse_what_reads_back_otherwise(scenario: Scenario, folder: Path) -> None:
    read, faults = inspect(folder)
    if read is None:
        said = "\n".join(str(fault) for fault in faults if fault.severity == "error")
        raise ImpossibleValueError(f"the scenario cannot be written as a folder:\n{said}")
    meant, found = canonical_values(scenario), canonical_values(read)
    different = [name for name in meant if meant[name] != found[name]]
    if different:
        raise ImpossibleValueError(
            f"the scenario holds what a folder cannot say, in {', '.join(different)}: spaces "
            "around a text, for example, or groups that are not those of its people"
        )
