"""Verifying: a genuine record passes, and the first thing that was altered is named."""

import sqlite3
from dataclasses import replace

import pytest

from muster.record import verify as verifying
from muster.record.events import sign
from muster.record.verify import verify
from record_makers import LOG_KEY, Device, private_key
from record_places import Place, enrolment, registrar

LOG = LOG_KEY.public_key()


def write(place, events=40, checkpoints=(10, 40)):
    """A log of two devices with checkpoints."""
    log = place.begin()
    first, enrolled = registrar()
    second = Device(2000)
    log.append([enrolled, enrolment(first, second, "escort")])
    for i in range(2, events):
        log.append([(first, second)[i % 2].says(people=[f"p{i}"], kind="water", by="o1")])
        if i + 1 in checkpoints:
            log.checkpoint()
    log.store.close()
    return first, second


def alter(path, *statements):
    """What somebody does who owns the file: guards off, changes, guards on again."""
    connection = sqlite3.connect(path, isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    triggers = guards.fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    for sql, parameters in statements:
        connection.execute(sql, parameters)
    for _, sql in triggers:
        connection.execute(sql)
    connection.close()


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "record.db"
    write(Place(path))
    return path


def test_a_genuine_record_passes_on_both_databases(place):
    write(place)
    verdict = verify(place.address, LOG)
    assert verdict.fault is None
    assert (verdict.events, verdict.devices, verdict.checkpoints) == (40, 2, 2)
    log = place.log()
    assert verdict.root == log.checkpoint().root
    log.store.close()


def test_an_empty_record_passes(tmp_path):
    place = Place(tmp_path / "r.db")
    place.begin().store.close()
    assert verify(place.address, LOG).fault is None


@pytest.mark.parametrize("events", [1, 3, 4, 5, 8, 11, 64])
@pytest.mark.parametrize("chunk_level", [1, 2, 3])
def test_cutting_the_log_into_chunks_changes_nothing(tmp_path, monkeypatch, events, chunk_level):
    monkeypatch.setattr("muster.record.chunks.LEVEL", chunk_level)
    monkeypatch.setattr("muster.record.chunks.CHUNK", 1 << chunk_level)
    monkeypatch.setattr(verifying, "LEVEL", chunk_level)
    monkeypatch.setattr(verifying, "CHUNK", 1 << chunk_level)
    place = Place(tmp_path / "r.db")
    write(place, max(events, 2), checkpoints=range(3, events + 1, 2))
    verdict = verify(place.address, LOG)
    assert verdict.fault is None
    log = place.log()
    assert verdict.root == log.checkpoint().root


def test_several_processes_find_the_same(written, monkeypatch):
    monkeypatch.setattr(verifying, "ALONE", 0)
    assert verify(written, LOG, processes=2) == verify(written, LOG)


IN_TEXT = "CAST(replace(CAST(raw AS TEXT), 'water', 'wates') AS BLOB)"
SWAP = (
    "UPDATE entry SET seq = CASE seq WHEN 12 THEN 1013 WHEN 13 THEN 1012 END WHERE seq IN (12, 13)"
)
NOTE = "replace(note, char(10) || '10' || char(10), char(10) || '11' || char(10))"

ALTERATIONS = {
    "an event's bytes": (f"UPDATE entry SET raw = {IN_TEXT} WHERE seq = 7", 7, "leaf"),
    "an event's type": ("UPDATE entry SET type = 'escape' WHERE seq = 9", 9, "columns"),
    "a signature": ("UPDATE entry SET signature = zeroblob(64) WHERE seq = 5", 5, "leaf"),
    "a leaf": ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 6", 6, "leaf"),
    "an event removed": ("DELETE FROM entry WHERE seq = 11", 11, "no such row"),
    "the last event removed": ("DELETE FROM entry WHERE seq = 39", 39, "hashes"),
    "two events exchanged": (SWAP, 13, "subtree"),
    "a subtree": (
        "UPDATE node SET hash = zeroblob(32) WHERE level = 2 AND place = 3", 15, "subtree 3",
    ),
    "a subtree too many": ("INSERT INTO node VALUES (1, 500, zeroblob(32))", 40, "hashes"),
    "a checkpoint's root": (
        "UPDATE checkpoint SET root = zeroblob(32) WHERE size = 10", 10, "checkpoint",
    ),
    "a checkpoint's note": (
        f"UPDATE checkpoint SET note = {NOTE} WHERE size = 10", 10, "signature",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERATIONS)
def test_what_was_altered_is_named(written, what):
    sql, seq, words = ALTERATIONS[what]
    alter(written, (sql, ()), ("UPDATE entry SET seq = seq - 1000 WHERE seq > 1000", ()))
    fault = verify(written, LOG).fault
    assert fault is not None
    assert (fault.seq, words in fault.text) == (seq, True), fault.text


def test_a_log_rewritten_as_a_whole_is_told_by_its_checkpoint(tmp_path):
    """All of the rows made again from other events, as only the owner of the key could."""
    write(Place(tmp_path / "true.db"))
    other = Place(tmp_path / "false.db")
    log = other.begin()
    first, enrolled = registrar()
    log.append([enrolled, *(first.says(people=["q"], kind="food", by="o1") for _ in range(39))])
    log.store.close()
    true = sqlite3.connect(tmp_path / "true.db")
    kept = true.execute("SELECT size, root, note, signed_at FROM checkpoint").fetchall()
    true.close()
    alter(tmp_path / "false.db", *(
        ("INSERT INTO checkpoint (size, root, note, signed_at) VALUES (?, ?, ?, ?)", row)
        for row in kept
    ))  # fmt: skip
    fault = verify(tmp_path / "false.db", LOG).fault
    assert fault.seq == 10
    assert "rewritten" in fault.text


def test_an_event_signed_by_another_key_is_found(tmp_path):
    place = Place(tmp_path / "r.db")
    first, _ = write(place, 5, ())
    log = place.log()
    signed = first.says(people=["p"], kind="water", by="o1")
    log.append([replace(signed, signature=private_key(1).sign(b"x"))])
    log.store.close()
    fault = verify(place.address, LOG).fault
    assert (fault.seq, "signature" in fault.text) == (5, True)
    assert verify(place.address, LOG, signatures=False).fault is None


def test_another_logs_key_is_refused(written):
    fault = verify(written, private_key(5).public_key()).fault
    assert (fault.seq, "origin" in fault.text) == (-1, True)


def test_another_key_kept_as_the_logs_own_is_found(written):
    other = private_key(5).public_key().public_bytes_raw().hex()
    alter(written, ("UPDATE setting SET value = ? WHERE name = 'log_public_key'", (other,)))
    fault = verify(written, LOG).fault
    assert (fault.seq, "log_public_key" in fault.text) == (-1, True)


def test_an_event_after_its_device_was_revoked_is_found(tmp_path):
    place = Place(tmp_path / "r.db")
    first, second = write(place, 4, ())
    log = place.log()
    late = second.says(people=["p"], kind="water", by="o1")
    log.append([late])
    revoked = first.says("device_revoked", key=second.id, reason="lost", by="o1")
    log.append([revoked])
    log.store.close()
    assert verify(place.address, LOG).fault is None
    rewritten = sign(replace(late.event, n=late.event.n + 1, prev=late.digest.hex()), second.key)
    log = place.log()
    with log.store.writing():
        standing = log._catch_up()
        from muster.record.intake import Batch

        batch = Batch(log.store, log._known, "2026-01-21T07:00:00.000Z", standing)
        event = replace(rewritten.event, event_id="019b0000-0000-7000-8000-00000000aaaa")
        batch._add(sign(event, second.key))
        batch.write()
    log.store.close()
    fault = verify(place.address, LOG).fault
    assert (fault.seq, "revoked" in fault.text) == (6, True)
