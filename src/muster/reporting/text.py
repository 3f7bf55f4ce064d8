"""How wide text is, so that labels can be placed without overlapping before they are drawn."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_WIDE = 1000
_UNKNOWN = 600
_BOLD = 1.09
"""Bold text is at most about this much wider."""


def _widths() -> Mapping[str, int]:
    """Widths of characters in thousandths of the font size.

    Helvetica's (Adobe, Core 14 font metrics), which Arial and Liberation Sans share.
    """
    by_width = {
        191: "'",
        222: "ijl",
        260: "|",
        278: " !,./:;I[]\\ft",
        333: "-()`r",
        355: '"',
        389: "*",
        500: "Jckvsxyz",
        556: "#$?0123456789Labdeghnopqu_–",
        584: "+<=>~±×−",
        611: "FTZ",
        667: "&ABEKPSVXY",
        722: "CDHNRUw",
        778: "GOQ",
        833: "Mm",
        889: "%",
        944: "W",
        1000: "…—→",
        1015: "@",
    }
    return {letter: width for width, letters in by_width.items() for letter in letters}


_WIDTHS = _widths()


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of one line of text, in the unit of `size`."""
    thousandths = 0
    for letter in unicodedata.normalize("NFD", text):
        if unicodedata.combining(letter):
            continue
        if unicodedata.east_asian_width(letter) in "WF":
            thousandths += _WIDE
        else:
            thousandths += _WIDTHS.get(letter, _UNKNOWN)
    return thousandths / 1000 * size * (_BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break text into lines no wider than `width`, between words; a longer word stays whole."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """Cut text to a width, with an ellipsis where something was cut."""
    if text_width(text, size, bold=bold) <= width:
        return text
    while text and text_width(text + "…", size, bold=bold) > width:
        text = text[:-1].rstrip()
    return text + "…"
