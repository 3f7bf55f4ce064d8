import pytest

from builders import Ride, change, fleet, group, link, pool, reception, site
from builders import small_scenario as scenario
from honest_plans import broken, honest_plan
from muster.verification import Rule, verify_plan

SOME = {"G": 1}


def trips_at(*boundaries):
    return [Ride("P-R", boundary, SOME) for boundary in boundaries]


def test_a_vehicle_is_away_for_its_whole_round_trip():
    given = scenario()  # 3 h out, 3 h back: busy in two steps
    assert broken(given, *trips_at(1, 2)) == {Rule.VEHICLES}
    assert broken(given, *trips_at(1, 3)) == set()


def test_a_vehicle_is_busy_while_it_loads_and_while_it_is_serviced():
    given = scenario(fleets=[fleet(load_h=2.0, turnaround_h=1.0)])  # busy t-1 … t+2
    assert broken(given, *trips_at(1, 4)) == {Rule.VEHICLES}
    assert broken(given, *trips_at(1, 5)) == set()


def test_trips_at_the_same_time_need_as_many_vehicles():
    assert broken(scenario(fleets=[fleet(vehicles=2)]), *trips_at(1, 1, 2)) == {Rule.VEHICLES}
    assert broken(scenario(fleets=[fleet(vehicles=3)]), *trips_at(1, 1, 2)) == set()


def test_a_vehicle_taken_away_during_a_step_is_missing_for_the_whole_step():
    given = scenario(changes=[change(13, "fleet", "BUS", "vehicles", 0)])  # within step 4
    assert broken(given, *trips_at(3)) == {Rule.VEHICLES}
    assert broken(given, *trips_at(2)) == set()


def test_a_vehicle_still_out_when_the_horizon_ends_is_counted_until_then():
    given = scenario(fleets=[fleet(turnaround_h=100.0)])
    assert broken(given, *trips_at(0, 7)) == {Rule.VEHICLES}
    assert broken(given, *trips_at(7)) == set()


def test_escort_teams_rest_after_their_round_trip():
    given = scenario(
        fleets=[fleet(vehicles=9, escort_pool="ESCORTS", escorts_per_trip=2)],
        escort_pools=[pool(teams=3, rest_h=4.0)],  # busy t … t+3
    )
    assert broken(given, *trips_at(1, 4)) == {Rule.ESCORTS}
    assert broken(given, *trips_at(1, 5)) == set()


def test_fleets_share_an_escort_pool():
    given = scenario(
        fleets=[
            fleet("BUS", escort_pool="ESCORTS", escorts_per_trip=1),
            fleet("VAN", escort_pool="ESCORTS", escorts_per_trip=1),
        ],
        escort_pools=[pool(teams=1)],
        changes=[change(12, "escorts", "ESCORTS", "teams", 2)],
    )
    assert broken(given, *trips_at(1), Ride("P-R", 1, SOME, fleet="VAN")) == {Rule.ESCORTS}
    assert broken(given, *trips_at(4), Ride("P-R", 4, SOME, fleet="VAN")) == set()


def test_a_fleet_without_escorts_needs_none():
    given = scenario(fleets=[fleet(escort_pool="ESCORTS")], escort_pools=[pool(teams=0)])
    assert broken(given, *trips_at(1)) == set()


def test_trips_on_a_link_are_limited_in_any_day():
    given = scenario(
        links=[link("P", "R", trips_per_day=2)], fleets=[fleet(vehicles=9)], steps=12
    )  # 8 boundaries are a day
    assert broken(given, *trips_at(1, 4, 8)) == {Rule.TRIPS_PER_DAY}
    assert broken(given, *trips_at(1, 4, 9)) == set()


def test_the_lowest_limit_of_the_day_counts():
    given = scenario(
        fleets=[fleet(vehicles=9)],
        steps=16,
        changes=[
            change(24, "link", "P-R", "trips_per_day", 1),  # boundary 8
            change(26, "link", "P-R", "trips_per_day", None),
        ],
    )
    assert broken(given, *trips_at(1, 2)) == {Rule.TRIPS_PER_DAY}  # 1 … 8 are a day
    assert broken(given, *trips_at(0, 1)) == set()
    assert broken(given, *trips_at(9, 9, 9)) == {Rule.TRIPS_PER_DAY}
    assert broken(given, *trips_at(9, 9), Ride("P-R", 0, SOME)) == {Rule.TRIPS_PER_DAY}
    assert broken(given, *trips_at(0, 9)) == set()


def test_a_horizon_shorter_than_a_day_is_one_day():
    given = scenario(links=[link("P", "R", trips_per_day=1)], steps=4)
    assert broken(given, *trips_at(0, 3)) == {Rule.TRIPS_PER_DAY}


@pytest.mark.parametrize("site_id", ["P", "R"])
def test_departures_and_arrivals_by_air_take_slots(site_id):
    places = [
        site("P", air_slots_per_day=2 if site_id == "P" else None),
        reception("R", air_slots_per_day=2 if site_id == "R" else None),
    ]
    given = scenario(
        sites=places,
        links=[link("P", "R", mode="air"), link("P", "R", id="ROAD")],
        fleets=[fleet("JET", mode="air", vehicles=9), fleet("BUS", vehicles=9)],
    )
    by_air = [Ride("P-R", boundary, SOME, fleet="JET") for boundary in (1, 2, 7)]
    by_road = [Ride("ROAD", boundary, SOME) for boundary in (3, 4, 5)]
    assert broken(given, *by_air, *by_road) == {Rule.AIR_SLOTS}
    assert broken(given, *by_air[:2], *by_road) == set()


def test_a_departure_and_an_arrival_at_one_airfield_take_two_slots():
    places = [site("P"), site("S", "airfield", air_slots_per_day=1), reception("R")]
    given = scenario(
        sites=places,
        links=[link("P", "S", mode="air"), link("S", "R", mode="air")],
        fleets=[fleet("JET", mode="air", vehicles=2)],
        groups=[group(people=1)],
        steps=12,
    )
    arrive = Ride("P-S", 0, SOME, fleet="JET")  # at boundary 1
    assert broken(given, arrive, Ride("S-R", 8, SOME, fleet="JET")) == {Rule.AIR_SLOTS}
    assert broken(given, arrive, Ride("S-R", 9, SOME, fleet="JET")) == set()


def test_an_arrival_at_the_end_has_the_slots_of_the_last_step():
    given = scenario(
        sites=[site("P"), reception("R")],
        links=[link("P", "R", mode="air")],
        fleets=[fleet("JET", mode="air")],
        changes=[change(21, "site", "R", "air_slots_per_day", 0)],
        step_h=3.0,
    )
    last = Ride("P-R", 7, SOME, fleet="JET")
    assert broken(given, last) == {Rule.AIR_SLOTS}


def test_an_excess_is_told_as_one_stretch_with_its_worst_step():
    given = scenario()
    (violation,) = verify_plan(honest_plan(given, trips_at(1, 2, 2)), given).violations
    assert str(violation) == (
        "vehicles: fleet BUS, steps 2 to 3, from 2026-01-21 06:00 on: "
        "found 3 vehicles busy (step 2); expected at most 1"
    )
