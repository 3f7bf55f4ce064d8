"""Where a record's events are kept: SQLite by default, or PostgreSQL."""

from __future__ import annotations

from pathlib import Path

from muster.record.store.backend import Backend, KeyTaken, StoreBusy, StoreFault
from muster.record.store.migrations import migrate
from muster.record.store.rows import Entry, Frozen, Gap, Held, Refused, Standing, StoredCheckpoint
from muster.record.store.store import Store

__all__ = [
    "Entry",
    "Frozen",
    "Gap",
    "Held",
    "KeyTaken",
    "Refused",
    "Standing",
    "Store",
    "StoreBusy",
    "StoreFault",
    "StoredCheckpoint",
    "create_store",
    "open_store",
    "upgrade_store",
]

POSTGRESQL = ("postgresql://", "postgresql+psycopg://")


def open_store(place: str | Path) -> Store:
    """Open a record's database: the path of a SQLite file, or a URL of PostgreSQL."""
    return Store(_backend(place, create=False, owner=None))


def create_store(place: str | Path, at: str, *, owner: str | None = None) -> Store:
    """Make a record's database, or bring an older one of PostgreSQL to the newest schema.

    `owner` is a URL of PostgreSQL that may make tables; `at` the time noted beside migrations.
    """
    backend = _backend(place, create=True, owner=owner)
    try:
        migrate(backend, at)
        return Store(backend)
    except BaseException:
        backend.close()
        raise


def upgrade_store(place: str | Path, at: str, *, owner: str | None = None) -> tuple[str, ...]:
    """Apply the migrations that a database lacks and return their names."""
    backend = _backend(place, create=False, owner=owner)
    try:
        return migrate(backend, at)
    finally:
        backend.close()


def _backend(place: str | Path, *, create: bool, owner: str | None) -> Backend:
    if isinstance(place, str) and place.startswith(POSTGRESQL):
        from muster.record.store.postgresql import PostgresqlBackend

        return PostgresqlBackend(place, owner=owner)
    from muster.record.store.sqlite import SqliteBackend

    return SqliteBackend(Path(place), create=create)
