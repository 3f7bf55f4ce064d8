"""Every page, as each role finds it, in each language: there, refused, and never too heavy."""

import gzip
import re

import pytest
from fastapi.testclient import TestClient

from board_makers import adopted, answered, board, operation
from muster.board.rights import RIGHTS, Action, Role
from muster.locale.catalogues import catalogue, places
from review_makers import write_matching

PAGES = {
    "/": Action.SEE_SITUATION,
    "/trips": Action.SEE_TRIPS,
    "/trips?state=late": Action.SEE_TRIPS,
    "/trips/{trip}": Action.SEE_TRIPS,
    "/sites": Action.SEE_SITES,
    "/sites/{site}": Action.SEE_SITES,
    "/sites/{site}/handover": Action.HAND_OVER_SITE,
    "/rules": Action.SEE_SITUATION,
    "/people": Action.SEE_PEOPLE,
    "/people/{person}": Action.SEE_PEOPLE,
    "/plan": Action.SEE_PLAN,
    "/plan/trips/{planned}": Action.PLAN_TRIP,
    "/plan/what-ifs/{answer}": Action.SEE_PLAN,
    "/claims": Action.SEE_CLAIMS,
    "/matching": Action.SEE_MATCHING,
    "/matching/first": Action.REVIEW_MATCHING,
    "/verify": Action.VERIFY,
    "/duties": Action.SEE_DUTIES,
    "/discrepancies": Action.SEE_DISCREPANCIES,
    "/account": Action.OWN_ACCOUNT,
    "/users": Action.MANAGE_USERS,
}
MOST_BYTES = 300_000
LANGUAGES = {"en": "ltr", "ar": "rtl"}


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = operation(tmp_path_factory.mktemp("board") / "R", hours=6)
    write_matching(folder / "matching" / "first")
    made = board(folder)
    adopted(made, answered(made))
    answered(made)
    _everything_said(made.state.live)
    yield made
    made.state.live.close()


def _everything_said(live):
    """Of one person, one site and one rule: what most of them never have."""
    with live.reading() as situation:
        trip = next(t for t in situation.trips.values() if t.state.value == "loading")
    person, site = {"person": trip.people[0], "by": "o"}, trip.planned.body["from"]
    said = [
        ("disposition", {**person, "step": "asked", "state": "Iraq"}),
        ("disposition", {**person, "step": "court_referral", "reason": "appeal"}),
        ("contact", {**person, "who": "family", "answer": "made"}),
        ("file_gap", {**person, "field": "family", "why": "refused", "reason": "would not say"}),
        ("property", {**person, "action": "taken_in", "seals": ["S-1"]}),
        ("override", {"rule": "R13", "authority": "court", "reason": "fire", "by": "o",
                      "people": [trip.people[0]]}),
        ("rule_switched_off", {"rule": "R13", "order": "O-1", "authority": "court",
                               "reason": "fire", "by": "o"}),
        ("guard_roster", {"site": site, "shift": "night", "present": 0, "needed": 9,
                          "custodian": "new", "by": "o"}),
        ("guard_roster", {"site": site, "shift": "day", "present": 4, "needed": 9,
                          "custodian": "new", "before": "old", "staying": 1, "guards": ["G-1"],
                          "by": "o"}),
    ]  # fmt: skip
    with live.writing() as desk:
        for kind, body in said:
            desk.say(kind, live.clock(), **body)


def test_pages_of_person_site_and_rules_show_what_was_said_of_each(app, named):
    client = client_of(app, Role.DUTY_OFFICER)
    shown = {
        "/people/{person}": ("Iraq", "a court took the case", "the person refused it", "S-1",
                             "set aside by court", "taken in"),
        "/sites/{site}": ("night", "9 missing", "5 missing", "G-1", "1 stay from before"),
        "/rules": ("switched off", "order O-1 of court"),
    }  # fmt: skip
    for path, texts in shown.items():
        page = client.get(path.format(**named)).text
        assert [text for text in texts if text not in page] == [], path


@pytest.fixture(scope="module")
def named(app):
    live = app.state.live
    with live.reading() as situation:
        trip = next(t for t in situation.trips.values() if t.state.value == "loading")
        planned = next(t.id for t in live.plan.trips if t.id not in situation.trips and t.people)
    return {"trip": trip.id, "site": trip.planned.body["from"], "person": trip.people[0],
            "planned": planned, "answer": 2}  # fmt: skip


def client_of(app, role):
    client = TestClient(app, base_url="http://127.0.0.1:8000")
    if role is not None:
        client.post("/sign-in", data={"user": role.value})
    return client


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_each_role_finds_the_pages_of_its_rights_and_no_others(app, named, role):
    client = client_of(app, role)
    for path, action in PAGES.items():
        answer = client.get(path.format(**named), headers={"accept": "text/html"})
        assert answer.status_code == (200 if action in RIGHTS[role] else 403), path


@pytest.mark.parametrize("path", [*PAGES, "/sign-in"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(app, named, path):
    answer = client_of(app, None).get(path.format(**named), follow_redirects=False)
    if path == "/sign-in":
        assert answer.status_code == 200
    else:
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_speak_the_language_that_was_chosen_in_its_direction(app, named, language):
    client = client_of(app, Role.DUTY_OFFICER)
    sent = {"language": language, "csrf": csrf_of(client)}
    client.post("/preferences", data=sent)
    for path, action in PAGES.items():
        if action in RIGHTS[Role.DUTY_OFFICER]:
            page = client.get(path.format(**named)).text
            assert f'<html lang="{language}" dir="{LANGUAGES[language]}"' in page


def test_a_browser_that_asks_for_arabic_gets_it_with_its_numerals(app):
    page = client_of(app, None).get("/sign-in", headers={"accept-language": "ar-IQ,en;q=0.5"}).text
    assert 'lang="ar"' in page
    assert 'data-numerals="arab"' in page


def test_only_finished_languages_are_offered(app):
    page = client_of(app, None).get("/sign-in").text
    assert 'value="ar"' in page
    assert 'value="ckb"' not in page


def test_sorani_reads_from_the_right_and_falls_back_to_english_and_to_arabic_names(
    app, named, monkeypatch
):
    """As it will be offered: what has no translation yet is English, places are in its script."""
    given = (("en", "English"), ("ckb", "کوردیی ناوەندی"))
    monkeypatch.setattr("muster.board.choosing.offered", lambda: given)
    client = client_of(app, Role.DUTY_OFFICER)
    client.cookies.set("language", "ckb")
    page = client.get("/sites/{site}".format(**named)).text
    assert '<html lang="ckb" dir="rtl"' in page
    assert 'data-numerals="arab"' in page
    assert catalogue("ckb").gettext("Sites") in page
    assert "Guards by shift" in page
    assert places("ckb") == places("ar") != {}


def test_no_page_is_over_300_kb_with_all_that_it_loads_first(app, named):
    client = client_of(app, Role.DUTY_OFFICER)
    for path, action in PAGES.items():
        if action not in RIGHTS[Role.DUTY_OFFICER]:
            continue
        page = client.get(path.format(**named))
        found = set(re.findall(r'(?:href|src)="(/static/[^"#]+)"', page.text))
        found |= set(re.findall(r'href="(/static/icons.svg[^"#]*)', page.text))
        weight = len(page.content)  # what names people stands beside a secret: not compressed
        weight += sum(_weight(client.get(asset)) for asset in found)
        weight += len(client.get("/static/font/atkinson-hyperlegible-next.woff2").content)
        assert weight <= MOST_BYTES, (path, weight)


def _weight(answer):
    assert answer.status_code == 200
    is_small = len(answer.content) < 500
    assert is_small or answer.headers.get("content-encoding") == "gzip"
    return len(gzip.compress(answer.content))


def test_pages_hold_no_inline_script_style_or_handler(app, named):
    client = client_of(app, Role.DUTY_OFFICER)
    for path, action in PAGES.items():
        if action in RIGHTS[Role.DUTY_OFFICER]:
            page = client.get(path.format(**named)).text
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page), path
            scripts = re.findall(r"<script[^>]*>", page)
            assert all("src=" in each or "application/json" in each for each in scripts), path


def test_nothing_is_loaded_from_elsewhere(app, named):
    client = client_of(app, Role.DUTY_OFFICER)
    for path, action in PAGES.items():
        if action in RIGHTS[Role.DUTY_OFFICER]:
            page = client.get(path.format(**named)).text
            loaded = re.findall(r'(?:src|href|action|hx-get)="(https?:[^"]*)"', page)
            assert loaded == []


def test_the_course_of_the_map_begins_in_the_past_and_ends_with_the_plan(app):
    course = client_of(app, Role.PLANNER).get("/situation/course").json()
    assert 0 < course["now"] < len(course["times"]) - 1
    live = app.state.live
    with live.reading() as situation:
        for site, people in course["people"].items():
            assert people[course["now"]] == situation.ledger.balance.get(f"site:{site}", 0)
    assert all(len(people) == len(course["times"]) for people in course["people"].values())


def test_monitors_without_the_right_to_bodies_get_proofs_without_them(app):
    log = app.state.live.record.log
    event = next(log.store.entries(100, 101)).event_id
    officer = client_of(app, Role.ESCORT).get(f"/verify/proofs/{event}").json()
    monitor = client_of(app, Role.MONITOR).get(f"/verify/proofs/{event}").json()
    assert "event" not in officer
    assert monitor["event"]
    assert officer["checksum"] == monitor["checksum"]


def csrf_of(client):
    return re.search(r'data-csrf="([^"]*)"', client.get("/").text)[1]
