"""The board of a record that is kept in PostgreSQL."""

import itertools
import random
import re
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from starlette.testclient import TestClient

from board_makers import TODAY, board, operation
from muster.board.app import create_app
from muster.board.rights import Role
from muster.board.settings import Settings
from muster.board.stores import make_board_tables
from muster.record.verify import verify

PASSWORD = "a long quiet evening"
SEEDS = itertools.count(50)


@pytest.fixture(scope="module")
def folder(postgresql, tmp_path_factory):
    place = postgresql.place()
    made = operation(
        tmp_path_factory.mktemp("board") / "R", hours=-20, database=place.address, owner=place.owner
    )
    make_board_tables(made, place.owner)
    return made


@pytest.fixture
def two(folder):
    """Two servers of one operation, at which each draws for itself."""
    apps = [
        create_app(Settings(folder, now=lambda: TODAY, draw=random.Random(next(SEEDS)).randbytes))
        for _ in range(2)
    ]
    accounts = apps[0].state.accounts
    for role in (Role.MONITOR, Role.DUTY_OFFICER):
        if accounts.user(role.value) is None:
            accounts.add(role.value, [role])
    accounts.set_password("monitor", PASSWORD)
    yield apps
    for app in apps:
        app.state.live.close()
        app.state.accounts.store.close()


def browser(app):
    return TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False)


def test_who_signs_in_at_one_server_is_signed_in_at_the_other_and_out_at_both(two):
    one, other = map(browser, two)
    one.post("/sign-in", data={"user": "monitor", "password": PASSWORD})
    other.cookies = one.cookies
    assert other.get("/api/v1/me").json()["id"] == "monitor"
    token = re.search(r'data-csrf="([^"]*)"', other.get("/").text)[1]
    assert other.post("/sign-out", headers={"x-csrf-token": token}).status_code == 303
    assert one.get("/api/v1/me").status_code == 401


def test_failures_at_one_server_close_the_door_of_the_other(two):
    one, other = map(browser, two)
    for _ in range(5):
        one.post("/sign-in", data={"user": "monitor", "password": "wrong"})
    right = {"user": "monitor", "password": PASSWORD}
    assert other.post("/sign-in", data=right).status_code == 429


def test_an_act_asked_of_both_servers_at_once_is_done_once(two):
    token = two[0].state.accounts.new_token("duty_officer", "tests")
    site, key = next(iter(two[0].state.live.scenario.sites)), str(uuid.uuid4())
    body = {"kind": "breakdown", "at": f"site:{site}", "text": "the lamp"}
    headers = {"authorization": f"Bearer {token}", "idempotency-key": key}

    def ask(number):
        client = browser(two[number % 2])
        return client.post("/api/v1/incidents", json=body, headers=headers)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(ask, range(6)))
    assert {each.status_code for each in answers} == {201}
    assert len({each.content for each in answers}) == 1
    for app in two:
        app.state.live.catch_up()
        said = [e.body["text"] for e in app.state.live.desk.situation.incidents]
        assert said.count("the lamp") == 1


def test_the_rules_of_one_server_know_what_the_other_has_just_recorded(two):
    seen = two[1].state.live.size
    with two[0].state.live.writing() as desk:
        desk.say("welfare", two[0].state.live.clock(), people=["p1"], kind="water", by="o9")
    assert two[1].state.live.size == seen
    with two[1].state.live.writing() as desk:
        assert desk.situation.welfare["p1"] == two[0].state.live.now()


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


def test_a_webhook_is_told_each_event_by_one_of_two_servers(folder):
    """Both look for what is due at once, again and again, until nothing is."""
    got = Counter()

    def receive(request):
        got[request.headers["webhook-id"]] += 1
        return httpx2.Response(204)

    apps = [
        create_app(
            Settings(
                folder, now=lambda: TODAY, draw=random.Random(next(SEEDS)).randbytes,
                webhook_transport=httpx2.MockTransport(receive),
            )
        )
        for _ in range(2)
    ]  # fmt: skip
    live = apps[0].state.live
    hooks = apps[0].state.outbox.subscriptions
    hook, _ = hooks.add("https://receiver.example", [], "boss", live.size)
    with live.writing() as desk:
        said = desk.say_all([("welfare", {"people": [f"w{n}"], "kind": "water", "by": "o9"})
                             for n in range(12)], live.clock())  # fmt: skip
    apps[1].state.live.catch_up()
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda n: apps[n % 2].state.teller.tell(), range(8)))
    assert sum(told) == len(said)
    assert got == Counter(event.event_id for event in said)
    assert list(apps[1].state.outbox.untold(hooks.get(hook.id))) == []
    hooks.remove(hook.id)
    for app in apps:
        app.state.live.close()
        app.state.accounts.store.close()
