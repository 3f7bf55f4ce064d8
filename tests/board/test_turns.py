"""Who reads keeps what there was while somebody folds what came late; who writes waits for it."""

import threading
from contextlib import nullcontext

import pytest

import operation_makers as makers
from api_makers import Clock, client, elsewhere, http, small_board, small_record, user
from muster.board.rights import Role
from muster.board.turns import Turns
from muster.operations.folding import Folding


@pytest.fixture
def app(tmp_path):
    made = small_board(small_record(tmp_path / "R", makers.to_loading), Clock(makers.at(7)))
    yield made
    made.state.live.close()


def test_whoever_writes_apart_leaves_the_floor_and_not_the_turn():
    turns, events = Turns(), []
    apart, seen = threading.Event(), threading.Event()

    def write():
        with turns.turn(nullcontext()), turns.floor():
            with turns.apart():
                apart.set()
                assert seen.wait(60)
            events.append("written")

    def write_too():
        with turns.turn(nullcontext()):
            events.append("written too")

    writer, other = threading.Thread(target=write), threading.Thread(target=write_too)
    writer.start()
    assert apart.wait(60)
    other.start()
    with turns.floor():
        events.append("read")
    seen.set()
    writer.join()
    other.join()
    assert events == ["read", "written", "written too"]


def test_whoever_reads_and_then_writes_does_not_block_who_writes():
    turns, reads, writes = Turns(), threading.Event(), []

    def read_and_write():
        with turns.floor():
            reads.set()
            with turns.turn(nullcontext()) as is_new, turns.turn(nullcontext()) as again:
                writes.append((is_new, again))

    with turns.turn(nullcontext()):
        thread = threading.Thread(target=read_and_write)
        thread.start()
        with turns.apart():
            assert reads.wait(60)
        with turns.floor():
            writes.append("first")
    thread.join()
    assert writes == ["first", (True, False)]


def test_pages_are_answered_with_what_there_was_while_a_late_event_is_folded(app, monkeypatch):
    live, token = app.state.live, user(app, "m1", Role.MONITOR)
    monitor = client(app, token)
    begun, goes_on = threading.Event(), threading.Event()
    take_late = Folding.take_late

    def slow(self, entries):
        begun.set()
        assert goes_on.wait(60)
        return take_late(self, entries)

    desk = elsewhere(app.state.settings.folder, app.state.clock)
    desk.say("welfare", makers.at(-29), people=["p2"], kind="meal", by="o9")
    desk.recorder.log.store.close()
    monkeypatch.setattr(Folding, "take_late", slow)
    before = live.size
    folds = threading.Thread(target=live.catch_up)
    folds.start()
    assert begun.wait(60)
    assert monitor.balance() == {"site:A": 3}
    page = http(app, token).get("/sites", headers={"accept": "text/html"})
    assert "As of 07:00" in page.text
    assert (live.size, live.behind_since) == (before, live.now())
    goes_on.set()
    folds.join()
    assert (live.size, live.behind_since) == (before + 1, None)
    page = http(app, token).get("/sites", headers={"accept": "text/html"})
    assert "As of" not in page.text


def test_a_writer_asks_the_rules_after_what_came_late_is_folded(app):
    live = app.state.live
    desk = elsewhere(app.state.settings.folder, app.state.clock)
    desk.say("welfare", makers.at(-29), people=["p2"], kind="meal", by="o9")
    desk.recorder.log.store.close()
    with live.writing() as writing:
        assert writing.situation.welfare["p2"] == "2026-01-19T19:00:00.000Z"
