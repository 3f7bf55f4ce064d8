"""Signed notes: a text, and below it lines of signatures (C2SP signed-note, v1.0.0)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from muster.errors import ProofError

DASH = "— "
"""What a signature's line begins with: U+2014 and a space."""
ED25519, COSIGNATURE = 0x01, 0x04
"""Kinds of signature: a note's, and a witness's with its time (C2SP tlog-cosignature)."""
_NAME = re.compile(r"[^\s+]+\Z")


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One line of a note."""

    name: str
    key_id: bytes
    """First 4 bytes of SHA-256(name ‖ 0x0A ‖ kind ‖ public key)."""
    signature: bytes

    def __str__(self) -> str:
        return f"{DASH}{self.name} {base64.b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and who signed it."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(str(each) for each in self.signatures)}"

    def with_signatures(self, more: Sequence[NoteSignature]) -> Note:
        return Note(self.text, (*self.signatures, *more))


def key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """The 4 bytes by which a note names a key."""
    if _NAME.match(name) is None:
        raise ProofError("found a key name with a space or a plus; expected neither")
    return sha256(name.encode() + b"\n" + bytes([kind]) + public_key).digest()[:4]


def verifier_key(name: str, kind: int, public_key: bytes) -> str:
    """A public key as notes' tools take it: name+id+base64(kind ‖ key)."""
    named = key_id(name, kind, public_key).hex()
    return f"{name}+{named}+{base64.b64encode(bytes([kind]) + public_key).decode()}"


def read_verifier_key(text: str, kind: int) -> tuple[str, bytes]:
    """Name and public key of a verifier key; raises ProofError unless it is one of this kind."""
    name, _, rest = text.strip().partition("+")
    named, _, encoded = rest.partition("+")
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != 33 or raw[0] != kind or key_id(name, kind, raw[1:]).hex() != named:
        raise ProofError("found no verifier key of this kind; expected NAME+ID+BASE64")
    return name, raw[1:]


def read_note(raw: str) -> Note:
    """A note from its text; raises ProofError for what is none."""
    body, blank, lines = raw.rpartition("\n\n")
    if not blank or not lines.endswith("\n") or not body:
        raise ProofError("found no signatures below an empty line; expected a signed note")
    signatures = []
    for line in lines[:-1].split("\n"):
        name, space, encoded = line.removeprefix(DASH).partition(" ")
        if not line.startswith(DASH) or not space or _NAME.match(name) is None:
            raise ProofError("found a line that is no signature; expected `— NAME BASE64`")
        signatures.append(_signature(name, encoded))
    return Note(body + "\n", tuple(signatures))


def _signature(name: str, encoded: str) -> NoteSignature:
    try:
        raw = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise ProofError(f"found a signature of {name} that is not base64") from None
    if len(raw) <= 4 or base64.b64encode(raw).decode() != encoded:
        raise ProofError(
            f"found a signature of {name} in another form; expected base64 of its bytes"
        )
    return NoteSignature(name, raw[:4], raw[4:])
