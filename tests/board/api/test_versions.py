"""Whoever acts on what has changed since they read it changes nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import operation_makers as makers
from api_makers import client, http, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import ChangedError, ProblemError

STEPS = st.sampled_from(["count", "board", "alight", "welfare", "claim"])


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("versions") / "R", makers.to_loading)
    made = small_board(folder)
    made.state.token = user(made, "o1", Role.SITE_OFFICER, Role.DUTY_OFFICER)
    made.state.boss = user(made, "boss", Role.ADMINISTRATOR)
    yield made
    made.state.live.close()


@pytest.fixture
def officer(app):
    return client(app, app.state.token)


def state_of(app):
    """What the steps below change, trip by trip."""
    with app.state.live.reading() as situation:
        aboard = frozenset(situation.ledger.present.get("trip:T", ()))
        counts = tuple(e.event_id for e in situation.trips["T"].counts.values())
    return aboard, counts


def take(app, officer, step):
    with app.state.live.reading() as situation:
        aboard = sorted(situation.ledger.present.get("trip:T", ()))
        waiting = sorted(situation.ledger.present.get("site:A", ()))
    if step == "count":
        officer.count("trip:T", len(aboard), "boarding")
    elif step == "board" and waiting:
        officer.board("T", waiting[:1])
    elif step == "alight" and aboard:
        officer.step("T", "alightings", {"people": aboard[:1]})
    elif step == "welfare":
        officer.post("/welfare", {"people": ["p1"], "kind": "water"})
    elif step == "claim":
        officer.post("/claims", {
            "quantity": "held", "scope": "all", "value": 1, "qualifier": "exact", "source": "x",
            "said_on": "2026", "about": "2026",
        })  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, max_size=5))
def test_a_stale_if_match_gives_412_and_changes_nothing(app, officer, steps):
    seen, before = officer.trip("T").etag, state_of(app)
    for step in steps:
        take(app, officer, step)
    now, at = state_of(app), size(app)
    if now == before:
        assert officer.trip("T").etag == seen  # nothing of the trip: the version holds
        return
    with pytest.raises(ChangedError):
        officer.step("T", "alightings", {"people": sorted(now[0]) or ["p1"]}, if_match=seen)
    assert (state_of(app), size(app)) == (now, at)


def test_the_answer_to_a_step_has_the_version_for_the_next(app, officer):
    done = officer.count("trip:T", 0, "boarding")
    assert done.etag == officer.trip("T").etag
    again = officer.post("/counts", {"account": "trip:T", "point": "boarding", "persons": 0},
                         if_match=done.etag)  # fmt: skip
    assert again.etag != done.etag


@pytest.mark.parametrize("tag", ["*", '"none", {}', "{}"])
def test_if_match_takes_any_version_a_list_or_one(app, officer, tag):
    seen = officer.get("/sites/A").etag
    body = {"account": "site:A", "point": "routine", "persons": 1}
    assert officer.post("/counts", body, if_match=tag.format(seen))["events"]


def test_a_weak_tag_never_matches(app, officer):
    seen = officer.get("/sites/A").etag
    body = {"account": "site:A", "point": "routine", "persons": 1}
    with pytest.raises(ChangedError):
        officer.post("/counts", body, if_match=f"W/{seen}")


def test_a_person_has_another_version_once_anything_is_recorded_of_them(app, officer):
    seen = officer.get("/people/p2").etag
    body = {"kind": "handcuffs", "authorised_by": "o9", "reason": "on the way to court"}
    officer.post("/people/p2/restraints", body, if_match=seen)
    with pytest.raises(ChangedError):
        officer.post("/people/p2/restraints/end", if_match=seen)
    officer.post("/people/p2/restraints/end", if_match=officer.get("/people/p2").etag)
    assert officer.get("/people/p2")["is_restrained"] is False


def test_users_are_changed_only_as_they_were_read(app):
    boss = client(app, app.state.boss)
    user(app, "u1", Role.MONITOR)
    seen = boss.get("/users/u1").etag
    sent = {"roles": ["planner"], "organisations": [], "sites": []}
    assert boss.put("/users/u1", sent, if_match=seen)["roles"] == ["planner"]
    with pytest.raises(ChangedError):
        boss.put("/users/u1", {**sent, "roles": ["approver"]}, if_match=seen)
    assert boss.get("/users/u1")["roles"] == ["planner"]
    answer = http(app, app.state.boss).delete("/api/v1/users/u1")
    assert answer.status_code == 428
    boss.delete("/users/u1", if_match=boss.get("/users/u1").etag)
    with pytest.raises(ProblemError) as gone:
        boss.get("/users/u1")
    assert gone.value.status == 404


def test_the_last_administrator_stays(app):
    boss = client(app, app.state.boss)
    with pytest.raises(ProblemError, match="last administrator"):
        boss.delete("/users/boss", if_match=boss.get("/users/boss").etag)
