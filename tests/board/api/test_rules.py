"""Rules by the API: which are in force, and that a named order alone switches one off."""

import pytest

import operation_makers as makers
from api_makers import Clock, client, said_in, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, RefusedError

ORDER = {"order": "D-4", "authority": "ministry", "reason": "shelling"}


@pytest.fixture
def board(tmp_path):
    app = small_board(small_record(tmp_path / "R"), Clock(makers.at(7)))
    by = {role: client(app, user(app, role.value, role)) for role in (Role.APPROVER, Role.PLANNER)}
    yield app, by
    app.state.live.close()


def in_force(by, rule):
    return next(e for e in by[Role.PLANNER].get("/rules")["rules"] if e["id"] == rule)


def test_a_rule_is_switched_off_by_a_named_order_and_on_again(board):
    app, by = board
    assert in_force(by, "R13")["is_in_force"] is True
    until = {**ORDER, "until": "2026-01-22T00:00:00Z"}
    (off,) = said_in(app, by[Role.APPROVER].post("/rules/R13/off", until)["events"])
    assert (off.type, off.body["rule"], off.body["order"], off.body["by"]) == (
        "rule_switched_off", "R13", "D-4", "approver",
    )  # fmt: skip
    shown = in_force(by, "R13")
    assert (shown["is_in_force"], shown["switched_off"]["authority"]) == (False, "ministry")
    reason = {"reason": "quiet again"}
    (on,) = said_in(app, by[Role.APPROVER].post("/rules/R13/on", reason)["events"])
    assert (on.type, on.body["reason"]) == ("rule_switched_on", "quiet again")
    assert in_force(by, "R13")["is_in_force"] is True
    with pytest.raises(RefusedError):
        by[Role.APPROVER].post("/rules/R13/on", reason)


@pytest.mark.parametrize("rule", ["R1", "R99"])
def test_a_hard_rule_or_none_is_not_switched_off(board, rule):
    with pytest.raises(RefusedError) as refused:
        board[1][Role.APPROVER].post(f"/rules/{rule}/off", ORDER)
    assert {breach.rule for breach in refused.value.breaches} == {"ORDER"}


def test_the_legal_regime_is_one_of_three_and_set_by_who_may(board):
    app, by = board
    assert by[Role.PLANNER].get("/rules")["legal_regime"] is None
    (said,) = said_in(app, by[Role.APPROVER].post("/rules/regime", {"regime": "gc3"})["events"])
    assert (said.type, said.body["regime"]) == ("legal_regime", "gc3")
    assert by[Role.PLANNER].get("/rules")["legal_regime"] == "gc3"
    with pytest.raises(RefusedError):
        by[Role.APPROVER].post("/rules/regime", {"regime": "none"})
    with pytest.raises(NotAllowedError):
        by[Role.PLANNER].post("/rules/regime", {"regime": "gc4"})
