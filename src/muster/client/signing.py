"""Signatures as the Standard Webhooks specification 1.0 has them (HMAC-SHA256, version v1)."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from muster.errors import MusterError

PREFIX, VERSION = "whsec_", "v1"
SECRET_BYTES = 32
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE_S = 300
"""Seconds by which the clocks of sender and receiver may differ."""


class WebhookError(MusterError):
    """A message that was not signed with the secret, or too long ago."""


def new_secret(drawn: bytes) -> str:
    """A secret of bytes drawn at random."""
    return PREFIX + base64.b64encode(drawn).decode()


def signed_headers(secret: str, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message that is sent at a time."""
    timestamp = str(int(at.timestamp()))
    signature = _signature(secret, message_id, timestamp, body)
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: f"{VERSION},{signature}"}


def verify(
    headers: Mapping[str, str], body: bytes, secret: str, now: datetime,
    tolerance_s: int = TOLERANCE_S,
) -> None:  # fmt: skip
    """Raise WebhookError unless a message was signed with the secret, lately.

    `headers` by their names in lower case. Any of several signatures will do, so that a secret can
    be replaced by another.
    """
    message_id, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not message_id or not timestamp.isdecimal():
        raise WebhookError(f"found no {ID} or {TIMESTAMP}; expected both")
    if abs(int(timestamp) - now.timestamp()) > tolerance_s:
        raise WebhookError(f"found a message of another time; expected within {tolerance_s} s")
    expected = _signature(secret, message_id, timestamp, body)
    for each in headers.get(SIGNATURE, "").split():
        version, _, signature = each.partition(",")
        if version == VERSION and hmac.compare_digest(signature.encode(), expected.encode()):
            return
    raise WebhookError("found no signature by this secret; expected one")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise WebhookError(f"found a secret in another form; expected {PREFIX}BASE64") from None
    signed = f"{message_id}.{timestamp}.".encode() + body
    return base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
