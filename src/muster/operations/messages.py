"""Messages to the National Information Bureau and the Central Tracing Agency (R19 to R22).

What a message must hold is Geneva Convention III, article 122, and IV, article 138. A field is
there, or refused by the person, or unknown with a reason; its completeness is the share that is
there. The bureau may withhold a message from a state where it would harm the person (R21), never
from the Central Tracing Agency: so each recipient gets its own, signed by the log's key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.record.checkpoints import origin_of
from muster.record.notes import ED25519, Note, NoteSignature, key_id

FIELDS: Mapping[str, tuple[str, ...]] = {
    "names": ("name", "names"),
    "place of birth": ("born_at", "place_of_birth"),
    "date of birth": ("born", "birth_date", "birth_year"),
    "nationality": ("nationality",),
    "last residence": ("residence", "last_residence"),
    "father's first name": ("father", "father_name"),
    "mother's maiden name": ("mother", "mother_name"),
    "address for the person": ("address",),
    "person to be informed": ("contact", "next_of_kin"),
}
"""What the conventions ask for, and the roster's columns that hold it."""
HEADING = "muster bureau message v1"
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """What is told of one person for one event."""

    person: str
    event: str
    """The event that it is about, by its id."""
    kind: str
    """Type of that event."""
    occurred_at: str
    held_by: str
    fields: Mapping[str, str]
    """By what the conventions ask for; empty where it is missing."""
    recipient: str

    @property
    def completeness(self) -> float:
        """Share of what is asked for that is there, 0 to 1 (R22)."""
        there = sum(bool(text) and text not in (UNKNOWN,) for text in self.fields.values())
        return there / len(self.fields)

    @property
    def missing(self) -> tuple[str, ...]:
        """What is asked for and is not there."""
        return tuple(name for name, text in self.fields.items() if not text or text == UNKNOWN)

    @property
    def text(self) -> str:
        lines = [
            HEADING,
            f"to: {self.recipient}",
            f"person: {self.person}",
            f"about: {self.kind} at {self.occurred_at} (event {self.event})",
            f"held by: {self.held_by}",
            *(f"{name}: {text or UNKNOWN}" for name, text in self.fields.items()),
            f"completeness: {self.completeness:.0%}",
        ]
        return "\n".join(line.replace("\n", " ") for line in lines) + "\n"

    @property
    def digest(self) -> str:
        """Hex SHA-256 of the text: the proof that a duty to send it was met."""
        return sha256(self.text.encode()).hexdigest()

    def signed(self, key: Ed25519PrivateKey) -> str:
        """The message as a note signed by the log."""
        origin = origin_of(key.public_key())
        named = key_id(origin, ED25519, key.public_key().public_bytes_raw())
        signature = NoteSignature(origin, named, key.sign(self.text.encode()))
        return str(Note(self.text, (signature,)))


def message_for(
    person: str,
    known: Mapping[str, str],
    *,
    event: str,
    kind: str,
    occurred_at: str,
    held_by: str,
    recipient: str,
) -> Message:
    """The message of a person's event, from the person's fields in clear."""
    fields = {
        name: next((known[column] for column in columns if known.get(column)), "")
        for name, columns in FIELDS.items()
    }
    return Message(person, event, kind, occurred_at, held_by, fields, recipient)


def recipients(bureau: str, tracing_agency: str, *, may_harm: bool) -> Sequence[str]:
    """Who gets a message: both, or the tracing agency alone where it would harm the person."""
    return (tracing_agency,) if may_harm else (bureau, tracing_agency)
