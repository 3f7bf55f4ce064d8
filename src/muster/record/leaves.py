"""Leaves of a Sigsum log: 128 bytes that say who signed what, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import ProofError
from muster.record.events import SignedEvent, checksum
from muster.record.tree import leaf_hash

LEAF_BYTES = 128


@dataclass(frozen=True, slots=True)
class Leaf:
    """Checksum, signature and key hash of an event (Sigsum log protocol v1, section 2.2.4)."""

    checksum: bytes
    """SHA-256 of SHA-256 of the event, 32 bytes."""
    signature: bytes
    """The device's, 64 bytes."""
    key_hash: bytes
    """SHA-256 of the device's public key, 32 bytes."""

    def __post_init__(self) -> None:
        lengths = (len(self.checksum), len(self.signature), len(self.key_hash))
        if lengths != (32, 64, 32):
            raise ProofError(f"found a leaf of {lengths} bytes; expected 32, 64 and 32")

    @property
    def raw(self) -> bytes:
        return self.checksum + self.signature + self.key_hash

    @property
    def hash(self) -> bytes:
        """Of the leaf in the tree."""
        return leaf_hash(self.raw)


def leaf_of(signed: SignedEvent) -> Leaf:
    """The leaf of a signed event."""
    return Leaf(checksum(signed.raw), signed.signature, bytes.fromhex(signed.event.device))


def read_leaf(raw: bytes) -> Leaf:
    """The leaf of its 128 bytes; raises ProofError for any other number."""
    if len(raw) != LEAF_BYTES:
        raise ProofError(f"found a leaf of {len(raw)} bytes; expected {LEAF_BYTES}")
    return Leaf(raw[:32], raw[32:96], raw[96:])


def key_hash(key: Ed25519PublicKey) -> bytes:
    """SHA-256 of a public key: how Sigsum names keys."""
    return sha256(key.public_bytes_raw()).digest()
