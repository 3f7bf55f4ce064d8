"""Every endpoint, pages and API, as every role: what the table says is what happens.

The table is written from the endpoints; here each of them is called. Users of one set are bound to
every site and organisation, those of the other to none.
"""

import asyncio
import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from board_makers import board, operation
from muster.board.app import ABOUT, add_routes
from muster.board.rights import RIGHTS, Action, Role, Scope
from muster.board.rights_table import NoRightError, endpoints, rights_page
from review_makers import write_matching

URL = "http://127.0.0.1:8000"
BARE = FastAPI(**ABOUT)
add_routes(BARE)
ALL = endpoints(BARE.routes)
STREAM, OUT = "/api/v1/events/stream", "/sign-out"
CHALLENGED = "/passkeys/new"
"""Answers 401 to whoever may ask, but was given no challenge before."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = operation(tmp_path_factory.mktemp("rights") / "R", hours=6)
    write_matching(folder / "matching" / "first")
    made = board(folder)
    for role in Role:
        made.state.accounts.add(f"{role.value}.outside", [role])
    yield made
    made.state.live.close()


@pytest.fixture(scope="module")
def named(app):
    """Something of each kind that is there, within reach of whoever is bound to all sites."""
    live = app.state.live
    with live.reading() as situation:
        trip = next(t for t in situation.trips.values() if t.state.value == "loading")
        planned = next(t.id for t in live.plan.trips if t.id not in situation.trips and t.people)
        duty = next(iter(situation.due))
    return {
        "trip_id": trip.id, "site_id": trip.planned.body["from"], "person_id": trip.people[0],
        "account": trip.account, "planned": planned, "duty": duty, "seq": 3, "number": 1,
        "event_id": next(live.record.log.store.entries(100, 101)).event_id, "user_id": "monitor",
        "webhook_id": "none", "token_id": "none", "kind": "manifest", "name": "first",
        "rule_id": "R15", "size": 1,
    }  # fmt: skip


def path_of(endpoint, named):
    """Its path, with what is there in the place of its parameters."""
    if endpoint.path in ("/plan/trips/{trip_id}", "/api/v1/plan/trips/{trip_id}"):
        named = {**named, "trip_id": named["planned"]}
    elif "/duties/" in endpoint.path:
        named = {**named, "event_id": named["duty"]}
    query = {"/api/v1/plan/what-ifs/{number}/compared": "?with=1", "/link": "?token=x",
             "/verify/consistency": "?old=1&new=2", "/api/v1/log/consistency": "?old=1&new=2",
             "/verify/leaves/{seq}": "?size=9", "/api/v1/log/leaves/{seq}": "?size=9"}  # fmt: skip
    return re.sub(r":path}", "}", endpoint.path).format(**named) + query.get(endpoint.path, "")


def body_of(endpoint, named):
    """What names something within reach, for endpoints whose bodies do; else nothing that could be
    understood, so that nothing is done."""
    person = named["person_id"]
    return {
        "/api/v1/counts": {"account": named["account"], "point": "nowhere", "persons": 1},
        "/api/v1/incidents": {"kind": "none", "at": named["account"], "text": "x"},
        "/api/v1/orders": {"reference": "x", "authority": "x", "action": "none",
                           "people": [person]},
        "/api/v1/dispositions/releases": {"people": [person], "order": "x"},
        "/api/v1/dispositions/returns": {"people": [person], "order": "x", "state": "x"},
        "/api/v1/contacts": {"people": [person], "who": "none", "answer": "none"},
        "/api/v1/welfare": {"kind": "\u0000", "people": [person]},
    }.get(endpoint.path, {})  # fmt: skip


def signed_in(app, user):
    client = TestClient(app, base_url=URL, raise_server_exceptions=False, follow_redirects=False)
    client.post("/sign-in", data={"user": user})
    secret = client.cookies[app.state.sessions.cookie]
    client.headers["x-csrf-token"] = app.state.sessions.found(secret).csrf
    return client


def status_of(app, client, endpoint, named):
    if endpoint.path == STREAM:
        return _first_of_stream(app, client)
    sent = {} if endpoint.method in ("GET", "DELETE") else {"json": body_of(endpoint, named)}
    return client.request(endpoint.method, path_of(endpoint, named), **sent).status_code


def _first_of_stream(app, client):
    """The status of what does not end: whoever asks leaves at once."""
    said = []

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        said.append(message)

    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    scope = {
        "type": "http", "method": "GET", "path": STREAM, "raw_path": STREAM.encode(),
        "query_string": b"", "scheme": "http", "http_version": "1.1", "root_path": "",
        "headers": [(b"host", b"127.0.0.1:8000"), (b"cookie", cookies.encode())],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    return said[0]["status"]


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
@pytest.mark.parametrize("where", ["inside", "outside"])
def test_every_endpoint_answers_each_role_as_the_table_says(app, named, role, where):
    name = role.value if where == "inside" else f"{role.value}.outside"
    client, wrong = signed_in(app, name), []
    for endpoint in ALL:
        if endpoint.asked is None or endpoint.path == OUT:
            continue
        scope = RIGHTS[role].get(endpoint.asked.action)
        if where == "outside" and scope in (None, Scope.ALL, Scope.SELF):
            continue  # the same as for whoever is bound to something
        names_something = bool(endpoint.asked.parameters)
        expected = scope is not None and (where == "inside" or not names_something)
        before = app.state.live.size
        status = status_of(app, client, endpoint, named)
        is_allowed = status != 403 and (status != 401 or endpoint.path == CHALLENGED)
        if status >= 500 or is_allowed != expected:
            wrong.append((endpoint.method, endpoint.path, status))
        if not is_allowed and not _was_recorded(app, before, name):
            wrong.append((endpoint.method, endpoint.path, "refused without a record"))
    assert wrong == []


def _was_recorded(app, before, name):
    rows = list(app.state.live.record.log.store.entries(before))
    with app.state.live.reading() as situation:
        last = situation.refusals[-1].body
    return [row.type for row in rows] == ["refusal"] and (last["by"], list(last["rules"])) == (
        name, ["RIGHTS"],
    )  # fmt: skip


@pytest.mark.parametrize("role", [r for r in Role if Scope.OWN in RIGHTS[r].values()],
                         ids=lambda role: role.value)  # fmt: skip
def test_lists_show_nobody_anything_beyond_their_own(app, role):
    client = signed_in(app, f"{role.value}.outside")
    inside = signed_in(app, role.value)
    seen = 0
    for endpoint in ALL:
        own = endpoint.asked is not None and RIGHTS[role].get(endpoint.asked.action) is Scope.OWN
        is_list = endpoint.method == "GET" and own and not endpoint.asked.parameters
        if is_list and endpoint.path.startswith("/api/"):
            assert client.get(endpoint.path).json()["items"] == [], endpoint.path
            seen += len(inside.get(endpoint.path).json()["items"])
    assert seen > 0


def test_whoever_is_not_signed_in_gets_nothing(app, named):
    client, wrong = TestClient(app, base_url=URL, follow_redirects=False), []
    before = app.state.live.size
    for endpoint in ALL:
        status = status_of(app, client, endpoint, named)
        if endpoint.asked is None:
            is_right = status != 403 and status < 500
        elif endpoint.path.startswith("/api/"):
            is_right = status == 401
        else:
            is_right = status == 303
        if not is_right:
            wrong.append((endpoint.method, endpoint.path, status))
    assert wrong == []
    assert app.state.live.size == before


def test_endpoints_for_everybody_are_those_of_the_door_and_of_the_assets():
    assert {each.path for each in ALL if each.asked is None} == {
        "/sign-in", "/link", "/passkeys/sign-in", "/passkeys/sign-in/options", "/openid/begin",
        "/openid/back", "/preferences", "/static", "/api/v1/openapi.json",
    }  # fmt: skip


def test_signing_out_is_for_whoever_is_signed_in(app):
    client = signed_in(app, "monitor")
    assert client.post(OUT).status_code == 303
    assert client.get("/api/v1/me").status_code == 401


def test_a_token_makes_no_tokens(app):
    token = app.state.accounts.new_token("monitor", "tests")
    client = TestClient(app, base_url=URL, headers={"authorization": f"Bearer {token}"})
    assert client.post("/api/v1/me/tokens", json={"name": "another"}).status_code == 403
    assert signed_in(app, "monitor").post("/api/v1/me/tokens", json={"name": "a program"}
                                          ).status_code == 201  # fmt: skip


def test_bodies_of_events_go_only_to_who_may_export_them(app, named):
    event = named["event_id"]
    for role in (Role.MONITOR, Role.DUTY_OFFICER):
        client = signed_in(app, role.value)
        may = Action.EXPORT_EVENTS in RIGHTS[role]
        exported = client.get("/api/v1/record/export", params={"events": True})
        assert exported.status_code == (200 if may else 403)
        assert (client.get(f"/api/v1/events/{event}/proof").json()["event"] is not None) == may


def test_an_endpoint_that_names_no_right_does_not_start():
    app = FastAPI()

    @app.get("/new")
    def new() -> None:
        return None

    with pytest.raises(NoRightError, match="/new"):
        endpoints(app.routes)


def test_the_table_in_the_docs_is_that_of_the_code():
    written = (Path(__file__).parents[3] / "docs" / "rights.md").read_text(encoding="utf-8")
    assert written == rights_page(BARE.routes)
