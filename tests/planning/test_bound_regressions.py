"""Plans that were once said to be impossible: a proven bound stood above what they lose."""

from __future__ import annotations

from datetime import time

from builders import Ride, change, fleet, group, link, reception, site
from builders import small_scenario as scenario
from honest_plans import honest_plan
from muster.scenario import DayWindow
from muster.verification import broken_rules
from proven import best, moves

EVENING = DayWindow(time(21), time(22))


def assert_as_good(given, *rides):
    """The best plan is no worse than a valid one that is known."""
    known = honest_plan(given, rides)
    assert broken_rules(known, given) == ()
    assert best(given).objective <= known.objective + 1e-7


def test_people_may_wait_where_the_only_way_on_is_back():
    # the model took X for a dead end, for its only way leads back through S
    links = [link("P", "S"), link("S", "X"), link("X", "S"), link("S", "R", window=EVENING)]
    given = scenario(
        sites=[site("P"), site("S", "staging"), site("X", "staging"), reception("R")],
        links=links,
        fleets=[
            fleet("BUS", "P", links=("P-S",)),
            fleet("VAN", "S", links=("S-X", "X-S")),
            fleet("COACH", "S", links=("S-R",)),
        ],
        hazards={"P": 2.0, "S": 2.0},
        steps=12,
    )
    assert_as_good(
        given,
        Ride("P-S", 0, {"G": 30}),
        Ride("S-X", 1, {"G": 30}, fleet="VAN"),
        Ride("X-S", 6, {"G": 30}, fleet="VAN"),
        Ride("S-R", 7, {"G": 30}, fleet="COACH"),
    )


def test_people_may_leave_and_come_back_to_where_they_may_end():
    # the model let nobody return who started there, destination or not
    given = scenario(
        sites=[site("P"), site("S", "staging")],
        links=[link("P", "S"), link("S", "P")],
        groups=[group(destinations=("P",))],
        hazards={"P": 2.0},
    )
    assert_as_good(given, Ride("P-S", 0, {"G": 30}), Ride("S-P", 6, {"G": 30}))


def test_nobody_waits_elsewhere_to_set_out_from_home_again():
    # people on the way were one stock wherever they started: the plan brought them back to P
    given = scenario(
        sites=[site("P"), site("S", "staging"), reception("R")],
        links=[link("P", "S"), link("S", "P"), link("P", "R", window=EVENING), link("S", "R")],
        fleets=[
            fleet("BUS", "P", links=("P-S",)),
            fleet("VAN", "S", links=("S-P",)),
            fleet("COACH", "P", links=("P-R",)),
            fleet("CAR", "S", links=("S-R",), seats=1),
        ],
        hazards={"P": 1.0},
        steps=12,
    )
    assert not any(name == "S-P" for name, _, _ in moves(best(given)))


def test_others_may_pass_where_some_started():
    # people of Q may wait at P, which is safe, when people of P may not come back to it
    given = scenario(
        sites=[site("P"), site("Q"), site("S", "staging"), reception("R")],
        links=[link("Q", "S"), link("P", "S"), link("S", "P"), link("P", "R", window=EVENING)],
        groups=[group("G", "P", 10), group("H", "Q", 10)],
        fleets=[
            fleet("BUS", "Q", links=("Q-S", "S-P"), vehicles=2),
            fleet("COACH", "P", links=("P-R",)),
        ],
        hazards={"Q": 1.0, "S": 1.0},
        steps=12,
    )
    made = best(given)
    assert moves(made) == [("Q-S", 0, 10), ("S-P", 1, 10), ("P-R", 7, 10)]
    assert {load.group for load in made.loads} == {"H"}


def test_a_large_vehicle_that_never_departs_counts_for_loading():
    # 60 seats take 6 h to load, though the way of that bus is open at no boundary
    never = link("P", "Q", window=DayWindow(time(1), time(2)))
    given = scenario(
        sites=[site("P", embark_per_h=10.0), reception("R"), reception("Q")],
        links=[link("P", "R", window=DayWindow(time(6), time(8))), never],
        fleets=[
            fleet("BUS", seats=30, vehicles=3, links=("P-R",)),
            fleet("BIG", seats=60, links=("P-Q",)),
        ],
        groups=[group(people=80)],
    )
    assert_as_good(given, Ride("P-R", 2, {"G": 30}, vehicles=2))


def test_limits_after_a_long_time_without_limits_are_exact():
    # sums since the start had lost digits by then, and 9 people were received of 10
    given = scenario(
        links=[link("P", "R", 1.0)],
        groups=[group(people=10)],
        changes=[
            change(0, "link", "P-R", "open", False),
            change(50, "site", "R", "intake_per_day", 10.0),
            change(90, "link", "P-R", "open", True),
        ],
        step_h=1.0,
        steps=100,
    )
    assert_as_good(given, Ride("P-R", 90, {"G": 10}))
