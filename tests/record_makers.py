"""Devices, events and logs for tests of the record: everything drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.record.checkpoints import cosignature_of, read_checkpoint, sign_checkpoint
from muster.record.events import FIRST, Event, SignedEvent, device_id, sign, uuid7
from muster.record.leaves import leaf_of
from muster.record.proofs import Proof
from muster.record.tree import Tree
from muster.record.witnesses import Witness

START_MS = 1_769_000_000_000
LOG_KEY = Ed25519PrivateKey.from_private_bytes(bytes([7]) * 32)


def private_key(seed: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(random.Random(seed).randbytes(32))


@dataclass
class Device:
    """A device that numbers, chains and signs what it is told."""

    seed: int = 0
    n: int = 0
    prev: str = FIRST
    draw: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.key = private_key(self.seed)
        self.draw = random.Random(self.seed)

    @property
    def id(self) -> str:
        return device_id(self.key.public_key())

    def says(self, type: str = "welfare", version: int = 1, **body: Any) -> SignedEvent:
        at = f"2026-01-21T06:{self.n // 60 % 60:02d}:{self.n % 60:02d}.000Z"
        event = Event(
            event_id=uuid7(START_MS + self.n, self.draw.randbytes),
            device=self.id,
            n=self.n,
            prev=self.prev,
            type=type,
            version=version,
            occurred_at=at,
            recorded_at=at,
            salt=self.draw.randbytes(16).hex(),
            body=body,
        )
        signed = sign(event, self.key)
        self.n, self.prev = self.n + 1, signed.digest.hex()
        return signed


def tree_of(events: list[SignedEvent]) -> Tree:
    return Tree(leaf_of(each).hash for each in events)


def witness(name: str = "monitor", seed: int = 99) -> Witness:
    public = LOG_KEY.public_key()
    note = sign_checkpoint(0, Tree().root(), LOG_KEY)
    origin = read_checkpoint(str(note))[0].origin
    return Witness(name, private_key(seed), {origin: public})


def proof_of(events: list[SignedEvent], index: int, witnesses: list[Witness]) -> Proof:
    """A proof of one event in the log of all, cosigned by witnesses that saw nothing before."""
    tree = tree_of(events)
    note = sign_checkpoint(len(events), tree.root(), LOG_KEY)
    lines = [each.add_checkpoint(str(note), 0, [], 1_769_000_100) for each in witnesses]
    cosigned = note.with_signatures(lines)
    leaf = leaf_of(events[index])
    return Proof(
        checkpoint=read_checkpoint(str(note))[0],
        log_signature=note.signatures[0].signature,
        cosignatures=tuple(
            cosignature_of(cosigned, each.name, each.key.public_key()) for each in witnesses
        ),
        device=leaf.key_hash,
        signature=leaf.signature,
        index=index,
        path=tuple(tree.inclusion(index)),
    )
