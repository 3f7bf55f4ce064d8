"""A request that comes again is answered again, and nothing more is done: whatever happened."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import operation_makers as makers
from api_makers import http, size, small_board, small_record, user
from muster.board.api.answers import KEPT_DAYS
from muster.board.rights import Role
from muster.board.tables import ANSWER
from muster.errors import StoreError

COUNT = {"account": "site:A", "point": "routine", "persons": 3}
CLAIM = {
    "quantity": "transferred", "scope": "all", "value": 3, "qualifier": "exact", "source": "SDF",
    "said_on": "2026-01-21", "about": "2026-01-21",
}  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("answers") / "R", makers.to_loading)
    made = small_board(folder)
    made.state.tokens = {
        "o1": user(made, "o1", Role.SITE_OFFICER, Role.DUTY_OFFICER),
        "o2": user(made, "o2", Role.SITE_OFFICER, Role.DUTY_OFFICER),
        "boss": user(made, "boss", Role.ADMINISTRATOR),
    }
    yield made
    made.state.live.close()


def ask(app, path, body, key, by="o1", **more):
    headers = {"idempotency-key": key, **more}
    return http(app, app.state.tokens[by]).post(f"/api/v1{path}", json=body, headers=headers)


def key():
    return str(uuid.uuid4())


ASKED = st.sampled_from([
    ("/counts", COUNT),
    ("/counts", {**COUNT, "persons": 7}),
    ("/counts", {**COUNT, "point": "nowhere"}),  # no such point: refused as an event
    ("/claims", CLAIM),
    ("/trips/T/approval", {}),  # loading already: refused by the rules, and without the right
    ("/trips/T/alightings", {"people": ["p1"]}),  # nobody is aboard: refused by the rules
    ("/trips/T/boardings", {"people": ["p1", "p1"]}),
])  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked=st.lists(ASKED, min_size=1, max_size=4), data=st.data())
def test_whoever_asks_again_with_a_key_gets_the_same_answer_and_appends_nothing(app, asked, data):
    keys = [key() for _ in asked]
    first = [ask(app, path, body, k) for (path, body), k in zip(asked, keys, strict=True)]
    before = size(app)
    again = data.draw(st.lists(st.sampled_from(range(len(asked))), min_size=1, max_size=5))
    for number in again:
        path, body = asked[number]
        if first[number].status_code == 403:
            continue  # whoever may not is refused, and each refusal recorded
        answer = ask(app, path, body, keys[number])
        assert answer.status_code == first[number].status_code
        assert answer.content == first[number].content
        assert size(app) == before


def test_a_key_posted_by_twenty_threads_makes_one_event(app):
    k, before = key(), size(app)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: ask(app, "/counts", COUNT, k), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert size(app) == before + 1


def test_keys_of_two_users_and_two_keys_of_one_are_apart(app):
    k, before = key(), size(app)
    answers = [ask(app, "/counts", COUNT, k, by) for by in ("o1", "o2")]
    answers.append(ask(app, "/counts", COUNT, key()))
    assert len({answer.json()["events"][0] for answer in answers}) == 3
    assert size(app) == before + 3


def test_a_key_that_came_with_another_request_is_refused(app):
    k = key()
    assert ask(app, "/counts", COUNT, k).status_code == 201
    before = size(app)
    answer = ask(app, "/counts", {**COUNT, "persons": 9}, k)
    assert answer.status_code == 422
    assert "another request" in answer.json()["detail"]
    assert size(app) == before


def test_an_answer_is_the_same_after_the_situation_has_changed(app):
    k = key()
    first = ask(app, "/counts", COUNT, k)
    assert first.json()["agrees"] is True
    assert ask(app, "/trips/T/boardings", {"people": ["p3"]}, key()).status_code == 201
    assert ask(app, "/counts", COUNT, k).json() == first.json()
    assert ask(app, "/counts", COUNT, key()).json()["agrees"] is False
    assert ask(app, "/trips/T/alightings", {"people": ["p3"]}, key()).status_code == 201


def test_an_answer_is_given_again_after_a_restart(tmp_path):
    folder = small_record(tmp_path / "R")
    app = small_board(folder)
    app.state.tokens = {"o1": user(app, "o1", Role.SITE_OFFICER)}
    k = key()
    first = ask(app, "/counts", COUNT, k)
    app.state.live.close()
    app.state.accounts.store.close()
    again = small_board(folder)
    again.state.tokens = app.state.tokens
    before = size(again)
    assert ask(again, "/counts", COUNT, k).content == first.content
    assert size(again) == before


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/counts", COUNT, 201), ("/trips/T/alightings", {"people": ["p1"]}, 409)],
)
def test_what_was_recorded_before_a_crash_is_not_recorded_again(
    app, monkeypatch, path, body, status
):
    """The server dies after the event is durable and before the answer is."""
    k = key()
    store = app.state.accounts.store
    run = store.run

    def dies(sql):
        if str(sql).startswith("UPDATE answer"):
            raise StoreError("killed")
        return run(sql)

    monkeypatch.setattr(store, "run", dies)
    assert ask(app, path, body, k).status_code == 503
    monkeypatch.undo()
    before = size(app)
    answer = ask(app, path, body, k)
    assert (answer.status_code, size(app)) == (status, before)
    if status == 201:
        event = answer.json()["events"][0]
        assert app.state.live.record.log.store.entry_of_event(event).type == "count"
        assert answer.json()["agrees"] is True
    else:
        assert [each["rule"] for each in answer.json()["breaches"]] == ["R12"]


def test_what_a_full_disk_kept_from_being_recorded_is_recorded_when_asked_again(app, monkeypatch):
    k, before = key(), size(app)

    def full(statements):
        raise StoreError("full")

    monkeypatch.setattr(type(app.state.live.desk), "_append", lambda self, said: full(said))
    assert ask(app, "/counts", COUNT, k).status_code == 503
    monkeypatch.undo()
    assert size(app) == before
    assert ask(app, "/counts", COUNT, k).status_code == 201
    assert size(app) == before + 1


def test_a_board_whose_own_disk_is_full_says_so_and_records_once_when_asked_again(app, monkeypatch):
    """The event is durable, and the answer cannot be kept."""
    k, store, before = key(), app.state.accounts.store, size(app)
    run = store.run

    def full(sql):
        if str(sql).startswith("UPDATE answer"):
            raise StoreError("database or disk is full")
        return run(sql)

    monkeypatch.setattr(store, "run", full)
    answer = ask(app, "/counts", COUNT, k)
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    monkeypatch.undo()
    assert ask(app, "/counts", COUNT, k).status_code == 201
    assert size(app) == before + 1


def test_a_fault_in_muster_is_a_problem_that_tells_nothing(app, monkeypatch):
    monkeypatch.setattr(app.state.live, "books", lambda: 1 / 0)
    answer = http(app, app.state.tokens["o1"]).get("/api/v1/balance")
    assert (answer.status_code, answer.json()["title"]) == (500, "Fault in Muster")
    assert "division" not in answer.text


def test_secrets_are_shown_again_to_who_has_the_key_and_to_nobody_who_has_the_database(app):
    k = key()
    first = ask(app, "/users", {"id": "new.one", "roles": ["monitor"]}, k, "boss")
    again = ask(app, "/users", {"id": "new.one", "roles": ["monitor"]}, k, "boss")
    assert (again.status_code, again.content) == (201, first.content)
    secret = first.json()["link"].partition("token=")[2]
    rows = app.state.accounts.store.rows(sa.select(ANSWER))
    assert rows
    kept = b"".join(bytes(str(value), "utf-8") if isinstance(value, str) else bytes(value)
                    for row in rows for value in row.values() if value is not None)  # fmt: skip
    assert secret.encode() not in kept
    assert k.encode() not in kept
    assert app.state.accounts.user_of_link(secret).id == "new.one"


def test_answers_are_forgotten_in_the_end(tmp_path):
    folder = small_record(tmp_path / "R")
    app = small_board(folder)
    app.state.tokens = {"o1": user(app, "o1", Role.SITE_OFFICER)}
    ask(app, "/counts", COUNT, key())
    app.state.clock.go(days=KEPT_DAYS - 1)
    app.state.answers.forget_old()
    assert len(app.state.accounts.store.rows(sa.select(ANSWER))) == 1
    app.state.clock.go(days=2)
    app.state.answers.forget_old()
    assert app.state.accounts.store.rows(sa.select(ANSWER)) == []


def test_a_scan_that_the_page_sends_again_after_losing_the_answer_boards_once(app):
    """As the queue of script/trip.js does: each scan has a key, kept until the answer is there."""
    scans = [("p1", key()), ("p2", key())]
    for person, k in scans:
        answers = [ask(app, "/trips/T/boardings", {"people": [person]}, k) for _ in range(3)]
        assert [each.status_code for each in answers] == [201] * 3
    with app.state.live.reading() as situation:
        assert situation.ledger.present["trip:T"] == {"p1", "p2"}
        moved = situation.ledger.history["p1"]
    assert [place.account for place in moved] == ["site:A", "trip:T"]
