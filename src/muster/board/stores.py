"""The board's own database: users, passkeys, sessions, tokens, webhooks, answers given.

It is a file beside a record in SQLite, and tables beside those of a record in PostgreSQL, where
several servers share it. It holds no custody data and nothing that the record could not do without:
whoever loses it makes users again. Secrets of sessions, tokens and links are kept as SHA-256 only,
passwords as Argon2id.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.dialects import postgresql, sqlite

from muster.board.settings import BOARD_DATABASE
from muster.board.tables import METADATA, UNUSED_ONCE, USER
from muster.errors import MusterError, StoreError
from muster.record.folder import place_of

SCHEMA = 3
WAIT_S = 10
"""Seconds to wait for another writer."""
POOL, MORE = 5, 25
"""Connections that are kept, and opened beside them while many requests run."""
MOVED = ".moved"
"""Added to the name of a file whose rows are in PostgreSQL now."""

Row = sa.RowMapping
Place = str | Path
"""A file of SQLite, or a URL of PostgreSQL."""


class BoardStore:
    """The database; safe to use from several threads, and on PostgreSQL from several servers."""

    def __init__(self, place: Place) -> None:
        self._here = threading.local()
        self._is_sqlite = isinstance(place, Path)
        if isinstance(place, Path):
            _make_private(place)
        self._engine = _engine(place)
        with _faults(f"{self._engine.url!r}: the board's database cannot be opened"):
            if self._is_sqlite:
                with self.writing():
                    _bring_up(self._connection())
            found = self._schema()
        if found != SCHEMA:
            raise MusterError(
                f"{self._engine.url!r}: found schema {found} of the board; expected {SCHEMA}. "
                "Run muster record init --migrate; if yours is the older Muster, update it"
            )

    def _schema(self) -> int:
        with self._engine.connect() as connection:
            if self._is_sqlite:
                return _version(connection)
            there = set(sa.inspect(connection).get_table_names())
            return SCHEMA if METADATA.tables.keys() <= there else 0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Everything run inside becomes durable together, or none of it does."""
        with _faults(), self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self._is_sqlite else "BEGIN")
            self._here.connection = connection
            try:
                yield
            except BaseException:
                connection.exec_driver_sql("ROLLBACK")
                raise
            finally:
                self._here.connection = None
            connection.exec_driver_sql("COMMIT")

    def run(self, statement: sa.Executable) -> int:
        """Run a statement; returns how many rows it changed."""
        with _faults(), self._connected() as connection:
            return int(getattr(connection.execute(statement), "rowcount", 0))

    def rows(self, asked: sa.Executable) -> list[Row]:
        """The answer to a question."""
        with _faults(), self._connected() as connection:
            return list(connection.execute(asked).mappings())

    def row(self, asked: sa.Executable) -> Row | None:
        """The first row of the answer, if there is any."""
        found = self.rows(asked)
        return found[0] if found else None

    def adding(self, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
        """An insertion that can say what happens where the key is taken."""
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    @contextmanager
    def alone(self, what: str) -> Iterator[None]:
        """Nobody else who asks for the same, on any server of this database, is inside.

        A board on SQLite is one server: its callers have locks of their own.
        """
        if self._is_sqlite:
            yield
            return
        with self._holding(what, "pg_advisory_lock"):
            yield

    @contextmanager
    def alone_or_not(self, what: str) -> Iterator[bool]:
        """The same, told whether somebody else is inside already instead of waiting for them."""
        if self._is_sqlite:
            yield True
            return
        with self._holding(what, "pg_try_advisory_lock") as is_alone:
            yield is_alone

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _holding(self, what: str, how: str) -> Iterator[bool]:
        key = int.from_bytes(sha256(f"muster board {what}".encode()).digest()[:8], signed=True)
        with _faults():
            connection = self._engine.connect()
            is_held = connection.scalar(sa.select(getattr(sa.func, how)(key))) is not False
        try:
            yield is_held
        finally:
            with _faults():
                if is_held:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
                connection.close()

    def _connection(self) -> sa.Connection:
        found: sa.Connection = self._here.connection
        return found

    @contextmanager
    def _connected(self) -> Iterator[sa.Connection]:
        within: sa.Connection | None = getattr(self._here, "connection", None)
        if within is not None:
            yield within
            return
        with self._engine.connect() as connection:
            yield connection


def board_place(folder: Path) -> Place:
    """Where the board of a record keeps its own tables."""
    place = place_of(folder)
    return place if isinstance(place, str) else folder / BOARD_DATABASE


def make_board_tables(folder: Path, owner: str) -> int:
    """Make the board's tables beside a record in PostgreSQL, as a role that may, and grant the
    record's role their use; whoever was in a file beside the record moves over. Returns how many
    users did."""
    place, file = str(board_place(folder)), folder / BOARD_DATABASE
    role, owning = sa.make_url(place).username, _engine(owner)
    moved = 0
    with _faults(), owning.connect() as connection, connection.begin():
        METADATA.create_all(connection)
        for table in METADATA.sorted_tables:
            connection.exec_driver_sql(
                f'GRANT SELECT, INSERT, UPDATE, DELETE ON "{table.name}" TO "{role}"'
            )
        if file.exists() and connection.scalar(sa.select(USER.c.id).limit(1)) is None:
            moved = _move(BoardStore(file), connection)
    owning.dispose()
    if moved:
        file.rename(file.with_name(file.name + MOVED))
    return moved


def _move(before: BoardStore, connection: sa.Connection) -> int:
    """Copy every row of a file into tables that are empty; how many users there were."""
    for table in METADATA.sorted_tables:
        rows = [dict(row) for row in before.rows(sa.select(table))]
        if rows:
            connection.execute(table.insert(), rows)
    users = len(before.rows(sa.select(USER.c.id)))
    before.close()
    return users


def digest(secret: str) -> bytes:
    """How a secret is kept: SHA-256, for it was drawn at random and cannot be guessed."""
    return sha256(secret.encode()).digest()


def _engine(place: Place) -> sa.Engine:
    """Connections on which each statement is a transaction of its own, unless one was begun."""
    if isinstance(place, str):
        from muster.record.store.postgresql import with_driver

        return sa.create_engine(
            with_driver(place), isolation_level="AUTOCOMMIT", pool_size=POOL, max_overflow=MORE,
            pool_pre_ping=True,
        )  # fmt: skip
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(place)), isolation_level="AUTOCOMMIT",
        pool_size=POOL, max_overflow=MORE, connect_args={"timeout": WAIT_S},
    )  # fmt: skip
    sa.event.listen(engine, "connect", _configure)
    return engine


def _configure(connection: Any, record: object) -> None:
    for pragma in (
        "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}")


def _make_private(path: Path) -> None:
    try:
        path.touch(mode=0o600, exist_ok=True)
    except OSError as error:
        raise MusterError(f"{path}: the board's database cannot be opened ({error})") from None


def _bring_up(connection: sa.Connection) -> None:
    """Make the tables that are missing; what schema 1 never used goes first."""
    found = _version(connection)
    if found == 1:
        METADATA.drop_all(connection, tables=UNUSED_ONCE)
    if found < SCHEMA:
        METADATA.create_all(connection)
        connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")


def _version(connection: sa.Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


@contextmanager
def _faults(what: str = "the board's database failed") -> Iterator[None]:
    """Whatever a database raises, as an error that is told to people without a value of theirs."""
    try:
        yield
    except exc.SQLAlchemyError as error:
        said = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()
        raise StoreError(f"{what} ({said[0] if said else ''})") from error
