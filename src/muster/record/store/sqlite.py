"""A record in one SQLite file: WAL with `synchronous=FULL`, asserted whenever it is opened.

NORMAL would lose acknowledged commits when power is lost (measured: docs/benchmarks-record.md).
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from muster.errors import StoreError
from muster.record.store.backend import KeyTaken, Parameters, StoreBusy, StoreFault
from muster.record.store.schema import APPEND_ONLY, Dialect, tables

WAIT_S = 60.0
"""Seconds to wait for another writer."""
FULL = 2
"""What `PRAGMA synchronous` answers for FULL."""
OLDEST = (3, 37, 0)
"""The first SQLite with STRICT tables."""


class SqliteBackend:
    """A connection to a SQLite file.

    `synchronous` other than FULL exists for the durability tests, which show what is lost then.
    """

    dialect: Dialect = "sqlite"

    def __init__(self, path: Path, *, create: bool = False, synchronous: str = "FULL") -> None:
        self.path = path
        self._synchronous = synchronous
        self._faults = _Faults(path)
        if create and path.exists():
            raise StoreError(f"{path}: found a file; expected none. Name another place")
        self._connection = self._open("rwc" if create else "rw")

    def _open(self, mode: str) -> sqlite3.Connection:
        if sqlite3.sqlite_version_info < OLDEST:
            raise StoreError(
                f"found SQLite {sqlite3.sqlite_version}; expected 3.37 or later. Update Python"
            )
        with self._faults:
            connection = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=WAIT_S,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with self._faults:
                self._configure(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _configure(self, connection: sqlite3.Connection) -> None:
        (mode,) = connection.execute("PRAGMA journal_mode=WAL").fetchone()
        connection.execute(f"PRAGMA synchronous={self._synchronous}")
        connection.execute("PRAGMA fullfsync=ON")  # macOS: fsync alone stops at the disk's cache
        connection.execute("PRAGMA checkpoint_fullfsync=ON")
        connection.execute("PRAGMA secure_delete=ON")  # an erased key must not stay in free pages
        connection.execute("PRAGMA trusted_schema=OFF")
        (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
        if self._synchronous == "FULL" and (mode != "wal" or synchronous != FULL):
            raise StoreError(
                f"{self.path}: found journal mode {mode!r} and synchronous {synchronous}; expected "
                "'wal' and 2 (FULL), without which acknowledged events can be lost. Use a local "
                "disk: network file systems do not do WAL"
            )

    def begin(self) -> None:
        with self._faults:
            self._connection.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        with self._faults:
            self._connection.execute("COMMIT")

    def roll_back(self) -> None:
        if self._connection.in_transaction:  # after "disk full" SQLite has rolled back by itself
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def run(self, sql: str, rows: Sequence[Parameters]) -> None:
        with self._faults:
            if len(rows) == 1:
                self._connection.execute(sql, rows[0])
            else:
                self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        with self._faults:
            return self._connection.execute(sql, parameters).fetchall()

    def make_tables(self, statements: Sequence[str]) -> None:
        self.begin()
        try:
            with self._faults:
                for statement in statements:
                    self._connection.execute(statement)
            self.commit()
        except BaseException:
            self.roll_back()
            raise

    def has_table(self, name: str) -> bool:
        asked = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = :name"
        return bool(self.rows(asked, {"name": name}))

    def assert_append_only(self) -> None:
        asked = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
        there = {sql for (sql,) in self.rows(asked, {})}
        for table in tables():
            missing = [sql for sql in table.guards(self.dialect) if sql not in there]
            if missing:
                raise StoreError(
                    f"{self.path}: found no trigger {missing[0].split()[2]}, or another one; "
                    "expected those that keep events from being changed or removed. Somebody "
                    "altered the database: verify it, and restore a backup"
                )

    def forget_erased(self) -> None:
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)", {})

    def close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def reopen(self) -> None:
        self.close()
        self._connection = self._open("rw")


class _Faults:
    """Says what SQLite raises as a StoreError.

    A class, because what `contextmanager` makes takes longer than many a statement.
    """

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.DatabaseError):
            raise _said(self._path, error) from error


def _said(path: Path, error: sqlite3.DatabaseError) -> StoreError:
    """An error of SQLite as a person is told of it."""
    if isinstance(error, sqlite3.IntegrityError):
        if APPEND_ONLY in str(error) or "UNIQUE" in str(error):
            return KeyTaken(f"{path}: {error}")
        return StoreFault(f"{path}: the database refused a row ({error})")
    if not isinstance(error, sqlite3.OperationalError):
        return StoreFault(
            f"{path}: found no sound database ({error}). Run muster record verify; "
            "if that fails too, restore a backup"
        )
    code = error.sqlite_errorcode & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusy(f"{path}: somebody else has been writing for {WAIT_S:.0f} s. Try again")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"{path}: the file cannot be opened; expected the record's database")
    return StoreFault(f"{path}: the database failed ({error})")
