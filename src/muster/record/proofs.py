"""Proofs that an event is in the log: one text, small enough for a QR code.

The text is a Sigsum proof, version 2 (sigsum-go, doc/sigsum-proof.md), so that `sigsum-verify`
takes it: log, leaf, signed tree head with cosignatures, and the path to the root.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import ProofError
from muster.record.checkpoints import (
    Checkpoint,
    Cosignature,
    verify_cosignature,
    verify_log_signature,
)
from muster.record.events import checksum, is_signed
from muster.record.leaves import Leaf, key_hash
from muster.record.tree import verify_inclusion

_HEX = re.compile(r"(?:[0-9a-f]{2})+\Z")
_NUMBER = re.compile(r"(?:0|[1-9]\d{0,17})\Z")


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a leaf is in a log."""

    checkpoint: Checkpoint
    log_signature: bytes
    """Of the log over the checkpoint, 64 bytes."""
    cosignatures: tuple[Cosignature, ...]
    device: bytes
    """Hash of the key of who signed the leaf."""
    signature: bytes
    """Theirs."""
    index: int
    path: tuple[bytes, ...]

    def __str__(self) -> str:
        head = [
            "version=2",
            f"log={self.checkpoint.origin.rpartition('/')[2]}",
            f"leaf={self.device.hex()} {self.signature.hex()}",
            "",
            f"size={self.checkpoint.size}",
            f"root_hash={self.checkpoint.root.hex()}",
            f"signature={self.log_signature.hex()}",
        ]
        head += [
            f"cosignature={each.key_hash.hex()} {each.time} {each.signature.hex()}"
            for each in self.cosignatures
        ]
        if self.checkpoint.size > 1:
            head += ["", f"leaf_index={self.index}"]
            head += [f"node_hash={each.hex()}" for each in self.path]
        return "\n".join(head) + "\n"


def read_proof(text: str, origin_prefix: str = "sigsum.org/v1/tree/") -> Proof:
    """A proof from its text, nothing verified; raises ProofError for what is none."""
    parts = [_pairs(part) for part in text.removesuffix("\n").split("\n\n")]
    if len(parts) not in (2, 3):
        raise ProofError(f"found {len(parts)} parts; expected log and leaf, tree head, and path")
    (version,), (log,), leaf = (_all(parts[0], name, 1) for name in ("version", "log", "leaf"))
    if version != "2":
        raise ProofError("found a proof of another version; expected version=2")
    device, signature = _words(leaf[0], 2)
    size = _number(_all(parts[1], "size", 1)[0])
    root = _bytes(_all(parts[1], "root_hash", 1)[0], 32)
    signed = _bytes(_all(parts[1], "signature", 1)[0], 64)
    cosigned = []
    for line in _all(parts[1], "cosignature", None):
        key, time, by_witness = _words(line, 3)
        cosigned.append(Cosignature(_bytes(key, 32), _number(time), _bytes(by_witness, 64)))
    index, path = 0, list[bytes]()
    if len(parts) == 3:
        index = _number(_all(parts[2], "leaf_index", 1)[0])
        path = [_bytes(each, 32) for each in _all(parts[2], "node_hash", None)]
    elif size > 1:
        raise ProofError(f"found no path in a tree of {size} leaves; expected one")
    return Proof(
        Checkpoint(origin_prefix + _bytes(log, 32).hex(), size, root),
        signed,
        tuple(cosigned),
        _bytes(device, 32),
        _bytes(signature, 64),
        index,
        tuple(path),
    )


def verify_proof(
    proof: Proof,
    raw: bytes,
    *,
    device: Ed25519PublicKey,
    log: Ed25519PublicKey,
    witnesses: Mapping[str, Ed25519PublicKey],
    quorum: int,
) -> None:
    """Check that an event's bytes are in the log, as enough witnesses saw; else ProofError."""
    if key_hash(device) != proof.device or not is_signed(raw, proof.signature, device):
        raise ProofError("found another event or another device; expected what the device signed")
    verify_log_signature(proof.checkpoint, proof.log_signature, log)
    by_hash = {key_hash(key): key for key in witnesses.values()}
    seen = set()
    for each in proof.cosignatures:
        if each.key_hash in by_hash:
            verify_cosignature(proof.checkpoint, each, by_hash[each.key_hash])
            seen.add(each.key_hash)
    if len(seen) < quorum:
        raise ProofError(f"found {len(seen)} known witnesses; expected at least {quorum}")
    leaf = Leaf(checksum(raw), proof.signature, proof.device)
    size, root = proof.checkpoint.size, proof.checkpoint.root
    verify_inclusion(leaf.hash, proof.index, size, proof.path, root)


def _pairs(part: str) -> list[tuple[str, str]]:
    pairs = []
    for line in part.split("\n"):
        name, equals, value = line.partition("=")
        if not equals:
            raise ProofError("found a line that is no name=value; expected a Sigsum proof")
        pairs.append((name, value))
    return pairs


def _all(pairs: Sequence[tuple[str, str]], name: str, number: int | None) -> list[str]:
    found = [value for named, value in pairs if named == name]
    if number is not None and len(found) != number:
        raise ProofError(f"found {len(found)} lines `{name}`; expected {number}")
    return found


def _words(text: str, number: int) -> list[str]:
    words = text.split(" ")
    if len(words) != number:
        raise ProofError(f"found {len(words)} words; expected {number}")
    return words


def _number(text: str) -> int:
    if _NUMBER.match(text) is None:
        raise ProofError("found a number in another form; expected digits alone")
    return int(text)


def _bytes(text: str, length: int) -> bytes:
    if _HEX.match(text) is None or len(text) != 2 * length:
        raise ProofError(f"found {len(text)} characters; expected {2 * length} hex digits")
    return bytes.fromhex(text)
