"""What becomes of a person, and a site that passes in place, each by the hands of who may."""

import sys
from pathlib import Path

import pytest

from board_makers import board, operation, served

sys.path.insert(0, str(Path(__file__).parent))
from browsers import PHONE, chromium, keep, somebody

NEW = "new authority"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    app = board(operation(tmp_path_factory.mktemp("case") / "R", hours=-30))
    accounts = app.state.accounts
    receiver = accounts.user("receiver")
    accounts.change("receiver", receiver.roles, receiver.organisations | {NEW}, receiver.sites)
    with served(app) as url, chromium() as browser:
        yield app, url, browser


def _recorded(page, opener, **fields):
    """Open a form, fill it in, and send it; the page is then shown anew."""
    form = page.locator(f'details:has(> summary:text-is("{opener}"))')
    form.locator("summary").click()
    for name, value in fields.items():
        field = form.locator(f"[name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    with page.expect_navigation():
        form.locator("button").click()


def test_a_state_is_asked_takes_a_person_and_the_file_says_who_was_told(place):
    app, url, browser = place
    person = min(app.state.live.desk.situation.ledger.places)
    with somebody(browser, url, "duty_officer") as page:
        page.goto(f"{url}/people/{person}")
        _recorded(page, "Ask a state", state="Iraq")
        _recorded(page, "Record a state's answer", accepts="true", reason="by letter")
        _recorded(page, "Record assurances", reason="no death penalty")
        page.wait_for_selector("text=gave assurances")
        keep(page, "case-1-disposition")
    with somebody(browser, url, "approver") as page:
        page.goto(f"{url}/people/{person}")
        _recorded(page, "Set a rule aside for this person", authority="ministry", reason="fire")
        page.wait_for_selector("text=set aside by ministry")
    with somebody(browser, url, "site_officer", size=PHONE) as page:
        page.goto(f"{url}/people/{person}")
        _recorded(page, "Record a contact", who="consulate", answer="declined")
        _recorded(page, "Say why a field is missing", why="refused", reason="would not say")
        _recorded(page, "Take valuables into keeping", items="a ring\na gold watch", seals="S-7",
                  receipt="R-1", witness="officer 2")  # fmt: skip
        page.wait_for_selector("text=taken in")
        keep(page, "case-2-file")
    with app.state.live.reading() as situation:
        assert [e.body["step"] for e in situation.dispositions[person]] == [
            "asked", "accepted", "assurances",
        ]  # fmt: skip
        assert situation.contacts[person]["consulate"].body["answer"] == "declined"
        assert situation.seals[person]["taken_in"] == ("S-7",)
        assert len(situation.gaps[person]) == 1
        assert situation.overrides[-1].body["people"] == [person]


def test_a_site_passes_once_both_sides_have_signed_the_same(place):
    app, url, browser = place
    live = app.state.live
    ledger = live.desk.situation.ledger
    site = max(ledger.site_custodian, key=lambda s: ledger.balance.get(f"site:{s}", 0))
    people = ledger.balance[f"site:{site}"]
    with somebody(browser, url, "site_officer", size=PHONE) as page:
        page.goto(f"{url}/sites/{site}")
        _recorded(page, "Report guards of a shift", shift="night", present="5", needed="9")
        page.wait_for_selector("text=4 missing")
        page.click("text=Hand over the whole site")
        _signed(page, "giving", people)
        page.wait_for_selector("text=site_officer has signed for the side that gives")
    with somebody(browser, url, "receiver", size=PHONE) as page:
        page.goto(f"{url}/sites/{site}/handover")
        keep(page, "case-3-handover")
        _signed(page, "receiving", people)
        page.goto(f"{url}/sites/{site}")
        page.wait_for_selector(f".figures >> text={NEW}")
    with live.reading() as situation:
        assert situation.ledger.site_custodian[site] == NEW


def _signed(page, side, people):
    page.check(f"input[name=side][value={side}]")
    if side == "giving":
        page.fill("input[name=receiving]", NEW)
        page.fill("input[name=guards_present]", "5")
        page.fill("input[name=guards_needed]", "9")
    page.fill("input[name=counted]", str(people))
    page.check("input[type=checkbox]")
    with page.expect_navigation():
        page.click("main button:has-text('Sign')")
