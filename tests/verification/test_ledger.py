from builders import Ride, change, fleet, group, hour, link, reception, site
from builders import small_scenario as scenario
from honest_plans import broken, honest_plan
from muster.planning.plan import Placement
from muster.verification import Rule, verify_plan

STAGED = {
    "sites": [site("P"), site("S", "staging"), reception("R"), reception("X")],
    "links": [
        link("P", "S"),
        link("S", "R"),
        link("S", "X"),
        link("S", "P"),
        link("X", "R"),
        link("R", "P"),
    ],
    "fleets": [fleet(vehicles=9)],
}


def staged(*groups):
    return scenario(**STAGED, groups=list(groups) or [group()])


def test_people_depart_only_from_where_they_are():
    given = staged()
    assert broken(given, Ride("P-S", 1, {"G": 20}), Ride("S-R", 2, {"G": 21})) >= {
        Rule.CONSERVATION
    }
    assert broken(given, Ride("P-S", 1, {"G": 20}), Ride("S-R", 2, {"G": 20})) == set()


def test_people_do_not_depart_before_they_have_arrived():
    given = staged()
    assert broken(given, Ride("P-S", 2, {"G": 20}), Ride("S-R", 2, {"G": 20})) == {
        Rule.CONSERVATION
    }
    assert broken(given, Ride("P-S", 2, {"G": 20}), Ride("S-R", 3, {"G": 20})) == set()


def test_no_more_people_of_a_group_depart_than_there_are():
    given = scenario(fleets=[fleet(vehicles=2)])
    assert broken(given, Ride("P-R", 1, {"G": 16}, vehicles=2)) == {Rule.CONSERVATION}
    assert broken(given, Ride("P-R", 1, {"G": 15}, vehicles=2)) == set()


def test_groups_are_not_mixed_up():
    given = scenario(groups=[group("G", people=5), group("H", people=20)])
    assert broken(given, Ride("P-R", 1, {"G": 6})) == {Rule.CONSERVATION}


def test_people_under_way_at_the_start_depart_only_after_they_appear():
    given = scenario(groups=[group(arrives_at=hour(4))])  # boundary 2
    assert broken(given, Ride("P-R", 1, {"G": 30})) == {Rule.CONSERVATION}
    assert broken(given, Ride("P-R", 2, {"G": 30})) == set()


def test_people_who_arrive_after_the_horizon_are_outside_the_plan():
    given = scenario(groups=[group(), group("H", arrives_at=hour(24.5))])
    figures = verify_plan(honest_plan(given), given).figures
    assert figures.people == 30
    assert figures.placements == (Placement("G", "P", 30, False),)
    given = scenario(groups=[group(), group("H", arrives_at=hour(24))])
    assert verify_plan(honest_plan(given), given).figures.unplaced == 60


def test_nobody_departs_before_they_are_ready():
    given = scenario(groups=[group(ready_at=hour(3.5))])
    assert broken(given, Ride("P-R", 1, {"G": 30})) == {Rule.READINESS}
    assert broken(given, Ride("P-R", 2, {"G": 30})) == set()


def test_readiness_holds_at_every_site_of_the_way():
    given = staged(group(ready_at=hour(9)))
    first, last = Ride("P-S", 2, {"G": 30}), Ride("S-R", 3, {"G": 30})
    assert broken(given, first, last) == {Rule.READINESS}


def test_nobody_returns_to_where_they_started():
    ways = [Ride("P-S", 1, {"G": 30}), Ride("S-P", 2, {"G": 30})]
    assert broken(staged(), *ways) == {Rule.RETURN}
    assert broken(staged(group(destinations=("R", "P"))), *ways) == set()


def test_nobody_enters_a_reception_that_is_not_among_their_destinations():
    ways = [Ride("P-S", 1, {"G": 30}), Ride("S-X", 2, {"G": 30}), Ride("X-R", 3, {"G": 30})]
    assert broken(staged(), *ways) == {Rule.BARRED}
    assert broken(staged(group(destinations=("R", "X"))), *ways) == set()


def test_nobody_is_left_on_the_way():
    first = Ride("P-S", 1, {"G": 30})
    assert broken(staged(), first, Ride("S-R", 2, {"G": 29})) == {Rule.END}
    assert broken(staged(), first, Ride("S-R", 2, {"G": 30})) == set()
    assert broken(staged(group(destinations=("S",))), first) == set()


def test_people_without_destinations_stay():
    given = staged(group(destinations=()))
    assert broken(given, Ride("P-S", 1, {"G": 1})) == {Rule.END}
    assert broken(given) == set()


def test_who_stays_is_unplaced_unless_staying_is_an_end():
    rides = [Ride("P-R", 1, {"G": 10})]
    given = scenario()
    figures = verify_plan(honest_plan(given, rides), given).figures
    assert figures.unplaced == 20
    assert set(figures.placements) == {
        Placement("G", "P", 20, False),
        Placement("G", "R", 10, True),
    }
    given = scenario(groups=[group(destinations=("P", "R"))])
    assert verify_plan(honest_plan(given, rides), given).figures.unplaced == 0


def test_changes_of_other_things_do_not_move_people():
    given = scenario(changes=[change(1, "site", "P", "guards", 3.0)])
    assert broken(given, Ride("P-R", 1, {"G": 30})) == set()
