"""Personal fields: sealed with a key per person, found by a blind index, erased with the key.

A field is sealed with AES-256-GCM; person, field and version of the key are authenticated with it,
so that no box can be moved to another person or field. A person's key is wrapped by the master
key. Erasing it leaves every event and proof as it was, and the person's fields unreadable.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import rfc8785
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from muster.errors import RecordError
from muster.record.events import Json
from muster.record.store import Store

KEY_BYTES, NONCE_BYTES = 32, 12


@dataclass(frozen=True, slots=True)
class MasterKey:
    """Wraps persons' keys and makes the blind index; whoever has it can read every field."""

    wrapping: bytes
    index: bytes
    """32 bytes each."""

    @classmethod
    def drawn(cls, draw: Callable[[int], bytes]) -> MasterKey:
        return cls(draw(KEY_BYTES), draw(KEY_BYTES))


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The personal fields of the people of one record."""

    store: Store
    master: MasterKey
    draw: Callable[[int], bytes]
    """Random bytes, as of `os.urandom`."""

    def seal(self, person: str, fields: Mapping[str, str]) -> dict[str, Json]:
        """Boxes for an event's `sealed`, and the blind index of the fields; inside `writing`.

        Raises RecordError for a person whose key was erased.
        """
        version, key = self._key_of(person) or self._new_key(person)
        sealed = {}
        for field, text in sorted(fields.items()):
            nonce = self.draw(NONCE_BYTES)
            box = AESGCM(key).encrypt(nonce, text.encode(), _bound_to(person, field, version))
            sealed[field] = {"v": version, "nonce": _written(nonce), "box": _written(box)}
            self._index(person, field, text)
        return sealed

    def unseal(self, person: str, sealed: Mapping[str, Json]) -> dict[str, str]:
        """The fields in clear; RecordError if the key was erased or a box is not this person's.

        Whoever calls this records the read first.
        """
        found = self._key_of(person)
        if found is None:
            raise RecordError("found no key of this person; expected one. No field was sealed")
        fields = {}
        for field, box in sealed.items():
            try:
                nonce, boxed = _read(box["nonce"]), _read(box["box"])
                bound = _bound_to(person, field, box["v"])
                fields[field] = AESGCM(found[1]).decrypt(nonce, boxed, bound).decode()
            except (InvalidTag, KeyError, TypeError, ValueError, binascii.Error):
                raise RecordError(
                    f"found a box of `{field}` that this person's key does not open; expected "
                    "what was sealed for this person and field"
                ) from None
        return fields

    def find(self, field: str, text: str) -> tuple[str, ...]:
        """People of whom a field was sealed with this text, but for case, width and spaces."""
        asked = "SELECT person FROM blind_index WHERE field = :field AND token = :token"
        try:
            row = {"field": field, "token": self._token(field, text)}
        except rfc8785.CanonicalizationError:  # half a surrogate pair: nobody's field has that
            return ()
        return tuple(sorted(person for (person,) in self.store.backend.rows(asked, row)))

    def erase(self, person: str) -> bool:
        """Destroy a person's key and index entries, durably; inside `writing`.

        Returns whether there was a key. The row stays, empty: nothing is sealed for them again.
        """
        row = self._row_of(person)
        gone = "UPDATE person_key SET wrapped = :empty WHERE person = :person"
        self.store.backend.run(gone, [{"empty": b"", "person": person}])
        self.store.backend.run(
            "DELETE FROM blind_index WHERE person = :person", [{"person": person}]
        )
        return row is not None and row[1] != b""

    def is_erased(self, person: str) -> bool:
        """Whether the person's key was destroyed: nothing of theirs can be read any more."""
        row = self._row_of(person)
        return row is not None and row[1] == b""

    def rewrap(self, master: MasterKey) -> PersonalData:
        """Wrap every person's key by another master key of the same index; inside `writing`."""
        if master.index != self.master.index:
            raise RecordError("found a master key of another index; expected the same index key")
        changed = PersonalData(self.store, master, self.draw)
        people = "SELECT person, version, wrapped FROM person_key"
        for person, version, wrapped in self.store.backend.rows(people, {}):
            if wrapped:
                key = self._unwrapped(person, version, wrapped)
                row = {"person": person, "wrapped": changed._wrapped(person, version, key)}
                again = "UPDATE person_key SET wrapped = :wrapped WHERE person = :person"
                self.store.backend.run(again, [row])
        return changed

    def _row_of(self, person: str) -> tuple[int, bytes] | None:
        asked = "SELECT version, wrapped FROM person_key WHERE person = :person"
        found = self.store.backend.rows(asked, {"person": person})
        return (int(found[0][0]), bytes(found[0][1])) if found else None

    def _key_of(self, person: str) -> tuple[int, bytes] | None:
        """Version and key; None for a person who never had one."""
        row = self._row_of(person)
        if row is None:
            return None
        version, wrapped = row
        if not wrapped:
            raise RecordError(
                "found the key of this person erased; expected one. Their fields cannot be read, "
                "and none is sealed for them again"
            )
        return version, self._unwrapped(person, version, wrapped)

    def _new_key(self, person: str) -> tuple[int, bytes]:
        version, key = 1, self.draw(KEY_BYTES)
        row = {"person": person, "version": version, "wrapped": self._wrapped(person, version, key)}
        added = (
            "INSERT INTO person_key (person, version, wrapped) VALUES (:person, :version, :wrapped)"
        )
        self.store.backend.run(added, [row])
        return version, key

    def _wrapped(self, person: str, version: int, key: bytes) -> bytes:
        nonce = self.draw(NONCE_BYTES)
        bound = _bound_to(person, "key", version)
        return nonce + AESGCM(self.master.wrapping).encrypt(nonce, key, bound)

    def _unwrapped(self, person: str, version: int, wrapped: bytes) -> bytes:
        nonce, boxed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            bound = _bound_to(person, "key", version)
            return AESGCM(self.master.wrapping).decrypt(nonce, boxed, bound)
        except InvalidTag:
            raise RecordError(
                "found a person's key that this master key does not open; expected the master "
                "key of this record. Name its file"
            ) from None

    def _index(self, person: str, field: str, text: str) -> None:
        row = {"field": field, "token": self._token(field, text), "person": person}
        there = (
            "SELECT 1 FROM blind_index WHERE field = :field AND token = :token AND person = :person"
        )
        if not self.store.backend.rows(there, row):
            added = (
                "INSERT INTO blind_index (field, token, person) VALUES (:field, :token, :person)"
            )
            self.store.backend.run(added, [row])

    def _token(self, field: str, text: str) -> bytes:
        told = rfc8785.dumps([field, _alike(text)])
        return hmac.new(self.master.index, told, sha256).digest()


def _alike(text: str) -> str:
    """Text as the index takes it: NFKC, case folded, spaces as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _bound_to(person: str, field: str, version: int) -> bytes:
    return rfc8785.dumps(["muster/sealed/v1", person, field, version])


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


def _read(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)
