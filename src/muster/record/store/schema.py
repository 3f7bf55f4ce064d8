"""The tables of a record, as numbered migrations that are applied once each, in order.

Every table is append-only but two: keys of persons and their blind index, which must be erasable.
SQLite enforces that with triggers on UPDATE, on DELETE, and on an INSERT whose key is taken (else
`INSERT OR REPLACE` would delete without firing the delete trigger); PostgreSQL by rights: the
application's role may select and insert, and nothing else. Neither stops somebody who owns the
file or the server; `verify`, checkpoints and witnesses tell on him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Dialect = Literal["sqlite", "postgresql"]

TYPES: Mapping[Dialect, Mapping[str, str]] = {
    "sqlite": {"whole": "INTEGER", "text": "TEXT", "bytes": "BLOB"},
    "postgresql": {"whole": "BIGINT", "text": "TEXT", "bytes": "BYTEA"},
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: columns as (name, kind), and each set of columns that must be unique."""

    name: str
    columns: tuple[tuple[str, str], ...]
    unique: tuple[tuple[str, ...], ...]
    """The first is the primary key."""
    erasable: bool = False
    narrow: bool = False
    """Rows so small that SQLite had better keep them in the index of the primary key."""

    def statements(self, dialect: Dialect) -> tuple[str, ...]:
        """What makes the table and its guards."""
        return (self._create(dialect), *self.guards(dialect))

    def guards(self, dialect: Dialect) -> tuple[str, ...]:
        """The triggers that keep the table append-only on SQLite."""
        return () if self.erasable or dialect != "sqlite" else _triggers(self)

    def _create(self, dialect: Dialect) -> str:
        types = TYPES[dialect]
        parts = [f"{name} {types[kind]} NOT NULL" for name, kind in self.columns]
        primary, *others = self.unique
        parts.append(f"PRIMARY KEY ({', '.join(primary)})")
        parts += [f"UNIQUE ({', '.join(columns)})" for columns in others]
        options = " STRICT" + ", WITHOUT ROWID" * self.narrow if dialect == "sqlite" else ""
        return f"CREATE TABLE {self.name} ({', '.join(parts)}){options}"


def _triggers(table: Table) -> tuple[str, ...]:
    refuse = f"SELECT RAISE(ABORT, '{APPEND_ONLY}: {table.name}');"
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table.name} WHERE "
        + " AND ".join(f"{column} = NEW.{column}" for column in columns)
        + ")"
        for columns in table.unique
    )
    return (
        f"CREATE TRIGGER {table.name}_no_update BEFORE UPDATE ON {table.name} BEGIN {refuse} END",
        f"CREATE TRIGGER {table.name}_no_delete BEFORE DELETE ON {table.name} BEGIN {refuse} END",
        f"CREATE TRIGGER {table.name}_no_replace BEFORE INSERT ON {table.name} "
        f"WHEN {taken} BEGIN {refuse} END",
    )


APPEND_ONLY = "append-only"
"""How a trigger's refusal begins."""

MIGRATION = Table(
    "migration", (("number", "whole"), ("name", "text"), ("applied_at", "text")), (("number",),)
)
"""Which migrations were applied; made before the first."""

_ARRIVED = (
    ("event_id", "text"),
    ("device", "text"),
    ("n", "whole"),
    ("raw", "bytes"),
    ("signature", "bytes"),
    ("received_at", "text"),
)

FIRST: tuple[Table, ...] = (
    Table("setting", (("name", "text"), ("value", "text")), (("name",),)),
    Table(
        "entry",
        (("seq", "whole"), ("type", "text"), ("leaf", "bytes"), *_ARRIVED),
        (("seq",), ("event_id",), ("device", "n")),
    ),
    Table(
        "node",
        (("level", "whole"), ("place", "whole"), ("hash", "bytes")),
        (("level", "place"),),
        narrow=True,
    ),
    Table("held", _ARRIVED, (("event_id",), ("device", "n"))),
    Table(
        "refused",
        (("digest", "bytes"), ("reason", "text"), *_ARRIVED),
        (("digest",),),
    ),
    Table(
        "frozen",
        (("device", "text"), ("n", "whole"), ("digest", "bytes"), ("frozen_at", "text")),
        (("device",),),
    ),
    Table(
        "checkpoint",
        (("size", "whole"), ("root", "bytes"), ("note", "text"), ("signed_at", "text")),
        (("size",),),
    ),
    Table(
        "cosignature",
        (("size", "whole"), ("witness", "text"), ("line", "text")),
        (("size", "witness"),),
    ),
    Table(
        "person_key",
        (("person", "text"), ("version", "whole"), ("wrapped", "bytes")),
        (("person",),),
        erasable=True,
    ),
    Table(
        "blind_index",
        (("field", "text"), ("token", "bytes"), ("person", "text")),
        (("field", "token", "person"),),
        erasable=True,
        narrow=True,
    ),
)

MIGRATIONS: tuple[tuple[str, tuple[Table, ...], tuple[str, ...]], ...] = (
    (
        "events, tree, checkpoints, persons' keys",
        FIRST,
        (
            "CREATE INDEX entry_of_devices ON entry (seq) WHERE type LIKE 'device_%'",
            "CREATE INDEX blind_index_of_person ON blind_index (person)",
        ),
    ),
)
"""Name, tables and further statements of each; number 1 is the first. Never edit one that was
released: add another."""

NEWEST = len(MIGRATIONS)


def tables() -> tuple[Table, ...]:
    """Every table there is after the newest migration."""
    return (MIGRATION, *(table for _, made, _ in MIGRATIONS for table in made))
