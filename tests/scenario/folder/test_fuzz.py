"""No input ends in anything but a scenario or faults that a person can read.

Each way of spoiling a folder is tried a few times here and many times with the slow tests.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from folders import PEOPLE
from muster.errors import ScenarioError
from muster.scenario import inspect, load, save
from muster.scenario.folder.template import template_files

FEW, MANY = 25, 1500

Files = dict[str, bytes]

_TEMPLATE = {name: data for name, data in template_files().items() if name != "README.md"}
FOLDER: Files = {
    **_TEMPLATE,
    "incidents.csv": b"site,regime,from,until,failures,source\n"
    b"NORTH,holding,2026-01-01T00:00+03:00,2026-02-01T00:00+03:00,1,log\n",
    "claims.csv": b"quantity,scope,value,qualifier,source,said_on,about\n"
    b"held,all,300,exact,register,2026-02-28,2026-02-28\n",
}
ROSTER: Files = {
    **{name: data for name, data in FOLDER.items() if name != "groups.csv"},
    "people.csv": PEOPLE.replace(",P,", ",NORTH,").replace(",R", ",RECEPTION").encode(),
    "keep.csv": b"kind,first,second,reason,between\ntogether,A,B,family,\napart,A,C,,person\n",
}
NAMES = sorted({*FOLDER, *ROSTER})
TABLES = [name for name in NAMES if name.endswith(".csv")]

NASTY = st.sampled_from(
    [
        "", " ", "\u00a0", '"', "'", ";", ",", ";;", "\n", "\r", "\r\n", "\t", "\x00", "\x1b[2J",
        "\ufeff", "\u2028", "\u202e", "é", "ا", "٣", "NaN", "nan", "inf", "-inf", "1e999", "-0",
        "1e-400", "0x10", "1_000", "1,5", "9" * 30, "9" * 5000, "x" * 20_000, "0", "-1", "1.5",
        "TRUE", "yes", "no", "null", "None", "=1+1", "#REF!", "NORTH", "RECEPTION", "A", "B",
        "NORTH;SOUTH", "NORTH;NORTH", "2026-03-01", "2026-03-01T00:00", "2026-03-01T00:00Z",
        "9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", "2026-02-30T00:00+00:00",
        "24:00-00:00", "00:00-24:00", "23:59-00:00", "men", "holding", "road", "apart", "faction",
    ]
)  # fmt: skip
CELLS = NASTY | st.text(max_size=12)

TOML_VALUES = st.recursive(
    st.sampled_from(
        [
            "true", "false", "nan", "inf", "-inf", "1e400", "0", "-1", "1", "3.5", "0.0001", '""',
            '"x"', '"holding"', "[]", "{}", "1979-05-27", "07:32:00", "1979-05-27T07:32:00",
            "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-03-01T00:00:00Z",
            "0x" + "f" * 5000, "9" * 200, '"""a\nb"""', '"\\u0000"', '"\\u001b"',
        ]
    )
    | st.integers().map(str)
    | st.floats(allow_nan=False, allow_infinity=False).map(repr),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    | st.lists(
        st.tuples(st.sampled_from(["value", "low", "high", "source", "holding", "x"]), inner),
        max_size=3,
        unique_by=lambda pair: pair[0],
    ).map(lambda pairs: f"{{ {', '.join(f'{key} = {value}' for key, value in pairs)} }}"),
    max_leaves=4,
)  # fmt: skip


def is_survived(files: Files) -> None:
    """Reading these files gives a scenario or faults, and writing what was read succeeds."""
    with TemporaryDirectory() as folder:
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        scenario, faults = inspect(folder)
        errors = [fault for fault in faults if fault.severity == "error"]
        assert (scenario is None) == bool(errors)
        for fault in faults:
            assert str(fault).isprintable()
            assert fault.found
            assert fault.expected
        if scenario is None:
            with pytest.raises(ScenarioError):
                load(folder)
        else:
            save(scenario, Path(folder) / "again")
            assert load(Path(folder) / "again") == scenario


def folders() -> st.SearchStrategy[Files]:
    """One of the two sound folders."""
    return st.sampled_from([FOLDER, ROSTER]).map(dict)


@st.composite
def with_random_bytes(draw) -> Files:
    """A folder in which one file is anything, or has anything in its middle."""
    files = draw(folders())
    name = draw(st.sampled_from([*NAMES, *(name.replace(".csv", ".xlsx") for name in TABLES)]))
    rubbish = draw(st.binary(max_size=60))
    sound = files.get(name, b"")
    at = draw(st.integers(0, len(sound)))
    gone = draw(st.sampled_from([0, 1, 10, len(sound)]))
    whole = draw(st.booleans())
    files.pop(name.replace(".xlsx", ".csv"), None)
    files[name] = rubbish if whole else sound[:at] + rubbish + sound[at + gone :]
    return files


def parsed(data: bytes) -> list[list[str]]:
    """The cells of a sound table."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def unparsed(rows: list[list[str]], delimiter: str = ",") -> bytes:
    """Cells as a CSV file; what UTF-8 cannot say is replaced."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(errors="replace")


@st.composite
def with_other_cells(draw) -> Files:
    """A folder in which some cells, headings among them, hold something else."""
    files = draw(folders())
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([name for name in TABLES if name in files]))
        rows = parsed(files[name])
        row = rows[draw(st.integers(0, len(rows) - 1))]
        if row:
            row[draw(st.integers(0, len(row) - 1))] = draw(CELLS)
        files[name] = unparsed(rows, draw(st.sampled_from(",;")))
    return files


@st.composite
def with_other_rows_and_columns(draw) -> Files:
    """A folder in which rows and columns of a table are left out, doubled or exchanged."""
    files = draw(folders())
    name = draw(st.sampled_from([name for name in TABLES if name in files]))
    rows = parsed(files[name])
    if draw(st.booleans()):
        order = draw(st.lists(st.integers(0, len(rows) - 1), max_size=len(rows) + 2))
        rows = [rows[index] for index in order]
    else:
        width = len(rows[0])
        order = draw(st.lists(st.integers(0, width - 1), max_size=width + 2))
        rows = [[row[index] for index in order] for row in rows]
    files[name] = unparsed(rows)
    return files


@st.composite
def with_other_files(draw) -> Files:
    """A folder in which files are left out, exchanged or renamed."""
    files = draw(folders())
    for _ in range(draw(st.integers(1, 2))):
        name, other = draw(st.sampled_from(NAMES)), draw(st.sampled_from(NAMES))
        how = draw(st.sampled_from(["drop", "swap", "copy"]))
        if how == "drop":
            files.pop(name, None)
        elif how == "swap":
            files[name], files[other] = files.get(other, b""), files.get(name, b"")
        else:
            files[other.replace(".csv", ".xlsx")] = files.get(name, b"")
    return files


@st.composite
def with_other_settings(draw) -> Files:
    """A folder in which some keys of scenario.toml have other values or names."""
    files = draw(folders())
    lines = files["scenario.toml"].decode().splitlines()
    keys = [index for index, line in enumerate(lines) if "=" in line and line[0] != "#"]
    for index in draw(st.lists(st.sampled_from(keys), min_size=1, max_size=3)):
        key = draw(st.just(lines[index].split("=")[0]) | st.sampled_from(["x", '"a\\nb"', "start"]))
        lines[index] = f"{key} = {draw(TOML_VALUES)}"
    if draw(st.booleans()):
        lines.pop(draw(st.integers(0, len(lines) - 1)))
    files["scenario.toml"] = "\n".join(lines).encode(errors="replace")
    return files


XLSX_CELLS = (
    st.none()
    | st.integers(-(10**20), 10**20)
    | st.floats()
    | st.booleans()
    | st.datetimes()
    | st.dates()
    | st.times()
    | st.timedeltas()
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=12)
    | st.sampled_from(["=1+1", "#N/A", "NORTH", "=A1"])
)


def parts_of(data: bytes) -> dict[str, bytes]:
    """The files in a workbook, except the one that says when it was made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name != "docProps/core.xml"]
        return {name: archive.read(name) for name in names}


def packed(parts: dict[str, bytes]) -> bytes:
    """A workbook of these files, the same whenever it is made."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return result.getvalue()


@st.composite
def damaged(draw, data: bytes) -> bytes:
    """Bytes with something else in their middle."""
    at = draw(st.integers(0, len(data)))
    digits = st.sampled_from([b"9", b"99999", b"0", b"-", b'"', b"<", b"ZZZ"])
    return data[:at] + draw(st.binary(max_size=4) | digits) + data[at + draw(st.integers(0, 3)) :]


@st.composite
def with_workbooks(draw) -> Files:
    """A folder in which a table is a workbook, with some cells of any type."""
    files = draw(folders())
    name = draw(st.sampled_from([name for name in TABLES if name in files]))
    rows: list[list[object]] = [list(row) for row in parsed(files.pop(name))]
    for _ in range(draw(st.integers(0, 3))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(XLSX_CELLS)
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if draw(st.integers(0, 5)) == 5:
        book.active.merge_cells("A1:B2")
    file = io.BytesIO()
    try:
        book.save(file)
    except (ValueError, OverflowError):  # dates before 1900 cannot be put into a workbook
        return files
    parts = parts_of(file.getvalue())
    if draw(st.booleans()):
        part = draw(st.sampled_from(sorted(parts)))
        parts[part] = draw(damaged(parts[part]))
    data = packed(parts)
    if draw(st.integers(0, 3)) == 3:
        data = draw(damaged(data))
    files[name.replace(".csv", ".xlsx")] = data
    return files


SPOILT: dict[str, Callable[[], st.SearchStrategy[Files]]] = {
    "random bytes": with_random_bytes,
    "other cells": with_other_cells,
    "other rows and columns": with_other_rows_and_columns,
    "other files": with_other_files,
    "other settings": with_other_settings,
    "workbooks": with_workbooks,
}


def try_often(spoilt: str, examples: int) -> None:
    """Spoil folders in one way so many times."""

    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(SPOILT[spoilt]())
    def attempt(files: Files) -> None:
        is_survived(files)

    attempt()


@pytest.mark.parametrize("files", [FOLDER, ROSTER])
def test_the_folders_that_are_spoilt_are_sound_before(files):
    is_survived(files)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_no_input_ends_in_a_traceback(spoilt):
    try_often(spoilt, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("spoilt", SPOILT)
def test_no_input_ends_in_a_traceback_however_often_it_is_tried(spoilt):
    try_often(spoilt, MANY)
