"""axe finds nothing serious or critical on any page, in either language, by day and by night."""

import sys
from pathlib import Path

import pytest

from board_makers import CALM, adopted, answered, board, operation, served
from review_makers import give_reason, write_matching

sys.path.insert(0, str(Path(__file__).parent))
from browsers import DESK, PHONE, chromium, keep, somebody

AXE = Path(__file__).parent / "vendor" / "axe-4.14.1.min.js"
RUN = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations
    .filter((each) => ["serious", "critical"].includes(each.impact))
    .map((each) => [each.id, each.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))]);
}"""
BEYOND = """() => {
  const wide = document.documentElement;
  const head = [...document.querySelectorAll(".head, .head .end > *")];
  const out = head.map((each) => each.getBoundingClientRect())
    .map((box) => Math.max(-box.left, box.right - wide.clientWidth));
  return Math.floor(Math.max(wide.scrollWidth - wide.clientWidth, ...out));
}"""
ROLES = {
    "duty_officer": ("/", "/trips", "/trips/{loading}", "/trips/{arrived}", "/sites",
                     "/sites/{site}", "/people", "/people/{person}", "/claims", "/duties",
                     "/discrepancies", "/rules", "/nowhere"),
    "planner": ("/plan", "/plan/what-ifs/2", "/plan/trips/{planned}"),
    "site_officer": ("/trips/{loading}", "/people/{person}", "/sites/{site}",
                     "/sites/{site}/handover"),
    "receiver": ("/trips/{arrived}",),
    "monitor": ("/verify",),
    "administrator": ("/users", "/account"),
    "clerk": ("/matching", "/matching/first"),
}  # fmt: skip
LOOKS = [("en", "light", DESK), ("ar", "dark", PHONE)]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = operation(tmp_path_factory.mktemp("axe") / "R", hours=6, trouble=CALM)
    write_matching(folder / "matching" / "first")
    app = board(folder)
    give_reason(app.state.live, "first", "clerk")
    adopted(app, answered(app))
    answered(app)
    live = app.state.live
    with live.reading() as situation:
        by_state = {trip.state.value: trip for trip in situation.trips.values()}
        loading = by_state["loading"]
        names = {
            "loading": loading.id, "arrived": by_state["arrived"].id,
            "site": loading.planned.body["from"], "person": loading.people[0],
            "planned": next(t.id for t in live.plan.trips if t.id not in situation.trips),
        }  # fmt: skip
    with served(app) as url, chromium() as browser:
        yield names, url, browser


@pytest.mark.parametrize(("language", "mode", "size"), LOOKS)
def test_axe_finds_nothing_serious_on_any_page(place, language, mode, size):
    names, url, browser = place
    found = []
    for role, paths in ROLES.items():
        with somebody(browser, url, role, language=language, mode=mode, size=size) as page:
            for path in paths:
                page.goto(f"{url}{path.format(**names)}")
                keep(
                    page, f"{language}-{mode}-{role}-{path.strip('/').split('/')[0] or 'situation'}"
                )
                page.evaluate(AXE.read_text(encoding="utf-8"))
                found += [(role, path, *each) for each in page.evaluate(RUN)]
    assert found == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_browser_without_anybody_signed_in_finds_an_accessible_door(place, language):
    _, url, browser = place
    context = browser.new_context(viewport=PHONE)
    context.add_cookies([{"name": "language", "value": language, "url": url}])
    page = context.new_page()
    for path in ("/sign-in", "/link?token=of-long-ago"):
        page.goto(f"{url}{path}")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert (path, page.evaluate(RUN)) == (path, [])
    context.close()
