"""What does not fit together, shown until an event explains it, and never merged away."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What does not fit."""

    IN_TWO_PLACES = "in two places"
    """People are moved from an account where they were not."""
    MOVED_TWICE = "moved twice"
    """People are moved to where they already were: a scan was doubled."""
    REGISTERED_TWICE = "registered twice"
    GONE = "moved after the end"
    """Somebody dead, released or repatriated is moved as if they were held."""
    TWO_CUSTODIANS = "two custodians"
    """Somebody offers, carries or gives up people who are not in their custody."""
    NO_CUSTODIAN = "no custodian"
    """People are held, and nobody has said that they answer for them."""
    LIST_AGAINST_LIST = "list against list"
    """Two lists that should name the same people do not."""
    COUNT_AGAINST_BALANCE = "count against balance"
    MISDIRECTED = "misdirected"
    """A trip or its people came to another site than the one it departed for."""
    OUT_OF_TURN = "out of turn"
    """A trip arrives that did not depart, or is boarded on the way."""
    CLOCK = "clock"
    """A device's times cannot be: its clock is wrong, or what it says is."""
    NO_SUCH_EVENT = "no such event"
    """An event cites one that did not come."""
    OVERDUE = "overdue"
    """A trip did not arrive when expected, or an offer has no answer."""
    NOT_HANDED_OVER = "not handed over"
    """People are at a site, and its custodian has not accepted them."""
    LEFT_ABOARD = "left aboard"
    """A trip has arrived, and the record still has people on it."""
    GAP = "gap in a device's chain"
    FORK = "fork in a device's chain"
    NOT_UNDERSTOOD = "not understood"
    """An event of a known type whose fields cannot be: it has no effect."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two statements that cannot both be true, or one that is missing."""

    kind: Kind
    event: str
    """The event that does not fit, by its id; empty where an event is missing."""
    occurred_at: str
    account: str
    people: tuple[str, ...]
    text: str
    """What was found and what was expected; no personal data."""
    explained_by: str | None = None
    """The event that explains it; open while there is none."""
    explained_at: str | None = None

    @property
    def is_open(self) -> bool:
        return self.explained_by is None
