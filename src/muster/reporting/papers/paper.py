"""A paper before it is printed: a title, and blocks one below the other.

Everything in it is text as a reader is to see it, in the reader's language; none of it is markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Marks:
    """Short words in frames: what must be seen at a glance, without colour."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of one cell, the first of them bold; empty ones are left out."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A place for a photograph of a person."""

    millimetres: float = 12


Cell: TypeAlias = str | Marks | Lines | Tick | Photo


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: what it says, and what it is."""

    text: str
    caption: str
    millimetres: float | None = None
    """Its side, quiet zone included; as large as its text needs, if not said."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a part; kept with what follows."""

    text: str


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph; a framed one must not be missed."""

    text: str
    framed: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Points:
    """Paragraphs, numbered."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values side by side, in some columns."""

    facts: tuple[tuple[str, str], ...]
    columns: int = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    heading: str
    width: str = "auto"
    """`auto`, millimetres as in `12mm`, or a share as in `1fr`."""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading that is repeated on each page."""

    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    empty: str = ""
    """What is said if there are no rows."""
    small: bool = False


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes beside each other, each with its caption."""

    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """A field for each side: what it signs, and lines to fill in."""

    sides: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart; `alt` says what it shows."""

    draw: Callable[[], str]
    """Makes its SVG, when the paper is printed: that takes a while."""
    alt: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page."""


Block: TypeAlias = Heading | Prose | Points | Facts | Table | Codes | Signatures | Figure | NewPage


@dataclass(frozen=True, slots=True)
class Label:
    """A wristband or a card."""

    person: str
    code: Code
    lines: tuple[str, ...]
    """The person's, each a line."""
    notes: tuple[str, ...]
    """What the band is and where to call, in each language."""
    photo: bool = False


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels for a sheet of A4, in columns of a size; nothing else is on it."""

    labels: tuple[Label, ...]
    across: int
    down: int
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Attached:
    """A file inside the PDF, for machines."""

    name: str
    text: str
    media_type: str
    about: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready to be printed."""

    name: str
    """Of its file, without ending; no personal data."""
    title: str
    subtitle: str
    blocks: tuple[Block, ...] | Labels
    language: str
    direction: str
    numerals: str
    made: str
    """The line at the foot of each page: from what, when and for whom it was made."""
    page_of: str
    """`Page {page} of {pages}` in the reader's language."""
    made_at: str
    """The time that it was made, as events have times: the PDF's own date."""
    above: str = ""
    """Beside the title at the head of each page but the first."""
    code: Code | None = None
    """Beside the title on the first."""
    attached: tuple[Attached, ...] = ()
