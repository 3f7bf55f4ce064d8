"""The plan by the API: its figures, trips to write down, and questions to the planner."""

import pytest

from api_makers import client
from board_makers import board, operation
from muster.client import ProblemError


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
