"""Signed events to append: people boarding trips, told by several devices of one log."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.record.events import FIRST, Event, Json, SignedEvent, device_id, sign, uuid7

AT = "2026-01-21T06:00:00.000Z"
START_MS = 1_768_975_200_000
DEVICES = 8


@dataclass(slots=True)
class Device:
    """A device that numbers, chains and signs what it is told."""

    key: Ed25519PrivateKey
    n: int = 0
    prev: str = FIRST
    name: str = field(init=False)

    def __post_init__(self) -> None:
        self.name = device_id(self.key.public_key())

    def says(
        self, type: str, body: dict[str, Json], at_ms: int, draw: random.Random
    ) -> SignedEvent:
        """Its next event."""
        event = Event(
            event_id=uuid7(at_ms, draw.randbytes),
            device=self.name,
            n=self.n,
            prev=self.prev,
            type=type,
            version=1,
            occurred_at=AT,
            recorded_at=AT,
            salt=draw.randbytes(16).hex(),
            body=body,
        )
        signed = sign(event, self.key)
        self.n, self.prev = self.n + 1, signed.digest.hex()
        return signed


def signed_events(events: int, draw: random.Random) -> Iterator[SignedEvent]:
    """The devices enrolled, then boardings by each in turn; `events` in all, of some 440 bytes."""
    devices = [
        Device(Ed25519PrivateKey.from_private_bytes(draw.randbytes(32))) for _ in range(DEVICES)
    ]
    for seq in range(events):
        at_ms = START_MS + seq
        if seq < DEVICES:
            yield devices[0].says("device_enrolled", _enrolment(devices[seq]), at_ms, draw)
            continue
        boarding = {
            "people": [f"p{seq}"],
            "from": "site:S1",
            "to": "trip:T1",
            "trip": "T1",
            "by": "o1",
        }
        yield devices[seq % DEVICES].says("boarding", boarding, at_ms, draw)


def _enrolment(device: Device) -> dict[str, Json]:
    public_key = device.key.public_key().public_bytes_raw().hex()
    return {"key": device.name, "public_key": public_key, "organisation": "transfer cell"}
