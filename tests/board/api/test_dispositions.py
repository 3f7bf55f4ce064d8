"""What becomes of people by the API: states, courts, release; each recorded, or refused."""

import pytest

import operation_makers as makers
from api_makers import Clock, client, said_in, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, RefusedError

STATE = {"people": ["p1"], "state": "TUN"}
ROLES = (Role.DUTY_OFFICER, Role.APPROVER, Role.SITE_OFFICER)


@pytest.fixture
def board(tmp_path):
    app = small_board(small_record(tmp_path / "R"), Clock(makers.at(7)))
    by = {role: client(app, user(app, role.value, role, sites=("A",))) for role in ROLES}
    yield app, by
    app.state.live.close()


def said(board, role, path, body):
    """What is recorded when somebody posts something."""
    app, by = board
    done = by[role].post(f"/dispositions/{path}", body)
    return said_in(app, done["events"])


def refused(board, role, path, body):
    """Rules that refuse it; nothing but the refusal is recorded."""
    app, by = board
    before = size(app)
    with pytest.raises(RefusedError) as found:
        by[role].post(f"/dispositions/{path}", body)
    assert size(app) == before + 1
    return {breach.rule for breach in found.value.breaches}


def test_a_state_that_was_asked_answers_and_gives_assurances(board):
    duty = Role.DUTY_OFFICER
    answer = {**STATE, "accepts": True, "reason": "letter 7"}
    assert refused(board, duty, "answers", answer) == {"DISPOSITION"}
    steps = [
        said(board, duty, "asked", STATE), said(board, duty, "answers", answer),
        said(board, duty, "assurances", STATE),
    ]  # fmt: skip
    assert [(e.type, e.body["step"], e.body["state"], e.body["by"]) for (e,) in steps] == [
        ("disposition", step, "TUN", "duty_officer") for step in ("asked", "accepted", "assurances")
    ]
    case = board[1][duty].get("/people/p1")["disposition"]
    assert (case["states"], case["assured"]) == ({"TUN": "accepted"}, ["TUN"])


@pytest.mark.parametrize("path", ["asked", "assurances"])
def test_nobody_is_asked_of_whom_the_record_does_not_know(board, path):
    asked = {"people": ["p9"], "state": "TUN"}
    assert refused(board, Role.DUTY_OFFICER, path, asked) == {"DISPOSITION"}


def test_a_court_takes_cases_of_people_who_are_free_and_closes_those_it_has(board):
    _, by = board
    case = {"people": ["p1"], "reason": "hearing"}
    assert refused(board, Role.DUTY_OFFICER, "courts/end", case) == {"DISPOSITION"}
    bound = {"kind": "handcuffs", "authorised_by": "o9", "reason": "threat"}
    by[Role.SITE_OFFICER].post("/people/p1/restraints", bound)
    assert refused(board, Role.DUTY_OFFICER, "courts", case) == {"R30"}
    by[Role.SITE_OFFICER].post("/people/p1/restraints/end")
    (begun,) = said(board, Role.DUTY_OFFICER, "courts", case)
    assert by[Role.DUTY_OFFICER].get("/people/p1")["disposition"]["at_court"] is True
    (ended,) = said(board, Role.DUTY_OFFICER, "courts/end", case)
    assert [e.body["step"] for e in (begun, ended)] == ["court_referral", "court_closed"]


def test_people_leave_on_an_order_that_somebody_else_recorded(board):
    _, by = board
    order = {"people": ["p1"], "reference": "R-7", "authority": "court"}
    leaving = {"people": ["p1"], "order": "R-7"}
    for path, body in (("/dispositions/release-orders", order),
                       ("/orders", {**order, "action": "release"})):  # fmt: skip
        with pytest.raises(NotAllowedError):
            by[Role.SITE_OFFICER].post(path, body)
    assert refused(board, Role.SITE_OFFICER, "releases", leaving) == {"R1"}
    (ordered,) = said(board, Role.APPROVER, "release-orders", order)
    assert (ordered.body["step"], ordered.body["by"]) == ("release_ordered", "approver")
    (left,) = said(board, Role.SITE_OFFICER, "releases", leaving)
    assert (left.type, left.body["to"], left.body["order"]) == (
        "release",
        "outside:released",
        "R-7",
    )
    assert by[Role.APPROVER].balance()["site:A"] == 2


def test_an_order_of_release_names_its_authority(board):
    blank = {"people": ["p1"], "reference": " ", "authority": " "}
    assert refused(board, Role.APPROVER, "release-orders", blank) == {"R1"}


def test_people_return_to_a_state_that_accepted_them(board):
    _, by = board
    returning = {**STATE, "order": "O-1"}
    assert refused(board, Role.SITE_OFFICER, "returns", returning) == {"DISPOSITION"}
    said(board, Role.DUTY_OFFICER, "asked", STATE)
    said(board, Role.DUTY_OFFICER, "answers", {**STATE, "accepts": True})
    (left,) = said(board, Role.SITE_OFFICER, "returns", returning)
    assert (left.type, left.body["state"]) == ("repatriation", "TUN")
    assert by[Role.APPROVER].where("p1")["account"] == "outside:repatriated"


def test_who_is_held_elsewhere_is_released_by_somebody_else(board):
    app, _ = board
    other = client(app, user(app, "o5", Role.SITE_OFFICER, organisations=(), sites=("B",)))
    with pytest.raises(NotAllowedError):
        other.post("/dispositions/releases", {"people": ["p1"], "order": "O-1"})
