"""Puts generated text between the markers of a page."""

from __future__ import annotations

from pathlib import Path

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"


def write_between_markers(page: Path, text: str) -> None:
    """Replace what is between the markers; raises ValueError if they are not both there once."""
    held = page.read_text(encoding="utf-8")
    if held.count(BEGIN) != 1 or held.count(END) != 1 or held.index(BEGIN) > held.index(END):
        raise ValueError(
            f"{page.name}: found no place for the table; expected one {BEGIN} and, after it, one "
            f"{END}; put them where the table is to be"
        )
    before, _, rest = held.partition(BEGIN)
    after = rest.partition(END)[2]
    beside = page.with_suffix(".new")
    beside.write_text(f"{before}{BEGIN}\n{text.strip()}\n{END}{after}", encoding="utf-8")
    beside.replace(page)
