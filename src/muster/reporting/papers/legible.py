"""Text of others made fit for paper: each character is one that the fonts have, and none is hidden.

Names and reasons come from many hands. What cannot be seen on paper (controls, characters that
turn the reading direction) and what the fonts lack is written out as [U+202E], so that two names
that differ look different, and none can rearrange what stands beside it.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

JOINERS = "\u200c\u200d"
"""Say how Arabic letters join; invisible, and part of how names are spelled."""
LONG = 16
"""Characters without a place to break, after which one is made."""
BREAK = "\u200b"
ISOLATE, END = "\u2068", "\u2069"
"""Around a value within a sentence, so that it keeps its own direction (Unicode, UAX 9)."""


def legible(text: str) -> str:
    """Text as it can be printed; spaces and line ends as one space each."""
    words = unicodedata.normalize("NFC", text).split()
    return " ".join(_broken("".join(_shown(each) for each in word)) for word in words)


def printable(text: str) -> str:
    """The same for a line of a paper, in which values are isolated and words broken already."""
    return " ".join("".join(_kept(each) for each in word) for word in text.split())


def isolated(text: str) -> str:
    """Legible text that stands within a sentence of another direction."""
    return f"{ISOLATE}{legible(text)}{END}"


@cache
def characters() -> frozenset[int]:
    """What the fonts of papers can show."""
    text = resources.files("muster.reporting.papers").joinpath("font/characters.txt").read_text()
    found: set[int] = set()
    for line in text.split():
        first, last = (int(each, 16) for each in line.split("-"))
        found.update(range(first, last + 1))
    return frozenset(found)


def _shown(character: str) -> str:
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
    if character in JOINERS or (not hidden and ord(character) in characters()):
        return character
    return f"[U+{ord(character):04X}]"


def _kept(character: str) -> str:
    return character if character in (ISOLATE, END, BREAK) else _shown(character)


def _broken(word: str) -> str:
    if len(word) <= LONG:
        return word
    return BREAK.join(word[begin : begin + LONG] for begin in range(0, len(word), LONG))
