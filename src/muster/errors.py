"""Muster's errors, all for the person who meets them.

::

    MusterError                  anything that Muster reports rather than raises as a bug
    ├── ImpossibleValueError     a value that contradicts its own meaning (also a ValueError)
    ├── FaultsError              what a command was given has faults; carries every one of them
    │   ├── ScenarioError        a scenario folder, or a table of one
    │   └── RosterError          lists of people to be matched
    ├── PlanFileError            a plan file that cannot be read or fits another scenario
    ├── OutputError              a place that cannot be written to
    └── RecordError              a custody record that cannot be read, or does not accept something
        └── StoreError           the database that a record lives in: missing, full, broken, busy

Each message says where, what was found, what was expected and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MusterError(Exception):
    """Base of everything that Muster reports to a person."""


class ImpossibleValueError(MusterError, ValueError):
    """A value that cannot be, such as a negative number of people."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given, said so that a person can mend it."""

    file: str
    row: int | None
    """Line of the file as a spreadsheet numbers it (the heading is row 1), if it has one."""
    column: str | None
    found: str
    expected: str
    action: str = ""
    severity: str = "error"
    """`error` stops every command; `warning` is shown and does not."""

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        text = f"{where}: found {self.found}; expected {self.expected}"
        return f"{text}. {self.action}" if self.action else text


class FaultsError(MusterError):
    """What was given has faults: every one at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ScenarioError(FaultsError):
    """A scenario folder, or a table of one, with faults."""


class RosterError(FaultsError):
    """Lists of people that cannot be read; no fault holds anybody's name."""


class PlanFileError(MusterError):
    """A plan file that cannot be read, or that belongs to another scenario."""


class OutputError(MusterError):
    """A folder or file that cannot be written to."""


class RecordError(MusterError):
    """A custody record that cannot be read, or something that it does not accept."""


class StoreError(RecordError):
    """The database of a record: missing, of another version, full, broken or busy."""


class EventError(MusterError):
    """Something that cannot be an event: every fault at once, and no value of it quoted."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


class ProofError(MusterError):
    """A checkpoint, proof or signed note that does not show what it should."""
