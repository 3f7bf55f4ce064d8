"""Workbooks as spreadsheet programs write them."""

import io
import struct
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook

from folders import GROUPS, LINKS, SITES, faults_of, read_from, said_of

CELLS = {
    "sites": [
        ["id", "kind", "lat", "lon", "capacity"],
        ["P", "prison", 36.5, 40.75, 100],
        ["R", "reception", 36.9, 42.1, None],
    ]
}


def workbook(rows: list[list[object]], *more_sheets: list[list[object]]) -> Workbook:
    """A workbook with a sheet for each list of rows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for index, content in enumerate((rows, *more_sheets)):
        target = sheet if index == 0 else book.create_sheet()
        for row in content:
            target.append(row)
    return book


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook's file."""
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_sites(data: bytes) -> dict[str, str | bytes | None]:
    """The sound folder's files with a workbook in place of sites.csv."""
    return {"sites.csv": None, "sites.xlsx": data}


def sites() -> list[list[object]]:
    """Rows of the sites' table, to be changed."""
    return [list(row) for row in CELLS["sites"]]


def test_a_workbook_reads_like_the_same_table_in_csv(tmp_path):
    (tmp_path / "csv").mkdir()
    text = SITES.replace("lon", "lon,capacity").replace("40.75", "40.75,100")
    from_csv = read_from(tmp_path / "csv", {"sites.csv": text.replace("42.1", "42.1,")})
    assert read_from(tmp_path, as_sites(saved(workbook(sites())))) == from_csv


def test_only_the_first_sheet_counts(tmp_path):
    scenario = read_from(tmp_path, as_sites(saved(workbook(sites(), [["rubbish"]]))))
    assert list(scenario.sites) == ["P", "R"]


def test_numbers_that_are_whole_are_ids_without_a_point(tmp_path):
    rows = [[101 if cell == "P" else cell for cell in row] for row in sites()]
    files = as_sites(saved(workbook(rows)))
    files["links.csv"] = LINKS.replace("P,R", "101,R")
    files["groups.csv"] = GROUPS.replace("G,P", "G,101")
    files["fleets.csv"] = "id,base,mode,vehicles,seats\nBUS,101,road,1,40\n"
    assert list(read_from(tmp_path, files).sites) == ["101", "R"]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path):
    rows = [*sites()[:2], [], [None, " "], ["R", "reception", "north", 42.1]]
    (said,) = said_of(tmp_path, as_sites(saved(workbook(rows))))
    assert said.startswith('sites.xlsx, row 5, column lat: found "north"')


def test_formulas_count_by_the_value_stored_with_them(tmp_path):
    rows = sites()
    rows[1][4] = "=50+50"
    data = with_stored_value(saved(workbook(rows)), "50+50", "100")
    assert read_from(tmp_path, as_sites(data)).sites["P"].capacity == 100


def with_stored_value(data: bytes, formula: str, value: str) -> bytes:
    """A workbook whose formula has a value beside it, as if a program had computed it."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(result, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            for empty in ("<v></v>", "<v />", "<v/>"):
                content = content.replace(
                    f"<f>{formula}</f>{empty}", f"<f>{formula}</f><v>{value}</v>"
                )
            new.writestr(name, content)
    return result.getvalue()


def test_a_formula_without_a_stored_value_is_a_fault(tmp_path):
    rows = sites()
    rows[1][4] = "=50+50"
    assert said_of(tmp_path, as_sites(saved(workbook(rows)))) == [
        "sites.xlsx, row 2, column E: found a formula without a stored value; expected a value. "
        "Open the workbook in a spreadsheet program and save it, or enter the value"
    ]


def test_an_error_value_is_a_fault(tmp_path):
    rows = sites()
    rows[1][4] = "#REF!"
    said = said_of(tmp_path, as_sites(saved(workbook(rows))))
    assert said[0] == (
        'sites.xlsx, row 2, column E: found the error "#REF!"; expected a value. '
        "Correct the formula, or enter the value"
    )


def test_merged_cells_are_a_fault(tmp_path):
    book = workbook(sites())
    assert book.active is not None
    book.active.merge_cells("A1:B1")
    said = said_of(tmp_path, as_sites(saved(book)))
    assert said[0] == (
        "sites.xlsx, row 1: found the merged cells A1:B1; expected one cell per value. Unmerge them"
    )


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (datetime(2026, 1, 21, 6, 30), '"2026-01-21T06:30:00"'),  # noqa: DTZ001
        (date(2026, 1, 21), '"2026-01-21"'),
        (time(6, 30), '"06:30:00"'),
        (True, '"yes"'),
    ],
)
def test_a_spreadsheet_date_has_no_offset_and_is_a_fault(tmp_path, cell, found):
    rows: list[list[object]] = [
        ["id", "site", "people", "priority", "separation_class", "destinations", "ready_at"],
        ["G", "P", 30, 1, "men", "R", cell],
    ]
    files = {"groups.csv": None, "groups.xlsx": saved(workbook(rows))}
    (fault,) = faults_of(tmp_path, files)
    assert (fault.column, fault.found) == ("ready_at", found)


def test_a_day_in_a_spreadsheet_is_a_day(tmp_path):
    rows: list[list[object]] = [
        ["quantity", "scope", "value", "qualifier", "source", "said_on", "about"],
        ["moved", "all", 475, "about", "ministry", date(2026, 1, 28), "January"],
    ]
    (claim,) = read_from(tmp_path, {"claims.xlsx": saved(workbook(rows))}).claims
    assert (claim.value, claim.said_on) == (475, date(2026, 1, 28))


def test_a_checkbox_is_yes_or_no(tmp_path):
    rows: list[list[object]] = [
        ["at", "target_kind", "target", "field", "value"],
        ["2026-01-21T06:00+03:00", "site", "P", "open", False],
    ]
    (change,) = read_from(tmp_path, {"changes.xlsx": saved(workbook(rows))}).changes
    assert change.value is False


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", SITES.encode(), saved(workbook([]))[:-40]])
def test_a_file_that_is_no_workbook_is_a_fault(tmp_path, data):
    (fault,) = faults_of(tmp_path, as_sites(data))
    assert fault.found == "a file that is no XLSX workbook"


def test_a_workbook_without_cells_is_a_fault(tmp_path):
    (fault,) = faults_of(tmp_path, as_sites(saved(workbook([]))))
    assert fault.found == "an empty file"


def test_a_zip_that_is_no_workbook_is_a_fault(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("readme.txt", "hello")
    (fault,) = faults_of(tmp_path, as_sites(file.getvalue()))
    assert fault.found.startswith("a damaged workbook (")


def test_a_workbook_that_unpacks_to_too_much_is_a_fault(tmp_path):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"x" * 12_345)
    stated = file.getvalue().replace(struct.pack("<I", 12_345), struct.pack("<I", 600 * 2**20))
    (fault,) = faults_of(tmp_path, as_sites(stated))
    assert fault.found == "a workbook of 600 MiB unpacked"


def test_a_row_number_beyond_the_end_of_a_sheet_is_a_fault(tmp_path):
    data = io.BytesIO()
    book = io.BytesIO(saved(workbook(sites())))
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = content.replace(b'<row r="3"', b'<row r="999999999999"')
            new.writestr(name, content)
    (fault,) = faults_of(tmp_path, as_sites(data.getvalue()))
    assert fault.found == "a sheet of more than 1,048,576 rows"
