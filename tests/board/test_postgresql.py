"""The board of a record that is kept in PostgreSQL."""

import re

import pytest
from starlette.testclient import TestClient

from board_makers import board, operation
from muster.record.verify import verify
from record_places import PostgresqlServer


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    server = PostgresqlServer(tmp_path_factory.mktemp("postgresql"))
    place = server.place()
    yield operation(
        tmp_path_factory.mktemp("board") / "R", hours=-20, database=place.address, owner=place.owner
    )
    server.stop()


def test_pages_show_and_buttons_record_what_is_in_postgresql(folder):
    app = board(folder)
    live = app.state.live
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    client.post("/sign-in", data={"user": "duty_officer"})
    page = client.get("/").text
    token = re.search(r'data-csrf="([^"]*)"', page)[1]
    site = next(iter(live.scenario.sites))
    before = live.size
    counted = client.post(
        "/api/v1/incidents", headers={"x-csrf-token": token},
        json={"kind": "breakdown", "at": f"site:{site}", "text": "the gate"},
    )  # fmt: skip
    assert counted.status_code == 201
    assert live.size > before
    assert live.desk.situation.incidents[-1].body["text"] == "the gate"
    live.record.log.checkpoint()
    assert verify(live.record.place, live.record.log.key.public_key()).fault is None
    live.close()


def test_a_board_started_again_finds_it_as_it_was(folder):
    live = board(folder).state.live
    assert live.desk.situation.incidents[-1].body["text"] == "the gate"
    assert live.desk.situation.ledger.people == 260
    live.close()
