"""Claims: numbers that somebody stated, each with its source, and none ever deleted."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from math import inf

from muster.custody.entries import Entry
from muster.errors import ImpossibleValueError
from muster.record.vocabulary import faults_of, is_known

QUALIFIERS = ("exact", "about", "at least", "at most")
ABOUT_SHARE = 0.05
"""Share by which an `about` number may be off, if its last digit does not allow more."""
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?\Z")


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """One stated number."""

    quantity: str
    """What was counted, as in `transferred`."""
    scope: str
    """Of whom, as in `all`, `Iraqis`, `first group: Iraqis`, `SINAA;HASC`."""
    value: int
    qualifier: str
    source: str
    said_on: str
    """Date: a day, month or year, as in 2026-01-28 or 2026-01."""
    about: str
    """Date that the number is about."""

    def __post_init__(self) -> None:
        if self.qualifier not in QUALIFIERS:
            raise ImpossibleValueError(
                f"found the qualifier {self.qualifier!r}; expected one of {', '.join(QUALIFIERS)}"
            )
        for name, written in (("said_on", self.said_on), ("about", self.about)):
            if _days(written) is None:
                raise ImpossibleValueError(
                    f"found the {name} {written!r}; expected a date as in 2026-01-28 or 2026-01"
                )

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and highest number that the claim can mean."""
        if self.qualifier == "exact":
            return self.value, self.value
        if self.qualifier == "at least":
            return self.value, inf
        if self.qualifier == "at most":
            return 0, self.value
        slack = max(_last_place(self.value) / 2, ABOUT_SHARE * self.value)
        return self.value - slack, self.value + slack

    @property
    def days(self) -> tuple[date, date]:
        """First and last day that the claim is about."""
        days = _days(self.about)
        assert days is not None, "checked when the claim was made"
        return days

    def __str__(self) -> str:
        words = "" if self.qualifier == "exact" else f"{self.qualifier} "
        return f"{words}{self.value:,} ({self.source}, {self.about})"


def claims_of(entries: Iterable[Entry]) -> tuple[Claim, ...]:
    """The claims of a record, in its order; those that cannot be read are left out."""
    found = []
    for each in entries:
        event = each.event
        if event.type == "claim" and is_known(event) and not faults_of(event):
            with suppress(ImpossibleValueError):  # a day that no calendar has
                found.append(Claim(**{name: event.body[name] for name in Claim.__slots__}))
    return tuple(found)


def _last_place(value: int) -> int:
    """The unit of the last digit that is not zero: 100 for 500."""
    place = 1
    while value and value % (10 * place) == 0:
        place *= 10
    return place


def _days(written: str) -> tuple[date, date] | None:
    if _DATE.match(written) is None:
        return None
    parts = [int(part) for part in written.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 1
    try:
        if len(parts) == 3:
            return date(year, month, parts[2]), date(year, month, parts[2])
        last = 12 if len(parts) == 1 else month
        return date(year, month, 1), date(year, last, monthrange(year, last)[1])
    except ValueError:
        return None
