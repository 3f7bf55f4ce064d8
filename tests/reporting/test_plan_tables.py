"""Tables of a plan, for the terminal and as rows."""

import io
import json
from dataclasses import replace

from hypothesis import given, settings
from rich.console import Console

from builders import Ride, fleet, group, link, pool, reception, site, small_scenario
from honest_plans import honest_plan
from muster.planning.answers import Surge
from muster.reporting import plan_rows, plan_tables
from muster.scenario import Objective
from reporting.planned import planned
from reporting.sketches import many_sites, sketched

a_few = settings(max_examples=12, deadline=None)


def printed(scenario, plan, surges=()):
    text = io.StringIO()
    console = Console(width=200, file=text)
    for table in plan_tables(scenario, plan, surges):
        console.print(table)
    return text.getvalue()


@a_few
@given(planned())
def test_rows_add_up_to_the_plan(given_plan):
    scenario, plan = given_plan
    rows = plan_rows(scenario, plan)
    assert json.loads(json.dumps(rows)) == rows
    assert sum(row["trips"] for row in rows["trips"]) == len(plan.trips)
    assert sum(row["people"] for row in rows["trips"]) == sum(t.people for t in plan.trips)
    sites = rows["sites"]
    for row in sites:
        assert row["start"] == row["moved"] + row["staying"] + row["remaining"]
        gone = row["start"] > 0 and row["staying"] + row["remaining"] == 0
        assert (row["emptied_at"] is not None) == gone or row["start"] == 0
    assert sum(row["remaining"] for row in sites) == plan.unplaced
    assert sum(row["moved"] for row in sites) == sum(row["received"] for row in sites)
    assert sum(row["people"] for row in rows["first_day"]) <= sum(t.people for t in plan.trips)
    assert "expected loss" in printed(scenario, plan)


def test_the_summary_says_why_people_are_unplaced():
    scenario = small_scenario(
        sites=[site("P"), reception("R", capacity=12)],
        groups=[group("A", people=1200), group("B", people=3, destinations=[])],
    )
    text = printed(scenario, honest_plan(scenario, [Ride("P-R", 1, {"A": 10})]))
    assert "10 of 1,203 moved by 21 Jan 06:00; 1,193 left unplaced" in text
    assert "people unplaced: 3 no place open to them; 1,188 no room; 2 no transport in time" in text


def test_orders_for_the_first_day_say_who_rides_what_when_and_with_which_escorts():
    scenario = small_scenario(
        sites=[site("P", name="Panorama"), reception("R", name="Karkh")],
        fleets=[fleet(name="convoy", escort_pool="ESC", escorts_per_trip=2)],
        escort_pools=[pool("ESC", teams=2)],
        groups=[group("M", people=20), group("W", people=4, separation_class="women")],
        steps=12,
    )
    plan = honest_plan(
        scenario, [Ride("P-R", 9, {"M": 5}), Ride("P-R", 1, {"M": 15}), Ride("P-R", 4, {"W": 4})]
    )
    orders = plan_rows(scenario, plan)["first_day"]
    assert [order["trip"] for order in orders] == ["T2", "T3"]
    assert orders[0]["by_class"] == {"men": 15}
    assert orders[0]["departs_at"] == "2026-01-21T03:00:00+03:00"
    assert (orders[1]["escort_teams"], orders[1]["escort_pool"]) == (2, "ESC")
    text = printed(scenario, plan)
    assert "Orders for the first 24 hours (times UTC+03:00)" in text
    assert "15 men" in text


def test_a_day_without_departures_is_said():
    scenario = small_scenario(steps=20, links=[link("P", "R")])
    text = printed(scenario, honest_plan(scenario, [Ride("P-R", 12, {"G": 30})]))
    assert "No trip departs in the first 24 hours." in text


def test_the_bound_stands_beside_the_objective_and_says_what_the_objective_is():
    scenario = small_scenario(objective=Objective(0, trip_price=0.5))
    plan = honest_plan(scenario, [Ride("P-R", 1, {"G": 30})], bound=0.7, gap=0.1)
    text = printed(scenario, replace(plan, objective=0.875))
    lines = [line.strip() for line in text.splitlines()]
    assert (
        "0.88  objective: what is made as small as can be: the expected loss + the price of "
        in (text)
    )
    assert "0.70  bound on the objective: proven, no plan is below" in lines
    assert "10 %  gap: how much lower the best plan's objective could be at most" in lines


def test_where_nothing_has_a_price_the_objective_is_the_expected_loss():
    scenario = small_scenario()
    text = printed(scenario, honest_plan(scenario, [Ride("P-R", 1, {"G": 30})]))
    assert "here the expected loss and nothing else" in text
    assert "price" not in text


def test_the_tail_and_the_price_of_changes_are_said_as_parts_of_the_objective():
    scenario = small_scenario()
    plan = replace(
        honest_plan(scenario, [Ride("P-R", 1, {"G": 30})]),
        tail=0.9,
        tail_weight=0.25,
        cvar=4.0,
        change_price=2.0,
        given_up=3,
    )
    text = printed(scenario, plan)
    assert (
        "75 % of the expected loss + 25 % of the mean loss in the worst 10 % of the futures "
        "planned for + the price of 3 approved trips given up"
    ) in text


def test_long_tables_say_where_the_rest_is():
    scenario = many_sites(60, days=4)
    assert "more rows, all in trips.csv" in printed(scenario, sketched(scenario))


def test_the_least_surge_is_in_the_summary():
    scenario = small_scenario()
    surge = Surge("capacity", "R", 670, "beds", 670, 0)
    text = printed(scenario, honest_plan(scenario), [surge])
    assert "670 more beds at site R would leave 0 unplaced instead of 670" in text
