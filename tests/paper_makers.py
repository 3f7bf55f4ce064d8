"""A small operation with names in both scripts, and what a paper says once it is printed."""

from __future__ import annotations

import csv
import io
import random
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import zxingcpp
from pypdf import PdfReader

from muster.custody.given_list import GivenList
from muster.custody.importing import import_list
from muster.locale.choices import Choices
from muster.operations.desk import Desk
from muster.operations.opening import open_desk
from muster.operations.settings import Settings
from muster.record.folder import Record, begin_record
from muster.reporting.papers import Given, Paper, Reader, without_names
from muster.reporting.papers.paper import Code, Codes, Labels
from operation_makers import DAY, at
from required_tools import needs

DPI = 150
LATIN, ARABIC = Choices("en", "latn"), Choices("ar", "arab")
COLUMNS = ("person_id", "site", "separation_class", "birth_year", "seat_kind", "name",
           "name_arabic", "medicine", "language")  # fmt: skip


def row(number: int, **more: str) -> dict[str, str]:
    """A row of a roster."""
    return {
        "person_id": f"P-{number:04d}", "site": "A", "separation_class": "men",
        "birth_year": "1980", "seat_kind": "seated", "name": f"Name{number:04d} Family",
        "name_arabic": "عبد الرحمن الخطيب", "medicine": "", "language": "", **more,
    }  # fmt: skip


def held(folder: Path, rows: Sequence[dict[str, str]], call: str = "") -> tuple[Record, Desk]:
    """People of a roster at site A under SDF; B is under IQ. The record's clock stands."""
    kept = begin_record(folder / "R", "cell", lambda: DAY, random.Random(1).randbytes)
    if rows:
        with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        import_list(kept, GivenList.of(folder / "people.csv"), at(-60))
    made = open_desk(kept, Settings(call=call))
    made.say("site_custodian", at(-59), site="A", custodian="SDF", by="o1")
    made.say("site_custodian", at(-59), site="B", custodian="IQ", by="o1")
    return kept, made


def given(
    kept: Record, desk: Desk, choices: Choices = LATIN, *, names: bool = False, now: Any = None
) -> Given:
    """What a paper is made from, for an officer who reads names, or none."""
    reader = Reader("o7", lambda p: True, lambda p: True) if names else without_names("o7")
    return Given(kept, desk, None, now or desk.situation.now, reader, choices)


def text_of(raw: bytes) -> str:
    """All text of a PDF, in the order of its pages, as it would be copied."""
    pages = PdfReader(io.BytesIO(raw)).pages
    return "\n".join(page.extract_text() for page in pages)


def codes_of(paper: Paper) -> list[str]:
    """What the codes of a paper should say."""
    if isinstance(paper.blocks, Labels):
        return [label.code.text for label in paper.blocks.labels]
    codes = [] if paper.code is None else [paper.code]
    for block in paper.blocks:
        codes += block.codes if isinstance(block, Codes) else []
    assert all(isinstance(each, Code) for each in codes)
    return [each.text for each in codes]


def scanned(raw: bytes) -> list[str]:
    """What a scanner reads from a PDF printed at 150 dots an inch, in black and white."""
    return [each.text for page in printed(raw) for each in zxingcpp.read_barcodes(page)]


@dataclass(frozen=True, slots=True)
class Colours:
    """How a printed page looks in colour: its values of red, green and blue."""

    pixels: np.ndarray

    @property
    def is_grey(self) -> bool:
        """Whether nothing on it has a colour."""
        return bool((self.pixels.max(axis=2) - self.pixels.min(axis=2) <= 2).all())


def printed(raw: bytes) -> Iterator[np.ndarray]:
    """Pages of a PDF as grey pixels."""
    for _, pixels in _rasterised(raw, "-gray", DPI):
        yield pixels


def in_colour(raw: bytes, dpi: int = 40) -> Iterator[Colours]:
    """Pages of a PDF in colour."""
    for _, pixels in _rasterised(raw, None, dpi):
        yield Colours(pixels)


def _rasterised(raw: bytes, mode: str | None, dpi: int) -> Iterator[tuple[int, np.ndarray]]:
    needs("pdftoppm", "poppler-utils")
    words = ["pdftoppm", "-r", str(dpi), *([mode] if mode else [])]
    done = subprocess.run([*words, "-"], input=raw, capture_output=True, check=True).stdout
    number = 0
    while done:
        kind, size, _, rest = done.split(b"\n", 3)
        width, height = (int(each) for each in size.split())
        depth = 1 if kind == b"P5" else 3
        length = width * height * depth
        shape = (height, width) if depth == 1 else (height, width, depth)
        yield number, np.frombuffer(rest[:length], np.uint8).reshape(shape)
        done, number = rest[length:], number + 1
