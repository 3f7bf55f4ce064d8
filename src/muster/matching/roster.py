"""A roster: rows of people as a list states them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from muster.matching.birth import read_birth
from muster.matching.normalise import is_arabic, name_tokens
from muster.matching.places import governorate, nationality, sex

COLUMNS = ("id", "name", "birth_year", "sex", "nationality", "governorate")
SIDE_FIELDS = ("sex", "nationality", "governorate")
"""Fields compared for being equal."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roster. Empty text and year 0 mean that the list does not say."""

    id: str
    name: str
    tokens: tuple[str, ...]
    year: int
    approximate: bool
    """Whether the year is only near the truth."""
    side: tuple[str, ...]
    """Sex, nationality, governorate: codes, or in capitals what has none."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A list of people in the order of their ids, and the script most names are written in."""

    label: str
    rows: tuple[Row, ...]
    script: str


def roster(label: str, records: Iterable[Sequence[str]]) -> Roster:
    """Make a roster from records in the order of `COLUMNS`; sorted by id, so order is nothing."""
    rows = []
    for identifier, name, born, gender, state, place in records:
        birth = read_birth(born)
        side = (sex(gender), nationality(state), governorate(place))
        rows.append(Row(identifier, name, name_tokens(name), birth.year, birth.approximate, side))
    rows.sort(key=lambda row: row.id)
    arabic = sum(is_arabic(row.name) for row in rows)
    return Roster(label, tuple(rows), "arabic" if arabic * 2 > len(rows) else "latin")
