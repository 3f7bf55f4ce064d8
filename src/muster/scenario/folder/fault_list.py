"""The faults found so far, and which parts of the folder they make unsound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from muster.errors import Fault

LONGEST_SHOWN = 80
"""Characters of what was found that a message repeats."""

SCENARIO_FILE = "scenario.toml"
SETTINGS = "scenario"
"""The name under which `scenario.toml` stands beside the tables' names."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a part of the folder (a table's name), its file, and a row."""

    part: str
    file: str
    row: int | None = None


class FaultList:
    """Collects faults while a folder is read; a part with an error is unsound."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._unsound: set[str] = set()

    def error(
        self, place: Place, column: str | None, found: str, expected: str, action: str = ""
    ) -> None:
        """Note something that must be mended."""
        self._unsound.add(place.part)
        self._note("error", place, column, found, expected, action)

    def warning(
        self, place: Place, column: str | None, found: str, expected: str, action: str = ""
    ) -> None:
        """Note something that is probably not meant."""
        self._note("warning", place, column, found, expected, action)

    def _note(
        self,
        severity: str,
        place: Place,
        column: str | None,
        found: str,
        expected: str,
        action: str,
    ) -> None:
        self._faults.append(
            Fault(
                on_one_line(place.file),
                place.row,
                None if column is None else on_one_line(column),
                on_one_line(found),
                on_one_line(expected),
                on_one_line(action),
                severity,
            )
        )

    def sound(self, parts: Iterable[str]) -> bool:
        """Whether none of these parts has an error."""
        return self._unsound.isdisjoint(parts)

    @property
    def any_error(self) -> bool:
        """Whether there is an error anywhere."""
        return bool(self._unsound)

    def in_order(self, parts: Mapping[str, int]) -> tuple[Fault, ...]:
        """Every fault: by part as `parts` ranks them, then by row as the spreadsheet has it."""
        last = len(parts)

        def rank(fault: Fault) -> tuple[int, str, int]:
            return parts.get(fault.file.partition(".")[0], last), fault.file, fault.row or 0

        return tuple(sorted(self._faults, key=rank))


def shown(text: object) -> str:
    """What was found, in quotes, on one line, cut where it is long."""
    try:
        plain = str(text)
    except ValueError:  # Python writes no integers of more than 4,300 digits
        return "a huge number"
    return f'"{on_one_line(plain[:LONGEST_SHOWN])}{"…" if len(plain) > LONGEST_SHOWN else ""}"'


def on_one_line(text: str) -> str:
    """The text with whatever cannot be printed, line ends among it, as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
