"""A record's folder: where its database is, and the keys of its log, its device and its people.

::

    RECORD/
        record.toml      which database
        record.sqlite    the default one
        keys/            log.key, device.key (Ed25519, PKCS 8), master.key (hex): for the owner only
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from muster.errors import RecordError
from muster.record.events import moment
from muster.record.keyring import ENROLLED
from muster.record.log import Log, begin_log
from muster.record.personal import KEY_BYTES, MasterKey, PersonalData
from muster.record.recorder import Recorder, Statement
from muster.record.store import POSTGRESQL, create_store, open_store

SETTINGS, DATABASE, KEYS = "record.toml", "record.sqlite", "keys"
LOG_KEY, DEVICE_KEY, MASTER_KEY = "log.key", "device.key", "master.key"


@dataclass(frozen=True, slots=True)
class Record:
    """An open record, with what is needed to write to it."""

    folder: Path
    place: str | Path
    """Its database, as `open_store` takes it."""
    log: Log
    recorder: Recorder
    personal: PersonalData

    def close(self) -> None:
        """Let go of the database."""
        self.log.store.close()

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def begin_record(
    folder: Path,
    organisation: str,
    now: Callable[[], datetime],
    draw: Callable[[int], bytes],
    *,
    database: str | None = None,
    owner: str | None = None,
) -> Record:
    """Make a record in a new or empty folder; its first event enrols this device.

    `database` is a URL of PostgreSQL without a password, `owner` one that may make tables.
    """
    _check_new(folder, database)
    folder.mkdir(parents=True, exist_ok=True)
    keys = folder / KEYS
    keys.mkdir(mode=0o700)
    log_key, device_key = (_drawn_key(draw) for _ in range(2))
    master = MasterKey.drawn(draw)
    _write_secret(keys / LOG_KEY, _pem(log_key))
    _write_secret(keys / DEVICE_KEY, _pem(device_key))
    _write_secret(keys / MASTER_KEY, f"{master.wrapping.hex()}\n{master.index.hex()}\n".encode())
    place: str | Path = folder / DATABASE if database is None else database
    store = create_store(place, moment(now()), owner=owner)
    log = begin_log(store, log_key, lambda: moment(now()))
    named = DATABASE if database is None else database
    (folder / SETTINGS).write_text(f'database = "{named}"\n', encoding="utf-8")
    record = _opened(folder, place, log, device_key, master, now, draw)
    enrolment = {
        "key": record.recorder.device,
        "public_key": device_key.public_key().public_bytes_raw().hex(),
        "organisation": organisation,
    }
    record.recorder.say([Statement(ENROLLED, enrolment, moment(now()))])
    return record


def open_record(folder: Path, now: Callable[[], datetime], draw: Callable[[int], bytes]) -> Record:
    """Open the record of a folder; raises RecordError naming what is missing."""
    place = place_of(folder)
    log_key, device_key = (_read_key(folder / KEYS / name) for name in (LOG_KEY, DEVICE_KEY))
    master = _read_master(folder / KEYS / MASTER_KEY)
    log = Log(open_store(place), log_key, lambda: moment(now()))
    return _opened(folder, place, log, device_key, master, now, draw)


def place_of(folder: Path) -> str | Path:
    """The database that a folder's settings name; raises RecordError if it is no record's."""
    try:
        settings = tomllib.loads((folder / SETTINGS).read_text(encoding="utf-8"))
        named = settings["database"]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError):
        raise RecordError(
            f"{folder}: found no {SETTINGS} that names a database; expected a record's folder. "
            f"Make one with: muster record init {folder}"
        ) from None
    if not isinstance(named, str):
        raise RecordError(f"{folder / SETTINGS}: found a database that is no text; expected text")
    return named if named.startswith(POSTGRESQL) else folder / named


def _opened(
    folder: Path,
    place: str | Path,
    log: Log,
    device_key: Ed25519PrivateKey,
    master: MasterKey,
    now: Callable[[], datetime],
    draw: Callable[[int], bytes],
) -> Record:
    recorder = Recorder(log, device_key, now, draw)
    return Record(folder, place, log, recorder, PersonalData(log.store, master, draw))


def _check_new(folder: Path, database: str | None) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RecordError(f"{folder}: found something there; expected a new or empty folder")
    if database is None:
        return
    if not database.startswith(POSTGRESQL):
        raise RecordError("--database: found no URL of PostgreSQL; expected postgresql://...")
    if sa.make_url(database).password:
        raise RecordError(
            "--database: found a password in the URL; expected none, for it would be written down. "
            "Keep it in ~/.pgpass"
        )


def _drawn_key(draw: Callable[[int], bytes]) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(draw(KEY_BYTES))


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_secret(path: Path, raw: bytes) -> None:
    """Write a file that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(raw)
        out.flush()
        os.fsync(out.fileno())


def _read_key(path: Path) -> Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise RecordError(f"{path}: found no key; expected an Ed25519 key. Restore it")
    return key


def _read_master(path: Path) -> MasterKey:
    try:
        wrapping, index = (bytes.fromhex(line) for line in path.read_text().split())
    except (OSError, ValueError):
        wrapping = index = b""
    if (len(wrapping), len(index)) != (KEY_BYTES, KEY_BYTES):
        raise RecordError(
            f"{path}: found no master key; expected two lines of 64 hex digits. Restore it"
        )
    return MasterKey(wrapping, index)
