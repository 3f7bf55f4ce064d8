"""The own account and others': passwords, sessions, passkeys; what asks for a fresh sign-in."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from muster.board.app import create_app
from muster.board.passwords import check_password
from muster.board.rights import Role
from muster.board.settings import Settings
from muster.board.sizes import MOST_BYTES
from muster.errors import MusterError
from muster.record.folder import begin_record

OLD, NEW = "a long quiet evening", "twelve herons over the marsh"


class Clock:
    now = datetime(2026, 1, 21, 6, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def folder(tmp_path, clock):
    with begin_record(tmp_path / "record", "cell", clock, random.Random(1).randbytes):
        return tmp_path / "record"


def board_at(folder, clock, url="http://127.0.0.1:8000", **more):
    draw = random.Random(7).randbytes
    app = create_app(Settings(folder, now=clock, draw=draw, url=url, **more))
    for user, role in (("o7", Role.DUTY_OFFICER), ("admin7", Role.ADMINISTRATOR)):
        app.state.accounts.add(user, [role])
        app.state.accounts.set_password(user, OLD)
    return app


@pytest.fixture
def app(folder, clock):
    return board_at(folder, clock)


def signed_in(app, user="o7", password=OLD):
    browser = TestClient(app, base_url=app.state.settings.url, follow_redirects=False)
    answer = browser.post("/sign-in", data={"user": user, "password": password})
    assert answer.status_code == 303
    return browser


def send(browser, path, **fields):
    token = re.search(r'data-csrf="([^"]*)"', browser.get("/account").text)[1]
    return browser.post(path, data={"csrf": token, **fields}, headers={"accept": "text/html"})


def is_signed_in(browser):
    return browser.get("/account").status_code == 200


def test_a_changed_password_needs_the_one_there_was_and_ends_other_sessions(app):
    here, elsewhere = signed_in(app), signed_in(app)
    assert send(here, "/account/password", current="something else", new=NEW).status_code == 403
    assert is_signed_in(elsewhere)
    assert send(here, "/account/password", current=OLD, new=NEW).status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    signed_in(app, password=NEW)


def test_passwords_at_the_own_account_are_guessed_as_seldom_as_at_the_door(app):
    here = signed_in(app)
    for _ in range(5):
        assert (
            send(here, "/account/password", current="a guess of mine", new=NEW).status_code == 403
        )
    assert send(here, "/account/password", current=OLD, new=NEW).status_code == 429


@pytest.mark.parametrize("password", [
    "password1234", "qwerty123456", "administrator1", "muster-planner", "1qaz2wsx3edc",
    "short", "aaaaaaaaaaaaaaaa", "o7-o7-o7-o7-o7", "planner2026!!", "x" * 129,
])  # fmt: skip
def test_a_password_that_is_soon_guessed_is_refused(password):
    with pytest.raises(MusterError, match="expected"):
        check_password("o7", password)


@pytest.mark.parametrize("password", [
    "twelve herons over the marsh", "830174926351840276", "سبعة طيور فوق النهر القديم",
    "Zq7!vuw-Pk2&", "ein blauer Himmel über uns",
])  # fmt: skip
def test_any_characters_will_do_where_they_are_hard_to_guess(password):
    check_password("o7", password)


def test_signing_in_anew_ends_the_session_that_the_browser_had(app):
    browser = signed_in(app)
    before = dict(browser.cookies)
    assert send(browser, "/sign-in", user="o7", password=OLD).status_code == 303
    assert dict(browser.cookies) != before
    old = TestClient(app, base_url=app.state.settings.url, cookies=before, follow_redirects=False)
    assert not is_signed_in(old)


def test_whoever_is_signed_in_elsewhere_can_be_signed_out_from_here(app):
    here, elsewhere = signed_in(app), signed_in(app)
    assert send(here, "/account/sessions/end").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize("path", [
    "/account/sessions/end", "/account/passkeys/removal", "/users", "/users/o7/link",
    "/users/o7/sessions/end", "/users/o7/closing", "/passkeys/new/options", "/passkeys/new",
])  # fmt: skip
def test_by_what_people_sign_in_is_changed_only_after_a_fresh_sign_in(app, clock, path):
    browser = signed_in(app, "admin7")
    clock.now += timedelta(minutes=16)
    assert is_signed_in(browser)
    fields = {"passkey": "00", "sure": "yes", "user": "o8", "roles": "planner"}
    assert send(browser, path, **fields).status_code == 401
    assert {user.id for user in app.state.accounts.users()} == {"o7", "admin7"}


def test_an_administrator_signs_others_out_and_closes_their_accounts(app):
    officer, admin = signed_in(app), signed_in(app, "admin7")
    assert send(admin, "/users/o7/sessions/end").status_code == 303
    assert not is_signed_in(officer)
    officer = signed_in(app)
    assert send(admin, "/users/o7/closing", sure="yes").status_code == 303
    assert not is_signed_in(officer)
    assert officer.post("/sign-in", data={"user": "o7", "password": OLD}).status_code == 401
    assert send(admin, "/users/admin7/closing", sure="yes").status_code == 404
    said = [row["what"] for row in app.state.accounts.log()]
    assert {"signed out by admin7", "account closed by admin7"} <= set(said)


def test_an_administrator_makes_a_link_but_learns_no_password(app):
    admin = signed_in(app, "admin7")
    page = send(admin, "/users/o7/link").text
    token = re.search(r"/link\?token=([\w-]+)", page)[1]
    other = TestClient(app, base_url=app.state.settings.url, follow_redirects=False)
    assert other.post("/link", data={"token": token, "password": NEW}).status_code == 303
    signed_in(app, password=NEW)


def test_under_https_a_password_alone_opens_only_the_own_account(folder, clock):
    browser = signed_in(board_at(folder, clock, "https://muster.example"))
    assert is_signed_in(browser)
    page = browser.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/account")
    assert browser.get("/api/v1/events/stream").status_code == 403
    said = board_at_again(folder, clock)
    assert said.state.live.desk.situation.refusals == []


def board_at_again(folder, clock):
    return create_app(Settings(folder, now=clock, draw=random.Random(9).randbytes))


def test_who_runs_the_board_may_say_that_a_password_is_enough(folder, clock):
    app = board_at(folder, clock, "https://muster.example", password_is_enough=True)
    assert signed_in(app).get("/").status_code == 200


def test_signing_out_clears_what_the_browser_kept_of_pages(app):
    assert send(signed_in(app), "/sign-out").headers["clear-site-data"] == '"cache"'


def test_a_request_that_is_too_long_is_not_read(app):
    browser = signed_in(app)
    said = browser.post("/sign-in", content=b"x" * (MOST_BYTES + 1))
    assert said.status_code == 413
    told = browser.post("/sign-in", content=(b"x" * 65536 for _ in range(20)))
    assert told.status_code == 413
    assert is_signed_in(browser)


def test_every_cookie_under_https_is_bound_to_this_host_and_kept_from_scripts(folder, clock):
    app = board_at(folder, clock, "https://muster.example")
    browser = TestClient(app, base_url=app.state.settings.url, follow_redirects=False)
    chosen = browser.post("/preferences", data={"language": "ar", "mode": "dark"})
    entered = browser.post("/sign-in", data={"user": "o7", "password": OLD})
    cookies = [*chosen.headers.get_list("set-cookie"), *entered.headers.get_list("set-cookie")]
    assert len(cookies) == 3
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert 'lang="ar"' in browser.get("/account").text
