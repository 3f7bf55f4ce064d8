"""The board's own database: the same on SQLite and beside a record in PostgreSQL."""

import random
import threading
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from muster.board.accounts import Accounts, LastAdministratorError, TakenError
from muster.board.api.answers import Answers, Given, ReusedKeyError
from muster.board.challenges import Challenges
from muster.board.rights import Role
from muster.board.sessions import Sessions
from muster.board.stores import BoardStore, board_place, make_board_tables
from muster.board.tables import METADATA, PASSKEY, SIGNED, USER
from muster.board.throttle import Throttle, TooManyError
from muster.board.two_sided import forget, sign
from muster.board.webhooks.subscriptions import Subscriptions
from muster.errors import MusterError, StoreError

TODAY = datetime(2026, 1, 21, 6, tzinfo=UTC)
PASSWORD = "a long quiet evening"
DRAW = random.Random(5).randbytes


class Clock:
    def __init__(self):
        self.now = TODAY

    def __call__(self):
        return self.now


@pytest.fixture
def folder(place, tmp_path):
    """What says where a record is; the board asks no more of it."""
    made = tmp_path / "R"
    made.mkdir()
    database = "record.sqlite" if place.owner is None else place.address
    (made / "record.toml").write_text(f'database = "{database}"\n')
    if place.owner is not None:
        make_board_tables(made, place.owner)
    return made


@pytest.fixture
def store(folder):
    opened = BoardStore(board_place(folder))
    yield opened
    opened.close()


@pytest.fixture
def accounts(store):
    return Accounts(store, Clock(), DRAW)


def test_users_are_as_they_were_made_and_changed(accounts):
    accounts.add("o7", [Role.ESCORT, Role.RECEIVER], ["SDF"], ["A", "B"], openid="7")
    found = accounts.user("o7")
    assert (found.roles, found.organisations, found.sites) == (
        {Role.ESCORT, Role.RECEIVER}, {"SDF"}, {"A", "B"},
    )  # fmt: skip
    assert accounts.user_of_openid("7") == found
    accounts.change("o7", [Role.HEALTH], [], ["C"])
    assert (accounts.user("o7").roles, accounts.user("o7").sites) == ({Role.HEALTH}, {"C"})
    with pytest.raises(TakenError):
        accounts.add("o7", [Role.MONITOR])
    accounts.change("o7", [Role.HEALTH], [], [], is_active=False)
    assert (accounts.user("o7"), accounts.users()) == (None, [])


def test_the_last_administrator_stays(accounts):
    accounts.add("boss", [Role.ADMINISTRATOR])
    with pytest.raises(LastAdministratorError):
        accounts.change("boss", [Role.MONITOR], [], [])
    assert accounts.user("boss").roles == {Role.ADMINISTRATOR}


def test_passwords_links_and_tokens_are_their_users_until_they_end(accounts):
    accounts.add("o7", [Role.ESCORT])
    link = accounts.new_link("o7")
    assert accounts.use_link(link, PASSWORD).id == "o7"
    assert accounts.user_of_link(link) is None
    assert accounts.with_password("o7", PASSWORD).id == "o7"
    assert accounts.with_password("o7", "another long evening") is None
    token = accounts.new_token("o7", "a program")
    assert accounts.user_of_token(token).id == "o7"
    accounts.now.now += timedelta(days=91)
    assert (accounts.user_of_token(token), accounts.tokens("o7")) == (None, [])


def test_what_happened_at_the_door_is_listed_newest_first(accounts):
    for number in range(3):
        accounts.now.now += timedelta(minutes=1)
        accounts.happened("o7", f"try {number}", "127.0.0.1")
    assert [row["what"] for row in accounts.log(2)] == ["try 2", "try 1"]


def test_an_answer_is_made_once_for_a_key_and_refused_for_another_request(store):
    answers, made = Answers(store, Clock(), DRAW), []

    def make(first, is_again):
        made.append(first)
        return Given(201, {"n": len(made)})

    first = answers.once("o7", "k", b"1", make)
    assert answers.once("o7", "k", b"1", make) == first
    assert answers.once("o8", "k", b"1", make).body == {"n": 2}
    with pytest.raises(ReusedKeyError):
        answers.once("o7", "k", b"2", make)
    assert len(made) == 2


def test_a_webhook_keeps_its_secret_and_forgets_its_deliveries_with_itself(store):
    hooks = Subscriptions(store, Clock(), DRAW)
    hook, secret = hooks.add("https://other.example", ["count"], "boss", 7)
    assert (hook.listed, hook.types, hook.is_active) == (7, ("count",), True)
    assert hooks.secret(hook.id) == secret
    hooks.change(hook.id, "https://third.example", [], is_active=False)
    assert (hooks.get(hook.id).url, hooks.get(hook.id).is_active) == (
        "https://third.example",
        False,
    )
    hooks.remove(hook.id)
    assert hooks.all() == []


def test_a_session_is_its_users_until_it_is_idle_or_ended(accounts):
    accounts.add("o7", [Role.ESCORT])
    sessions = Sessions(accounts, is_secure=False)
    asked = Request({"type": "http", "headers": [], "client": ("127.0.0.1", 1)})
    secrets = []
    for _ in range(2):
        answer = Response()
        sessions.begin(asked, accounts.user("o7"), "passkey", answer)
        secrets.append(SimpleCookie(answer.headers["set-cookie"])[sessions.cookie].value)
    assert [sessions.found(each).user.id for each in secrets] == ["o7", "o7"]
    assert sessions.end_all("o7", but=secrets[1]) == 1
    assert (sessions.found(secrets[0]), len(sessions.listed("o7"))) == (None, 1)
    accounts.now.now += timedelta(minutes=61)
    assert sessions.found(secrets[1]) is None


def test_a_challenge_is_taken_once_by_the_browser_it_was_kept_for(accounts):
    challenges, answer = Challenges(accounts, is_secure=False), Response()
    challenges.keep("drawn", answer)
    cookie = SimpleCookie(answer.headers["set-cookie"])[challenges.cookie].value
    headers = [(b"cookie", f"{challenges.cookie}={cookie}".encode())]
    browser, other = (
        Request({"type": "http", "headers": headers}),
        Request({"type": "http", "headers": []}),
    )
    assert challenges.take(other) is None
    assert challenges.take(browser) == "drawn"
    assert challenges.take(browser) is None


def test_a_passkey_is_kept_byte_by_byte_and_its_uses_counted(accounts):
    accounts.add("o7", [Role.ESCORT])
    store, key = accounts.store, bytes(range(256))
    row = {"id": key, "user": "o7", "public_key": key[::-1], "uses": 2**31, "name": "phone"}
    store.run(PASSKEY.insert().values(**row, made_at="2026-01-21T06:00:00.000Z"))
    store.run(PASSKEY.update().where(PASSKEY.c.id == key).values(uses=2**31 + 1))
    row = store.row(sa.select(PASSKEY).where(PASSKEY.c.id == key))
    assert (bytes(row["public_key"]), row["uses"]) == (key[::-1], 2**31 + 1)


def test_failures_close_the_door_for_a_user_until_the_window_has_passed(accounts):
    throttle = Throttle(accounts)
    asked = Request({"type": "http", "headers": [], "client": ("127.0.0.1", 1)})
    for _ in range(5):
        throttle.check(asked, "o7")
        throttle.note(asked, "o7")
    with pytest.raises(TooManyError):
        throttle.check(asked, "o7")
    throttle.check(asked, "o8")
    accounts.now.now += timedelta(minutes=16)
    throttle.check(asked, "o7")


def test_two_sides_that_say_the_same_are_found_and_the_last_word_of_one_holds(store):
    assert sign(store, "A", "giving", {"n": 1}, "o1", TODAY) is None
    assert sign(store, "A", "giving", {"n": 2}, "o1", TODAY) is None
    assert sign(store, "A", "receiving", {"n": 1}, "o2", TODAY) is None
    sides = sign(store, "A", "receiving", {"n": 2}, "o3", TODAY)
    assert (sides.giving, sides.receiving) == ("o1", "o3")
    forget(store, "A")
    assert store.rows(sa.select(SIGNED)) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["one", "two", "three"]), max_size=5), st.booleans())
def test_what_is_written_together_stands_together_or_not_at_all(accounts, names, fails):
    store, before = accounts.store, len(accounts.log(9999))
    try:
        with store.writing():
            for name in names:
                accounts.happened(name, "x")
            if fails:
                raise MusterError("no")
    except MusterError:
        assert fails
    assert len(accounts.log(9999)) - before == (0 if fails else len(names))


def test_threads_that_write_at_once_lose_nothing(accounts):
    def write(name):
        for _ in range(10):
            accounts.happened(name, "x")

    threads = [threading.Thread(target=write, args=(f"o{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(accounts.log(9999)) == 60


def test_a_row_that_cannot_be_is_a_fault_that_tells_no_value(store):
    row = {"id": "secret", "roles": "[]", "organisations": "[]", "sites": "[]", "made_at": "x"}
    store.run(USER.insert().values(**row))
    with pytest.raises(StoreError) as refused:
        store.run(USER.insert().values(**row))
    assert "secret" not in str(refused.value)


def test_a_database_opened_again_has_what_was_written(folder, accounts):
    accounts.add("o7", [Role.ESCORT])
    again = BoardStore(board_place(folder))
    assert Accounts(again, Clock(), DRAW).user("o7").id == "o7"
    again.close()


def test_users_of_a_file_move_to_postgresql_once(postgresql, tmp_path):
    place = postgresql.place()
    (tmp_path / "record.toml").write_text(f'database = "{place.address}"\n')
    before = Accounts(BoardStore(tmp_path / "board.sqlite"), Clock(), DRAW)
    before.add("o7", [Role.ESCORT], ["SDF"])
    before.set_password("o7", PASSWORD)
    before.store.close()
    with pytest.raises(MusterError, match="muster record init --migrate"):
        BoardStore(board_place(tmp_path))
    assert make_board_tables(tmp_path, place.owner) == 1
    assert not (tmp_path / "board.sqlite").exists()
    moved = Accounts(BoardStore(board_place(tmp_path)), Clock(), DRAW)
    assert moved.with_password("o7", PASSWORD).organisations == {"SDF"}
    assert make_board_tables(tmp_path, place.owner) == 0
    moved.store.close()


def test_the_role_of_the_application_may_not_change_the_tables(postgresql, tmp_path):
    place = postgresql.place()
    (tmp_path / "record.toml").write_text(f'database = "{place.address}"\n')
    make_board_tables(tmp_path, place.owner)
    store = BoardStore(board_place(tmp_path))
    for name in METADATA.tables:
        with pytest.raises(StoreError):
            store.run(sa.text(f'DROP TABLE "{name}"'))
    store.close()


def test_one_of_two_servers_at_a_time_is_inside(postgresql, tmp_path):
    place = postgresql.place()
    (tmp_path / "record.toml").write_text(f'database = "{place.address}"\n')
    make_board_tables(tmp_path, place.owner)
    one, other = BoardStore(board_place(tmp_path)), BoardStore(board_place(tmp_path))
    with one.alone("x"), other.alone_or_not("x") as is_alone, other.alone_or_not("y") as is_other:
        assert (is_alone, is_other) == (False, True)
    with other.alone_or_not("x") as is_alone:
        assert is_alone
    one.close()
    other.close()
