"""A passkey made by software, by the standard alone: W3C Web Authentication Level 3, ES256."""

import json
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url


class Authenticator:
    """One passkey on one device, whose user was verified."""

    def __init__(self, origin, host):
        self.origin, self.host = origin, host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id, self.uses, self.flags = b"passkey-of-a-test", 0, 0x05

    def _client_data(self, kind, challenge):
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, flags, more=b""):
        head = sha256(self.host.encode()).digest()
        return head + bytes([flags]) + self.uses.to_bytes(4, "big") + more

    def make(self, options):
        """What a browser answers to options for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {
            1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")
        }  # fmt: skip
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        data = self._data(self.flags | 0x40, held)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": attestation,
            }
        )

    def sign(self, options):
        """What a browser answers to options for signing in."""
        self.uses += 1
        said, data = self._client_data("webauthn.get", options["challenge"]), self._data(self.flags)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._answer(
            {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        )

    def _answer(self, response):
        id = bytes_to_base64url(self.id)
        shown = {name: bytes_to_base64url(value) for name, value in response.items()}
        return {"id": id, "rawId": id, "type": "public-key", "response": shown}
