"""When somebody was born, as lists say it: a date, a year, about a year, a lunar year.

The answer is a Gregorian year and whether it is only near the truth.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from hijridate import Hijri

FIRST_YEAR, LAST_YEAR = 1926, 2025
"""Years of birth of people who may be alive."""

LUNAR_YEARS = range(1344, 1448)
"""Hijri years that begin in those; no Gregorian year of birth is among them."""

_NEAR = re.compile(
    r"[~≈?؟±]|\b(?:ca?|circa|approx\w*|about|around|abt|est\w*)\b|حوالي|تقريب|نحو|قرابة|نزيكه|نزیک|دەوروبەر",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Birth:
    """The year of birth, 0 where none is said; whether it may be a year or a few off."""

    year: int
    approximate: bool


UNSAID = Birth(0, False)


def read_birth(text: str) -> Birth:
    """Read a date or a year in digits of any script, Gregorian or lunar (Hijri).

    A whole lunar date is converted by the calendar of Umm al-Qura; a lunar year covers parts of
    two Gregorian years, so the one that holds most of it is approximate. Of a span of years
    (1988-1992) the middle is approximate.
    """
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    numbers = [int(number) for number in _NUMBER.findall(plain) if len(number) <= 4]
    years = [number for number in numbers if FIRST_YEAR <= number <= LAST_YEAR]
    near = bool(_NEAR.search(plain))
    if len(years) > 1 and years[0] != years[-1]:
        return Birth(round((years[0] + years[-1]) / 2), True)
    if years:
        return Birth(years[0], near)
    lunar = [number for number in numbers if number in LUNAR_YEARS]
    if not lunar:
        return UNSAID
    day = _lunar_date(numbers, lunar[0])
    if day is not None:
        return Birth(day.year, near)
    return Birth(Hijri(lunar[0], 7, 1).to_gregorian().year, True)


def _lunar_date(numbers: list[int], year: int) -> date | None:
    """The day of a whole lunar date, written year first or day first."""
    if len(numbers) != 3 or year not in (numbers[0], numbers[2]):
        return None
    month = numbers[1]
    day = numbers[2] if year == numbers[0] else numbers[0]
    try:
        return Hijri(year, month, day).to_gregorian()
    except (ValueError, OverflowError):
        return None
