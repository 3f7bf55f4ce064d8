"""What a cell or a TOML value may hold: how it is read, written, named and put in a schema.

Each kind reads text (a cell of CSV or XLSX) and typed values (TOML), and refuses what does not
fit with `Unfit`. Blank cells never come here. Nothing is corrected: `1,5` is no number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from muster.errors import ImpossibleValueError
from muster.scenario.folder.suggestion import did_you_mean
from muster.scenario.network import DayWindow

LONGEST_TEXT = 10_000
"""Characters in a cell or a TOML string; more is a file that went wrong."""
LONGEST_ID = 100
"""Characters in an id."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years outside which a time is a slip of the keys."""

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
    r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WINDOW = re.compile(r"([0-2][0-9]):([0-5][0-9])-([0-2][0-9]):([0-5][0-9])")
_YES_NO = {"yes": True, "true": True, "no": False, "false": False}


class Unfit(Exception):
    """A value that its kind refuses, with what to do about it where that is known.

    Not an error yet: the reader makes a fault of it.
    """

    def __init__(self, action: str = "") -> None:
        self.action = action
        super().__init__(action)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value."""

    name: str
    """What is expected, in words that follow "expected"."""
    schema: Mapping[str, Any]
    """The JSON Schema of the typed value."""
    from_text: Callable[[str], Any]
    from_toml: Callable[[Any], Any]
    to_text: Callable[[Any], str] = field(default=str)


def _checked_text(text: str) -> str:
    found = _UNPRINTABLE.search(text)
    if found:
        raise Unfit(f"Remove the character U+{ord(found.group()):04X}, which cannot be printed")
    if len(text) > LONGEST_TEXT:
        raise Unfit(f"It has {len(text):,} characters; {LONGEST_TEXT:,} are allowed")
    return text


def _text_from_toml(value: Any) -> str:
    if not isinstance(value, str):
        raise Unfit("Write it between quotes")
    return _checked_text(value.strip())


def _identifier(text: str) -> str:
    _checked_text(text)
    if len(text) > LONGEST_ID:
        raise Unfit(f"It has {len(text):,} characters; {LONGEST_ID} are allowed")
    if not text:
        raise Unfit("It is empty")
    if ";" in text:
        raise Unfit("A semicolon separates the items of a list and cannot be part of an id")
    if "\n" in text or "\r" in text or "\t" in text:
        raise Unfit("An id is one line without tabs")
    return text


TEXT = Kind("text", {"type": "string"}, _checked_text, _text_from_toml)

IDENTIFIER = Kind(
    "an id (one line without semicolons)",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_ID, "pattern": "^[^;\\t\\r\\n]+$"},
    _identifier,
    lambda value: _identifier(_text_from_toml(value)),
)


def whole(lowest: int, highest: int) -> Kind:
    """A whole number within bounds, both included."""

    def within(number: int) -> int:
        if not lowest <= number <= highest:
            raise Unfit
        return number

    def from_text(text: str) -> int:
        if not _INTEGER.fullmatch(text):
            raise Unfit(_how_numbers_are_written(text))
        return within(int(text))

    def from_toml(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unfit
        return within(value)

    low, high = _plain(lowest), _plain(highest)
    name = f"a whole number from {low} to {high}" if lowest < highest else low
    schema = {"type": "integer", "minimum": lowest, "maximum": highest}
    return Kind(name, schema, from_text, from_toml)


def number(lowest: float, highest: float, *, above: bool = False) -> Kind:
    """A number within bounds, both included; `above` leaves the lower one out."""

    def within(value: float) -> float:
        if not lowest <= value <= highest or (above and value == lowest):
            raise Unfit
        return value

    def from_text(text: str) -> float:
        if not _DECIMAL.fullmatch(text):
            raise Unfit(_how_numbers_are_written(text))
        return within(float(text))

    def from_toml(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unfit
        if not lowest <= value <= highest:  # before float(), which huge integers overflow
            raise Unfit
        return within(float(value))

    low, high = _plain(lowest), _plain(highest)
    name = f"a number above {low} up to {high}" if above else f"a number from {low} to {high}"
    bound = "exclusiveMinimum" if above else "minimum"
    schema = {"type": "number", bound: lowest, "maximum": highest}
    return Kind(name, schema, from_text, from_toml, number_to_text)


def number_to_text(value: float) -> str:
    """The shortest text that reads back as the same number, without `.0`."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(float(value))


def _plain(bound: float) -> str:
    """A bound in words; thousands are set apart where they are not years."""
    return f"{bound:,.0f}" if abs(bound) >= 10_000 else f"{bound:g}"


def _how_numbers_are_written(text: str) -> str:
    if "," in text:
        return "Write a point before decimals and nothing between thousands"
    if text.lower().lstrip("+-") in ("nan", "inf", "infinity"):
        return "Leave the cell blank where nothing is given"
    return "Write digits only; units are in the column's name"


def choice(*options: str) -> Kind:
    """One of a few words."""

    def among(text: str) -> str:
        if text not in options:
            raise Unfit(did_you_mean(text, options))
        return text

    return Kind(
        f"one of {', '.join(options)}",
        {"enum": list(options)},
        among,
        lambda value: among(_text_from_toml(value)),
    )


def member(enumeration: type[Enum]) -> Kind:
    """A member of an enumeration, by its value."""
    words = choice(*(each.value for each in enumeration))
    return Kind(
        words.name,
        words.schema,
        lambda text: enumeration(words.from_text(text)),
        lambda value: enumeration(words.from_toml(value)),
        lambda value: str(value.value),
    )


def _moment_from_text(text: str) -> datetime:
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise Unfit
    if match["offset"] is None:
        raise Unfit(
            "Add the offset from UTC, such as +03:00; in a spreadsheet format the cell as text"
        )
    try:
        return _moment_from_toml(datetime.fromisoformat(text))
    except ValueError as error:
        raise Unfit("There is no such time") from error


def _moment_from_toml(value: Any) -> datetime:
    if not isinstance(value, datetime):
        raise Unfit("Write it without quotes")
    if value.utcoffset() is None:
        raise Unfit("Add the offset from UTC, such as +03:00")
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Unfit(f"The year lies outside {FIRST_YEAR} to {LAST_YEAR}")
    return value


def _day_from_text(text: str) -> date:
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError as error:
        raise Unfit("There is no such day") from error
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Unfit
    return found


def _not_in_toml(value: Any) -> Any:
    raise Unfit


def _not_in_tables(text: str) -> Any:
    raise Unfit


MOMENT = Kind(
    "a time with its offset from UTC, such as 2026-01-21T06:00:00+03:00",
    {"type": "string", "format": "date-time"},
    _moment_from_text,
    _moment_from_toml,
    datetime.isoformat,
)

DAY = Kind(
    "a day, such as 2026-01-21",
    {"type": "string", "format": "date"},
    _day_from_text,
    _not_in_toml,
    date.isoformat,
)


def _window_from_text(text: str) -> DayWindow:
    match = _WINDOW.fullmatch(text)
    if match is None:
        raise Unfit
    opens_h, opens_min, closes_h, closes_min = (int(part) for part in match.groups())
    if (closes_h, closes_min) == (24, 0):
        closes_h = 0
    try:
        return DayWindow(time(opens_h, opens_min), time(closes_h, closes_min))
    except ImpossibleValueError as error:
        raise Unfit("Leave the cell blank where every hour is allowed") from error
    except ValueError as error:
        raise Unfit("There is no such time of day") from error


WINDOW = Kind(
    "hours of the day, such as 06:00-18:00 (or 20:00-05:00, over midnight)",
    {"type": "string", "pattern": _WINDOW.pattern},
    _window_from_text,
    _not_in_toml,
)


def _yes_no_from_text(text: str) -> bool:
    answer = _YES_NO.get(text.lower())
    if answer is None:
        raise Unfit
    return answer


def _true_false_from_toml(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit("Write true or false without quotes")
    return value


YES_NO = Kind(
    "yes or no",
    {"type": "boolean"},
    _yes_no_from_text,
    _not_in_toml,
    lambda value: "yes" if value else "no",
)

TRUE_FALSE = Kind("true or false", {"type": "boolean"}, _not_in_tables, _true_false_from_toml)


def _ids(items: Sequence[str]) -> tuple[str, ...]:
    seen: dict[str, None] = {}
    for item in items:
        if _identifier(item) in seen:
            raise Unfit(f"{item} is in the list twice")
        seen[item] = None
    return tuple(seen)


def _ids_from_toml(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise Unfit
    return _ids([_text_from_toml(item) for item in value])


IDS = Kind(
    "ids separated by semicolons, each once",
    {"type": "array", "items": IDENTIFIER.schema, "uniqueItems": True},
    lambda text: _ids([item.strip() for item in text.split(";")]),
    _not_in_toml,
    ";".join,
)

ID_LIST = Kind(
    'a list of ids, each once, such as ["men", "women"]',
    {"type": "array", "items": IDENTIFIER.schema, "uniqueItems": True, "minItems": 1},
    _not_in_tables,
    _ids_from_toml,
)


def _shares_from_toml(value: Any) -> dict[str, float]:
    if not isinstance(value, dict) or not value:
        raise Unfit
    share = number(0, 1)
    try:
        return {_identifier(name): share.from_toml(each) for name, each in value.items()}
    except Unfit as unfit:
        raise Unfit(unfit.action or "Each probability is a number from 0 to 1") from unfit


SHARES = Kind(
    "names with a probability each, such as { holding = 0.9, fraying = 0.1 }",
    {
        "type": "object",
        "additionalProperties": {"type": "number", "minimum": 0, "maximum": 1},
        "minProperties": 1,
    },
    _not_in_tables,
    _shares_from_toml,
)
