"""Which devices may sign: folded from the log's own events, in the order of the log.

The log begins with a device that enrols itself, the registrar. It may enrol and revoke any device;
every other device those of its own organisation. An enrolment by anybody else is kept, as every
event is, and has no effect.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from muster.record.events import Event, Json

ENROLLED, REVOKED, CLOSED = "device_enrolled", "device_revoked", "device_closed"


@dataclass(frozen=True, slots=True)
class Device:
    """A device that was enrolled."""

    device: str
    public_key: bytes
    organisation: str
    revoked: bool = False
    closed: bool = False

    @property
    def key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public_key)


@dataclass(slots=True)
class Keyring:
    """The devices of a log by id, as of some place in it."""

    devices: dict[str, Device] = field(default_factory=dict)
    registrar: str | None = None

    def copy(self) -> Keyring:
        return Keyring(dict(self.devices), self.registrar)

    def apply(self, event: Event) -> None:
        """Take note of an event that is in the log; does nothing for other types."""
        if event.type == ENROLLED:
            self._enrol(event)
        elif event.type == REVOKED:
            self._mark(event, str(event.body.get("key")), revoked=True)
        elif event.type == CLOSED:
            self._mark(event, event.device, closed=True)

    def refusal(self, device: str) -> str | None:
        """Why nothing is accepted from a device, if that is so."""
        known = self.devices.get(device)
        if known is None:
            return "found a device that is not enrolled; expected one that is. Enrol it first"
        if known.revoked:
            return "found a device that was revoked; expected one that may sign"
        if known.closed:
            return "found a device that has closed its chain; expected nothing more from it"
        return None

    def _enrol(self, event: Event) -> None:
        public_key = read_public_key(event.body.get("public_key"))
        device = event.body.get("key")
        organisation = event.body.get("organisation")
        if public_key is None or sha256(public_key).hexdigest() != device:
            return
        if not isinstance(organisation, str) or device in self.devices:
            return
        if self.registrar is None and device == event.device:
            self.registrar = device
        elif not self._may(event.device, organisation):
            return
        self.devices[device] = Device(device, public_key, organisation)

    def _mark(
        self, event: Event, device: str, *, revoked: bool = False, closed: bool = False
    ) -> None:
        known = self.devices.get(device)
        if known is None or not (closed or self._may(event.device, known.organisation)):
            return
        self.devices[device] = Device(
            device,
            known.public_key,
            known.organisation,
            known.revoked or revoked,
            known.closed or closed,
        )

    def _may(self, device: str, organisation: str) -> bool:
        signer = self.devices.get(device)
        return signer is not None and (
            device == self.registrar or signer.organisation == organisation
        )


def read_public_key(written: Json) -> bytes | None:
    """The 32 bytes of a public key as events have it, 64 hex digits; None for anything else."""
    if not isinstance(written, str) or len(written) != 64:
        return None
    try:
        return bytes.fromhex(written)
    except ValueError:
        return None
