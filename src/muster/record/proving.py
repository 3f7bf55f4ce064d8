"""Taking an event out of a record with the proof that it is in the log, as witnesses saw it."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import RecordError
from muster.record.checkpoints import Cosignature, cosignature_of, read_checkpoint
from muster.record.log import Log
from muster.record.notes import COSIGNATURE, read_note, read_verifier_key
from muster.record.proofs import Proof
from muster.record.store import Entry, StoredCheckpoint
from muster.record.stored_tree import StoredTree


@dataclass(frozen=True, slots=True)
class Proven:
    """An event as it was signed, and its proof."""

    entry: Entry
    proof: Proof
    public_key: bytes
    """Of the device that signed it, 32 bytes."""
    witnesses: tuple[bytes, ...]
    """Public keys of the witnesses whose cosignatures the proof has."""


def prove(log: Log, event_id: str) -> Proven:
    """The proof of an event at the last checkpoint, which is signed now if the event is newer."""
    entry = log.store.entry_of_event(event_id) if event_id.isascii() else None
    if entry is None:
        raise RecordError("found no event of this event_id in the log; expected one that is there")
    kept = log.store.last_checkpoint()
    if kept is None or kept.size <= entry.seq:
        kept = log.checkpoint()
    checkpoint, note = read_checkpoint(kept.note)
    proof = Proof(
        checkpoint=checkpoint,
        log_signature=note.signatures[0].signature,
        cosignatures=_cosignatures(log, kept),
        device=bytes.fromhex(entry.device),
        signature=entry.signature,
        index=entry.seq,
        path=tuple(StoredTree(log.store, kept.size).inclusion(entry.seq)),
    )
    public_key = log.keyring.devices[entry.device].public_key
    witnesses = [
        read_verifier_key(key, COSIGNATURE)[1] for key, _ in log.store.cosignatures(kept.size)
    ]
    return Proven(entry, proof, public_key, tuple(witnesses))


def add_cosignature(log: Log, witness: str, line: str, size: int | None = None) -> int:
    """Keep a witness's line for the last checkpoint, or that of a size; returns its size.

    `witness` is its verifier key as notes have it: NAME+ID+BASE64. Raises ProofError for a line
    that is not that witness's over that checkpoint. The same witness again changes nothing.
    """
    kept = log.store.last_checkpoint() if size is None else _checkpoint_of(log, size)
    if kept is None:
        raise RecordError("found no checkpoint; expected one. Run muster record export first")
    name, public_key = read_verifier_key(witness, COSIGNATURE)
    note = read_note(kept.note + line.rstrip("\n") + "\n")
    cosignature_of(note, name, Ed25519PublicKey.from_public_bytes(public_key))
    if witness in dict(log.store.cosignatures(kept.size)):
        return kept.size
    with log.store.writing():
        log.store.add_cosignature(kept.size, witness, f"{note.signatures[-1]}")
    return kept.size


def _checkpoint_of(log: Log, size: int) -> StoredCheckpoint:
    found = next((each for each in log.store.checkpoints() if each.size == size), None)
    if found is None:
        raise RecordError("found no checkpoint of this size; expected one that was signed")
    return found


def cosigned(log: Log, kept: StoredCheckpoint) -> str:
    """A checkpoint's note with the lines of every witness that signed it."""
    return kept.note + "".join(line for _, line in log.store.cosignatures(kept.size))


def _cosignatures(log: Log, kept: StoredCheckpoint) -> tuple[Cosignature, ...]:
    note, found = read_note(cosigned(log, kept)), []
    for witness, _ in log.store.cosignatures(kept.size):
        name, public_key = read_verifier_key(witness, COSIGNATURE)
        key = Ed25519PublicKey.from_public_bytes(public_key)
        found.append(cosignature_of(note, name, key))
    return tuple(found)
