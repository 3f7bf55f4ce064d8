"""Bringing a database to the newest schema, one numbered step after the other."""

from __future__ import annotations

from muster.errors import StoreError
from muster.record.store.backend import Backend
from muster.record.store.schema import MIGRATION, MIGRATIONS, NEWEST


def migrate(backend: Backend, at: str) -> tuple[str, ...]:
    """Apply every migration that is missing and return their names; `at` is written beside them."""
    done = applied(backend)
    names = []
    for number, (name, made, further) in enumerate(MIGRATIONS, start=1):
        if number <= done:
            continue
        statements = list(MIGRATION.statements(backend.dialect)) if number == 1 else []
        for table in made:
            statements += table.statements(backend.dialect)
        backend.make_tables((*statements, *further, _noted(number, name, at)))
        names.append(name)
    return tuple(names)


def _noted(number: int, name: str, at: str) -> str:
    quoted = [value.replace("'", "''") for value in (name, at)]
    return f"INSERT INTO migration VALUES ({number}, '{quoted[0]}', '{quoted[1]}')"


def applied(backend: Backend) -> int:
    """The number of the last migration that was applied; 0 for an empty database."""
    if not backend.has_table(MIGRATION.name):
        return 0
    return int(backend.rows("SELECT max(number) FROM migration", {})[0][0] or 0)


def assert_newest(backend: Backend) -> None:
    """Raise StoreError unless the database has this version's schema, guarded as it must be."""
    found = applied(backend)
    if found == 0:
        raise StoreError("found a database without a record; expected one. Run muster record init")
    if found < NEWEST:
        raise StoreError(
            f"found schema {found}; expected {NEWEST}. Run muster record init --migrate"
        )
    if found > NEWEST:
        raise StoreError(f"found schema {found}; expected at most {NEWEST}. Update Muster")
    backend.assert_append_only()
