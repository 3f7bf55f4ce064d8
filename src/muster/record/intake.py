"""Deciding what becomes of events that arrive: added, known, held or refused.

The database decides on duplicates: a device's number and an event's id are unique there. What a
device signs twice under one number is a fork: the second is refused and kept, the device frozen.
What comes before its predecessors is held until they come; nobody's word is lost by being late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from muster.record.events import FIRST, SignedEvent, parse
from muster.record.events import digest as digest_of
from muster.record.frontier import Frontier
from muster.record.keyring import CLOSED, ENROLLED, REVOKED, Keyring
from muster.record.outcomes import Outcome, Status
from muster.record.store import Entry, Frozen, Held, Refused, Standing, Store
from muster.record.tree import leaf_hash

FORK = "found a second event under this number; expected one. The device is frozen"
BROKEN = "found another event named as the one before; expected the last that came. It is frozen"
FROZEN = "found a device that is frozen, as it signed two events of one number; expected another"
ID_TAKEN = "found the event_id of another event; expected one of its own"


@dataclass(slots=True)
class Known:
    """What is known of a log at some size; derived from the store, and kept between batches."""

    frontier: Frontier = field(default_factory=Frontier)
    keyring: Keyring = field(default_factory=Keyring)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    """Number and hex digest of the last event of each device met so far."""


@dataclass(slots=True)
class Batch:
    """Events taken inside one transaction; nothing of `known` changes before `settle`."""

    store: Store
    known: Known
    received_at: str
    standing: Standing
    """Of the store, as the transaction found it."""
    careful: bool = False
    """Ask the database for each event_id first, because it has refused one."""

    entries: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    """Rows to add, by device and number."""
    nodes: list[dict[str, Any]] = field(default_factory=list)
    released: list[Outcome] = field(default_factory=list)
    _frontier: Frontier = field(init=False)
    _keyring: Keyring = field(init=False)
    _heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    _frozen: set[str] = field(init=False)
    _has_held: bool = field(init=False)

    def __post_init__(self) -> None:
        self._frontier = self.known.frontier.copy()
        self._keyring = self.known.keyring
        frozen = self.store.frozen() if self.standing.has_frozen else ()
        self._frozen = {each.device for each in frozen}
        self._has_held = self.standing.has_held

    def take(self, signed: SignedEvent) -> Outcome:
        """Decide on one event, whose signature was checked."""
        event = signed.event
        last, digest = self._head(event.device)
        if event.n <= last:
            return self._again(signed)
        refusal = self._refusal(signed)
        if refusal:
            return self._refuse(signed, refusal)
        if event.n > last + 1:
            return self._hold(signed, last)
        if event.prev != digest:
            return self._fork(signed, BROKEN)
        if self.careful and self._id_is_taken(event.event_id):
            return self._refuse(signed, ID_TAKEN)
        outcome = self._add(signed)
        self._release(event.device)
        return outcome

    def write(self) -> None:
        """Add the rows; KeyTaken if an event_id is another event's."""
        if self.entries:
            self.store.add_entries(list(self.entries.values()))
        if self.nodes:
            self.store.add_nodes(self.nodes)

    def settle(self) -> None:
        """Remember what was added, once it is durable."""
        self.known.frontier = self._frontier
        self.known.keyring = self._keyring
        self.known.heads.update(self._heads)

    def _head(self, device: str) -> tuple[int, str]:
        head = self._heads.get(device) or self.known.heads.get(device)
        if head is None:
            last = self.store.last_of_device(device)
            head = (-1, FIRST) if last is None else (last.n, digest_of(last.raw).hex())
            self._heads[device] = head
        return head

    def _refusal(self, signed: SignedEvent) -> str | None:
        event = signed.event
        if event.device in self._frozen:
            return FROZEN
        enrols_itself = self._keyring.registrar is None and event.type == ENROLLED
        return None if enrols_itself else self._keyring.refusal(event.device)

    def _again(self, signed: SignedEvent) -> Outcome:
        """An event under a number that is in the log: the same event, or a fork."""
        event = signed.event
        there = self._there(event.device, event.n)
        if there.raw != signed.raw:
            return self._fork(signed, FORK)
        return Outcome(
            Status.KNOWN,
            event.event_id,
            event.device,
            event.n,
            there.seq,
            signed.digest,
            there.received_at,
        )

    def _there(self, device: str, n: int) -> Entry:
        if (device, n) in self.entries:
            return Entry(**self.entries[device, n])
        there = self.store.entry_of_device(device, n)
        assert there is not None, "numbers of a device are in the log without gaps"
        return there

    def _id_is_taken(self, event_id: str) -> bool:
        taken_here = any(row["event_id"] == event_id for row in self.entries.values())
        return taken_here or self.store.entry_of_event(event_id) is not None

    def _add(self, signed: SignedEvent) -> Outcome:
        event, digest = signed.event, signed.digest
        seq = self._frontier.size
        twice = sha256(digest).digest()
        leaf = leaf_hash(twice + signed.signature + bytes.fromhex(event.device))
        self.nodes += [
            {"level": level, "place": place, "hash": hashed}
            for level, place, hashed in self._frontier.append(leaf)
        ]
        self.entries[event.device, event.n] = {
            "seq": seq,
            "event_id": event.event_id,
            "device": event.device,
            "n": event.n,
            "type": event.type,
            "raw": signed.raw,
            "signature": signed.signature,
            "leaf": leaf,
            "received_at": self.received_at,
        }
        self._heads[event.device] = (event.n, digest.hex())
        if event.type in (ENROLLED, REVOKED, CLOSED):
            self._keyring = self._keyring.copy()
            self._keyring.apply(event)
        return Outcome(
            Status.ADDED, event.event_id, event.device, event.n, seq, digest, self.received_at
        )

    def _hold(self, signed: SignedEvent, last: int) -> Outcome:
        event = signed.event
        held = self.store.held_event(event.device, event.n)
        if held is not None and held.raw != signed.raw:
            return self._fork(signed, FORK)
        if held is None:
            if self.careful and self.store.is_held(event.event_id):
                return self._refuse(signed, ID_TAKEN)
            arrived = (event.event_id, event.device, event.n, signed.raw, signed.signature)
            self.store.add_held(Held(*arrived, self.received_at))
            self._has_held = True
        reason = f"found no event {last + 1} of the device; expected it before {event.n}. It waits"
        return Outcome(
            Status.HELD,
            event.event_id,
            event.device,
            event.n,
            digest=signed.digest,
            received_at=self.received_at if held is None else held.received_at,
            reason=reason,
        )

    def _release(self, device: str) -> None:
        """Take what was held and now follows on."""
        while self._has_held:
            last, digest = self._head(device)
            held = self.store.held_event(device, last + 1)
            if held is None or device in self._frozen:
                return
            signed = SignedEvent(parse(held.raw), held.raw, held.signature)
            refusal = self._refusal(signed)
            if refusal is None and self._id_is_taken(held.event_id):
                refusal = ID_TAKEN
            if refusal is not None:
                self.released.append(self._refuse(signed, refusal))
                return
            if signed.event.prev != digest:
                self.released.append(self._fork(signed, BROKEN))
                return
            self.released.append(self._add(signed))

    def _fork(self, signed: SignedEvent, reason: str) -> Outcome:
        event = signed.event
        if event.device not in self._frozen:
            self.store.freeze(Frozen(event.device, event.n, signed.digest, self.received_at))
            self._frozen.add(event.device)
        return self._refuse(signed, reason)

    def _refuse(self, signed: SignedEvent, reason: str) -> Outcome:
        """Say no; what an enrolled device signed is kept as evidence."""
        event = signed.event
        if event.device in self._keyring.devices:
            arrived = (event.event_id, event.device, event.n, signed.raw, signed.signature)
            self.store.add_refused(Refused(signed.digest, reason, *arrived, self.received_at))
        return Outcome(
            Status.REFUSED,
            event.event_id,
            event.device,
            event.n,
            digest=signed.digest,
            reason=reason,
        )
