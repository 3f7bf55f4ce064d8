"""Papers as PDF, by Typst: tagged, archivable, with the fonts that come with Muster.

Nothing of a paper is ever Typst's markup: the templates take it as data. They import no package
and read no file but their own, so no network and no font of the machine is needed.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import typst

from muster.reporting.papers.codes import drawn
from muster.reporting.papers.legible import printable
from muster.reporting.papers.paper import Attached, Code, Column, Figure, Labels, Paper

STANDARDS = ("a-2a", "ua-1")
"""PDF/A-2a (ISO 19005-2, tagged) and PDF/UA-1 (ISO 14289-1); what is 2a is 2b, too."""
STANDARDS_WITH_FILES = ("a-3a", "ua-1")
"""PDF/A-3a (ISO 19005-3), which may hold files."""


def as_pdf(paper: Paper) -> bytes:
    """The paper; the same bytes for the same paper."""
    folder = _folder()
    sheet = "labels.typ" if isinstance(paper.blocks, Labels) else "sheet.typ"
    compiler = typst.Compiler(
        root=folder / "template", font_paths=_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(
        folder / "template" / sheet,
        format="pdf",
        pdf_standards=list(STANDARDS_WITH_FILES if paper.attached else STANDARDS),  # type: ignore[arg-type]
        sys_inputs={"paper": json.dumps(_plain(paper), ensure_ascii=False)},
        timestamp=int(datetime.fromisoformat(paper.made_at).timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _plain(value: Any) -> Any:
    """A value of a paper as JSON has it: each block and cell with its kind, each text printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    names = getattr(value, "__dataclass_fields__", None)
    if names is None:
        return value
    fields = {name: _plain(getattr(value, name)) for name in names if name != "draw"}
    if isinstance(value, Code):
        fields["svg"], fields["millimetres"] = drawn(value)
    elif isinstance(value, Figure):
        fields["svg"] = value.draw()
    elif isinstance(value, Attached):
        fields["text"] = value.text
    elif isinstance(value, Column):
        fields["width"] = value.width
    return {"kind": type(value).__name__, **fields}


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_folder() / "font"]
    )


@cache
def _folder() -> Path:
    return Path(str(resources.files("muster.reporting.papers")))
