"""A trip from its plan to its close by the API alone, each step by who may take it; and a site that
is handed over by both sides."""

import io
import zipfile

import pytest

import operation_makers as makers
from api_makers import Clock, client, http, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, ProblemError, RefusedError

TRIP = {
    "id": "T", "origin": "A", "target": "B", "departs": "2026-01-21T06:00:00+00:00",
    "expected": "2026-01-21T13:00:00+03:00", "seats": 20, "compartments": 1,
    "people": list(makers.PEOPLE), "giving": "SDF", "escort": "US", "receiving": "IQ",
    "risk": "staying is more dangerous", "interests": "weighed",
}  # fmt: skip
LOADING = {
    "vehicle": "bus 1", "certificate": "C-1", "escorts": 2, "women_staff": 1, "health_staff": 1,
    "provisions_h": 12, "call": True,
}  # fmt: skip
BOUND = {
    Role.PLANNER: ((), ()), Role.APPROVER: ((), ()), Role.SITE_OFFICER: ((), ("A",)),
    Role.ESCORT: (("US",), ()), Role.RECEIVER: ((), ("B",)), Role.HEALTH: ((), ("B",)),
    Role.MONITOR: ((), ()),
}  # fmt: skip


@pytest.fixture
def board(tmp_path):
    folder = small_record(tmp_path / "R")
    app = small_board(folder, Clock(makers.at(-20)))
    by = {
        role: client(app, user(app, role.value, role, organisations=orgs, sites=sites))
        for role, (orgs, sites) in BOUND.items()
    }
    yield app, by
    app.state.live.close()


def test_a_trip_goes_from_its_plan_to_its_close_each_step_by_who_may_take_it(board):
    app, by = board
    clock, people = app.state.clock, list(makers.PEOPLE)
    by[Role.PLANNER].post("/trips", TRIP)
    with pytest.raises(NotAllowedError):
        by[Role.PLANNER].step("T", "approval")
    by[Role.APPROVER].step("T", "approval", if_match=by[Role.APPROVER].trip("T").etag)
    clock.now = makers.at(3)
    by[Role.ESCORT].step("T", "loading", LOADING)
    with pytest.raises(RefusedError) as refused:
        by[Role.ESCORT].step("T", "departure")
    assert "R12" in {breach.rule for breach in refused.value.breaches}
    for person in people:
        by[Role.SITE_OFFICER].board("T", [person])
    by[Role.SITE_OFFICER].step("T", "offers")
    by[Role.ESCORT].step("T", "acceptances", {"people": people})
    assert by[Role.ESCORT].count("trip:T", 2, "boarding").agrees is False
    assert by[Role.ESCORT].count("trip:T", 3, "boarding").agrees is True
    clock.now = makers.at(6)
    by[Role.ESCORT].step("T", "departure")
    clock.now = makers.at(9)
    by[Role.ESCORT].step("T", "arrival", {"site": "B"})
    by[Role.ESCORT].step("T", "offers")
    with pytest.raises(RefusedError) as unexamined:
        by[Role.RECEIVER].step("T", "acceptances", {"people": people})
    assert {breach.rule for breach in unexamined.value.breaches} >= {"R4"}
    examined = {"people": [{"person": person, "injuries": False} for person in people]}
    by[Role.RECEIVER].step("T", "examinations", examined)
    by[Role.RECEIVER].step("T", "acceptances", {"people": people})
    by[Role.RECEIVER].step("T", "alightings", {"people": people})
    by[Role.RECEIVER].count("site:B", 3, "receiving")
    by[Role.HEALTH].step("T", "files")
    by[Role.RECEIVER].step("T", "seals", {"people": []})
    by[Role.RECEIVER].step("T", "closing")
    trip = by[Role.MONITOR].trip("T")
    assert (trip["state"], trip["aboard"]) == ("closed", 0)
    assert {rider["status"] for rider in trip["riders"]} == {"accepted"}
    assert by[Role.MONITOR].balance() == {"site:B": 3}
    assert by[Role.MONITOR].balance("2026-01-21T07:00:00Z") == {"trip:T": 3}
    assert by[Role.MONITOR].where("p1")["custodian"] == "IQ"
    then = by[Role.MONITOR].where("p1", "2026-01-21T07:00:00Z")
    assert (then["account"], then["custodian"]) == ("trip:T", "US")
    said = [event["type"] for event in by[Role.MONITOR].events() if "T" in event["trips"]]
    steps = ["trip_planned", "trip_approved", "loading_begun", "departure", "arrival"]
    assert [each for each in said if each in {*steps, "trip_closed"}] == [*steps, "trip_closed"]
    assert sum(1 for duty in by[Role.MONITOR].pages("/duties") if duty["rule"] == "R20") >= 1


def test_nobody_is_examined_who_did_not_come_with_the_trip(board):
    _, by = board
    by[Role.PLANNER].post("/trips", {**TRIP, "people": ["p1"]})
    by[Role.APPROVER].step("T", "approval")
    with pytest.raises(RefusedError):
        by[Role.RECEIVER].step("T", "examinations", {"people": [{"person": "p2"}]})


def both_sides(app):
    giving = client(app, user(app, "g1", Role.SITE_OFFICER, organisations=["SDF"], sites=["A"]))
    receiving = client(app, user(app, "r1", Role.RECEIVER, organisations=["IQ"], sites=["A"]))
    return giving, receiving


PASSING = {"giving": "SDF", "receiving": "IQ", "counted": 3, "files": list(makers.PEOPLE),
           "guards_present": 2, "guards_needed": 2, "guards_staying": 1}  # fmt: skip


def test_a_site_passes_once_both_sides_have_signed_the_same(board):
    app, _ = board
    giving, receiving = both_sides(app)
    first = giving.post("/sites/A/handover", {**PASSING, "side": "giving"})
    assert first["events"] == []
    other = receiving.post(
        "/sites/A/handover", {**PASSING, "side": "receiving", "guards_needed": 3}
    )
    assert other["events"] == []
    with pytest.raises(NotAllowedError):
        receiving.post("/sites/A/handover", {**PASSING, "side": "giving"})
    done = receiving.post("/sites/A/handover", {**PASSING, "side": "receiving"})
    assert len(done["events"]) >= 3
    assert receiving.get("/sites/A")["custodian"] == "IQ"
    assert receiving.where("p1")["custodian"] == "IQ"
    counted = [app.state.live.record.log.store.entry_of_event(each) for each in done["events"]]
    assert [row.type for row in counted].count("count") == 2


def test_nobody_signs_for_both_sides(board):
    app, _ = board
    token = user(app, "both", Role.SITE_OFFICER, organisations=["SDF", "IQ"], sites=["A"])
    both = client(app, token)
    for side in ("giving", "receiving"):
        assert both.post("/sites/A/handover", {**PASSING, "side": side})["events"] == []
    assert both.get("/sites/A")["custodian"] == "SDF"


def test_an_export_is_what_the_exporter_writes(board):
    app, _ = board
    monitor = http(app, app.state.accounts.new_token("monitor", "tests"))
    packed = monitor.get("/api/v1/record/export", params={"events": True}).content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        names = set(archive.namelist())
        lines = archive.read("events.jsonl").splitlines()
    assert {"checkpoint", "log.vkey", "devices.csv", "events.jsonl"} <= names
    assert lines == [row.raw for row in app.state.live.record.log.store.entries()]


def test_without_a_plan_nothing_can_be_asked_about_it(board):
    _, by = board
    for path in ("/plan", "/plan/trips", "/plan/trips/T1"):
        with pytest.raises(ProblemError) as missing:
            by[Role.PLANNER].get(path)
        assert missing.value.status == 404
    with pytest.raises(ProblemError) as missing:
        by[Role.PLANNER].post("/plan/what-ifs", {"kind": "as it is"})
    assert missing.value.status == 404
