"""Reading a scenario folder: `load` for those who need the scenario, `inspect` for the faults."""

from __future__ import annotations

from pathlib import Path

from muster.errors import Fault, ScenarioError
from muster.scenario.folder.csv_sheet import read_csv
from muster.scenario.folder.draft import Draft, draft_scenario
from muster.scenario.folder.fault_list import SCENARIO_FILE, SETTINGS, FaultList, Place
from muster.scenario.folder.references import check_references
from muster.scenario.folder.rows import ReadTable, read_rows
from muster.scenario.folder.sense import look_for_sense
from muster.scenario.folder.settings import ReadSettings, read_settings
from muster.scenario.folder.sheet import Sheet, read_file
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.folder.table import Table
from muster.scenario.folder.tables import PARTS, TABLES
from muster.scenario.folder.xlsx_sheet import read_xlsx
from muster.scenario.scenario import Scenario

CSV, XLSX = ".csv", ".xlsx"
_LOCK_FILE = "~$"
"""Begins the name of the file that spreadsheet programs write beside an open one."""


def load(folder: Path | str) -> Scenario:
    """Read a scenario folder; raises ScenarioError with every fault if it has errors."""
    scenario, faults = inspect(folder)
    if scenario is None:
        raise ScenarioError(faults)
    return scenario


def inspect(folder: Path | str) -> tuple[Scenario | None, tuple[Fault, ...]]:
    """The scenario (None if it has errors) and every fault, warnings too; raises nothing."""
    faults = FaultList()
    draft = _read(Path(folder), faults)
    found = faults.in_order(PARTS)
    return (None if faults.any_error or draft is None else draft.scenario), found


def _read(folder: Path, faults: FaultList) -> Draft | None:
    names = _names_in(folder, faults)
    if names is None:
        return None
    _warn_of_files_not_read(names, faults)
    _check_who_is_given(names, faults)
    settings = _settings(folder, names, faults)
    tables = {table.name: _table(folder, table, names, faults) for table in TABLES.values()}
    check_references(tables, settings, faults)
    draft = draft_scenario(tables, settings.settings, faults)
    look_for_sense(draft, faults)
    return draft


def _names_in(folder: Path, faults: FaultList) -> frozenset[str] | None:
    place = Place(SETTINGS, str(folder))
    try:
        if not folder.is_dir():
            found = "a file" if folder.exists() else "nothing"
            faults.error(place, None, found, "a scenario folder")
            return None
        return frozenset(path.name for path in folder.iterdir())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        faults.error(place, None, f"what cannot be read ({reason})", "a scenario folder")
        return None


def _warn_of_files_not_read(names: frozenset[str], faults: FaultList) -> None:
    known = [SCENARIO_FILE, *(name + end for name in TABLES for end in (CSV, XLSX))]
    for name in sorted(names - set(known)):
        if name.lower().endswith((CSV, XLSX, ".toml", ".xls", ".ods")) and not name.startswith(
            (_LOCK_FILE, ".")
        ):
            action = did_you_mean(name, known) or "It is not read"
            place = Place(SETTINGS, name)
            faults.warning(place, None, "a file of an unknown name", "a table's name", action)


def _check_who_is_given(names: frozenset[str], faults: FaultList) -> None:
    """Exactly one of groups and people."""
    given = [part for part in ("groups", "people") if _files(part, names)]
    if len(given) == 2:
        place = Place("people", _files("people", names)[0])
        found = f"both this and {_files('groups', names)[0]}"
        faults.error(place, None, found, "one of the two", "Remove the one that is out of date")
    elif not given:
        place = Place("groups", "groups.csv")
        faults.error(place, None, "neither this nor people.csv", "one of the two")


def _files(part: str, names: frozenset[str]) -> list[str]:
    return [part + end for end in (CSV, XLSX) if part + end in names]


def _settings(folder: Path, names: frozenset[str], faults: FaultList) -> ReadSettings:
    place = Place(SETTINGS, SCENARIO_FILE)
    if SCENARIO_FILE not in names:
        faults.error(place, None, "no such file", "the scenario's settings")
        return ReadSettings()
    data = read_file(folder / SCENARIO_FILE, place, faults)
    return ReadSettings() if data is None else read_settings(data, faults)


def _table(
    folder: Path, table: Table, names: frozenset[str], faults: FaultList
) -> ReadTable | None:
    """The rows of a table; none where it is not given; None where it cannot be read."""
    files = _files(table.name, names)
    if not files:
        if not table.required:
            return ReadTable(table, "", (), {column.name: [] for column in table.columns})
        place = Place(table.name, table.name + CSV)
        faults.error(place, None, "no such file", f"a table: {table.meaning}")
        return None
    if len(files) > 1:
        place = Place(table.name, files[0])
        faults.error(place, None, f"both this and {files[1]}", "one of the two")
        return None
    sheet = _sheet(folder / files[0], table, faults)
    return None if sheet is None else read_rows(table, sheet, faults)


def _sheet(path: Path, table: Table, faults: FaultList) -> Sheet | None:
    data = read_file(path, Place(table.name, path.name), faults)
    if data is None:
        return None
    read = read_xlsx if path.suffix == XLSX else read_csv
    return read(table, path.name, data, faults)
