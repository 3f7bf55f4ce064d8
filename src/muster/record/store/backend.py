"""What a database must be able to do to hold a record; SQLite and PostgreSQL do.

Statements are written once, in SQL that both understand, with parameters as `:name`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from muster.errors import StoreError
from muster.record.store.schema import Dialect

Parameters = Mapping[str, Any]


class KeyTaken(StoreError):
    """A row was not inserted because a key of it is taken; nothing of the transaction stands."""


class StoreBusy(StoreError):
    """Somebody else writes for longer than is waited; nothing was written."""


class StoreFault(StoreError):
    """The database failed while writing. What was not acknowledged may or may not be there."""


class Backend(Protocol):
    """One connection to one database. Its methods raise nothing but StoreError."""

    dialect: Dialect

    def begin(self) -> None:
        """Begin to write; waits until nobody else does."""

    def commit(self) -> None:
        """Make what was written durable; on return it is on disk."""

    def roll_back(self) -> None:
        """Forget what was written since `begin`; does nothing if the database already has."""

    def run(self, sql: str, rows: Sequence[Parameters]) -> None:
        """Run a statement once for each row of parameters."""

    def rows(self, sql: str, parameters: Parameters) -> list[tuple[Any, ...]]:
        """The answer to a question."""

    def make_tables(self, statements: Sequence[str]) -> None:
        """Run statements of a migration, as the one who owns the tables."""

    def has_table(self, name: str) -> bool:
        """Whether there is such a table."""

    def assert_append_only(self) -> None:
        """Raise StoreError unless the database refuses to change and to remove what is recorded."""

    def forget_erased(self) -> None:
        """See to it that what was erased is no longer in the database's files."""

    def close(self) -> None:
        """Let go of the database; raises nothing."""

    def reopen(self) -> None:
        """Open it anew after `close`, with every assertion that opening makes."""
