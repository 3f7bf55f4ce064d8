"""A trip from the plan to its close, each role in its own browser, as people would do it."""

import re
import sys
from pathlib import Path

import pytest

from board_makers import board, operation, served

sys.path.insert(0, str(Path(__file__).parent))
from browsers import DESK, PHONE, chromium, keep, somebody


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = operation(tmp_path_factory.mktemp("story") / "R", hours=-20)
    app = board(folder)
    live = app.state.live
    pools = {f"escort {fleet.escort_pool or fleet.id}" for fleet in live.scenario.fleets.values()}
    for user in app.state.accounts.users():
        more = user.organisations | pools
        app.state.accounts.change(user.id, user.roles, more, user.sites)
    with served(app) as url, chromium() as browser:
        yield app, url, browser


def test_a_trip_goes_from_the_plan_to_its_close_by_everybodys_hands(place):
    app, url, browser = place
    trip = _planned(browser, url)
    _nobody_approves_their_own(app, url, browser, trip)
    with somebody(browser, url, "approver") as page:
        page.goto(f"{url}/trips/{trip}")
        keep(page, "story-2-approve")
        page.click("button:has-text('Approve')")
        page.wait_for_selector("text=Waits for the vehicle and the escort")
    _loading_begins(browser, url, trip)
    people = _boarded(browser, url, trip)
    _departed(app, browser, url, trip, people)
    _received(app, browser, url, trip, people)
    _verified(browser, url, trip)
    state = app.state.live.desk.situation.trips[trip]
    assert state.state.value == "closed"
    assert len(state.accepted) == people


def _planned(browser, url):
    with somebody(browser, url, "planner") as page:
        page.goto(f"{url}/plan")
        keep(page, "story-0-plan")
        page.locator('a[href^="/plan/trips/"]').first.click()
        page.fill("textarea[name=risk]", "the prison burns")
        page.fill("textarea[name=interests]", "weighed with each of them")
        keep(page, "story-1-list")
        page.click("button:has-text('Write down; somebody else approves')")
        page.wait_for_url(re.compile("/trips/"))
        page.wait_for_selector("text=Waits for somebody else")
        return page.url.rsplit("/", 1)[1]


def _nobody_approves_their_own(app, url, browser, trip):
    user = app.state.accounts.user("planner")
    roles = app.state.accounts.user("approver").roles | user.roles
    app.state.accounts.change("planner", roles, user.organisations, user.sites)
    with somebody(browser, url, "planner") as page:
        page.goto(f"{url}/trips/{trip}")
        page.click("button:has-text('Approve')")
        page.wait_for_selector("dialog[open] >> text=FOUR-EYES")
        keep(page, "story-1-four-eyes")
    app.state.accounts.change("planner", user.roles, user.organisations, user.sites)
    refusals = app.state.live.desk.situation.refusals
    assert refusals[-1].body["rules"] == ["FOUR-EYES"]


def _loading_begins(browser, url, trip):
    with somebody(browser, url, "escort", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        page.fill("input[name=vehicle]", "bus 7")
        page.fill("input[name=certificate]", "C-9")
        page.fill("input[name=provisions_h]", "60")
        keep(page, "story-3-loading")
        page.click("button:has-text('Begin loading')")
        page.wait_for_selector(".tally")


def _boarded(browser, url, trip):
    """By a scanner that types, by hand, and by tapping; a stranger is turned away."""
    with somebody(browser, url, "site_officer", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        waiting = page.locator("button[data-board]")
        people = waiting.count()
        first, second = (waiting.nth(i).get_attribute("data-board") for i in (0, 1))
        page.fill("#code", f"muster:{first}")
        page.keyboard.press("Enter")
        page.wait_for_selector(f'[data-person="{first}"][data-status="aboard"]')
        keep(page, "story-4-scanned")
        page.fill("#code", "NOBODY-1")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=not on this list")
        keep(page, "story-4-stranger")
        page.fill("#code", first)
        page.keyboard.press("Enter")
        page.wait_for_selector("text=already aboard")
        page.click(f'button[data-board="{second}"]')
        page.wait_for_selector(f'[data-person="{second}"][data-status="aboard"]')
        for _ in range(people - 2):
            page.locator("button[data-board]:not([disabled])").first.click()
            page.wait_for_selector("[data-sending]", state="detached")
        page.reload()
        page.wait_for_selector("text=Everybody is aboard")
        page.click("button:has-text('Offer')")
        page.wait_for_selector("text=no answer yet")
    return people


def _departed(app, browser, url, trip, people):
    """A count that does not agree stops the trip; one that does lets it go."""
    with somebody(browser, url, "escort", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        page.click("form[data-accept] button")
        page.wait_for_selector("text=The escort has accepted them")
        _count(page, people - 1)
        page.wait_for_selector("text=Open difference")
        page.click("button:has-text('Depart')")
        page.wait_for_selector("dialog[open] >> text=R12")
        keep(page, "story-5-wrong-count")
        page.click("button:has-text('Understood')")
        _count(page, people)
        page.wait_for_selector("text=Open difference", state="detached")
        page.click("button:has-text('Depart')")
        page.wait_for_selector("text=Arrived at")
        keep(page, "story-5-departed")
        page.click("summary:has-text('Report an incident')")
        page.select_option("select[name=kind]", "breakdown")
        page.locator("textarea[name=text]").fill("a tyre, changed in ten minutes")
        page.click("button:has-text('Report')")
        page.wait_for_selector(".history >> text=breakdown")
        page.click("button:has-text('Arrived at')")
        page.wait_for_selector("text=still aboard")
        _count(page, people, "alighting")
        page.click("button:has-text('Offer')")
        page.wait_for_selector("text=no answer yet")
    assert app.state.live.desk.situation.incidents[-1].body["kind"] == "breakdown"


def _count(page, persons, point="boarding"):
    form = page.locator(f"form:has(input[value={point}])")
    form.locator("input[name=persons]").fill(str(persons))
    with page.expect_navigation():
        form.locator("button").click()


def _received(app, browser, url, trip, people):
    with somebody(browser, url, "receiver", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        page.click("form[data-accept] button")
        page.wait_for_selector("dialog[open] >> text=R4")
        page.click("button:has-text('Understood')")
        page.locator("label:has([data-injuries])").first.click()
        page.click("button:has-text('Examined')")
        page.wait_for_selector("text=Examined", state="detached")
        keep(page, "story-6-examined")
        page.click("form[data-accept] button")
        page.wait_for_selector("text=Everybody accepted has alighted")
        page.click("button:has-text('Everybody accepted has alighted')")
        page.wait_for_selector("text=Close the trip")
        _count(page, _held(app, trip), "receiving")
        page.click("button:has-text('Close the trip')")
        page.wait_for_selector("dialog[open] >> text=R35")
    with somebody(browser, url, "health", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        page.click("button:has-text('Medical files are here')")
        page.wait_for_selector("text=Medical files are here", state="detached")
    with somebody(browser, url, "receiver", size=PHONE) as page:
        page.goto(f"{url}/trips/{trip}")
        page.click("button:has-text('Close the trip')")
        page.wait_for_selector("text=Nothing is left to do")
        keep(page, "story-7-closed")


def _held(app, trip):
    situation = app.state.live.desk.situation
    return situation.ledger.balance[f"site:{situation.trips[trip].target}"]


def _verified(browser, url, trip):
    with somebody(browser, url, "monitor", size=DESK) as page:
        page.goto(f"{url}/verify")
        with page.expect_navigation():
            page.click("button:has-text('Sign one now')")
        page.click("button:has-text('Check now')")
        page.wait_for_selector("text=entries picked at random by this browser are in the log")
        page.goto(f"{url}/trips/{trip}")
        page.locator(".history >> text=proof").first.click()
        page.wait_for_selector("text=the path of its hashes leads to the signed root")
        keep(page, "story-8-verified")
        page.click("button:has-text('Check now')")
        page.wait_for_selector("text=Nothing was changed or removed since")


def test_the_planner_asks_what_if_and_plans_again_from_the_present(place):
    _, url, browser = place
    with somebody(browser, url, "planner") as page:
        page.goto(f"{url}/plan")
        for kind, target in (("as it is", ""), ("vehicle more", "fleet")):
            page.select_option("select[name=kind]", kind)
            if target:
                page.locator("select[name=target]").select_option(index=1)
            page.evaluate("document.querySelector('select[name=seconds]').options[0].value = '1'")
            page.select_option("select[name=seconds]", "1")
            page.click("button:has-text('Ask')")
            page.wait_for_url(re.compile("/plan"))
        page.locator("#jobs input[name=first]").nth(1).wait_for()
        page.locator("input[name=first]").nth(1).check()
        page.locator("input[name=second]").nth(0).check()
        page.click("button:has-text('Compare')")
        page.wait_for_selector("text=Two plans compared")
        keep(page, "story-9-compared")


def test_news_reaches_an_open_page_without_being_asked_for(place):
    app, url, browser = place
    live = app.state.live
    with somebody(browser, url, "duty_officer") as page:
        page.goto(f"{url}/")
        page.wait_for_selector('#live[data-state="on"]')
        site = next(iter(live.scenario.sites))
        with live.writing() as desk:
            desk.say("count", live.clock(), at=f"site:{site}", point="routine", persons=9999,
                     by="o1")  # fmt: skip
        page.wait_for_selector("text=count against balance")
        keep(page, "situation-with-a-difference")
