"""A trip as its events tell it, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from muster.record.events import Event


class State(StrEnum):
    """How far a trip is."""

    PLANNED = "planned"
    APPROVED = "approved"
    LOADING = "loading"
    DEPARTED = "departed"
    ARRIVED = "arrived"
    HANDED_OVER = "handed over"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STEPS = {
    "trip_planned": State.PLANNED,
    "trip_approved": State.APPROVED,
    "loading_begun": State.LOADING,
    "departure": State.DEPARTED,
    "arrival": State.ARRIVED,
    "trip_closed": State.CLOSED,
    "trip_cancelled": State.CANCELLED,
}
"""What takes a trip to which state; handed over follows from the acceptance at its target."""


@dataclass(slots=True)
class Trip:
    """A trip as its events tell it."""

    id: str
    planned: Event
    state: State = State.PLANNED
    seats: int = 0
    target: str = ""
    """The site it goes to, after what diverted it."""
    expected: str = ""
    approved: Event | None = None
    loading: Event | None = None
    departed: Event | None = None
    arrived: Event | None = None
    delay_h: float = 0.0
    """Hours by which its last arrival was later than expected."""
    handed_back: int = 0
    """Times that a receiver refused it."""
    counts: dict[str, Event] = field(default_factory=dict)
    """The last count at each point."""
    offered_out: Event | None = None
    """To the escort."""
    offered_in: Event | None = None
    """To the receiver."""
    accepted: frozenset[str] = frozenset()
    """People whom the receiver took."""
    excepted: frozenset[str] = frozenset()
    refused: Event | None = None
    """The receiver's last refusal at the gate."""
    aboard_before: frozenset[str] = frozenset()
    """Who departed."""

    @property
    def account(self) -> str:
        return f"trip:{self.id}"

    @property
    def people(self) -> tuple[str, ...]:
        """The list it was planned with."""
        return tuple(self.planned.body["people"])

    @property
    def escort(self) -> str:
        return str(self.planned.body["custodian"])
