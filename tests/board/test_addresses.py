"""From where requests come, where messages may go, and where somebody lands."""

import httpx2
import pytest
from fastapi.testclient import TestClient

import operation_makers as makers
from api_makers import URL, Clock, client, http, small_board, small_record, user
from muster.board.addresses import check_proxies
from muster.board.rights import Role
from muster.board.settings import OpenId, read_openid
from muster.client import ProblemError
from muster.errors import MusterError
from muster.record.store import open_store

PROXY = ("10.0.0.7", 4711)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return small_record(tmp_path_factory.mktemp("addresses") / "R")


def door(app):
    return {row["address"] for row in app.state.accounts.log()}


def failing(app, forwarded, proxy=PROXY):
    """Somebody who fails to sign in, through a proxy that says so of where they are."""
    browser = TestClient(app, base_url=URL, client=proxy)
    browser.post("/sign-in", data={"user": "nobody", "password": "wrong"},
                 headers={"x-forwarded-for": forwarded})  # fmt: skip


def test_a_proxy_that_is_trusted_says_who_asks(folder):
    app = small_board(folder, Clock(makers.at(7)), trusted_proxies=("10.0.0.0/8",))
    failing(app, "203.0.113.5")
    assert "203.0.113.5" in door(app)
    app.state.live.close()


def test_nobody_else_says_from_where_they_come(folder):
    app = small_board(folder, Clock(makers.at(7)), trusted_proxies=("10.0.0.0/8",))
    failing(app, "203.0.113.66", proxy=("198.51.100.1", 1))
    failing(app, "203.0.113.77, 203.0.113.9")  # what the client wrote stands left of the proxy's
    assert {"198.51.100.1", "203.0.113.9"} <= door(app)
    assert not {"203.0.113.66", "203.0.113.77"} & door(app)
    app.state.live.close()


def test_without_a_trusted_proxy_no_header_is_believed(folder):
    app = small_board(folder, Clock(makers.at(7)))
    failing(app, "203.0.113.88")
    assert "203.0.113.88" not in door(app)
    app.state.live.close()


def test_what_is_no_address_is_no_proxy():
    assert check_proxies(["10.0.0.0/8", "::1"]) == ("10.0.0.0/8", "::1")
    with pytest.raises(MusterError, match="--trusted-proxy"):
        check_proxies(["the proxy"])


def test_webhooks_go_only_to_hosts_that_are_named_also_if_they_were_set_before(folder):
    got = []
    receive = httpx2.MockTransport(lambda request: (got.append(request), httpx2.Response(204))[1])
    clock = Clock(makers.at(7))
    before = small_board(folder, clock, webhook_hosts=("a.example", "b.example"),
                         webhook_transport=receive)  # fmt: skip
    boss = client(before, user(before, "boss", Role.ADMINISTRATOR))
    for url in ("https://a.example/x", "https://B.example"):
        boss.post("/webhooks", {"url": url})
    with pytest.raises(ProblemError) as refused:
        boss.post("/webhooks", {"url": "http://127.0.0.1:9/"})
    assert refused.value.status == 422
    before.state.live.close()
    after = small_board(folder, clock, webhook_hosts=("b.example",), webhook_transport=receive)
    client(after, user(after, "o1", Role.SITE_OFFICER)).count("site:A", 3)
    after.state.teller.tell()
    assert {request.url.host for request in got} == {"b.example"}
    after.state.live.close()


def test_a_webhook_elsewhere_is_told_by_https_alone(folder):
    app = small_board(folder, Clock(makers.at(7)))
    hooks = app.state.outbox.subscriptions
    hooks.add("http://127.0.0.1:9/x", [], "boss", 0)
    with pytest.raises(MusterError, match="https"):
        hooks.add("http://a.example/x", [], "boss", 0)
    app.state.live.close()


@pytest.mark.parametrize(
    "url", ["postgresql://app@db.example/custody", "postgresql://app@/custody?host=db.example",
            "postgresql://app@db.example/custody?sslmode=require"],
)  # fmt: skip
def test_a_database_elsewhere_is_opened_only_by_an_encrypted_way_to_a_known_server(url):
    with pytest.raises(MusterError, match="sslmode=verify-full"):
        open_store(url)


def test_a_provider_must_name_the_class_that_is_asked_for(tmp_path):
    file = tmp_path / "openid.toml"
    file.write_text('issuer="https://p"\nclient_id="b"\nclient_secret="s"\nacr=["two"]\n')
    assert read_openid(file) == OpenId("https://p", "b", "s", acr=("two",))
    file.write_text('issuer="https://p"\nclient_id="b"\nclient_secret="s"\nacr="two"\n')
    with pytest.raises(MusterError, match="acr"):
        read_openid(file)


@pytest.mark.parametrize(
    ("role", "place"),
    [(Role.CLERK, "/matching"), (Role.ADMINISTRATOR, "/users"), (Role.MONITOR, "/"),
     (Role.ESCORT, "/"), (Role.HEALTH, "/")],
)  # fmt: skip
def test_everybody_lands_on_a_page_that_they_may_read(folder, role, place):
    app = small_board(folder, Clock(makers.at(7)))
    name = f"{role.value}.lands"
    if app.state.accounts.user(name) is None:
        app.state.accounts.add(name, [role])
    app.state.accounts.set_password(name, "a long quiet evening")
    browser = TestClient(app, base_url=URL)
    landed = browser.post("/sign-in", data={"user": name, "password": "a long quiet evening",
                                            "next": "/"})  # fmt: skip
    assert (landed.status_code, landed.url.path) == (200, place)
    app.state.live.close()


def test_what_was_forged_or_not_understood_is_noted_at_the_door_without_a_value(folder):
    app = small_board(folder, Clock(makers.at(7)))
    token = user(app, "o5", Role.SITE_OFFICER)
    http(app, token).post("/api/v1/counts", json={"account": "Tareq Halabi"})
    accounts = app.state.accounts
    accounts.set_password("o5", "a long quiet evening")
    browser = TestClient(app, base_url=URL)
    browser.post("/sign-in", data={"user": "o5", "password": "a long quiet evening"})
    assert browser.post("/api/v1/checkpoints").status_code == 403
    said = [tuple(row.values()) for row in accounts.log()]
    whats = {row[2] for row in said if row[1] == "o5"}
    assert {"sent what was not understood", "sent a forged request"} <= whats
    assert "Halabi" not in str(said)
    app.state.live.close()
