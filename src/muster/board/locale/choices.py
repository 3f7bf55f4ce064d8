"""In which language, numerals and light somebody reads: a cookie each, or what the browser asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request

from muster.board.locale.catalogues import share_translated

LANGUAGES: Mapping[str, tuple[str, str]] = {
    "en": ("English", "ltr"),
    "ar": ("العربية", "rtl"),
    "ckb": ("کوردیی ناوەندی", "rtl"),
}
"""By code of ISO 639: the language's own name, and the direction of its script."""
NUMERALS = ("latn", "arab")
MODES = ("auto", "light", "dark")
COOKIES = ("language", "numerals", "mode")


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


def choices_of(request: Request) -> Choices:
    """What somebody chose; without a choice, what the browser asks for first."""
    codes = [code for code, _ in offered()]
    language = request.cookies.get("language", "")
    if language not in codes:
        wanted = request.headers.get("accept-language", "").split(",")
        asked = (each.split(";")[0].split("-")[0].strip().lower() for each in wanted)
        language = next((code for code in asked if code in codes), "en")
    numerals = request.cookies.get("numerals", "")
    if numerals not in NUMERALS:
        numerals = "arab" if language in ("ar", "ckb") else "latn"
    mode = request.cookies.get("mode", "")
    return Choices(language, numerals, mode if mode in MODES else "auto")
