"""The plan by the API: its figures, trips to write down, and questions to the planner."""

import pytest

from api_makers import client
from board_makers import answered, board, operation
from muster.client import NotAllowedError, ProblemError, RefusedError


@pytest.fixture(scope="module")
def planner(tmp_path_factory):
    app = board(operation(tmp_path_factory.mktemp("plan") / "R", hours=-30))
    made = client(app, app.state.accounts.new_token("planner", "tests"))
    made.live = app.state.live
    yield made
    app.state.live.close()


def test_the_plan_is_the_one_beside_the_record(planner):
    plan = planner.live.plan
    found = planner.get("/plan")
    assert (found["bound"], found["expected_loss"]) == (plan.bound, plan.expected_loss)
    assert found["trips"] == len(plan.trips)
    trips = list(planner.pages("/plan/trips", limit=7))
    assert [trip["id"] for trip in trips] == sorted(trip.id for trip in plan.trips)
    assert sum(trip["people"] for trip in trips) == sum(trip.people for trip in plan.trips)


def test_a_suggested_list_can_be_written_down_as_it_is(planner):
    trip = next(each for each in planner.pages("/plan/trips") if not each["state"])
    found = planner.get(f"/plan/trips/{trip['id']}").body
    assert found["people"]
    planner.post("/trips", {
        **found, "id": trip["id"], "departs": trip["departs"], "expected": trip["arrives"],
        "risk": "staying is more dangerous", "interests": "weighed",
    })  # fmt: skip
    assert planner.trip(trip["id"])["state"] == "planned"
    again = {each["id"]: each["state"] for each in planner.pages("/plan/trips")}
    assert again[trip["id"]] == "planned"


def test_a_question_that_names_what_is_not_there_is_refused(planner):
    targets = planner.get("/plan/targets").body
    assert targets["as it is"] == []
    assert targets["vehicle more"]
    for asked in ({"kind": "none"}, {"kind": "vehicle more", "target": "nowhere"}):
        with pytest.raises(ProblemError, match="expected"):
            planner.post("/plan/what-ifs", asked)
    assert list(planner.pages("/plan/what-ifs")) == []
    for path in ("/plan/what-ifs/1", "/plan/what-ifs/1/compared"):
        with pytest.raises(ProblemError) as missing:
            planner.get(path, **({"with": 2} if "compared" in path else {}))
        assert missing.value.status == 404


def test_an_answer_put_under_way_is_the_plan_from_then_on_also_after_a_restart(tmp_path):
    app = board(operation(tmp_path / "R", hours=6))
    live, tokens = app.state.live, app.state.accounts.new_token
    by = {name: client(app, tokens(name, "tests")) for name in ("planner", "approver")}
    first, number = live.plan, answered(app)
    path = f"/plan/what-ifs/{number}/adoption"
    with pytest.raises(NotAllowedError):
        by["approver"].post(path, {"reason": "because"})
    by["planner"].post(path, {"reason": "an escort team is back"})
    assert live.version.number == 2
    assert live.plan != first
    listed = {each["id"] for each in by["planner"].pages("/plan/trips")}
    assert listed == {trip.id for trip in live.plan.trips}
    with pytest.raises(RefusedError) as refused:
        by["planner"].post(path, {"reason": "once more"})
    assert {breach.rule for breach in refused.value.breaches} == {"STATE"}
    live.close()
    again = board(app.state.settings.folder).state.live
    assert (again.version.number, again.plan) == (2, live.plan)
    again.close()


def test_a_plan_is_the_one_before_once_its_adoption_is_corrected(tmp_path):
    app = board(operation(tmp_path / "R", hours=-30))
    live = app.state.live
    first = live.plan
    planner = client(app, app.state.accounts.new_token("planner", "tests"))
    done = planner.post(f"/plan/what-ifs/{answered(app)}/adoption", {"reason": "a mistake"})
    assert live.version.number == 2
    with live.writing() as desk:
        desk.say("correction", live.clock(), event=done["events"][0], reason="a mistake",
                 by="duty_officer")  # fmt: skip
    assert (live.version.number, live.plan) == (1, first)
    live.close()
