"""Pages of lists: everything that is there all along is visited exactly once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api_makers import Clock, client, elsewhere, http, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import ProblemError
from operation_makers import at

PEOPLE = tuple(f"p{number:02}" for number in range(30))
LISTS = ("/events", "/people", "/claims", "/discrepancies", "/duties", "/incidents", "/trips")


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("pages") / "R", people=PEOPLE)
    made = small_board(folder, people=PEOPLE)
    made.state.token = user(made, "m1", Role.MONITOR, Role.SITE_OFFICER, Role.DUTY_OFFICER)
    made.state.folder = folder
    yield made
    made.state.live.close()


@pytest.fixture
def monitor(app):
    return client(app, app.state.token)


def more(monitor, app, what, number):
    """Something is recorded, here or by another process, while somebody turns pages."""
    if what == "claim":
        monitor.post("/claims", {
            "quantity": f"q{number % 5}", "scope": "all", "value": number, "qualifier": "exact",
            "source": f"s{number % 3}", "said_on": "2026", "about": f"202{number % 9}",
        })  # fmt: skip
    elif what == "count":
        monitor.count("site:A", number, "routine")
    elif what == "injury":
        monitor.post("/incidents", {
            "kind": "injury", "at": "site:A", "people": [PEOPLE[number % 30]], "text": "fell",
            "cause": "a step",
        })  # fmt: skip
    else:
        desk = elsewhere(app.state.folder, Clock(at(7)))
        desk.say("registration", at(7), people=[f"n{number}"], to="site:B",
                 **{"from": "outside:not_registered"})  # fmt: skip
        desk.recorder.log.store.close()
        app.state.live.catch_up()


def everything(monitor, path):
    return list(monitor.pages(path, limit=1000))


def named(item):
    return item.get("event_id") or item.get("id") or repr(sorted(item.items(), key=str))


MEANWHILE = st.lists(st.sampled_from(["claim", "count", "injury", "registration", ""]), max_size=6)
NUMBERS = iter(range(1000, 10**9))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(path=st.sampled_from(LISTS), limit=st.integers(1, 40), meanwhile=MEANWHILE)
def test_whatever_is_there_all_along_is_visited_exactly_once(app, monitor, path, limit, meanwhile):
    before, visited = everything(monitor, path), []
    recorded = iter(meanwhile)
    cursor = None
    while True:
        page = monitor.get(path, limit=limit, cursor=cursor)
        visited += page["items"]
        assert len(page["items"]) <= limit
        cursor = page["next"]
        if cursor is None:
            break
        what = next(recorded, "")
        if what:
            more(monitor, app, what, next(NUMBERS))
    keys = [named(item) for item in visited]
    assert len(set(keys)) == len(keys)
    after = {named(item) for item in everything(monitor, path)}
    there_all_along = {named(item) for item in before} & after
    assert there_all_along <= set(keys) <= after | {named(item) for item in before}


def test_the_log_is_followed_from_where_a_page_ended(app, monitor):
    page = monitor.get("/events", limit=1000)
    while page["next"] is not None:
        page = monitor.get("/events", limit=1000, cursor=page["next"])
    assert monitor.get("/events", cursor=page["ended"])["items"] == []
    before = size(app)
    more(monitor, app, "count", 3)
    more(monitor, app, "claim", 7)
    came = monitor.get("/events", cursor=page["ended"])["items"]
    assert [each["seq"] for each in came] == list(range(before, size(app)))


def test_events_of_one_type_are_all_of_them(app, monitor):
    more(monitor, app, "claim", 9)
    log = app.state.live.record.log
    wanted = [row.event_id for row in log.store.entries() if row.type == "claim"]
    assert [each["event_id"] for each in monitor.pages("/events", type="claim", limit=2)] == wanted


@pytest.mark.parametrize("cursor", ["x", "bnVsbA", "WzEuNV0", "e30", "W1tdXQ", "WyJh", "é"])
@pytest.mark.parametrize("path", ["/events", "/people"])
def test_a_cursor_that_no_page_gave_is_refused(app, path, cursor):
    answer = http(app, app.state.token).get(f"/api/v1{path}", params={"cursor": cursor})
    assert answer.status_code == 422
    assert "cursor" in answer.json()["detail"]


def test_a_cursor_of_another_list_is_refused(app, monitor):
    cursor = monitor.get("/people", limit=1)["next"]
    with pytest.raises(ProblemError) as refused:
        monitor.get("/events", cursor=cursor)
    assert refused.value.status == 422
    cursor = monitor.get("/events", limit=1)["next"]
    with pytest.raises(ProblemError) as refused:
        monitor.get("/people", cursor=cursor)
    assert refused.value.status == 422
