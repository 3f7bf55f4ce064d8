"""In which language, numerals and light somebody reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.locale.catalogues import share_translated

LANGUAGES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "ltr"),
    "ar": ("العربية", "rtl"),
    "ckb": ("کوردیی ناوەندی", "rtl"),
}
"""By code of ISO 639: the language's own name, and the direction of its script."""
NUMERALS = ("latn", "arab")
MODES = ("auto", "light", "dark")


@dataclass(frozen=True, slots=True)
class Choices:
    """How one reader reads."""

    language: str = "en"
    numerals: str = "latn"
    mode: str = "auto"

    @property
    def direction(self) -> str:
        return LANGUAGES[self.language][1]


def offered() -> tuple[tuple[str, str], ...]:
    """Languages that are complete, by code and name; one that is only prepared is not offered."""
    return tuple(
        (code, name)
        for code, (name, _) in LANGUAGES.items()
        if code == "en" or share_translated(code) == 1.0
    )
