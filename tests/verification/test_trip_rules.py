from dataclasses import replace
from datetime import time, timedelta

import pytest

from builders import Ride, change, fleet, group, hour, link, plan_of, pool, reception, site
from builders import small_scenario as scenario
from honest_plans import broken, honest, honest_plan
from muster.scenario import DayWindow, Objective
from muster.verification import Rule, verify_plan

GROUP = {"G": 30}
DAYLIGHT = DayWindow(time(6), time(18))


def rules(given, plan):
    return set(verify_plan(honest(given, plan), given).broken)


def test_the_plain_plan_keeps_every_rule():
    assert broken(scenario(), Ride("P-R", 0, GROUP)) == set()
    assert broken(scenario()) == set()


def test_trips_and_loads_name_what_exists():
    given = scenario()
    plan = plan_of(given, [Ride("P-R", 1, GROUP)])
    (trip,), (load,) = plan.trips, plan.loads
    assert rules(given, plan) == set()
    for part in ({"fleet": "CART"}, {"link": "P-Q"}):
        assert rules(given, replace(plan, trips=(replace(trip, **part),))) == {Rule.REFERENCE}
    for part in ({"trip": "T9"}, {"group": "H"}):
        wrong = replace(plan, loads=(load, replace(load, **part)))
        assert rules(given, wrong) == {Rule.REFERENCE}
    assert rules(given, replace(plan, trips=(trip, trip))) == {Rule.REFERENCE}


@pytest.mark.parametrize("part", ["departs_at", "arrives_at"])
def test_a_trip_states_the_times_of_its_boundary_and_link(part):
    given = scenario()
    plan = plan_of(given, [Ride("P-R", 1, GROUP)])
    late = replace(plan.trips[0], **{part: getattr(plan.trips[0], part) + timedelta(minutes=5)})
    assert rules(given, plan) == set()
    assert rules(given, replace(plan, trips=(late,))) == {Rule.TRIP_TIMES}


def test_a_trip_states_as_many_people_as_its_loads_have():
    given = scenario()
    assert broken(given, Ride("P-R", 1, GROUP, more={"people": 29})) == {Rule.MANIFEST}
    assert broken(given, Ride("P-R", 1, GROUP, more={"people": 30})) == set()


def test_a_load_of_nobody_or_of_fewer_is_refused():
    given = scenario()
    assert broken(given, Ride("P-R", 1, {"G": 0})) == {Rule.MANIFEST}
    assert broken(given, Ride("P-R", 1, {"G": -1})) >= {Rule.MANIFEST}


def test_a_trip_arrives_by_the_end_of_the_horizon():
    given = scenario(links=[link("P", "R", 4.0)], steps=8)
    assert broken(given, Ride("P-R", 7, GROUP)) == {Rule.HORIZON}
    assert broken(given, Ride("P-R", 6, GROUP)) == set()


def test_a_trip_does_not_depart_before_the_start():
    given = scenario()
    assert broken(given, Ride("P-R", -1, GROUP)) == {Rule.HORIZON}


def test_a_ride_of_exactly_two_steps_takes_two():
    given = scenario(links=[link("P", "R", 0.1 * 3)], step_h=0.1 * 3 / 2, steps=4)
    assert broken(given, Ride("P-R", 2, GROUP)) == set()


def test_a_fleet_serves_links_of_its_mode():
    given = scenario(fleets=[fleet(mode="rail")])
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.SERVICE}
    assert broken(scenario(fleets=[fleet(mode="road")]), Ride("P-R", 1, GROUP)) == set()


def test_a_fleet_that_names_links_serves_no_other():
    ways = [link("P", "R"), link("P", "R", id="LONG")]
    given = scenario(links=ways, fleets=[fleet(links=("LONG",))])
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.SERVICE}
    assert broken(given, Ride("LONG", 1, GROUP)) == set()


def test_a_vehicle_comes_from_its_base_over_links_of_its_mode():
    places = [site("P"), reception("R"), site("BASE", "staging")]
    ways = [link("P", "R"), link("BASE", "P", mode="air")]
    assert broken(
        scenario(sites=places, links=ways, fleets=[fleet(base="BASE")]), Ride("P-R", 1, GROUP)
    ) == {Rule.REACH}
    ways[1] = link("BASE", "P")
    given = scenario(sites=places, links=ways, fleets=[fleet(base="BASE")])
    assert broken(given, Ride("P-R", 1, GROUP)) == set()


def test_an_empty_vehicle_goes_against_a_link_that_has_no_other_direction():
    places = [site("P"), reception("R"), site("BASE", "staging")]
    given = scenario(
        sites=places, links=[link("P", "R"), link("P", "BASE", 6.0)], fleets=[fleet(base="BASE")]
    )
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.LEAD}
    assert broken(given, Ride("P-R", 2, GROUP)) == set()


def test_an_empty_vehicle_takes_the_time_of_its_own_direction_where_both_exist():
    places = [site("P"), reception("R"), site("BASE", "staging")]
    ways = [link("P", "R"), link("P", "BASE", 3.0), link("BASE", "P", 9.0)]
    given = scenario(sites=places, links=ways, fleets=[fleet(base="BASE")])
    assert broken(given, Ride("P-R", 2, GROUP)) == {Rule.LEAD}
    assert broken(given, Ride("P-R", 3, GROUP)) == set()


def test_a_vehicle_loads_before_it_departs():
    given = scenario(fleets=[fleet(load_h=3.5)])
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.LEAD}
    assert broken(given, Ride("P-R", 2, GROUP)) == set()


def test_closures_do_not_bind_empty_vehicles():
    places = [site("P"), reception("R"), site("BASE", "staging")]
    given = scenario(
        sites=places,
        links=[link("P", "R"), link("BASE", "P")],
        fleets=[fleet(base="BASE")],
        changes=[change(0, "link", "BASE-P", "open", False)],
    )
    assert broken(given, Ride("P-R", 1, GROUP)) == set()


def test_escorts_are_not_on_duty_beyond_their_limit():
    # 1 h of loading, 3 h of riding, 3 h of empty way back
    carrier = fleet(escort_pool="ESCORTS", escorts_per_trip=1, load_h=1.0, turnaround_h=20.0)

    def with_limit(hours):
        return scenario(fleets=[carrier], escort_pools=[pool(duty_limit_h=hours, rest_h=30.0)])

    assert broken(with_limit(6.9), Ride("P-R", 1, GROUP)) == {Rule.DUTY}
    assert broken(with_limit(7.0), Ride("P-R", 1, GROUP)) == set()


def test_a_ride_beyond_the_limit_needs_a_rest_stop():
    def with_stops(number):
        return scenario(
            links=[link("P", "R", 6.0, rest_stops=number)], objective=Objective(0, ride_limit_h=4.0)
        )

    assert broken(with_stops(0), Ride("P-R", 1, GROUP)) == {Rule.RIDE_TIME}
    assert broken(with_stops(1), Ride("P-R", 1, GROUP)) == set()


@pytest.mark.parametrize(
    "windows",
    [
        {"sites": [site("P", window=DAYLIGHT), reception("R")]},
        {"links": [link("P", "R", window=DAYLIGHT)]},
    ],
)
def test_a_trip_departs_within_the_window_of_its_site_and_its_link(windows):
    given = scenario(**windows)  # the scenario starts at midnight, steps are 3 h
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.WINDOW}
    assert broken(given, Ride("P-R", 2, GROUP)) == set()
    assert broken(given, Ride("P-R", 5, GROUP)) == set()
    assert broken(given, Ride("P-R", 6, GROUP)) == {Rule.WINDOW}


def test_a_trip_arrives_within_the_window_of_its_destination():
    given = scenario(sites=[site("P"), reception("R", window=DAYLIGHT)])
    assert broken(given, Ride("P-R", 0, GROUP)) == {Rule.WINDOW}
    assert broken(given, Ride("P-R", 1, GROUP)) == set()
    assert broken(given, Ride("P-R", 5, GROUP)) == {Rule.WINDOW}


@pytest.mark.parametrize(("kind", "target"), [("site", "P"), ("link", "P-R")])
def test_nobody_departs_from_a_closed_site_or_on_a_closed_link(kind, target):
    closures = [change(4, kind, target, "open", False), change(7, kind, target, "open", True)]
    given = scenario(changes=closures)  # closed for parts of steps 1 and 2
    assert broken(given, Ride("P-R", 0, GROUP)) == set()
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.CLOSURE}
    assert broken(given, Ride("P-R", 2, GROUP)) == {Rule.CLOSURE}
    assert broken(given, Ride("P-R", 3, GROUP)) == set()


def test_nobody_arrives_at_a_closed_site():
    closures = [change(6, "site", "R", "open", False), change(9, "site", "R", "open", True)]
    given = scenario(changes=closures)  # closed in step 2
    assert broken(given, Ride("P-R", 0, GROUP)) == set()
    assert broken(given, Ride("P-R", 1, GROUP)) == {Rule.CLOSURE}
    assert broken(given, Ride("P-R", 2, GROUP)) == set()


def test_an_arrival_at_the_end_asks_whether_the_last_step_is_open():
    given = scenario(changes=[change(22, "site", "R", "open", False)])
    assert broken(given, Ride("P-R", 7, GROUP)) == {Rule.CLOSURE}
    assert broken(given, Ride("P-R", 6, GROUP)) == {Rule.CLOSURE}
    assert broken(given, Ride("P-R", 5, GROUP)) == set()


def test_a_vehicle_has_only_its_compartments():
    given = scenario(
        groups=[group("G", people=10), group("W", people=10, separation_class="women")],
        fleets=[fleet(compartments=2)],
    )
    both = {"G": 10, "W": 10}
    more = {"compartments": {"men": 2, "women": 1}}
    assert broken(given, Ride("P-R", 1, both, more=more)) == {Rule.COMPARTMENTS}
    assert broken(given, Ride("P-R", 1, both)) == set()


def test_nobody_boards_beyond_the_seats_of_the_compartments_of_their_class():
    given = scenario(
        groups=[group("G", people=21), group("W", people=10, separation_class="women")],
        fleets=[fleet(compartments=2)],
    )
    one_each = {"compartments": {"men": 1, "women": 1}}
    assert broken(given, Ride("P-R", 1, {"G": 21, "W": 10}, more=one_each)) == {Rule.SEATS}
    assert broken(given, Ride("P-R", 1, {"G": 20, "W": 10}, more=one_each)) == set()


def test_people_on_stretchers_take_stretcher_places():
    lying = group("G", people=3, seat_kind="stretcher")
    ride = Ride("P-R", 1, {"G": 3}, more={"compartments": {"men": 1}})
    assert broken(scenario(groups=[lying], fleets=[fleet(stretchers=2)]), ride) == {Rule.SEATS}
    assert broken(scenario(groups=[lying], fleets=[fleet(stretchers=3)]), ride) == set()


def test_a_class_without_a_compartment_does_not_board():
    given = scenario()
    nothing = {"compartments": {}}
    assert broken(given, Ride("P-R", 1, GROUP, more=nothing)) == {Rule.SEATS}


def test_a_message_says_where_what_was_found_and_what_was_expected():
    given = scenario(groups=[group(people=50)])
    plan = honest_plan(given, [Ride("P-R", 1, {"G": 41}, more={"compartments": {"men": 1}})])
    (violation,) = verify_plan(plan, given).violations
    assert str(violation) == (
        "seats: trip T1 on P-R at boundary 1 (2026-01-21 03:00): found 41 seated men; "
        "expected at most 40, the seated places of their 1 compartments"
    )


def test_times_before_the_start_and_far_away_do_no_harm():
    given = scenario(
        groups=[group(ready_at=hour(-5), arrives_at=hour(-7))],
        changes=[change(-3, "site", "P", "open", False), change(-2, "site", "P", "open", True)],
    )
    assert broken(given, Ride("P-R", 0, GROUP)) == set()
    assert broken(given, Ride("P-R", 1, GROUP, more={"step": 10**15})) == {Rule.HORIZON}
