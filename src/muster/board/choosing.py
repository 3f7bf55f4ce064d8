"""What a browser's reader chose: a cookie each, or what the browser asks for first."""

from __future__ import annotations

from fastapi import Request

from muster.locale.choices import MODES, NUMERALS, Choices, offered


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
