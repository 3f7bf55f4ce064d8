"""A record in a PostgreSQL database, through SQLAlchemy Core and psycopg.

Two roles: the owner makes tables and migrates; the application's role may select and insert, and
delete nothing but persons' keys. What the application's role may do is asserted on every opening.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any

from muster.errors import StoreError
from muster.record.store.backend import KeyTaken, Parameters, StoreFault
from muster.record.store.schema import Dialect, tables

try:
    import sqlalchemy as sa
    from sqlalchemy import exc
except ImportError as error:  # pragma: no cover  (the extra is always there in development)
    raise StoreError(
        "found no driver for PostgreSQL; expected the extra. Install muster-custody[postgresql]"
    ) from error

WRITING = 0x4D55_5354_4552
"""The advisory lock that a writer of a record holds ("MUSTER"), within its database."""

HERE, VERIFIED = ("localhost", "127.0.0.1", "::1"), "verify-full"
"""Hosts that are this machine; how a server elsewhere is reached (`sslmode` of libpq)."""

DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on",)}
"""Settings of the server without which an acknowledged event can be lost."""


class PostgresqlBackend:
    """A connection as the application's role; `owner` is a URL that may make tables."""

    dialect: Dialect = "postgresql"

    def __init__(self, url: str, *, owner: str | None = None) -> None:
        self._url = with_driver(url)
        self._owner = None if owner is None else with_driver(owner)
        self.name = self._url.render_as_string(hide_password=True)
        self._connection = self._connect(self._url)
        try:
            self._assert_durable()
        except BaseException:
            self.close()
            raise

    def _connect(self, url: sa.URL) -> sa.Connection:
        engine = sa.create_engine(url, poolclass=sa.NullPool, isolation_level="READ COMMITTED")
        with self._faults("cannot be opened"):
            return engine.connect()

    def _assert_durable(self) -> None:
        for setting, allowed in DURABLE.items():
            found = self.rows("SELECT current_setting(:setting)", {"setting": setting})[0][0]
            if found not in allowed:
                raise StoreError(
                    f"{self.name}: found {setting} = {found}; expected {allowed[0]}, without "
                    "which acknowledged events can be lost. Set it in postgresql.conf"
                )

    def assert_append_only(self) -> None:
        """Refuse to work as a role that could change or remove what is recorded."""
        asked = (
            "SELECT has_table_privilege(:name, 'UPDATE, DELETE, TRUNCATE'), "
            "pg_has_role(current_user, tableowner, 'MEMBER') "
            "FROM pg_tables WHERE tablename = :name AND schemaname = current_schema()"
        )
        for table in tables():
            for may_change, owns in self.rows(asked, {"name": table.name}):
                if (may_change and not table.erasable) or owns:
                    raise StoreError(
                        f"{self.name}: found a role that may change or remove rows of "
                        f"{table.name}; expected one that may only select and insert. Connect as "
                        "the application's role, not as the owner of the tables"
                    )

    def begin(self) -> None:
        self._end_reading()
        self.rows("SELECT pg_advisory_xact_lock(:key)", {"key": WRITING})

    def commit(self) -> None:
        with self._faults("failed to commit"):
            self._connection.commit()

    def roll_back(self) -> None:
        with contextlib.suppress(exc.SQLAlchemyError):
            self._connection.rollback()

    def run(self, sql: str, rows: Sequence[Parameters]) -> None:
        with self._faults("failed"):
            self._connection.execute(sa.text(sql), [dict(row) for row in rows])

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        with self._faults("failed"):
            answer = self._connection.execute(sa.text(sql), dict(parameters))
            return [tuple(row) for row in answer]

    def make_tables(self, statements: Sequence[str]) -> None:
        if self._owner is None:
            raise StoreError(
                f"{self.name}: found tables that must be made; expected a role that may. "
                "Name the owner of the tables, too"
            )
        self._end_reading()
        role = self._url.username
        owner = self._connect(self._owner)
        try:
            with self._faults("failed to make its tables"):
                for statement in (*statements, *_rights(statements, role)):
                    owner.execute(sa.text(statement))
                owner.commit()
        finally:
            owner.close()

    def has_table(self, name: str) -> bool:
        found = self.rows("SELECT to_regclass(:name)", {"name": name})
        return found[0][0] is not None

    def forget_erased(self) -> None:
        """Dead rows go when the server vacuums; the application's role may not."""

    def close(self) -> None:
        with contextlib.suppress(Exception):
            self._connection.close()

    def reopen(self) -> None:
        self.close()
        self._connection = self._connect(self._url)
        self._assert_durable()

    def _end_reading(self) -> None:
        """End the transaction that a question began, so that the next sees what is there now."""
        with self._faults("failed"):
            self._connection.rollback()

    @contextlib.contextmanager
    def _faults(self, what: str) -> Iterator[None]:
        try:
            yield
        except exc.IntegrityError as error:
            raise KeyTaken(f"{self.name}: {error.orig}") from error
        except exc.SQLAlchemyError as error:
            said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise StoreFault(f"{self.name}: the database {what} ({said})") from error


def with_driver(url: str) -> sa.URL:
    """A URL as SQLAlchemy takes it; raises StoreError for what is none, and for a server elsewhere
    to which the way is not encrypted, or whose certificate nobody looks at."""
    try:
        made = sa.make_url(url).set(drivername="postgresql+psycopg")
    except exc.ArgumentError as error:
        raise StoreError(
            f"found {url!r}; expected a URL such as postgresql://muster_app@host/database"
        ) from error
    named = (made.host, made.query.get("host"), made.query.get("hostaddr"))
    is_here = all(not each or str(each).startswith("/") or each in HERE for each in named)
    if not is_here and made.query.get("sslmode") != VERIFIED:
        raise StoreError(
            f"{made.render_as_string(hide_password=True)}: found a server elsewhere without "
            f"sslmode={VERIFIED}; expected it, for else others on the way read and change what is "
            f"sent. Add ?sslmode={VERIFIED}&sslrootcert=FILE"
        )
    return made


def _rights(statements: Sequence[str], role: str | None) -> Iterator[str]:
    """The application's rights on the tables that statements make, and nothing more."""
    erasable = {table.name for table in tables() if table.erasable}
    for statement in statements:
        words = statement.split()
        if words[:2] == ["CREATE", "TABLE"]:
            rights = "SELECT, INSERT" + ", DELETE, UPDATE" * (words[2] in erasable)
            yield f'GRANT {rights} ON {words[2]} TO "{role}"'
