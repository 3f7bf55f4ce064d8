"""Opening a record's database: what is refused, and how it is said."""

import sqlite3

import pytest

from muster.errors import StoreError
from muster.record.store import create_store, open_store, schema, upgrade_store
from muster.record.store.sqlite import SqliteBackend
from record_places import AT, Place


def test_sqlite_is_opened_durably(tmp_path):
    store = create_store(tmp_path / "record.db", AT)
    asked = [store.backend.rows(f"PRAGMA {name}", {}) for name in ("journal_mode", "synchronous")]
    assert asked == [[("wal",)], [(2,)]]
    store.close()


def test_a_file_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(tmp_path / "record.db")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    (tmp_path / "record.db").write_text("mine")
    with pytest.raises(StoreError, match="found a file; expected none"):
        create_store(tmp_path / "record.db", AT)
    assert (tmp_path / "record.db").read_text() == "mine"


def test_a_file_that_is_no_database_is_refused(tmp_path):
    (tmp_path / "record.db").write_text("no database " * 1000)
    with pytest.raises(StoreError, match="found no sound database"):
        open_store(tmp_path / "record.db")


def test_a_database_without_a_record_is_refused(tmp_path):
    sqlite3.connect(tmp_path / "record.db").close()
    with pytest.raises(StoreError, match="without a record"):
        open_store(tmp_path / "record.db")


def test_a_newer_schema_is_refused(place):
    place.create().close()
    owner = Place(place.owner or place.address).backend()
    owner.begin()
    owner.run("INSERT INTO migration VALUES (999, 'later', 'now')", [{}])
    owner.commit()
    owner.close()
    with pytest.raises(StoreError, match=r"found schema 999; expected at most 1\. Update"):
        place.open()


def test_an_older_schema_is_refused_until_it_is_brought_up_to_date(place, monkeypatch):
    place.create().close()
    more = schema.Table("later", (("name", "text"),), (("name",),))
    both = (*schema.MIGRATIONS, ("more", (more,), ()))
    for module in ("schema", "migrations"):
        monkeypatch.setattr(f"muster.record.store.{module}.MIGRATIONS", both)
    monkeypatch.setattr("muster.record.store.migrations.NEWEST", 2)
    with pytest.raises(StoreError, match="found schema 1; expected 2"):
        place.open()
    assert upgrade_store(place.address, AT, owner=place.owner) == ("more",)
    assert upgrade_store(place.address, AT, owner=place.owner) == ()
    store = place.open()
    with store.writing():
        store.backend.run("INSERT INTO later VALUES ('kept')", [{}])
    with pytest.raises(StoreError), store.writing():
        store.backend.run("DELETE FROM later", [{}])
    store.close()


def test_postgresql_is_not_used_as_the_owner_of_the_tables(postgresql):
    place = postgresql.place()
    place.create().close()
    with pytest.raises(StoreError, match="found a role that may change or remove rows"):
        Place(place.owner).open()


def test_postgresql_without_an_owner_makes_no_tables(postgresql):
    place = postgresql.place()
    with pytest.raises(StoreError, match="Name the owner"):
        Place(place.address).create()


def test_a_server_that_is_not_there_is_one_sentence():
    with pytest.raises(StoreError, match="cannot be opened") as refused:
        open_store("postgresql://app:secret@/postgres?host=/nowhere")
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_synchronous_normal_is_for_the_durability_tests_only(tmp_path):
    create_store(tmp_path / "record.db", AT).close()
    backend = SqliteBackend(tmp_path / "record.db", synchronous="NORMAL")
    assert backend.rows("PRAGMA synchronous", {}) == [(1,)]
    backend.reopen()
    assert backend.rows("PRAGMA synchronous", {}) == [(1,)]
    backend.close()
