"""A plan from a question to its first trip: asked, put under way, written down, approved, shown."""

import re
import sys
from pathlib import Path

import pytest

from board_makers import board, operation, served

sys.path.insert(0, str(Path(__file__).parent))
from browsers import PHONE, chromium, keep, somebody


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    app = board(operation(tmp_path_factory.mktemp("new-plan") / "R", hours=-20))
    with served(app) as url, chromium() as browser:
        yield app, url, browser


def test_a_planner_puts_an_answer_under_way_and_somebody_else_approves_its_trips(place):
    app, url, browser = place
    with somebody(browser, url, "planner") as page:
        _asked(page, url)
        _put_under_way(page)
        trip = _written_down(page)
    assert app.state.live.version.changes.kind == "vehicle more"
    assert app.state.live.desk.situation.adopted[0].body["by"] == "planner"
    with somebody(browser, url, "approver", size=PHONE) as page:
        page.goto(f"{url}/")
        page.locator(f'a[href="/trips/{trip}"]').first.click()
        page.click("button:has-text('Approve')")
        page.wait_for_selector("text=Waits for the vehicle and the escort")
    with somebody(browser, url, "monitor") as page:
        page.goto(f"{url}/plan")
        page.wait_for_selector("h1:has-text('Plan 2')")
        page.wait_for_selector(
            f'.gantt a[href="/trips/{trip}"] rect[data-state="approved"]', state="attached"
        )
        assert page.locator("text=Make it the plan under way").count() == 0
        keep(page, "new-plan-3-approved")


def _asked(page, url):
    page.goto(f"{url}/plan")
    page.select_option("select[name=kind]", "vehicle more")
    page.locator("select[name=target]").select_option(index=1)
    page.evaluate("document.querySelector('select[name=seconds]').options[0].value = '1'")
    page.select_option("select[name=seconds]", "1")
    page.click("button:has-text('Ask')")
    page.locator("#jobs >> text=What it changes").click()


def _put_under_way(page):
    page.wait_for_selector("text=It takes for granted")
    keep(page, "new-plan-1-answer")
    page.fill("textarea[name=reason]", "a fourth bus came this morning")
    page.click("button:has-text('Make it the plan under way')")
    page.wait_for_url(re.compile("/plan$"))
    page.wait_for_selector("h1:has-text('Plan 2')")
    page.wait_for_selector("text=a fourth bus came this morning")
    keep(page, "new-plan-2-under-way")


def _written_down(page):
    page.locator('a[href^="/plan/trips/"]').first.click()
    page.fill("textarea[name=risk]", "the prison burns")
    page.fill("textarea[name=interests]", "weighed with each of them")
    page.click("button:has-text('Write down; somebody else approves')")
    page.wait_for_url(re.compile("/trips/"))
    page.wait_for_selector("text=Waits for somebody else")
    return page.url.rsplit("/", 1)[1]
