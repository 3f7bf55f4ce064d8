"""Signing in: passwords, links, passkeys, a provider; and what is refused."""

import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
import sqlalchemy as sa
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from board.authenticator import Authenticator
from muster.board.app import create_app
from muster.board.rights import Role
from muster.board.settings import OpenId, Settings
from muster.board.tables import HAPPENED
from muster.record.folder import begin_record

URL = "http://localhost:8000"
PASSWORD = "a long quiet evening"
ISSUER = "https://provider.example"


class Clock:
    now = datetime(2026, 1, 21, 6, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def app(tmp_path, clock):
    with begin_record(tmp_path / "record", "cell", clock, random.Random(1).randbytes):
        pass
    provider = Provider(clock)
    made = create_app(
        Settings(
            tmp_path / "record",
            now=clock,
            draw=random.Random(7).randbytes,
            url=URL,
            openid=OpenId(ISSUER, "board", "secret"),
            openid_transport=httpx2.MockTransport(provider),
        )
    )
    made.state.provider = provider
    made.state.accounts.add("o7", [Role.DUTY_OFFICER], openid="subject-7")
    made.state.accounts.set_password("o7", PASSWORD)
    return made


@pytest.fixture
def browser(app):
    with TestClient(app, base_url=URL, follow_redirects=False) as client:
        yield client


def sign_in(browser, password=PASSWORD, user="o7", **more):
    return browser.post("/sign-in", data={"user": user, "password": password, **more})


def csrf_of(browser):
    found = re.search(
        r'name="csrf(?:-token)?"[^>]*(?:value|content)="([^"]+)"', browser.get("/").text
    )
    return found.group(1)


def test_a_password_signs_in_and_the_cookie_is_kept_from_scripts(browser):
    assert browser.get("/").status_code == 303
    answer = sign_in(browser)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/home"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(("user", "password"), [("o7", "wrong"), ("nobody", PASSWORD), ("o7", "")])
def test_a_wrong_password_and_a_user_who_is_not_there_are_told_alike(browser, user, password):
    answer = sign_in(browser, password, user)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    known = sign_in(browser, "wrong", "o7")
    assert answer.text == known.text


def test_five_wrong_passwords_close_the_door_for_a_quarter_of_an_hour(browser, clock):
    for _ in range(5):
        assert sign_in(browser, "wrong").status_code == 401
    assert sign_in(browser).status_code == 429
    clock.now += timedelta(minutes=16)
    assert sign_in(browser).status_code == 303


@pytest.mark.parametrize(
    "next", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_no_other_host(browser, next):
    assert sign_in(browser, next=next).headers["location"] == "/home"


def test_a_session_ends_when_signed_out_on_the_server_too(browser):
    sign_in(browser)
    cookies = dict(browser.cookies)
    answer = browser.post("/sign-out", data={"csrf": csrf_of(browser)})
    assert answer.status_code == 303
    browser.cookies.update(cookies)
    assert browser.get("/").status_code == 303


def test_a_form_without_the_sessions_token_is_refused(browser):
    sign_in(browser)
    assert browser.post("/sign-out").status_code == 403
    assert browser.post("/sign-out", data={"csrf": "x"}).status_code == 403
    given = {"csrf": csrf_of(browser)}
    other = {"origin": "https://evil.example"}
    assert browser.post("/sign-out", data=given, headers=other).status_code == 403
    fetched = {"sec-fetch-site": "cross-site"}
    assert browser.post("/sign-out", data=given, headers=fetched).status_code == 403
    assert browser.get("/").status_code == 200


def test_a_session_does_not_last_for_ever(browser, clock):
    sign_in(browser)
    clock.now += timedelta(days=2)
    assert browser.get("/").status_code == 303


def test_a_link_lets_a_password_be_chosen_once(app, browser, clock):
    link = app.state.accounts.new_link("o7")
    assert browser.get(f"/link?token={link}").status_code == 200
    short = browser.post("/link", data={"token": link, "password": "short"})
    assert short.status_code == 422
    assert (
        browser.post("/link", data={"token": link, "password": "a newer phrase"}).status_code == 303
    )
    assert browser.get(f"/link?token={link}").status_code == 410
    browser.cookies.clear()
    assert sign_in(browser, "a newer phrase").status_code == 303
    old = app.state.accounts.new_link("o7")
    clock.now += timedelta(hours=25)
    assert browser.get(f"/link?token={old}").status_code == 410


# passkeys


@pytest.fixture
def passkey(browser):
    sign_in(browser)
    token = {"x-csrf-token": csrf_of(browser)}
    key = Authenticator(URL, "localhost")
    options = browser.post("/passkeys/new/options", headers=token).json()
    assert browser.post("/passkeys/new", json=key.make(options), headers=token).status_code == 200
    browser.cookies.clear()
    return key


def by_passkey(browser, key):
    options = browser.post("/passkeys/sign-in/options").json()
    return browser.post("/passkeys/sign-in", json=key.sign(options))


def test_a_passkey_signs_in(browser, passkey):
    assert by_passkey(browser, passkey).status_code == 200
    assert browser.get("/").status_code == 200


def test_an_answer_to_an_older_challenge_signs_nobody_in(browser, passkey):
    options = browser.post("/passkeys/sign-in/options").json()
    answer = passkey.sign(options)
    browser.post("/passkeys/sign-in/options")
    assert browser.post("/passkeys/sign-in", json=answer).status_code == 401
    assert browser.post("/passkeys/sign-in", json=answer).status_code == 401


def test_the_same_answer_twice_signs_in_once(browser, passkey):
    options = browser.post("/passkeys/sign-in/options").json()
    answer = passkey.sign(options)
    assert browser.post("/passkeys/sign-in", json=answer).status_code == 200
    browser.cookies.clear()
    assert browser.post("/passkeys/sign-in", json=answer).status_code == 401


@pytest.mark.parametrize("wrong", ["key", "origin", "host", "unverified", "copied", "unknown"])
def test_a_passkey_that_shows_not_what_it_should_signs_nobody_in(browser, passkey, wrong):
    if wrong == "key":
        passkey.key = Authenticator(URL, "localhost").key
    elif wrong == "origin":
        passkey.origin = "https://evil.example"
    elif wrong == "host":
        passkey.host = "evil.example"
    elif wrong == "unverified":
        passkey.flags = 0x01
    elif wrong == "copied":
        assert by_passkey(browser, passkey).status_code == 200
        browser.cookies.clear()
        passkey.uses = 0  # a copy that counts for itself
    else:
        passkey.id = b"another"
    assert by_passkey(browser, passkey).status_code == 401
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("body", [{}, {"id": 3}, {"id": "!"}, {"id": "cGFzc2tleQ", "response": 1}])
def test_an_answer_that_is_none_is_refused_in_words(browser, body):
    browser.post("/passkeys/sign-in/options")
    answer = browser.post("/passkeys/sign-in", json=body)
    assert answer.status_code == 401


def test_failing_passkeys_of_one_address_do_not_close_the_door_for_passwords(browser):
    for _ in range(6):
        by_passkey(browser, Authenticator(URL, "localhost"))
    assert sign_in(browser).status_code == 303


# a provider


class Provider:
    """An OpenID Connect provider that signs what it is told to."""

    def __init__(self, clock):
        self.clock, self.key = clock, RSAKey.generate_key(2048, {"kid": "k"}, private=True)
        self.signed_by, self.claims, self.seen = self.key, {}, None

    def __call__(self, request):
        path = request.url.path
        if path.endswith("/.well-known/openid-configuration"):
            return httpx2.Response(200, json={
                "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorise",
                "token_endpoint": f"{ISSUER}/token", "jwks_uri": f"{ISSUER}/keys",
            })  # fmt: skip
        if path == "/keys":
            return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        now = int(self.clock().timestamp())
        claims = {
            "iss": ISSUER, "aud": "board", "sub": "subject-7", "iat": now, "exp": now + 300,
            "nonce": self.seen["nonce"], **self.claims,
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "k"}, claims, self.signed_by)
        return httpx2.Response(
            200, json={"access_token": "a", "token_type": "Bearer", "id_token": token}
        )


def by_provider(app, browser, **answer):
    begun = browser.get("/openid/begin")
    asked = httpx2.URL(begun.headers["location"]).params
    assert asked["code_challenge_method"] == "S256"
    app.state.provider.seen = asked
    return browser.get("/openid/back", params={"code": "c", "state": asked["state"], **answer})


def test_a_provider_says_who_somebody_is(app, browser):
    answer = by_provider(app, browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/home")
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "another"},
        {"aud": "another"},
        {"iss": "https://evil.example"},
        {"nonce": "another"},
        {"exp": 1},
    ],
)
def test_a_token_that_says_something_else_signs_nobody_in(app, browser, claims):
    app.state.provider.claims = claims
    assert by_provider(app, browser).status_code == 401
    assert browser.get("/").status_code == 303


def test_a_token_that_another_signed_signs_nobody_in(app, browser):
    app.state.provider.signed_by = RSAKey.generate_key(2048, {"kid": "k"}, private=True)
    assert by_provider(app, browser).status_code == 401


def test_a_provider_must_say_that_one_signed_in_as_was_asked(app, browser):
    provider = replace(app.state.settings.openid, acr=("two factors",))
    app.state.settings = replace(app.state.settings, openid=provider)
    begun = browser.get("/openid/begin")
    assert httpx2.URL(begun.headers["location"]).params["acr_values"] == "two factors"
    assert by_provider(app, browser).status_code == 401
    app.state.provider.claims = {"acr": "two factors"}
    assert by_provider(app, browser).status_code == 303


def test_an_answer_with_another_state_or_without_a_beginning_is_refused(app, browser):
    assert by_provider(app, browser, state="x").status_code == 401
    assert browser.get("/openid/back", params={"code": "c", "state": "s"}).status_code == 401


def test_what_happened_at_the_door_is_kept(app, browser):
    sign_in(browser, "wrong")
    sign_in(browser)
    rows = app.state.accounts.store.rows(sa.select(HAPPENED))
    said = [(row["user"], row["what"]) for row in rows]
    assert said[-2:] == [("o7", "failed to sign in"), ("o7", "signed in by password")]
