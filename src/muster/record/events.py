"""Events: what somebody said happened, numbered, chained and signed by a device.

The bytes of an event are its RFC 8785 (JCS) canonical JSON. A device signs what a Sigsum log
takes: the namespace `sigsum.org/v1/tree-leaf`, a zero byte, and the checksum of the event, which
is SHA-256 of SHA-256 of its bytes (Sigsum log protocol v1, section 2.2.4).
"""

from __future__ import annotations

import json
import json.encoder
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, TypeAlias
from uuid import UUID

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from muster.errors import EventError

Json: TypeAlias = Any
"""Strings, integers, true, false, null, lists and objects of these; never a float."""

FIRST = "0" * 64
"""What stands for the event before a device's first."""
LEAF_NAMESPACE = b"sigsum.org/v1/tree-leaf\x00"
MOST = 2**53 - 1
"""Largest whole number that RFC 8785 takes."""

SMALL_DIGITS = 15
"""Digits of a number that is certainly no larger than MOST."""
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
_MAKE: Any = getattr(json.encoder, "c_make_encoder", None)
_IN_C: Any = _MAKE and _MAKE(
    None, _ENCODER.default, json.encoder.encode_basestring, None, ":", ",", True, False, True
)
"""The same, which `_ENCODER.encode` makes anew each time, at the cost of half of the writing; None
where Python has none in C."""
_UUID7 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\Z")
_HEX64 = re.compile(r"[0-9a-f]{64}\Z")
_HEX32 = re.compile(r"[0-9a-f]{32}\Z")
_TYPE = re.compile(r"[a-z][a-z0-9_]*\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
_SHAPE = re.compile(
    r'\{"body":(\{.*\}),"device":"([0-9a-f]{64})",'
    r'"event_id":"([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})",'
    r'"n":(0|[1-9]\d{0,14}),"occurred_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
    r'"prev":"([0-9a-f]{64})","recorded_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)",'
    r'"salt":"([0-9a-f]{32})","type":"([a-z][a-z0-9_]*)","version":([1-9]\d{0,14})\}\Z'
)
"""An event's canonical bytes, as nearly all are: RFC 8785 sorts the names."""
FIELDS = (
    "event_id",
    "device",
    "n",
    "prev",
    "type",
    "version",
    "occurred_at",
    "recorded_at",
    "salt",
    "body",
)


@dataclass(frozen=True, slots=True)
class Event:
    """One event; refuses what cannot be one with an EventError that names every fault."""

    event_id: str
    """UUIDv7 (RFC 9562, section 5.7), in its canonical text."""
    device: str
    """Hex SHA-256 of the device's Ed25519 public key."""
    n: int
    """Number on the device, from 0, without gaps."""
    prev: str
    """Hex SHA-256 of the bytes of the device's event before, or FIRST."""
    type: str
    """A word of the vocabulary; one that is not known yet is kept."""
    version: int
    """Of the body of that type, from 1."""
    occurred_at: str
    """When it happened: UTC, RFC 3339 with milliseconds, as said by who recorded it."""
    recorded_at: str
    """When it was entered on the device, by the device's clock."""
    salt: str
    """32 hex digits at random, so that nobody guesses an event from its digest."""
    body: Mapping[str, Json]

    def __post_init__(self) -> None:
        faults = list(_faults_of(self))
        if faults:
            raise EventError(faults)
        object.__setattr__(self, "body", MappingProxyType(dict(self.body)))


@dataclass(frozen=True, slots=True)
class SignedEvent:
    """An event, its canonical bytes, and the signature of its device."""

    event: Event
    raw: bytes
    signature: bytes
    """64 bytes."""

    @property
    def digest(self) -> bytes:
        return digest(self.raw)


def canonical(event: Event) -> bytes:
    """The bytes of an event: RFC 8785."""
    return rfc8785.dumps({name: _plain(getattr(event, name)) for name in FIELDS})


def digest(raw: bytes) -> bytes:
    """SHA-256 of an event's bytes: what the next event of its device names as `prev`."""
    return sha256(raw).digest()


def checksum(raw: bytes) -> bytes:
    """SHA-256 of the digest: the first 32 bytes of the event's leaf."""
    return sha256(digest(raw)).digest()


def parse(raw: bytes) -> Event:
    """The event of its bytes; raises EventError unless they are exactly its canonical form."""
    plain = plain_fields(raw)
    if plain is not None:
        return _unchecked(zip(FIELDS, plain, strict=True))
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise EventError([f"found bytes that are not JSON ({error}); expected an event"]) from None
    if not isinstance(read, dict):
        raise EventError([f"found {type(read).__name__}; expected a JSON object"])
    wrong = [f"found no `{name}`; expected it" for name in FIELDS if name not in read]
    wrong += [
        f"found the field `{name}`; expected none of it" for name in read if name not in FIELDS
    ]
    if wrong:
        raise EventError(wrong)
    event = Event(**read)
    if canonical(event) != raw:
        raise EventError(["found JSON in another form; expected RFC 8785, byte by byte"])
    return event


def read_stored(raw: bytes) -> Event:
    """The event of bytes that `parse` has accepted before: nothing is checked again."""
    return _unchecked(json.loads(raw).items())


def _unchecked(fields: Iterable[tuple[str, Json]]) -> Event:
    """An event of fields that are known to be right."""
    event = object.__new__(Event)
    for name, value in fields:
        object.__setattr__(event, name, MappingProxyType(value) if name == "body" else value)
    return event


def sign(event: Event, key: Ed25519PrivateKey) -> SignedEvent:
    """The event signed by its device; raises EventError if the key is another device's."""
    if device_id(key.public_key()) != event.device:
        raise EventError(["found the key of another device; expected that of `device`"])
    raw = canonical(event)
    return SignedEvent(event, raw, key.sign(LEAF_NAMESPACE + checksum(raw)))


def is_signed(raw: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    """Whether the signature is the key's over an event's bytes."""
    try:
        key.verify(signature, LEAF_NAMESPACE + checksum(raw))
    except InvalidSignature:
        return False
    return True


def device_id(key: Ed25519PublicKey) -> str:
    """The name of a device: hex SHA-256 of its public key's 32 bytes."""
    return sha256(key.public_bytes_raw()).hexdigest()


def moment(at: datetime) -> str:
    """A time as events have it; raises EventError for one without offset."""
    if at.tzinfo is None:
        raise EventError([f"found the time {at.isoformat()}; expected one with its UTC offset"])
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        raise EventError(
            [f"found the time {at.isoformat()}; expected one of the years 1 to 9999 in UTC"]
        ) from None
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def uuid7(at_ms: int, draw: Callable[[int], bytes]) -> str:
    """A UUIDv7 of a time in milliseconds since 1970 and random bytes (RFC 9562, section 5.7)."""
    if not 0 <= at_ms < 1 << 48:
        raise EventError([f"found the time {at_ms} ms; expected 48 bits"])
    number = at_ms << 80 | int.from_bytes(draw(10), "big")
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=number))


def _plain(value: Json) -> Json:
    """The body as RFC 8785's encoder takes it."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def plain_fields(raw: bytes) -> tuple[str, str, int, str, str, int, str, str, str, Json] | None:
    """The fields of bytes that plainly are an event, in the order of FIELDS; None for any others.

    Several times faster than the long way, which has the last word on what is none here. The fields
    beside the body have one form each, and stand in one order. For an ASCII body Python's own
    encoder writes what RFC 8785 asks: names in order, the same escapes, whole numbers; a name that
    stands twice, a blank or a float would make it differ.
    """
    if not raw.isascii():
        return None
    shape = _SHAPE.match(raw.decode("ascii"))
    if shape is None:
        return None
    written, device, event_id, n, occurred_at, prev, recorded_at, salt, kind, version = (
        shape.groups()
    )
    try:
        body, _ = _DECODER.raw_decode(written)
        datetime.fromisoformat(occurred_at)
        datetime.fromisoformat(recorded_at)
        if _written(body) != written or (prev == FIRST) != (n == "0"):
            return None
    except (ValueError, RecursionError):
        return None
    return (
        event_id, device, int(n), prev, kind, int(version), occurred_at, recorded_at, salt, body,
    )  # fmt: skip


def _written(body: Json) -> str:
    return _ENCODER.encode(body) if _IN_C is None else "".join(_IN_C(body, 0))


def _small(digits: str) -> int:
    """A whole number that RFC 8785 takes for certain; ValueError for a larger one."""
    if len(digits) > SMALL_DIGITS:
        raise ValueError(digits)
    return int(digits)


def _no_float(text: str) -> Json:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_int=_small, parse_float=_no_float, parse_constant=_no_float)


def _faults_of(event: Event) -> list[str]:
    faults = []

    def expect(is_right: bool, name: str, expected: str) -> None:
        if not is_right:
            found = type(getattr(event, name)).__name__
            faults.append(f"found `{name}` ({found}) that cannot be; expected {expected}")

    expect(_matches(_UUID7, event.event_id), "event_id", "a UUIDv7 in lower case")
    for name in ("device", "prev"):
        expect(_matches(_HEX64, getattr(event, name)), name, "64 hex digits in lower case")
    expect(_is_count(event.n, 0), "n", "a whole number from 0")
    if _is_count(event.n, 0) and _matches(_HEX64, event.prev):
        expect(
            (event.prev == FIRST) == (event.n == 0), "prev", "64 zeros for n = 0, and only there"
        )
    expect(_matches(_TYPE, event.type), "type", "a word in lower case, as in `site_left`")
    expect(_is_count(event.version, 1), "version", "a whole number from 1")
    for name in ("occurred_at", "recorded_at"):
        expect(is_moment(getattr(event, name)), name, "UTC as in 2026-01-21T06:00:00.000Z")
    expect(_matches(_HEX32, event.salt), "salt", "32 hex digits in lower case")
    if type(event.body) is dict and _is_plain(event.body):
        return faults
    expect(isinstance(event.body, Mapping), "body", "an object")
    if isinstance(event.body, Mapping):
        faults += _faults_of_json(event.body, "body")
    return faults


def _is_plain(value: Json) -> bool:
    """Whether a value is certainly as events have it: a quick look, for most are."""
    kind = type(value)
    if kind is str:
        return bool(value.isascii())
    if kind is dict:
        return all(type(key) is str and _is_plain(each) for key, each in value.items())
    if kind is list:
        return all(_is_plain(each) for each in value)
    return value is None or kind is bool or (kind is int and -MOST <= value <= MOST)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.match(value) is not None


def _is_count(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def is_moment(value: object) -> bool:
    """Whether a value is a time as events have it, one that clock and calendar know."""
    if not _matches(_TIME, value):
        return False
    try:
        datetime.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _faults_of_json(value: Json, where: str) -> list[str]:
    """What in a body is not as events have it; no value is quoted, for it may be personal."""
    if value is None or isinstance(value, bool):
        return []
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return [f"found half a surrogate pair at {where}; expected text"]
        return []
    if isinstance(value, int):
        within = -MOST <= value <= MOST
        return (
            [] if within else [f"found a number beyond 2^53 - 1 at {where}; expected text for it"]
        )
    if isinstance(value, Mapping):
        faults = []
        for key, each in value.items():
            if not isinstance(key, str):
                faults.append(f"found a name that is no text in {where}; expected text")
            else:
                faults += _faults_of_json(key, f"a name in {where}")
                faults += _faults_of_json(each, f"{where}.{key}")
        return faults
    if isinstance(value, list | tuple):
        return [
            fault
            for i, each in enumerate(value)
            for fault in _faults_of_json(each, f"{where}[{i}]")
        ]
    return [f"found a {type(value).__name__} at {where}; expected text, a whole number or a list"]
