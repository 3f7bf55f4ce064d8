"""Review of matches at the board: who may see names, one answer at a time, nothing final."""

import pytest
from fastapi.testclient import TestClient

from board_makers import board, operation
from review_makers import NAMES, write_matching

REVIEWERS = ("clerk", "duty_officer")
PATH = "/api/v1/matchings/first"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = operation(tmp_path_factory.mktemp("board") / "R", hours=1)
    write_matching(made / "matching" / "first")
    return made


@pytest.fixture(scope="module")
def app(folder):
    made = board(folder)
    yield made
    made.state.live.close()


@pytest.fixture
def who(app):
    """A client of a user, with the right headers."""

    def signed_in(user):
        client = TestClient(app, base_url="http://127.0.0.1:8000")
        client.post("/sign-in", data={"user": user})
        page = client.get("/matching", headers={"accept": "text/html"}).text
        client.headers["X-CSRF-Token"] = page.split('data-csrf="')[1].split('"')[0]
        return client

    return signed_in


def read_names(client):
    assert client.post(f"{PATH}/readings", json={"reason": "two lists of one flight"}).is_success


def decide(client, a, b, answer):
    return client.post(f"{PATH}/decisions", json={"a": a, "b": b, "answer": answer})


def told(client):
    (found,) = client.get("/api/v1/matchings").json()
    return found


def undo_all(client):
    while client.post(f"{PATH}/undoings").is_success:
        pass


def page_of(client, query=""):
    return client.get(f"/matching/first{query}", headers={"accept": "text/html"}).text


def test_no_name_is_shown_before_a_reason_is_given_and_the_reason_is_recorded(app, who):
    client = who("clerk")
    assert not any(name in page_of(client) for pair in NAMES for name in pair)
    assert client.post(f"{PATH}/searches", json={"side": "a", "text": "tareq"}).status_code == 409
    assert decide(client, "a1", "b1", "same").status_code == 409
    read_names(client)
    assert "wissam feras chahine" in page_of(client)
    last = list(app.state.live.record.log.store.entries())[-1]
    assert last.type == "match_read"
    assert b"two lists of one flight" in last.raw


def test_whoever_may_see_how_far_it_is_sees_no_name(who):
    for role in ("planner", "monitor"):
        client = who(role)
        page = client.get("/matching", headers={"accept": "text/html"}).text
        assert not any(name in page for pair in NAMES for name in pair)
        assert client.get("/matching/first").status_code == 403
        assert decide(client, "a1", "b1", "same").status_code == 403


def test_two_reviewers_settle_a_hard_pair_and_the_second_does_not_see_the_first(who):
    one, two = (who(role) for role in REVIEWERS)
    for client in (one, two):
        read_names(client)
    before = page_of(two, "?later=b1")
    assert decide(one, "a2", "b2", "same").is_success
    after = page_of(two, "?later=b1")
    assert 'data-a="a2" data-b="b2"' in before
    assert 'data-a="a2" data-b="b2"' in after
    assert told(one)["states"]["waits for a second reviewer"] == 1
    assert told(one)["results"].get("confirmed", 0) == 0
    assert decide(two, "a2", "b2", "same").is_success
    assert told(one)["results"]["confirmed"] == 1
    for client in (one, two):
        undo_all(client)
    assert told(one)["results"].get("confirmed", 0) == 0


def test_a_search_reaches_whom_no_score_has_found(who):
    client = who("clerk")
    read_names(client)
    rows = client.post(f"{PATH}/searches", json={"side": "a", "text": "adnan mansour"}).json()
    assert rows["rows"][0]["id"] == "a5"
    page = page_of(client, "?row=b1&look=a5")
    assert "عدنان غازي منصور" in page
    assert 'data-a="a5" data-b="b1"' in page


def test_names_are_never_in_an_address_nor_in_the_record(app, who):
    client = who("clerk")
    read_names(client)
    assert decide(client, "a1", "b1", "unclear").is_success
    page = page_of(client)
    links = [part.split('"')[0] for part in page.split('href="')[1:]]
    assert not any(name.split()[0] in link for link in links for pair in NAMES for name in pair)
    kept = b"".join(entry.raw for entry in app.state.live.record.log.store.entries())
    assert b"match_decision" in kept
    assert not any(
        word.encode() in kept for pair in NAMES for name in pair for word in name.split()
    )


def test_rows_of_no_list_and_impossible_answers_are_refused(who):
    client = who("clerk")
    read_names(client)
    assert decide(client, "a99", "b1", "same").status_code == 400
    assert decide(client, "a1", "", "same").status_code == 400
    assert decide(client, "a1", "b1", "nobody").status_code == 400
    assert decide(client, "a1", "b1", "perhaps").status_code == 422
    assert client.post(f"{PATH.replace('first', 'none')}/undoings").status_code == 404
