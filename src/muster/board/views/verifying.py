"""What a monitor's browser needs to check the record by itself: checkpoints, proofs, leaves."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from muster.record.checkpoints import read_checkpoint
from muster.record.events import checksum, parse
from muster.record.log import Log
from muster.record.notes import COSIGNATURE, ED25519, read_verifier_key, verifier_key
from muster.record.proving import Proven, cosigned, prove
from muster.record.store import Entry, StoredCheckpoint
from muster.record.stored_tree import StoredTree

LAST_CHECKPOINTS = 30


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's word."""

    name: str
    key: str
    """As notes have it: NAME+ID+BASE64."""


@dataclass(frozen=True, slots=True)
class CheckpointShown:
    """A checkpoint of the log."""

    size: int
    root: str
    """Base64."""
    signed_at: str
    note: str
    """With the lines of its witnesses."""
    witnesses: tuple[Cosigned, ...]


@dataclass(frozen=True, slots=True)
class LogShown:
    """The log at a glance."""

    origin: str
    vkey: str
    public_key: str
    """Hex."""
    size: int
    checkpoints: tuple[CheckpointShown, ...]
    devices: tuple[tuple[str, str, str], ...]
    """Organisation, device and state."""

    @property
    def witnesses(self) -> tuple[Cosigned, ...]:
        """Everybody who cosigned any of them."""
        found = {each.key: each for point in self.checkpoints for each in point.witnesses}
        return tuple(found.values())


def log_shown(log: Log) -> LogShown:
    """The log with its last checkpoints, the newest first."""
    public = log.key.public_key().public_bytes_raw()
    kept = log.store.checkpoints()[-LAST_CHECKPOINTS:][::-1]
    devices = tuple(
        (each.organisation, each.device,
         "revoked" if each.revoked else "closed" if each.closed else "signs")
        for each in log.keyring.devices.values()
    )  # fmt: skip
    return LogShown(
        log.origin, verifier_key(log.origin, ED25519, public), public.hex(), log.size,
        tuple(checkpoint_shown(log, each) for each in kept), devices,
    )  # fmt: skip


def checkpoint_shown(log: Log, kept: StoredCheckpoint) -> CheckpointShown:
    """A checkpoint with its witnesses."""
    named = [key for key, _ in log.store.cosignatures(kept.size)]
    witnesses = [Cosigned(read_verifier_key(key, COSIGNATURE)[0], key) for key in named]
    return CheckpointShown(
        kept.size, base64.b64encode(kept.root).decode(), kept.signed_at, cosigned(log, kept),
        tuple(witnesses),
    )  # fmt: skip


def proof_told(log: Log, event_id: str, *, with_event: bool) -> dict[str, Any]:
    """An event's proof as a browser checks it; the event itself only for who may read it.

    Raises RecordError for an event that is not in the log.
    """
    proven = prove(log, event_id)
    told = _told(proven)
    if with_event:
        told["event"] = proven.entry.raw.decode()
    return told


def _told(proven: Proven) -> dict[str, Any]:
    entry, event = proven.entry, parse(proven.entry.raw)
    return {
        "event_id": entry.event_id, "seq": entry.seq, "type": entry.type,
        "occurred_at": event.occurred_at, "received_at": entry.received_at,
        "checksum": checksum(entry.raw).hex(), "proof": str(proven.proof),
        "device": entry.device, "public_key": proven.public_key.hex(),
    }  # fmt: skip


def leaf_told(log: Log, seq: int, size: int) -> dict[str, Any]:
    """One leaf with its way to the root of a checkpoint: no body, so for every monitor."""
    found = next(iter(log.store.entries(seq, seq + 1)))
    path = [each.hex() for each in StoredTree(log.store, size).inclusion(seq)]
    return {"seq": seq, "leaf": _leaf(found).hex(), "path": path}


def consistency_told(log: Log, old: int, new: int) -> dict[str, Any]:
    """What shows that the log of one size begins the log of another."""
    path = [each.hex() for each in StoredTree(log.store, new).consistency(old)]
    return {"old": old, "new": new, "path": path}


def newest(log: Log) -> CheckpointShown:
    """The last checkpoint, signed now if there is none."""
    kept = log.store.last_checkpoint() or log.checkpoint()
    read_checkpoint(kept.note)
    return checkpoint_shown(log, kept)


def _leaf(entry: Entry) -> bytes:
    return checksum(entry.raw) + entry.signature + bytes.fromhex(entry.device)
