"""Checking an event that was sent from elsewhere: is it one, and did its device sign it."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.errors import EventError
from muster.record.events import Event, SignedEvent, digest, is_signed, parse
from muster.record.keyring import ENROLLED, Keyring, read_public_key
from muster.record.outcomes import Outcome, Status

FORGED = "found a signature that is not its device's; expected the device's own"
STRANGER = "found a device that is not enrolled; expected one that is. Enrol it first"


def check(raw: bytes, signature: bytes, keyring: Keyring) -> SignedEvent | Outcome:
    """The event, if it is one that a known device signed; else why it is refused."""
    try:
        event = parse(raw)
    except EventError as error:
        return Outcome(Status.REFUSED, "", "", -1, digest=digest(raw), reason=str(error))
    key = _key_of(event, keyring)
    if key is None:
        return _refused(event, raw, STRANGER)
    if not is_signed(raw, signature, key):
        return _refused(event, raw, FORGED)
    return SignedEvent(event, raw, signature)


def _key_of(event: Event, keyring: Keyring) -> Ed25519PublicKey | None:
    """The key of an event's device; the first device of a log brings its own."""
    known = keyring.devices.get(event.device)
    if known is not None:
        return known.key
    if keyring.registrar is not None or event.type != ENROLLED:
        return None
    brought = read_public_key(event.body.get("public_key"))
    if brought is None or sha256(brought).hexdigest() != event.device:
        return None
    return Ed25519PublicKey.from_public_bytes(brought)


def _refused(event: Event, raw: bytes, reason: str) -> Outcome:
    return Outcome(
        Status.REFUSED, event.event_id, event.device, event.n, digest=digest(raw), reason=reason
    )
