"""A list as somebody gave it: a file that was read, or text that was sent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from muster.errors import Fault, ScenarioError


@dataclass(frozen=True, slots=True)
class GivenList:
    """CSV text, and by what name its faults are told."""

    name: str
    text: str

    @classmethod
    def of(cls, path: Path) -> GivenList:
        """A file's; raises ScenarioError if it cannot be read."""
        try:
            return cls(path.name, path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(path.name, getattr(error, "strerror", None)) from None

    @contextmanager
    def lines(self) -> Iterator[io.StringIO]:
        """Its lines, as the module csv wants them; raises ScenarioError for what is no CSV."""
        try:
            yield io.StringIO(self.text.removeprefix("\ufeff"), newline="")
        except csv.Error:
            raise _unreadable(self.name, None) from None


def _unreadable(name: str, reason: str | None) -> ScenarioError:
    found = f"a file that cannot be read ({reason or 'it is not UTF-8 CSV'})"
    return ScenarioError([Fault(name, None, None, found, "CSV, UTF-8")])
