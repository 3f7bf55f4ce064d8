"""Files, contacts, guardians and effects of people by the API; each recorded, or refused."""

import pytest

import operation_makers as makers
from api_makers import Clock, client, said_in, size, small_board, small_record, user
from muster.board.rights import Role
from muster.client import NotAllowedError, ProblemError, RefusedError

MEDICAL = {"name": "Somebody Made Up", "medication": "insulin"}
TAKEN = {"items": ["watch"], "seals": ["S-1"], "receipt": "Q-1", "witness": "o2"}


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("files") / "R")
    app = small_board(folder, Clock(makers.at(7)))
    live = app.state.live
    with live.writing() as desk:
        for person, fields in (("p4", MEDICAL), ("p5", {"name": "Another Made Up"})):
            with live.record.log.store.writing():
                sealed = live.record.personal.seal(person, fields)
            desk.say("registration", makers.at(6), people=[person], to="site:A", sealed=sealed,
                     **{"from": "outside:not_registered"})  # fmt: skip
    officer = client(app, user(app, "o1", Role.SITE_OFFICER, sites=("A",)))
    yield app, officer
    live.close()


def said(board, path, body):
    return said_in(board[0], board[1].post(path, body)["events"])


def rules_against(board, path, body):
    before = size(board[0])
    with pytest.raises(RefusedError) as refused:
        board[1].post(path, body)
    assert size(board[0]) == before + 1
    return {breach.rule for breach in refused.value.breaches}


def test_a_gap_that_has_a_reason_is_lacking_no_more(board):
    lacking = board[1].get("/people/p1/file")["lacking"]
    assert "family" in lacking["R6"]
    gap = {"field": "family", "why": "refused", "reason": "fears for them"}
    (event,) = said(board, "/people/p1/file/gaps", gap)
    assert (event.type, event.body["field"], event.body["by"]) == ("file_gap", "family", "o1")
    after = board[1].get("/people/p1/file")
    assert after["lacking"]["R6"] == [each for each in lacking["R6"] if each != "family"]
    listed = {each["person"]: each for each in board[1].pages("/files")}
    assert listed["p1"] == dict(after.body)
    assert rules_against(board, "/people/p1/file/gaps", {**gap, "why": "lost"}) == {"R6"}


def test_contact_meets_the_duty_of_which_everybody_has_answered(board):
    app, officer = board
    with app.state.live.writing() as desk:
        due = desk.say("duty_due", makers.at(7), duty="inform family", rule="R25", owner="SDF",
                       due="2026-01-22T00:00:00.000Z", people=["p2", "p3"])  # fmt: skip
    asked = {"people": ["p2"], "who": "family", "answer": "made"}
    (first,) = said(board, "/contacts", asked)
    assert (first.type, first.body["answer"]) == ("contact", "made")
    both = said(board, "/contacts", {**asked, "people": ["p3"], "answer": "declined"})
    assert [each.type for each in both] == ["contact", "duty_done"]
    assert both[1].body["due_event"] == due.event_id
    before = size(app)
    with pytest.raises(ProblemError) as wrong:
        officer.post("/contacts", {**asked, "who": "nobody"})
    assert (wrong.value.status, size(app)) == (422, before)


def test_a_guardian_is_named_for_somebody_within_reach(board):
    app, _ = board
    (event,) = said(board, "/people/p1/guardian", {"guardian": "g1"})
    assert (event.type, event.body["person"], event.body["guardian"]) == ("guardian", "p1", "g1")
    assert rules_against(board, "/people/p1/guardian", {"guardian": " "}) == {"GUARDIAN"}
    elsewhere = client(app, user(app, "o3", Role.SITE_OFFICER, organisations=(), sites=("B",)))
    with pytest.raises(NotAllowedError):
        elsewhere.post("/people/p1/guardian", {"guardian": "g1"})


def test_a_copy_is_recorded_and_medical_fields_go_only_to_who_may_read_them(board):
    app, officer = board
    copied = officer.post("/people/p5/file/copy")["file"]
    assert copied["fields"] == {"name": "Another Made Up"}
    log = app.state.live.record.log
    assert [row.type for row in log.store.entries(log.size - 2)] == ["read", "file_copied"]
    before = size(app)
    with pytest.raises(NotAllowedError):
        officer.post("/people/p4/file/copy")
    assert [row.type for row in log.store.entries(before)] == ["refusal"]
    both = client(app, user(app, "o4", Role.SITE_OFFICER, Role.HEALTH, sites=("A",)))
    assert both.post("/people/p4/file/copy")["file"]["fields"] == MEDICAL


def test_who_is_released_gets_the_copy_that_they_are_owed_from_who_held_them(board):
    app, officer = board
    with app.state.live.writing() as desk:
        desk.say("release", makers.at(7), people=["p5"], to="outside:released", order="R-1",
                 **{"from": "site:A"})  # fmt: skip
    due = next(
        each for each in officer.pages("/duties")
        if each["duty"] == "copy of the file" and each["people"] == ["p5"]
    )  # fmt: skip
    with pytest.raises(NotAllowedError):
        officer.post("/people/p5/file/copy")
    copied = officer.post(f"/duties/{due['event']}/copy")["file"]
    assert copied["fields"] == {"name": "Another Made Up"}
    assert due["event"] not in {each["event"] for each in officer.pages("/duties")}
    with pytest.raises(ProblemError) as missing:
        officer.post("/duties/none/copy")
    assert missing.value.status == 403


def test_valuables_are_taken_in_over_two_signatures(board):
    (event,) = said(board, "/people/p1/effects/taken-in", TAKEN)
    assert (event.type, event.body["action"], event.body["witness"]) == (
        "property", "taken_in", "o2",
    )  # fmt: skip
    alone = {**TAKEN, "witness": "o1"}
    assert rules_against(board, "/people/p1/effects/taken-in", alone) == {"R24"}


def test_effects_go_along_within_the_limit_and_what_stays_is_to_be_sent_on(board):
    sent = {"seals": ["S-2"], "weight_g": 20_000, "limit_g": 25_000, "left": ["trunk"]}
    along, left = said(board, "/people/p2/effects/sent-along", sent)
    assert (along.body["action"], along.body["weight_g"]) == ("handed_over", 20_000)
    assert (left.body["action"], left.body["items"]) == ("left_behind", ["trunk"])
    heavy = {**sent, "weight_g": 26_000}
    assert rules_against(board, "/people/p2/effects/sent-along", heavy) == {"R14"}
