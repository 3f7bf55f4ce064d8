"""A record as files that monitors can check with other people's tools."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from muster.record.events import checksum
from muster.record.folder import Record
from muster.record.leaves import Leaf
from muster.record.log import Log
from muster.record.notes import ED25519, verifier_key
from muster.record.proving import Proven, cosigned
from muster.record.qr import qr_png
from muster.record.tiles import write_tiles

PROOF_READ_ME = """What is in this folder
  event.json   the event, byte by byte as its device signed it
  proof        a Sigsum proof that the event is in the log
  proof.png    the same as a QR code
  device.pub   public key of the device that signed the event
  policy       public keys of the log and of the witnesses that cosigned

Check it without Muster (sigsum-go, Debian package sigsum-go; with Debian's, GODEBUG as written)
  GODEBUG=httpmuxgo121=0 sigsum-verify -k device.pub -p policy proof < event.json
"""

EXPORT_READ_ME = """What is in this folder
  tile/        the log: hashes and leaves, as C2SP tlog-tiles; no personal data
  checkpoint   the log's size and root, signed by the log and its witnesses
  log.vkey     the log's key, as Go's sumdb/note takes it
  log.pub      the same in hex, as Sigsum's tools take it
  devices.csv  devices, their organisations and public keys
  events.jsonl the events, byte by byte, one on each line, if they were asked for

Check it without Muster
  Go: golang.org/x/mod/sumdb/note reads `checkpoint` with `log.vkey`; sumdb/tlog checks inclusion
  and consistency on the tiles. A leaf is SHA-256(SHA-256(event)), signature, SHA-256(device key).
"""


def export_log(record: Record, folder: Path, *, with_events: bool = False) -> int:
    """Write the log as tiles, with its checkpoint and keys; returns the number of events.

    The files of an earlier export are brought up to date. Bodies are written only if asked for.
    """
    log = record.log
    kept = log.checkpoint()
    leaves = list(_leaves(log, kept.size))
    folder.mkdir(parents=True, exist_ok=True)
    public = log.key.public_key().public_bytes_raw()
    _put(folder / "README.txt", EXPORT_READ_ME.encode())
    _put(folder / "log.vkey", f"{verifier_key(log.origin, ED25519, public)}\n".encode())
    _put(folder / "log.pub", f"{public.hex()}\n".encode())
    _put(folder / "devices.csv", _devices(log).encode())
    if with_events:
        raw = b"".join(entry.raw + b"\n" for entry in log.store.entries(0, kept.size))
        _put(folder / "events.jsonl", raw)
    write_tiles(folder, leaves, cosigned(log, kept))
    return kept.size


def export_proof(record: Record, proven: Proven, folder: Path) -> None:
    """Write an event, its proof as text and QR code, and the keys that a verifier needs."""
    folder.mkdir(parents=True, exist_ok=True)
    device = Ed25519PublicKey.from_public_bytes(proven.public_key)
    written = device.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    _put(folder / "README.txt", PROOF_READ_ME.encode())
    _put(folder / "event.json", proven.entry.raw)
    _put(folder / "device.pub", written + b" device\n")
    _put(folder / "policy", policy_of(record.log, proven).encode())
    _put(folder / "proof.png", qr_png(proven.proof))
    _put(folder / "proof", str(proven.proof).encode())


def policy_of(log: Log, proven: Proven) -> str:
    """Sigsum's policy: this log, and every witness whose cosignature the proof has."""
    lines = [f"log {log.key.public_key().public_bytes_raw().hex()}"]
    names = []
    for number, name in enumerate(proven.witnesses, start=1):
        lines.append(f"witness w{number} {name.hex()}")
        names.append(f"w{number}")
    if names:
        lines.append(f"group all {len(names)} {' '.join(names)}")
    lines.append(f"quorum {'all' if names else 'none'}")
    return "\n".join(lines) + "\n"


def _leaves(log: Log, size: int) -> Iterator[Leaf]:
    for entry in log.store.entries(0, size):
        yield Leaf(checksum(entry.raw), entry.signature, bytes.fromhex(entry.device))


def _devices(log: Log) -> str:
    rows = [
        f"{each.device},{_quoted(each.organisation)},{each.public_key.hex()},"
        f"{'revoked' if each.revoked else 'closed' if each.closed else 'may sign'}"
        for each in log.keyring.devices.values()
    ]
    return "\n".join(["device,organisation,public_key,state", *rows]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _put(place: Path, raw: bytes) -> None:
    beside = place.with_name(place.name + ".new")
    beside.write_bytes(raw)
    beside.replace(place)
