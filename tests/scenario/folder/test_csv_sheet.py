"""CSV as people and their spreadsheets write it."""

import pytest

from folders import GROUPS, LINKS, SITES, read_from, said_of


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path):
    sites = b"\xef\xbb\xbf" + SITES.encode()
    assert list(read_from(tmp_path, {"sites.csv": sites}).sites) == ["P", "R"]


def test_semicolons_separate_cells_where_the_heading_has_them(tmp_path):
    scenario = read_from(tmp_path, {"sites.csv": SITES.replace(",", ";")})
    assert scenario.sites["P"].latitude == 36.5


def test_a_list_in_a_table_with_semicolons_stands_in_quotes(tmp_path):
    groups = GROUPS.replace(",", ";").replace("men;R", 'men;"R;P"')
    scenario = read_from(tmp_path, {"groups.csv": groups})
    assert scenario.groups["G"].destinations == ("R", "P")


def test_a_list_without_quotes_in_a_table_with_semicolons_is_a_fault(tmp_path):
    groups = GROUPS.replace(",", ";").replace("men;R", "men;R;P")
    assert said_of(tmp_path, {"groups.csv": groups}) == [
        'groups.csv, row 2: found "P" to the right of the last heading; expected 6 cells, as in '
        "the heading. Put quotes around a cell that holds the separator, or name the column"
    ]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(tmp_path, end):
    scenario = read_from(tmp_path, {"sites.csv": SITES.replace("\n", end)})
    assert list(scenario.sites) == ["P", "R"]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path):
    sites = (
        "id,kind,lat,lon,name\r\n"
        'P,prison,36.5,40.75,"two\r\nlines"\r\n'
        ",,,,\r\n"
        "\r\n"
        "R,reception,north,42.1,\r\n"
    )
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        'sites.csv, row 5, column lat: found "north"; expected a number from -90 to 90. '
        "Write digits only; units are in the column's name"
    ]


def test_quotes_newlines_and_separators_inside_a_cell_are_kept(tmp_path):
    sites = SITES.replace("lon", "lon,name").replace("40.75", '40.75,"a ""b"",\nc"')
    sites = sites.replace("42.1", "42.1,")
    assert read_from(tmp_path, {"sites.csv": sites}).sites["P"].name == 'a "b",\nc'


def test_columns_for_people_are_not_read(tmp_path):
    sites = SITES.replace("lon", "lon,note,note to self").replace("40.75", "40.75,\x07,")
    sites = sites.replace("42.1", "42.1,,")
    assert list(read_from(tmp_path, {"sites.csv": sites}).sites) == ["P", "R"]


def test_bytes_that_are_not_utf_8_are_named_with_their_row(tmp_path):
    sites = SITES.encode().replace(b"R,reception", b"R\xfc,reception")
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        "sites.csv, row 3: found the byte 0xFC (byte 38 of the file), which is not UTF-8; "
        "expected UTF-8 text. Save the file as CSV UTF-8"
    ]


def test_utf_16_is_named(tmp_path):
    assert said_of(tmp_path, {"sites.csv": SITES.encode("utf-16")}) == [
        "sites.csv: found UTF-16 text; expected UTF-8. Save the file as CSV UTF-8"
    ]


def test_a_nul_byte_is_named_with_its_row(tmp_path):
    sites = SITES.replace("reception", "recep\0tion")
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        "sites.csv, row 3: found a NUL byte; expected text. Save the file as CSV UTF-8"
    ]


def test_quotes_that_do_not_pair_are_a_fault(tmp_path):
    sites = SITES.replace("R,", '"R,')
    (said,) = said_of(tmp_path, {"sites.csv": sites})
    assert said.startswith("sites.csv, row 3: found text that is not CSV (")


def test_a_row_that_is_cut_short_is_a_fault(tmp_path):
    (said, *_) = said_of(tmp_path, {"sites.csv": SITES.replace(",42.1", "")})
    assert said == (
        "sites.csv, row 3: found 3 cells; expected 4, as in the heading. "
        "Add the missing separators, or correct the quotes"
    )


@pytest.mark.parametrize("content", ["", "\n\n"])
def test_a_table_without_a_heading_is_a_fault(tmp_path, content):
    (said,) = said_of(tmp_path, {"links.csv": content})
    assert "expected a heading that names the columns, such as id, from, to" in said


def test_a_heading_below_the_first_row_is_a_fault(tmp_path):
    (said,) = said_of(tmp_path, {"links.csv": "\n" + LINKS})
    assert said.startswith("links.csv, row 1: found a blank row; expected a heading")


def test_cells_under_no_heading_are_a_fault(tmp_path):
    sites = SITES.replace("kind", ",kind").replace("prison", "x,prison")
    sites = sites.replace("reception", ",reception")
    assert said_of(tmp_path, {"sites.csv": sites}) == [
        "sites.csv, row 1: found cells under no heading (column 2); expected a heading. "
        "Name the column, starting with note if it is for people"
    ]


def test_blank_columns_at_the_end_say_nothing(tmp_path):
    sites = "".join(line + ",,,\n" for line in SITES.splitlines())
    assert list(read_from(tmp_path, {"sites.csv": sites}).sites) == ["P", "R"]


def test_a_cell_of_more_than_128_kib_is_a_fault(tmp_path):
    sites = SITES.replace("lon", "lon,name").replace("40.75", "40.75," + "x" * 200_000)
    (said,) = said_of(tmp_path, {"sites.csv": sites})
    assert "field larger than field limit" in said
