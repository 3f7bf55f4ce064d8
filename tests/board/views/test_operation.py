"""Views of a whole operation, half carried out: numbers that must add up."""

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from board_makers import board, operation
from muster.board.views.claims import claims_shown, stated_before
from muster.board.views.courses import course_of
from muster.board.views.gantt import gantt_of
from muster.board.views.outlook import AHEAD_H, CLASSES, class_of, outlooks
from muster.board.views.plans import compared, remaining_of, suggested, to_write_down
from muster.board.views.sites import site_shown
from muster.board.views.situation import sites_now
from muster.board.views.what_if import KINDS, Question, asked_of, targets_of
from muster.custody.books import Books
from muster.custody.turnover import balance_of
from muster.errors import MusterError
from muster.hazard import look_ahead
from muster.scenario.change import ChangeTarget


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    app = board(operation(tmp_path_factory.mktemp("views") / "R", hours=6))
    yield app.state.live
    app.state.live.close()


@pytest.fixture(scope="module")
def course(live):
    ahead = outlooks(live.scenario)
    return course_of(live.desk.situation, live.scenario, live.plan, ahead, live.now())


def test_each_account_opens_takes_in_gives_out_and_closes(live):
    for hours in (1.0, 24.0, 500.0):
        found = balance_of(live.desk.situation.ledger, live.now(), hours)
        assert all(r.opening + r.received - r.left == r.closing for r in found.rows)
        assert found.is_closed
        assert sum(row.closing for row in found.rows) == 260


def test_what_accounts_opened_with_is_what_the_books_had_then(live):
    now = live.now()
    found = balance_of(live.desk.situation.ledger, now, 4.0)
    then = datetime.fromisoformat(now) - timedelta(hours=4.13)
    before = Books.of(live.desk.situation.ledger).balance(
        then.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    )
    for row in found.rows:
        if row.account.startswith("site:"):
            assert row.opening == before.get(row.account, 0), row


def test_the_past_of_the_course_is_what_the_books_had(live, course):
    books = Books.of(live.desk.situation.ledger)
    for index in range(0, course.now + 1, 3):
        balance = books.balance(course.times[index])
        for site, people in course.people.items():
            assert people[index] == balance.get(f"site:{site}", 0)


def test_nobody_appears_or_vanishes_in_the_future_of_the_course(live, course):
    total = live.desk.situation.ledger.people
    for index in range(course.now, len(course.times)):
        there = sum(people[index] for people in course.people.values())
        assert 0 <= there <= total
    assert sum(people[-1] for people in course.people.values()) == total


def test_the_chance_of_failure_is_that_of_the_hazards(live):
    scenario = live.scenario
    found = outlooks(scenario)
    for site in look_ahead(scenario, (AHEAD_H,)).sites:
        assert found.at(site.site, scenario.start) == pytest.approx(site.failed_by[0], abs=1e-9)


def test_colours_grow_darker_with_the_chance():
    assert class_of(None) == class_of(0.0) == 0
    assert [class_of(limit) for limit in CLASSES] == [1, 2, 3, 4]


def test_no_two_trips_lie_on_each_other_in_a_vehicles_row(live):
    now = datetime.fromisoformat(live.now())
    found = gantt_of(live.scenario, live.plan, live.desk.situation, now)
    bars = [bar for fleet in found.fleets for bar in fleet.bars]
    assert Counter(bar.trip for bar in bars) == Counter(trip.id for trip in live.plan.trips)
    for fleet in found.fleets:
        rows = {bar.y for bar in fleet.bars}
        for row in rows:
            own = sorted((bar.x, bar.x + bar.width) for bar in fleet.bars if bar.y == row)
            assert all(a[1] <= b[0] + 3.1 for a, b in pairwise(own))


def test_whoever_has_left_by_the_plan_never_comes_back(live):
    totals = remaining_of(live.scenario, live.plan).total
    assert all(a >= b for a, b in pairwise(totals))


def test_a_suggested_list_names_only_who_is_there_and_on_no_other_trip(live):
    situation, now = live.desk.situation, datetime.fromisoformat(live.now())
    listed = to_write_down(live.scenario, live.plan, situation, now)
    assert listed
    waiting = {p for t in situation.running if t.departed is None for p in t.people}
    for trip in listed:
        found = suggested(live.version, situation, trip.id)
        there = situation.ledger.present[f"site:{found.origin}"]
        assert set(found.people) <= there - waiting
        assert len(found.people) <= found.trip.people
    assert suggested(live.version, situation, "T9999") is None


def test_a_plan_compared_with_itself_differs_in_nothing(live):
    same = (live.scenario, live.plan)
    found = compared(same, same)
    assert all(one == two for _, one, two in found.rows)
    assert all(one == two for _, one, two in found.days)


def test_a_lost_site_is_closed_and_nothing_else_is_changed(live):
    site = targets_of(live.scenario)["site"][0]
    asked = asked_of(live.scenario, Question("site lost", site))
    (shut,) = [c for c in asked.changes if (c.target, c.field) == (site, "open")]
    assert (shut.at, shut.value) == (live.scenario.start, False)
    assert asked.fleets == live.scenario.fleets


def test_one_vehicle_fewer_holds_before_and_after_every_change_of_its_fleet(live):
    fleet = targets_of(live.scenario)["fleet"][0]
    asked = asked_of(live.scenario, Question("vehicle fewer", fleet))
    assert asked.fleets[fleet].vehicles == max(live.scenario.fleets[fleet].vehicles - 1, 0)
    changed = [c for c in asked.changes if c.target_kind is ChangeTarget.FLEET]
    assert len(changed) == len([c for c in live.scenario.changes
                                if c.target_kind is ChangeTarget.FLEET])  # fmt: skip


@pytest.mark.parametrize("question", [Question("nothing"), Question("site lost", "nowhere")])
def test_a_question_about_what_is_not_there_is_refused(live, question):
    with pytest.raises(MusterError, match="expected"):
        asked_of(live.scenario, question)


def test_every_kind_of_question_makes_a_scenario(live):
    targets = targets_of(live.scenario)
    for kind, (needs, _) in KINDS.items():
        if needs and not targets[needs]:
            continue  # nothing here that it could name
        target = targets[needs][0] if needs else ""
        assert asked_of(live.scenario, Question(kind, target)).sites


def test_the_most_people_in_the_most_danger_stand_first_among_sites(live):
    found = sites_now(live.desk.situation, live.scenario, outlooks(live.scenario), live.now())
    risks = [(site.chance or 0) * site.people for site in found]
    assert risks == sorted(risks, reverse=True)


def test_a_sites_classes_add_up_to_its_people(live, course):
    for site in live.scenario.sites:
        shown = site_shown(live.desk, site, live.scenario, None, course, live.now())
        assert sum(row.people for row in shown.classes) == shown.people
    assert site_shown(live.desk, "nowhere", live.scenario, None, course, live.now()) is None


def test_what_the_record_has_received_is_shown_beside_the_claims(live):
    books = Books.of(live.desk.situation.ledger)
    shown = claims_shown(stated_before(live.scenario), books, live.scenario, live.now())
    held = sum(
        books.balance().get(f"site:{site.id}", 0)
        for site in live.scenario.sites.values() if site.kind.value == "reception"
    )  # fmt: skip
    assert shown.record[-1] == (live.now(), held)
