"""What a browser's reader chose: a cookie each, or what the browser asks for first."""

from __future__ import annotations

from fastapi import Request

from muster.locale.choices import MODES, NUMERALS, Choices, offered


def cookie_of(request: Request, name: str) -> str:
    """What a choice's cookie is called; under HTTPS browsers bind `__Host-` to this host."""
    return f"__Host-{name}" if request.app.state.settings.is_secure else name


def choices_of(request: Request) -> Choices:
    """What somebody chose; without a choice, what the browser asks for first."""

    def chosen(name: str) -> str:
        return request.cookies.get(cookie_of(request, name), "")

    codes = [code for code, _ in offered()]
    language = chosen("language")
    if language not in codes:
        wanted = request.headers.get("accept-language", "").split(",")
        asked = (each.split(";")[0].split("-")[0].strip().lower() for each in wanted)
        language = next((code for code in asked if code in codes), "en")
    numerals = chosen("numerals")
    if numerals not in NUMERALS:
        numerals = "arab" if language in ("ar", "ckb") else "latn"
    mode = chosen("mode")
    return Choices(language, numerals, mode if mode in MODES else "auto")
