"""Proofs on paper: codes to scan, and how anybody checks them without Muster."""

from __future__ import annotations

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from muster.record.events import digest
from muster.record.exporting import policy_of
from muster.record.proving import Proven
from muster.reporting.papers.given import Given
from muster.reporting.papers.paper import Attached, Code

COMMAND = "sigsum-verify --raw-hash -k device.pub -p policy proof < hash"


def keys_text(given: Given, proven: Sequence[Proven]) -> str:
    """What `sigsum-verify` asks for beside the proofs: hashes of the events, device keys, policy.

    Lines of 64 hex digits in the order of the proofs, then keys as OpenSSH has them, then the
    policy as Sigsum has it.
    """
    hashes = "".join(f"{digest(each.entry.raw).hex()}\n" for each in proven)
    keys = "".join(dict.fromkeys(device_key(each) for each in proven))
    return hashes + keys + policy_of(given.record.log, proven[-1])


def proof_codes(given: Given, proven: Sequence[Proven], captions: Sequence[str]) -> list[Code]:
    """The proof of each event, and at the end what is needed to check them."""
    codes = [Code(str(each.proof), caption) for each, caption in zip(proven, captions, strict=True)]
    keys = given.told("To check them: hashes, device keys, policy")
    return [*codes, Code(keys_text(given, proven), keys)]


def how_to_check(given: Given) -> tuple[str, ...]:
    """How anybody checks a proof without Muster."""
    _ = given.told
    return (
        given.said(_("Scan the code of a proof and keep its text as the file %(proof)s."),
                   proof="proof"),
        given.said(
            _("Scan the last code. Its first lines are the hashes of the events in the order of "
              "the codes: keep the one of your proof as %(hash)s, the lines that begin with "
              "%(ssh)s as %(key)s, and all that follows as %(policy)s."),
            hash="hash", ssh="ssh-ed25519", key="device.pub", policy="policy",
        ),
        given.said(_("Run %(command)s, a program of the Sigsum project that is not ours. It ends "
                     "without an error only if the log has exactly this event."), command=COMMAND),
    )  # fmt: skip


def files_of(given: Given, proven: Proven) -> tuple[Attached, ...]:
    """The same as files, with the event itself."""
    return (
        Attached("event.json", proven.entry.raw.decode(), "application/json", "the event"),
        Attached("proof", str(proven.proof), "text/plain", "its Sigsum proof"),
        Attached("device.pub", device_key(proven), "text/plain", "the device's key"),
        Attached("policy", policy_of(given.record.log, proven), "text/plain", "the log's policy"),
    )


def device_key(proven: Proven) -> str:
    """The key of the device that signed an event, as a line of OpenSSH's."""
    key = Ed25519PublicKey.from_public_bytes(proven.public_key)
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode() + " device\n"
