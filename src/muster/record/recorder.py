"""A device at a record: it numbers, chains and signs what it is told, and appends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.errors import EventError
from muster.record.events import Event, Json, SignedEvent, device_id, moment, sign, uuid7
from muster.record.log import Log
from muster.record.outcomes import Appended
from muster.record.vocabulary import TYPES, faults_of


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody says happened, before a device makes an event of it."""

    type: str
    body: Mapping[str, Json]
    occurred_at: str
    event_id: str | None = None
    """Of an event that may have been said before; else a new one is drawn."""


@dataclass(frozen=True, slots=True)
class Recorder:
    """One device that writes to one log."""

    log: Log
    key: Ed25519PrivateKey
    now: Callable[[], datetime]
    draw: Callable[[int], bytes]
    """Random bytes, as of `os.urandom`."""

    @property
    def device(self) -> str:
        return device_id(self.key.public_key())

    def say(self, statements: Sequence[Statement]) -> Appended:
        """Sign and append; on return all are durable. EventError names every fault at once."""
        self.check(statements)
        return self.log.append_next(self.device, lambda n, prev: self._signed(statements, n, prev))

    def check(self, statements: Sequence[Statement]) -> None:
        """Raise EventError with every fault of statements, if there is any."""
        faults = [
            f"statement {number}, {each.type}: {fault}"
            for number, each in enumerate(statements, start=1)
            for fault in faults_of_statement(each)
        ]
        if faults:
            raise EventError(faults)

    def _signed(self, statements: Sequence[Statement], n: int, prev: str) -> list[SignedEvent]:
        now = self.now()
        signed = []
        for each in statements:
            event = Event(
                event_id=each.event_id or uuid7(int(now.timestamp() * 1000), self.draw),
                device=self.device,
                n=n,
                prev=prev,
                type=each.type,
                version=TYPES[each.type].version,
                occurred_at=each.occurred_at,
                recorded_at=moment(now),
                salt=self.draw(16).hex(),
                body=dict(each.body),
            )
            signed.append(sign(event, self.key))
            n, prev = n + 1, signed[-1].digest.hex()
        return signed


def faults_of_statement(statement: Statement) -> tuple[str, ...]:
    """What in a statement is not as its type asks."""
    if statement.type not in TYPES:
        return (f"found the type `{statement.type}`; expected one of {', '.join(TYPES)}",)
    try:
        trial = Event(
            event_id="01900000-0000-7000-8000-000000000000",
            device="0" * 64,
            n=0,
            prev="0" * 64,
            type=statement.type,
            version=TYPES[statement.type].version,
            occurred_at=statement.occurred_at,
            recorded_at=statement.occurred_at,
            salt="0" * 32,
            body=dict(statement.body),
        )
    except EventError as error:
        return error.faults
    return faults_of(trial)
