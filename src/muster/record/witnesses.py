"""A witness: another authority that remembers each log's last checkpoint and lets none go back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muster.errors import ProofError
from muster.record.checkpoints import Checkpoint, cosign, read_checkpoint, verify_checkpoint
from muster.record.notes import NoteSignature
from muster.record.tree import EMPTY, verify_consistency


@dataclass
class Witness:
    """Cosigns a checkpoint only if the log was added to since the last that it cosigned.

    As C2SP tlog-witness says: whoever submits names the size that the witness cosigned last, and
    proves that it is the beginning of the new one.
    """

    name: str
    key: Ed25519PrivateKey
    logs: dict[str, Ed25519PublicKey]
    """Keys of the logs it watches, by origin."""
    seen: dict[str, Checkpoint] = field(default_factory=dict)
    """The last checkpoint cosigned, by origin."""

    def add_checkpoint(
        self, raw: str, old_size: int, proof: Sequence[bytes], time: int
    ) -> NoteSignature:
        """The witness's line for a checkpoint, at a time in seconds since 1970; else ProofError."""
        claimed, note = read_checkpoint(raw)
        if claimed.origin not in self.logs:
            raise ProofError("found a log that is not watched here; expected one that is")
        checkpoint = verify_checkpoint(raw, self.logs[claimed.origin])
        last = self.seen.get(checkpoint.origin)
        known, root = (last.size, last.root) if last is not None else (0, EMPTY)
        if old_size != known:
            raise ProofError(f"found size {old_size} named as the last; expected {known}")
        verify_consistency(known, checkpoint.size, proof, root, checkpoint.root)
        self.seen[checkpoint.origin] = checkpoint
        return cosign(note, self.name, time, self.key)
