"""Lists as files: what is read, and every fault of all of them told at once without a name."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.matching import RosterError, read_roster, read_rosters
from muster.matching.roster_file import look_at

NAMES = ("tareq", "nabil", "mazen", "طارق")


def written(folder, data, name="list.csv"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def faults(*paths):
    with pytest.raises(RosterError) as refused:
        read_rosters(*paths)
    assert not any(name in str(refused.value) for name in NAMES)
    return [(fault.row, fault.column, fault.found) for fault in refused.value.faults]


def test_a_list_with_id_and_name_only_is_read(tmp_path):
    found = read_roster(written(tmp_path, "id,name\nx,طارق الحلبي\n"))
    assert [(row.id, row.year, row.side) for row in found.rows] == [("x", 0, ("", "", ""))]
    assert found.script == "arabic"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_what_spreadsheets_write_is_read(tmp_path, mark, end):
    rows = (
        ("id", "name", "birth_year"),
        ("x", '"tareq\nhalabi"', "1990"),
        ("", "", ""),
        ("y", "n"),
    )
    text = "\ufeff" + end.join(mark.join(row) for row in rows)
    found = read_roster(written(tmp_path, text))
    assert [(row.id, row.tokens, row.year) for row in found.rows] == [
        ("x", ("tareq", "halabi"), 1990), ("y", ("n",), 0),
    ]  # fmt: skip


def test_signs_that_end_lines_elsewhere_do_not_end_a_row(tmp_path):
    found = read_roster(written(tmp_path, "id,name\nx,tareq\u2028halabi\x85nabil\x0cmazen\n"))
    assert [row.tokens for row in found.rows] == [("tareq", "halabi", "nabil", "mazen")]


def test_every_fault_of_every_list_is_named(tmp_path):
    one = written(tmp_path, "id,name\nx,tareq\n\nx,nabil\n,mazen\ny,tareq,nabil\n", "one.csv")
    other = written(tmp_path, b"id,nom\nx,\xd8\xc7\n", "other.csv")
    assert faults(one, other, tmp_path / "third.csv") == [
        (4, "id", "the same id as in row 2"),
        (5, "id", "nothing"),
        (6, None, "3 cells"),
        (2, None, "bytes that are not UTF-8"),
        (1, "name", "no such column"),
        (None, None, "nothing that can be read (No such file or directory)"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [(b"number,who\n", [(1, "id", "no such column"), (1, "name", "no such column")]),
     (b"", [(1, None, "an empty file")]),
     (b"\xef\xbb\xbf\n,,\n", [(1, None, "an empty file")]),
     (b"id,name,name\n1,tareq,nabil\n", [(1, "name", "the column 2 times")]),
     ("id,name\nx,tareq\nx,طارق\n".encode("utf-16"),
      [(None, None, "UTF-16 text"), (3, "id", "the same id as in row 2")]),
     (b"PK\x03\x04\x14\x00", [(None, None, "an XLSX workbook, or another archive")]),
     (b'id,name\n,nabil\nx,"tareq\ny,mazen\n',
      [(3, None, "text that is not CSV (unexpected end of data)"), (2, "id", "nothing")]),
     (b'id,name\n"x\ny",tareq\n', [(2, "id", "a line break, or another sign that is no letter")]),
     (b"id,name\n" + b"x" * 101 + b",tareq\n",
      [(2, "id", "101 characters, of which 100 are allowed")])],
)  # fmt: skip
def test_what_is_no_list_is_refused_in_words(tmp_path, data, expected):
    assert faults(written(tmp_path, data)) == expected


def test_a_path_that_is_no_text_is_refused(tmp_path):
    path = written(tmp_path, "id,name\nx,tareq\n", os.fsdecode(b"\xff.csv"))
    assert faults(path) == [(None, None, "a path that is not UTF-8")]


def test_of_many_faults_the_first_are_told_and_the_others_counted(tmp_path):
    told = faults(written(tmp_path, "id,name\n" + ",tareq\n" * 3_000))
    assert len(told) == 21
    assert told[-1] == (None, None, "2,980 more faults")


def test_a_heading_in_capitals_says_how_to_write_it(tmp_path):
    with pytest.raises(RosterError, match="Write it id, in small letters"):
        read_roster(written(tmp_path, "ID;Name\n1;tareq\n"))


def test_what_is_not_read_is_said_and_stops_nothing(tmp_path):
    text = "id,name,birth_year,cell,note 1\nx,tareq,1990,B,-\ny,nabil,unknown,C,-\nz,mazen,،,D,-\n"
    rosters, odd = look_at([written(tmp_path, text)])
    assert [len(roster.rows) for roster in rosters] == [3]
    assert [(fault.severity, fault.column, fault.found) for fault in odd] == [
        ("warning", None, "columns that are not read: cell"),
        ("warning", "birth_year", "2 cells that say no year, the first in row 3"),
    ]


CELLS = st.one_of(
    st.sampled_from(["id", "name", "birth_year", "sex", "", "1", "x", "tareq", "حسن", "\u202b"]),
    st.text(max_size=5),
)
SHEETS = st.builds(
    lambda mark, end, rows: end.join(mark.join(row) for row in rows),
    st.sampled_from([",", ";", "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.lists(CELLS, max_size=5), max_size=6),
)
FILES = st.one_of(
    st.binary(max_size=60),
    SHEETS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    SHEETS.map(lambda text: ("id,name\n" + text).encode("utf-8", "surrogatepass")),
    st.tuples(SHEETS, st.sampled_from(["utf-16", "cp1256", "utf-8-sig"])).map(
        lambda given: given[0].encode(given[1], "ignore")
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(FILES, min_size=1, max_size=2))
def test_whatever_bytes_come_are_read_or_refused_in_words(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("lists")
    paths = [written(folder, data, f"{i}.csv") for i, data in enumerate(files)]
    rosters, found = look_at(paths)
    errors = [fault for fault in found if fault.severity == "error"]
    assert {fault.file for fault in found} <= set(map(str, paths))
    assert len(rosters) == len(paths) - len({fault.file for fault in errors})
    for roster in rosters:
        ids = [row.id for row in roster.rows]
        assert ids == sorted(set(ids))
    if errors:
        with pytest.raises(RosterError):
            read_rosters(*paths)
