"""The store: one interface, the same on SQLite and PostgreSQL, and nothing can be taken back."""

import sqlite3
from hashlib import sha256

import pytest

from muster.errors import StoreError
from muster.record.store import Entry, Frozen, Held, KeyTaken, Refused, StoredCheckpoint
from muster.record.store.schema import tables
from record_places import AT


def entry(seq, **changed):
    row = {
        "seq": seq,
        "event_id": f"event {seq}",
        "device": "d",
        "n": seq,
        "type": "count",
        "raw": b"{%d}" % seq,
        "signature": bytes(64),
        "leaf": sha256(b"%d" % seq).digest(),
        "received_at": AT,
    }
    return row | changed


def add(store, *rows):
    with store.writing():
        store.add_entries(rows)


def test_what_was_added_is_there_after_opening_anew(place):
    store = place.create()
    add(store, entry(0), entry(1), entry(2, type="device_enrolled"))
    store.close()
    again = place.open()
    assert again.size() == 3
    assert list(again.entries(1)) == [Entry(**entry(1)), Entry(**entry(2, type="device_enrolled"))]
    assert list(again.leaves()) == [entry(seq)["leaf"] for seq in range(3)]
    assert again.entry_of_event("event 1") == Entry(**entry(1))
    assert again.entry_of_device("d", 2).seq == 2
    assert again.last_of_device("d").seq == 2
    assert again.last_of_device("other") is None
    assert [each.seq for each in again.entries_of_devices()] == [2]
    again.close()


def test_an_empty_record_has_nothing(place):
    store = place.create()
    assert (store.size(), list(store.entries()), list(store.nodes())) == (0, [], [])
    assert (store.held(), store.refused(), store.frozen(), store.checkpoints()) == ([], [], [], [])
    assert store.setting("origin") is None
    store.close()


@pytest.mark.parametrize("same", ["seq", "event_id", "n"])
def test_a_taken_key_is_refused_and_nothing_of_the_transaction_stands(place, same):
    store = place.create()
    add(store, entry(0))
    with pytest.raises(KeyTaken):
        add(store, entry(5), entry(1) | {same: entry(0)[same]})
    assert [each.seq for each in store.entries()] == [0]
    add(store, entry(1))
    assert store.size() == 2
    store.close()


def add_and_fail(store):
    store.add_entries([entry(0)])
    raise StoreError("something else went wrong")


def test_an_error_inside_a_transaction_leaves_nothing_of_it(place):
    store = place.create()
    with pytest.raises(StoreError), store.writing():
        add_and_fail(store)
    assert store.size() == 0
    store.close()


def test_everything_else_is_kept_too(place):
    store = place.create()
    held = Held("e", "d", 7, b"raw", b"signature", AT)
    refused = Refused(b"digest", "fork", "f", "d", 3, b"other", b"signature", AT)
    frozen = Frozen("d", 3, b"digest", AT)
    checkpoint = StoredCheckpoint(5, b"root", "note", AT)
    with store.writing():
        store.add_held(held)
        store.add_refused(refused)
        store.add_refused(refused)
        store.freeze(frozen)
        store.add_checkpoint(checkpoint)
        store.add_cosignature(5, "w", "— w abc\n")
        store.add_setting("origin", "here")
        store.add_nodes([{"level": 1, "place": 0, "hash": b"h"}])
    assert (store.held(), store.held("d"), store.held("e")) == ([held], [held], [])
    assert store.held_event("d", 7) == held
    assert (store.refused(), store.frozen()) == ([refused], [frozen])
    assert (store.checkpoints(), store.cosignatures(5)) == ([checkpoint], [("w", "— w abc\n")])
    assert (store.setting("origin"), store.node(1, 0)) == ("here", b"h")
    assert list(store.nodes()) == [(1, 0, b"h")]
    store.close()


def test_an_event_leaves_quarantine_when_it_is_in_the_log(place):
    store = place.create()
    with store.writing():
        store.add_held(Held("event 0", "d", 0, b"raw", b"signature", AT))
    add(store, entry(0))
    assert store.held() == []
    store.close()


APPEND_ONLY = [table.name for table in tables() if not table.erasable]


def filled(place):
    store = place.create()
    add(store, entry(0))
    with store.writing():
        store.add_held(Held("e", "d", 7, b"raw", b"signature", AT))
        store.add_refused(Refused(b"digest", "fork", "f", "d", 3, b"raw", b"signature", AT))
        store.freeze(Frozen("d", 3, b"digest", AT))
        store.add_checkpoint(StoredCheckpoint(5, b"root", "note", AT))
        store.add_cosignature(5, "w", "line")
        store.add_setting("origin", "here")
        store.add_nodes([{"level": 1, "place": 0, "hash": b"h"}])
    return store


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_can_be_changed_or_removed(place, table):
    store = filled(place)
    column = next(each for each in tables() if each.name == table).columns[0][0]
    before = store.backend.rows(f"SELECT * FROM {table}", {})
    assert len(before) == 1
    for attempt in (
        f"UPDATE {table} SET {column} = {column}",
        f"DELETE FROM {table}",
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        f"REPLACE INTO {table} SELECT * FROM {table}",
        f"TRUNCATE {table}",
        f"DROP TABLE {table}" if store.backend.dialect == "postgresql" else "nonsense",
        f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT DO NOTHING"
        if store.backend.dialect == "sqlite"
        else f"ALTER TABLE {table} ADD COLUMN more TEXT",
    ):
        with pytest.raises(StoreError), store.writing():
            store.backend.run(attempt, [{}])
    assert store.backend.rows(f"SELECT * FROM {table}", {}) == before
    store.close()


def test_replacing_is_stopped_whichever_key_is_taken(tmp_path, place):
    store = filled(place)
    verb = "INSERT OR REPLACE" if store.backend.dialect == "sqlite" else "INSERT"
    into = f"{verb} INTO entry (seq, event_id, device, n, type, raw, signature, leaf, received_at) "
    for seq, event_id, n in ((0, "x", 9), (9, "event 0", 9), (9, "x", 0)):
        values = f"VALUES ({seq}, '{event_id}', 'd', {n}, 'count', :raw, :raw, :raw, 'now')"
        with pytest.raises(KeyTaken), store.writing():
            store.backend.run(into + values, [{"raw": b""}])
    assert list(store.entries()) == [Entry(**entry(0))]
    store.close()


def test_keys_of_persons_can_be_erased(place):
    store = place.create()
    with store.writing():
        store.backend.run("INSERT INTO person_key VALUES ('p', 1, :key)", [{"key": b"k"}])
    with store.writing():
        store.backend.run("DELETE FROM person_key", [{}])
    assert store.backend.rows("SELECT * FROM person_key", {}) == []
    store.close()


def test_a_database_whose_guards_were_dropped_is_not_used(tmp_path):
    from record_places import Place

    place = Place(tmp_path / "record.db")
    place.create().close()
    with sqlite3.connect(place.address) as altered:
        altered.execute("DROP TRIGGER entry_no_delete")
    altered.close()
    with pytest.raises(StoreError, match=r"found no trigger entry_no_delete.*Somebody altered"):
        place.open()
