"""Guards of a site, what goes along with people, incidents with force, company, and figures."""

import pytest

import operation_makers as makers
from api_makers import Clock, client, said_in, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, ProblemError, RefusedError

SHIFT = {"shift": "night", "present": 2, "needed": 5, "custodian": "SDF"}
RESTRAINT = {"kind": "restraint", "at": "trip:T", "people": ["p1"], "text": "threat",
             "means": "handcuffs", "authorised_by": "o9"}  # fmt: skip
DAYS = {"from": "2026-01-20T00:00:00Z", "to": "2026-01-21T00:00:00Z"}


@pytest.fixture
def board(tmp_path):
    folder = small_record(tmp_path / "R", makers.to_arrived)
    app = small_board(folder, Clock(makers.at(10)))
    by = {role: client(app, user(app, role.value, role)) for role in Role}
    yield app, by
    app.state.live.close()


def said(board, role, path, body):
    return said_in(board[0], board[1][role].post(path, body)["events"])


def test_guards_of_a_shift_are_reported_with_who_stays(board):
    app, by = board
    stays = {**SHIFT, "guards": ["g2", "g1"], "before": "IQ"}
    (event,) = said(board, Role.SITE_OFFICER, "/sites/A/guards", stays)
    assert (event.type, event.body["guards"], event.body["staying"]) == (
        "guard_roster", ["g1", "g2"], 2,
    )  # fmt: skip
    said(board, Role.RECEIVER, "/sites/A/guards", {**SHIFT, "present": 0})
    app.state.clock.go(hours=3)
    said(board, Role.RECEIVER, "/sites/A/guards", SHIFT)
    roster = by[Role.MONITOR].get("/sites/A/guards")
    assert [(each["shift"], each["short"]) for each in roster["shifts"]] == [
        ("night", 3), ("night", 5), ("night", 3),
    ]  # fmt: skip
    assert [each["guard"] for each in roster["staying"]] == ["g1", "g2"]
    assert [(each["hours"], each["is_over"]) for each in roster["unguarded"]] == [(3.0, True)]


def test_no_more_guards_stay_than_are_present(board):
    _, by = board
    with pytest.raises(RefusedError) as refused:
        by[Role.SITE_OFFICER].post("/sites/A/guards", {**SHIFT, "guards": ["g1", "g2", "g3"]})
    assert {breach.rule for breach in refused.value.breaches} == {"STATE"}


def test_seals_of_property_medicines_and_files_go_along_with_an_offer(board):
    app, by = board
    sealed = {"seals": ["S-9"], "medicines": ["M-1"], "file": "F-1"}
    by[Role.ESCORT].count("trip:T", 3, "alighting")
    with pytest.raises(RefusedError) as refused:
        by[Role.ESCORT].step("T", "offers", {"along": {"p9": sealed}})
    assert [breach.people for breach in refused.value.breaches] == [("p9",)]
    before = size(app)
    by[Role.ESCORT].step("T", "offers", {"along": {"p1": sealed}})
    rows = list(app.state.live.record.log.store.entries(before))
    assert [row.type for row in rows] == ["property", "medical", "handover_offered"]
    (medical,) = said_in(app, [rows[1].event_id])
    assert (medical.body["person"], medical.body["seals"]) == ("p1", ["M-1", "F-1"])


def test_force_and_restraints_are_reported_with_their_means(board):
    _, by = board
    force = {**RESTRAINT, "kind": "use of force", "fault": "escort"}
    (event,) = said(board, Role.ESCORT, "/incidents", force)
    assert (event.body["kind"], event.body["means"], event.body["fault"]) == (
        "use_of_force", "handcuffs", "escort",
    )  # fmt: skip
    with pytest.raises(NotAllowedError):
        by[Role.HEALTH].post("/incidents", RESTRAINT)
    (bound,) = said(board, Role.ESCORT, "/incidents", RESTRAINT)
    assert (bound.type, bound.body["kind"]) == ("restraint", "handcuffs")
    with pytest.raises(RefusedError) as refused:
        by[Role.ESCORT].post("/incidents", {**force, "means": ""})
    assert {breach.rule for breach in refused.value.breaches} == {"R7"}


def test_who_is_kept_apart_is_written_down_once(board):
    _, by = board
    rule = {"rules": [{"kind": "apart", "first": "p1", "second": "p2"}]}
    (event,) = said(board, Role.PLANNER, "/keeps", rule)
    assert (event.type, event.body["first"], event.body["between"]) == ("keep", "p1", "person")
    assert said(board, Role.PLANNER, "/keeps", rule) == []
    with pytest.raises(NotAllowedError):
        by[Role.SITE_OFFICER].post("/keeps", rule)


def test_who_is_held_long_starts_a_duty_whose_messages_are_its_proof(board):
    app, by = board
    assert said(board, Role.DUTY_OFFICER, "/duties/held", {}) == []
    app.state.clock.go(days=20)
    (due,) = said(board, Role.DUTY_OFFICER, "/duties/held", {})
    assert (due.type, due.body["people"]) == ("duty_due", ["p1", "p2", "p3"])
    written = by[Role.DUTY_OFFICER].post(f"/duties/{due.event_id}/messages", {})
    assert len(written["messages"]) == 6  # for the bureau and the tracing agency
    proof = {"proof": written["proof"]}
    (met,) = said(board, Role.DUTY_OFFICER, f"/duties/{due.event_id}/done", proof)
    assert (met.type, met.body["proof"]) == ("duty_done", written["proof"])
    with pytest.raises(NotAllowedError):
        by[Role.MONITOR].post("/duties/held")


def test_figures_hide_small_numbers_and_are_of_a_year_at_most(board):
    _, by = board
    told = by[Role.MONITOR].get("/statistics", **DAYS)
    assert (told["days"], told["occupancy"]["site:A"]) == (["2026-01-20", "2026-01-21"], [None, 0])
    with pytest.raises(ProblemError) as wrong:
        by[Role.MONITOR].get("/statistics", **{**DAYS, "to": "2028-01-20T00:00:00Z"})
    assert wrong.value.status == 422
    with pytest.raises(NotAllowedError):
        by[Role.SITE_OFFICER].get("/statistics", **DAYS)


def test_handovers_are_told_in_the_words_of_niem(board):
    _, by = board
    (transfer,) = by[Role.MONITOR].get("/custody-transfers")["j:CustodyTransfer"]
    assert (transfer["muster:trip"], transfer["muster:personsQuantity"]) == ("T", 3)
    with pytest.raises(NotAllowedError):
        by[Role.PLANNER].get("/custody-transfers")
