"""Receipts: the log's signed word that it has an event, and since when.

A receipt is a signed note of six lines: `muster receipt v1`, origin, event_id, place in the log,
hex digest of the event, time received. Signing again gives the same bytes (Ed25519 draws nothing),
so that whoever sends an event twice gets the same receipt twice. It promises that every checkpoint
larger than the place proves the event.
"""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muster.errors import ProofError
from muster.record.checkpoints import origin_of
from muster.record.notes import ED25519, Note, NoteSignature, key_id, read_note

HEADING = "muster receipt v1"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the log says of an event."""

    origin: str
    event_id: str
    seq: int
    digest: str
    """Hex SHA-256 of the event."""
    received_at: str

    @property
    def text(self) -> str:
        lines = (
            HEADING,
            self.origin,
            self.event_id,
            str(self.seq),
            self.digest,
            self.received_at,
        )
        return "\n".join(lines) + "\n"

    def signed(self, key: Ed25519PrivateKey) -> str:
        """The receipt as a note signed by the log."""
        named = key_id(self.origin, ED25519, key.public_key().public_bytes_raw())
        signature = NoteSignature(self.origin, named, key.sign(self.text.encode()))
        return str(Note(self.text, (signature,)))


def verify_receipt(raw: str, log: Ed25519PublicKey) -> Receipt:
    """The receipt that the log of a key signed; raises ProofError for any other."""
    note = read_note(raw)
    lines = note.text.split("\n")
    if len(lines) != 7 or lines[0] != HEADING or not lines[3].isdecimal():
        raise ProofError("found a note that is no receipt; expected one")
    receipt = Receipt(lines[1], lines[2], int(lines[3]), lines[4], lines[5])
    if receipt.origin != origin_of(log) or receipt.text != note.text:
        raise ProofError("found the receipt of another log; expected this log's origin")
    named = key_id(receipt.origin, ED25519, log.public_bytes_raw())
    for line in note.signatures:
        if (line.name, line.key_id) == (receipt.origin, named):
            try:
                log.verify(line.signature, note.text.encode())
            except InvalidSignature:
                break
            return receipt
    raise ProofError("found no signature of the log; expected one")
