"""Events as anybody who follows the record may see them: what kind, at which accounts; nobody."""

from __future__ import annotations

from dataclasses import dataclass

from muster.record.events import read_stored
from muster.record.store import Entry

NAMED = ("at", "from", "to")
"""Fields of a body that may name an account."""


@dataclass(frozen=True, slots=True)
class Head:
    """An event without its body."""

    seq: int
    event_id: str
    type: str
    occurred_at: str
    received_at: str
    accounts: tuple[str, ...]
    trips: tuple[str, ...]


def head_of(row: Entry) -> Head:
    """What may be told of an event."""
    event = read_stored(row.raw)
    body = event.body
    accounts = [_account(body[name]) for name in NAMED if isinstance(body.get(name), str)]
    if isinstance(body.get("site"), str):
        accounts.append(f"site:{body['site']}")
    trip = body.get("trip")
    return Head(
        row.seq, row.event_id, row.type, event.occurred_at, row.received_at,
        tuple(dict.fromkeys(accounts)), (trip,) if isinstance(trip, str) else (),
    )  # fmt: skip


def _account(text: str) -> str:
    """Trips name the sites they leave and reach without the word before them."""
    return text if ":" in text else f"site:{text}"
