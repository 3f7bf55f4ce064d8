"""The table goes between its marks, and nothing else on the page is touched."""

from __future__ import annotations

import pytest
from bench.document import BEGIN, END, write_between_markers


def test_what_is_between_the_marks_is_replaced_and_nothing_else(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    write_between_markers(page, "new | table\n")
    assert page.read_text() == f"before\n{BEGIN}\nnew | table\n{END}\nafter\n"
    assert list(tmp_path.iterdir()) == [page]


@pytest.mark.parametrize("text", ["none", BEGIN, f"{END} {BEGIN}", f"{BEGIN} {BEGIN} {END}"])
def test_a_page_without_its_marks_is_left_as_it_is(tmp_path, text):
    page = tmp_path / "page.md"
    page.write_text(text)
    with pytest.raises(ValueError, match=r"page\.md"):
        write_between_markers(page, "new")
    assert page.read_text() == text
