"""Checkpoints: how long the log was and what its root was, signed by the log and its witnesses.

A checkpoint is a signed note of three lines: origin, size, root (C2SP tlog-checkpoint). The origin
of a Sigsum log is `sigsum.org/v1/tree/` and the hex hash of its key. A witness signs the
checkpoint with the time at which it saw it (C2SP tlog-cosignature v1).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muster.errors import ProofError
from muster.record.leaves import key_hash
from muster.record.notes import COSIGNATURE, ED25519, Note, NoteSignature, key_id, read_note

ORIGIN = "sigsum.org/v1/tree/"
COSIGNED = "cosignature/v1\ntime {time}\n{text}"
_SIZE = re.compile(r"(?:0|[1-9]\d{0,17})\Z")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log."""

    origin: str
    size: int
    root: bytes
    """32 bytes."""

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that it saw a checkpoint, and nothing before it undone."""

    key_hash: bytes
    time: int
    """Seconds since 1970."""
    signature: bytes


def origin_of(key: Ed25519PublicKey) -> str:
    """The origin line of the log of a key."""
    return ORIGIN + key_hash(key).hex()


def sign_checkpoint(size: int, root: bytes, key: Ed25519PrivateKey) -> Note:
    """The log's own checkpoint."""
    public = key.public_key()
    checkpoint = Checkpoint(origin_of(public), size, root)
    named = key_id(checkpoint.origin, ED25519, public.public_bytes_raw())
    signature = key.sign(checkpoint.text.encode())
    return Note(checkpoint.text, (NoteSignature(checkpoint.origin, named, signature),))


def cosign(note: Note, name: str, time: int, key: Ed25519PrivateKey) -> NoteSignature:
    """A witness's line below a checkpoint: the time in 8 bytes, then the signature."""
    signature = key.sign(COSIGNED.format(time=time, text=note.text).encode())
    named = key_id(name, COSIGNATURE, key.public_key().public_bytes_raw())
    return NoteSignature(name, named, time.to_bytes(8, "big") + signature)


def read_checkpoint(raw: str) -> tuple[Checkpoint, Note]:
    """A checkpoint and its note, signatures not checked; raises ProofError for what is none."""
    note = read_note(raw)
    lines = note.text.split("\n")
    if len(lines) < 4 or not lines[0] or _SIZE.match(lines[1]) is None:
        raise ProofError("found a note that is no checkpoint; expected origin, size and root")
    try:
        root = base64.b64decode(lines[2], validate=True)
    except (binascii.Error, ValueError):
        raise ProofError("found a root that is not base64; expected 32 bytes of it") from None
    if len(root) != 32 or base64.b64encode(root).decode() != lines[2]:
        raise ProofError("found a root in another form; expected base64 of 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root), note


def verify_checkpoint(raw: str, log: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint that the log of a key signed; raises ProofError for any other."""
    checkpoint, note = read_checkpoint(raw)
    if checkpoint.origin != origin_of(log):
        raise ProofError("found the checkpoint of another log; expected this log's origin")
    named = key_id(checkpoint.origin, ED25519, log.public_bytes_raw())
    for line in note.signatures:
        if (line.name, line.key_id) == (checkpoint.origin, named):
            _verify(log, line.signature, note.text.encode(), "the log")
            return checkpoint
    raise ProofError("found no signature of the log; expected one")


def verify_log_signature(checkpoint: Checkpoint, signature: bytes, log: Ed25519PublicKey) -> None:
    """Check that the log of a key signed a checkpoint; else ProofError."""
    if checkpoint.origin != origin_of(log):
        raise ProofError("found the checkpoint of another log; expected this log's origin")
    _verify(log, signature, checkpoint.text.encode(), "the log")


def verify_cosignature(
    checkpoint: Checkpoint, cosignature: Cosignature, witness: Ed25519PublicKey
) -> None:
    """Check that a witness cosigned a checkpoint at the time it says; else ProofError."""
    signed = COSIGNED.format(time=cosignature.time, text=checkpoint.text).encode()
    _verify(witness, cosignature.signature, signed, "the witness")


def cosignature_of(note: Note, name: str, witness: Ed25519PublicKey) -> Cosignature:
    """The witness's cosignature on a checkpoint, verified; raises ProofError if there is none."""
    named = key_id(name, COSIGNATURE, witness.public_bytes_raw())
    for line in note.signatures:
        if (line.name, line.key_id) == (name, named) and len(line.signature) == 72:
            time, signature = int.from_bytes(line.signature[:8], "big"), line.signature[8:]
            signed = COSIGNED.format(time=time, text=note.text).encode()
            _verify(witness, signature, signed, f"the witness {name}")
            return Cosignature(key_hash(witness), time, signature)
    raise ProofError(f"found no cosignature of {name}; expected one")


def _verify(key: Ed25519PublicKey, signature: bytes, signed: bytes, who: str) -> None:
    try:
        key.verify(signature, signed)
    except InvalidSignature:
        raise ProofError(f"found a signature that is not by {who}; expected its own") from None
