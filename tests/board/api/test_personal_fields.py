"""Personal fields: only for who may, only the fields that they may, and never unrecorded."""

import pytest
import sqlalchemy as sa

import operation_makers as makers
from api_makers import Clock, client, size, small_board, small_record, user
from muster.board.rights import Role
from muster.board.tables import ANSWER
from muster.client import NotAllowedError, ProblemError

FIELDS = {"name": "Somebody Made Up", "born": "1980", "medication": "insulin", "Blood group": "0"}


@pytest.fixture(scope="module")
def board(tmp_path_factory):
    folder = small_record(tmp_path_factory.mktemp("fields") / "R")
    app = small_board(folder, Clock(makers.at(7)))
    live = app.state.live
    with live.writing() as desk:
        with live.record.log.store.writing():
            sealed = live.record.personal.seal("p4", FIELDS)
        desk.say("registration", makers.at(6), people=["p4"], to="site:A", sealed=sealed,
                 **{"from": "outside:not_registered"})  # fmt: skip
    by = {
        role: client(app, user(app, role.value, role, organisations=(), sites=("A",)))
        for role in Role
    }
    by["elsewhere"] = client(
        app, user(app, "o2", Role.SITE_OFFICER, Role.HEALTH, organisations=(), sites=("B",))
    )
    yield app, by
    live.close()


def read(board, who, path="fields", reason="the family asks"):
    return dict(board[1][who].post(f"/people/p4/{path}", {"reason": reason})["fields"])


def last_event(app):
    log = app.state.live.record.log
    return next(iter(log.store.entries(log.size - 1)))


@pytest.mark.parametrize("role", [Role.SITE_OFFICER, Role.DUTY_OFFICER])
def test_who_reads_personal_fields_reads_no_medical_ones_and_is_recorded(board, role):
    app, _ = board
    before = size(app)
    assert read(board, role) == {"name": "Somebody Made Up", "born": "1980"}
    assert size(app) == before + 1
    event = last_event(app)
    assert event.type == "read"
    body = app.state.live.record.log.store.entry_of_event(event.event_id).raw.decode()
    assert '"fields":["born","name"]' in body
    assert f'"by":"{role.value}"' in body
    assert '"reason":"the family asks"' in body
    assert "Somebody" not in body


def test_health_staff_read_medical_fields_and_no_names(board):
    assert read(board, Role.HEALTH, "medical-fields") == {
        "medication": "insulin", "Blood group": "0",
    }  # fmt: skip
    with pytest.raises(NotAllowedError):
        read(board, Role.HEALTH)


@pytest.mark.parametrize("who", [Role.PLANNER, Role.APPROVER, Role.ESCORT, Role.MONITOR,
                                 Role.ADMINISTRATOR, "elsewhere"])  # fmt: skip
@pytest.mark.parametrize("path", ["fields", "medical-fields"])
def test_nobody_else_reads_anything_and_each_try_is_recorded(board, who, path):
    app, _ = board
    before = size(app)
    with pytest.raises(NotAllowedError):
        read(board, who, path)
    assert size(app) == before + 1
    assert last_event(app).type == "refusal"


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_read(board, reason):
    app, _ = board
    before = size(app)
    with pytest.raises(ProblemError) as refused:
        read(board, Role.DUTY_OFFICER, reason=reason)
    assert (refused.value.status, size(app)) == (422, before)


def test_nothing_that_was_read_is_kept_beside_the_record(board):
    app, _ = board
    key = "3f0e8f4e-0000-4000-8000-000000000000"
    board[1][Role.DUTY_OFFICER].post("/people/p4/fields", {"reason": "x"}, key=key)
    assert app.state.accounts.store.rows(sa.select(ANSWER)) == []


def test_people_are_found_by_the_exact_text_by_who_may_read_it_and_that_is_recorded(board):
    app, by = board
    before = size(app)
    assert by[Role.SITE_OFFICER].find("name", "somebody  MADE up", "a visitor asks") == ["p4"]
    assert last_event(app).type == "read"
    assert by[Role.SITE_OFFICER].find("name", "Somebody Else", "a visitor asks") == []
    assert size(app) == before + 1


def test_people_out_of_reach_are_not_found(board):
    app, by = board
    before = size(app)
    assert by["elsewhere"].find("name", "Somebody Made Up", "a visitor asks") == []
    assert size(app) == before


def test_medical_fields_are_searched_by_health_staff_alone(board):
    with pytest.raises(NotAllowedError):
        board[1][Role.DUTY_OFFICER].find("medication", "insulin", "x")
    with pytest.raises(NotAllowedError):
        board[1][Role.HEALTH].find("name", "Somebody Made Up", "x")


def test_one_user_reads_no_more_people_an_hour_than_is_set(tmp_path):
    app = small_board(small_record(tmp_path / "R"), Clock(makers.at(7)), reads_an_hour=2)
    officer = client(app, user(app, "d1", Role.DUTY_OFFICER))
    other = client(app, user(app, "d2", Role.DUTY_OFFICER))

    def reads(who, person):
        try:
            return who.post(f"/people/{person}/fields", {"reason": "x"})["fields"]
        except ProblemError as refused:
            return refused.status

    assert [reads(officer, p) for p in ("p1", "p2", "p1", "p3")] == [{}, {}, {}, 429]
    assert reads(other, "p3") == {}
    assert "reached the limit of reading" in {row["what"] for row in app.state.accounts.log()}
    app.state.clock.go(hours=1.1)
    assert reads(officer, "p3") == {}
    app.state.live.close()


def test_erased_fields_are_gone_for_good_and_the_log_still_proves_them(tmp_path):
    app = small_board(small_record(tmp_path / "R"), Clock(makers.at(7)))
    officer = client(app, user(app, "d1", Role.DUTY_OFFICER))
    approver = client(app, user(app, "a1", Role.APPROVER))
    officer.import_list("people.csv", "person_id,site,name\nq1,A,Tareq Halabi\n",
                        "2026-01-21T06:30:00Z")  # fmt: skip
    event = last_event(app).event_id
    with pytest.raises(NotAllowedError):
        officer.erase("q1", "the court orders it")
    assert approver.erase("q1", "the court orders it") is True
    assert last_event(app).type == "key_erased"
    with pytest.raises(ProblemError):
        officer.post("/people/q1/fields", {"reason": "x"})
    assert officer.find("name", "Tareq Halabi", "x") == []
    assert approver.erase("q1", "the court orders it again") is False
    assert officer.proof(event).startswith("version=")
    with pytest.raises(ProblemError) as refused:
        approver.erase("nobody", "x")
    assert refused.value.status == 404
    app.state.live.close()
