import pytest

from builders import Ride, change, fleet, group, hour, link, pool, reception, site
from builders import small_scenario as scenario
from honest_plans import broken
from muster.scenario import Objective
from muster.verification import Rule


def to(place, **others):
    """A scenario with this reception and buses enough."""
    return scenario(sites=[site("P"), place], **{"fleets": [fleet(vehicles=9, seats=99)], **others})


def bringing(number, boundary=1):
    return Ride("P-R", boundary, {"G": number})


def test_a_site_holds_no_more_than_its_free_capacity():
    given = to(reception("R", capacity=25, occupied=5))
    assert broken(given, bringing(21)) == {Rule.CAPACITY}
    assert broken(given, bringing(20)) == set()


def test_those_who_are_there_from_the_start_may_stay_beyond_capacity():
    given = scenario(sites=[site("P", capacity=3), reception("R")])
    assert broken(given) == set()


def test_nobody_is_added_where_more_people_are_than_there_is_room():
    given = scenario(
        sites=[site("P"), site("S", capacity=3), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        groups=[group("G", destinations=("S",), people=10), group("H", "S", people=10)],
        fleets=[fleet(vehicles=9)],
    )
    away, into = Ride("S-R", 2, {"H": 4}), Ride("P-S", 1, {"G": 5})
    assert broken(given, into, away) == {Rule.CAPACITY}
    assert broken(given, Ride("P-S", 1, {"G": 4}), away) == set()


def test_people_who_appear_later_count_as_there_from_the_start():
    given = scenario(
        sites=[site("P"), site("S", capacity=3), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        groups=[group(destinations=("S",)), group("H", "S", people=10, arrives_at=hour(20))],
    )
    assert broken(given, Ride("P-S", 1, {"G": 11})) == {Rule.CAPACITY}


def test_a_site_that_people_pass_needs_room_only_while_they_are_present():
    given = scenario(
        sites=[site("P"), site("S", "staging", capacity=10), reception("R")],
        links=[link("P", "S"), link("S", "R")],
        fleets=[fleet(vehicles=9)],
    )
    first = Ride("P-S", 1, {"G": 30})
    assert broken(given, first, Ride("S-R", 3, {"G": 30})) == {Rule.CAPACITY}
    assert broken(given, first, Ride("S-R", 2, {"G": 30})) == set()


def test_capacity_lost_during_a_step_is_lost_for_the_whole_step():
    given = to(reception("R"), changes=[change(17, "site", "R", "capacity", 10)])  # step 5
    assert broken(given, bringing(11, 4)) == {Rule.CAPACITY}
    given = to(
        reception("R", capacity=10),
        changes=[
            change(13, "site", "R", "capacity", 30),  # within step 4
            change(23, "site", "R", "capacity", None),
        ],
    )
    assert broken(given, bringing(30, 3)) == {Rule.CAPACITY}
    assert broken(given, bringing(30, 4)) == set()


def test_the_end_has_the_capacity_of_the_last_step():
    given = to(reception("R"), changes=[change(22, "site", "R", "capacity", 10)])
    assert broken(given, bringing(11, 7)) == {Rule.CAPACITY}
    given = to(reception("R"), changes=[change(24, "site", "R", "capacity", 10)])
    assert broken(given, bringing(11, 7)) == set()


def test_beds_are_for_the_class_they_name():
    groups = [group("G", people=9), group("W", people=9, separation_class="women")]
    given = to(
        reception("R", beds={"women": 4}, occupied=3),
        groups=groups,
        fleets=[fleet(vehicles=9, seats=40, compartments=2)],
    )
    assert broken(given, Ride("P-R", 1, {"G": 9, "W": 5})) == {Rule.BEDS}
    assert broken(given, Ride("P-R", 1, {"G": 9, "W": 4})) == set()


def test_women_who_are_there_from_the_start_may_stay_beyond_the_beds():
    women = group("W", people=9, separation_class="women")
    assert (
        broken(scenario(sites=[site("P", beds={"women": 4}), reception("R")], groups=[women]))
        == set()
    )


def from_(place, **others):
    """A scenario with this prison and small buses."""
    return scenario(
        sites=[place, reception("R")], **{"fleets": [fleet(vehicles=9, seats=12)], **others}
    )


def leaving(number, boundary):
    return Ride("P-R", boundary, {"G": number})


def test_people_are_loaded_in_the_step_before_they_depart():
    given = from_(site("P", embark_per_h=4.0))  # 12 a step, which fills a bus
    assert broken(given, leaving(6, 2), leaving(7, 2)) == {Rule.EMBARKATION}
    assert broken(given, leaving(6, 2), leaving(6, 2), leaving(12, 3)) == set()


def test_nobody_departs_at_the_start_from_a_site_with_an_embarkation_rate():
    given = from_(site("P", embark_per_h=4.0))
    assert broken(given, leaving(1, 0)) == {Rule.EMBARKATION}
    assert broken(from_(site("P")), leaving(1, 0)) == set()


def test_a_large_vehicle_is_filled_over_several_steps():
    # 4 people a step: the bus of 12 seats takes 3 steps
    given = from_(site("P", embark_per_h=4 / 3), steps=12)
    assert broken(given, leaving(9, 2)) == {Rule.EMBARKATION}
    assert broken(given, leaving(8, 2)) == set()
    assert broken(given, leaving(12, 3), leaving(1, 5)) == {Rule.EMBARKATION}
    assert broken(given, leaving(12, 3), leaving(12, 6)) == set()


def test_only_vehicles_that_may_depart_from_the_site_are_filled_there():
    vehicles = [fleet(seats=12), fleet("COACH", seats=60, links=("R-P",), base="R")]
    ways = [link("P", "R"), link("R", "P")]
    given = from_(site("P", embark_per_h=4.0), fleets=vehicles, links=ways)
    assert broken(given, leaving(1, 1), leaving(12, 2)) >= {Rule.VEHICLES}
    given = from_(
        site("P", embark_per_h=4.0),
        fleets=[
            fleet(seats=12, vehicles=9),
            fleet("COACH", seats=60, escort_pool="ESCORTS", escorts_per_trip=1),
        ],
        escort_pools=[pool(duty_limit_h=1.0)],
        objective=Objective(0),
    )
    assert broken(given, leaving(12, 2), leaving(1, 2)) == {Rule.EMBARKATION}


def test_the_rate_is_summed_over_the_step_and_nothing_is_loaded_while_closed():
    changes = [change(5, "site", "P", "embark_per_h", 1.0)]  # 2 h of 4, then 1 h of 1
    given = from_(site("P", embark_per_h=4.0), changes=changes)
    assert broken(given, leaving(10, 2)) == {Rule.EMBARKATION}
    assert broken(given, leaving(9, 2)) == set()
    changes = [change(5, "site", "P", "open", False), change(5.5, "site", "P", "open", True)]
    given = from_(site("P", embark_per_h=4.0), changes=changes)
    assert broken(given, leaving(1, 2)) == {Rule.EMBARKATION}
    assert broken(given, leaving(12, 3)) == set()


def test_nobody_departs_where_nobody_can_be_loaded():
    assert broken(from_(site("P", embark_per_h=0.0)), leaving(1, 4)) == {Rule.EMBARKATION}


def test_loading_may_begin_later():
    given = from_(
        site("P", embark_per_h=0.0), changes=[change(6, "site", "P", "embark_per_h", 4.0)]
    )
    assert broken(given, leaving(1, 2)) == {Rule.EMBARKATION}
    assert broken(given, leaving(12, 3), leaving(12, 4)) == set()
    assert broken(given, leaving(6, 3), leaving(7, 3)) == {Rule.EMBARKATION}


def test_a_lifted_limit_does_not_bind():
    given = from_(
        site("P", embark_per_h=1.0),
        changes=[change(6, "site", "P", "embark_per_h", None)],
        fleets=[fleet(vehicles=9, seats=3)],
    )
    assert broken(given, *[leaving(3, 2)] * 5) == {Rule.EMBARKATION}
    assert broken(given, *[leaving(3, 3)] * 5) == set()


def test_no_more_people_arrive_in_a_day_than_are_received():
    given = to(reception("R", intake_per_day=16), steps=16)
    assert broken(given, bringing(10, 1), bringing(7, 8)) == {Rule.INTAKE}
    assert broken(given, bringing(10, 1), bringing(6, 8)) == set()
    assert broken(given, bringing(10, 1), bringing(16, 9)) == set()


def test_the_day_before_the_start_counts_as_the_first_step():
    given = to(reception("R", intake_per_day=16))
    assert broken(given, bringing(16, 0)) == set()


def test_intake_follows_its_changes_hour_by_hour():
    given = to(
        reception("R", intake_per_day=24),
        steps=16,
        changes=[change(25, "site", "R", "intake_per_day", 0.0)],
    )  # 3 a step, 1 in step 8, then none
    assert broken(given, bringing(22, 7)) == set()
    assert broken(given, bringing(23, 7)) == {Rule.INTAKE}
    assert broken(given, bringing(1, 8)) == {Rule.INTAKE}


@pytest.mark.parametrize(("hours", "boundaries"), [(5.0, 4), (24.0, 1), (30.0, 1)])
def test_a_day_is_a_whole_number_of_steps(hours, boundaries):
    daily = round(hours) * boundaries
    few, rest = 5, daily - 5
    given = to(
        reception("R", intake_per_day=24),
        links=[link("P", "R", hours)],
        step_h=hours,
        steps=12,
        groups=[group(people=200)],
    )
    assert broken(given, bringing(rest, 5), bringing(few, 5 + boundaries - 1)) == set()
    assert broken(given, bringing(rest + 1, 5), bringing(few, 5 + boundaries - 1)) == {Rule.INTAKE}
    assert broken(given, bringing(daily, 5), bringing(daily, 5 + boundaries)) == set()
