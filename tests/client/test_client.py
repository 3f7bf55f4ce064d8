"""The client: asks again with the same key, and says what was refused."""

import json

import httpx2
import pytest

import muster.client
from muster.client import ChangedError, Client, NotAllowedError, NotReachedError, RefusedError
from muster.client.errors import ProblemError


def talking(*answers):
    """A client to whom a board answers so, and what it was asked."""
    left, asked, waited = iter(answers), [], []

    def answer(request):
        asked.append(request)
        given = next(left)
        if isinstance(given, Exception):
            raise given
        return given

    inside = httpx2.Client(base_url="http://board", transport=httpx2.MockTransport(answer))
    return Client("http://board", "secret", http=inside, wait=waited.append), asked, waited


def problem(status, **more):
    kind = {"content-type": "application/problem+json"}
    body = {"type": "about:blank", "title": "t", "status": status, "detail": "d", **more}
    return httpx2.Response(status, headers=kind, content=json.dumps(body))


DONE = httpx2.Response(201, json={"events": ["e1"]}, headers={"etag": '"1"'})


def test_it_asks_again_with_the_same_key_until_somebody_answers():
    lost = httpx2.ConnectError("nobody")
    board, asked, waited = talking(lost, problem(503), httpx2.Response(502, text="proxy"), DONE)
    done = board.board("T", ["p1"])
    assert done == muster.client.Done(("e1",), None, '"1"')
    keys = {request.headers["idempotency-key"] for request in asked}
    assert (len(asked), len(keys), waited) == (4, 1, [0.5, 2.0, 8.0])
    assert {request.headers["authorization"] for request in asked} == {"Bearer secret"}
    assert json.loads(asked[-1].content) == {"people": ["p1"]}


def test_each_thing_that_is_done_gets_a_key_of_its_own():
    board, asked, _ = talking(DONE, DONE, DONE)
    board.count("site:A", 3)
    board.count("site:A", 3)
    board.count("site:A", 3, key="mine")
    keys = [request.headers["idempotency-key"] for request in asked]
    assert len(set(keys)) == 3
    assert keys[2] == "mine"


def test_it_gives_up_in_the_end():
    board, asked, _ = talking(*[httpx2.ReadTimeout("slow")] * 4)
    with pytest.raises(NotReachedError, match="ReadTimeout"):
        board.count("site:A", 3)
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, NotAllowedError), (403, NotAllowedError), (409, RefusedError), (412, ChangedError),
     (404, ProblemError), (422, ProblemError), (500, ProblemError)],
)  # fmt: skip
def test_what_was_answered_is_not_asked_again(status, kind):
    board, asked, _ = talking(problem(status))
    with pytest.raises(kind) as told:
        board.step("T", "approval")
    assert (type(told.value), told.value.status, len(asked)) == (kind, status, 1)


def test_a_refusal_says_every_rule_and_for_whom():
    breaches = [{"rule": "R1", "text": "found none", "people": ["p1", "p2"]},
                {"rule": "R12", "text": "other", "people": []}]  # fmt: skip
    board, _, _ = talking(problem(409, breaches=breaches))
    with pytest.raises(RefusedError) as refused:
        board.step("T", "approval")
    assert [(b.rule, b.people) for b in refused.value.breaches] == [
        ("R1", ("p1", "p2")), ("R12", ()),
    ]  # fmt: skip


def test_pages_are_turned_until_the_last():
    first = httpx2.Response(200, json={"items": [{"id": "a"}, {"id": "b"}], "next": "c1"})
    last = httpx2.Response(200, json={"items": [{"id": "c"}], "next": None})
    board, asked, _ = talking(first, last)
    assert [trip["id"] for trip in board.trips()] == ["a", "b", "c"]
    assert [dict(request.url.params) for request in asked] == [{}, {"cursor": "c1"}]


def test_ids_are_written_into_paths_as_urls_want_them():
    board, asked, _ = talking(httpx2.Response(200, json={"at": "x"}))
    board.where("p 1/é")
    assert asked[0].url.raw_path == b"/api/v1/people/p%201%2F%C3%A9/where"


def test_what_the_module_offers_is_there():
    assert sorted(muster.client.__all__) == muster.client.__all__
    assert all(hasattr(muster.client, name) for name in muster.client.__all__)
