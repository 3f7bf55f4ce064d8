"""What a store holds, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Entry(NamedTuple):
    """One event of the log, as stored: a tuple, for a log has millions of them."""

    seq: int
    """Place in the log, from 0: the index of its leaf."""
    event_id: str
    device: str
    n: int
    type: str
    raw: bytes
    """The event's canonical bytes, which are what was signed."""
    signature: bytes
    leaf: bytes
    """RFC 6962 hash of its leaf, 32 bytes."""
    received_at: str


@dataclass(frozen=True, slots=True)
class Held:
    """An event in quarantine: events of its device before it have not arrived."""

    event_id: str
    device: str
    n: int
    raw: bytes
    signature: bytes
    received_at: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was not accepted and is kept as evidence."""

    digest: bytes
    reason: str
    event_id: str
    device: str
    n: int
    raw: bytes
    signature: bytes
    received_at: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A device that signed two events of one number; nothing more is accepted from it."""

    device: str
    n: int
    """The number that it used twice."""
    digest: bytes
    """SHA-256 of the event that came second."""
    frozen_at: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a device that have not arrived although later ones have."""

    device: str
    first: int
    last: int
    """Inclusive."""
    held: int
    """Events of the device in quarantine."""
    since: str
    """When the first of those was received."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What an append must know of a log first."""

    size: int
    """Events in it."""
    has_held: bool
    """Whether anything ever was in quarantine."""
    has_frozen: bool
    """Whether any device is frozen."""


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """A signed checkpoint of the log."""

    size: int
    root: bytes
    note: str
    signed_at: str
