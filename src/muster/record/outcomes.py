"""What became of an event that was sent to a log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """What became of it."""

    ADDED = "added"
    KNOWN = "known"
    """It was there already, and was not added again; its receipt is the first one's."""
    HELD = "held"
    """In quarantine: events of its device before it have not arrived."""
    REFUSED = "refused"
    """Not accepted; what a known device signed is kept as evidence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one event."""

    status: Status
    event_id: str
    device: str
    n: int
    seq: int | None = None
    """Its place, if it is in the log."""
    digest: bytes = b""
    received_at: str = ""
    reason: str = ""
    """Why it is held or refused."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of events that were sent together, in their order."""

    outcomes: tuple[Outcome, ...]
    released: tuple[Outcome, ...] = ()
    """Events that came out of quarantine because those before them have arrived."""

    def number(self, status: Status) -> int:
        """How many events met this end."""
        return sum(each.status is status for each in self.outcomes)
