"""`Did you mean …?`: the known word that somebody probably had in mind."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

LONGEST_WORD = 60
"""Words longer than this are not slips of the keys."""
MOST_WORDS = 500
"""Above this many known words only differences of case, spaces and hyphens are looked for."""


def did_you_mean(found: str, known: Collection[str]) -> str:
    """A sentence naming the closest known word, or nothing where none is close."""
    if len(found) > LONGEST_WORD:
        return ""
    if len(known) <= MOST_WORDS:
        close = get_close_matches(found, known, n=1, cutoff=0.6)
        if close:
            return f"Did you mean {close[0]}?"
    plain = _plain(found)
    for word in known:
        if _plain(word) == plain:
            return f"Did you mean {word}?"
    return ""


def _plain(word: str) -> str:
    return "".join(character for character in word.casefold() if character.isalnum())
