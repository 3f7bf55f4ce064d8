"""No trip without its escort teams, their rest, and no longer on duty than they may be."""

import pytest

from builders import change, fleet, group, pool
from builders import small_scenario as scenario
from proven import best, loss, moves

CROWD = [group(people=80)]


def escorted(pool_of=None, *, each=1, vehicles=2, **given):
    return scenario(
        groups=CROWD,
        fleets=[fleet(vehicles=vehicles, escort_pool="ESCORTS", escorts_per_trip=each)],
        escort_pools=[pool_of or pool()],
        **given,
    )


def departures(given):
    return [step for _, step, _ in moves(best(given))]


def test_no_trip_without_its_escort_teams():
    made = best(escorted(pool(teams=1)))
    assert moves(made) == [("P-R", 0, 40), ("P-R", 2, 40)]
    assert made.expected_loss == pytest.approx(loss({0: 40, 2: 40}))
    assert departures(escorted(pool(teams=2))) == [0, 0]


@pytest.mark.parametrize(("teams", "expected"), [(1, []), (2, [0, 2]), (3, [0, 2]), (4, [0, 0])])
def test_a_trip_needs_all_its_teams(teams, expected):
    assert departures(escorted(pool(teams=teams), each=2)) == expected


def test_escorts_rest_before_they_go_out_again():
    assert departures(escorted(pool(rest_h=6.0))) == [0, 4]
    assert departures(escorted(pool(rest_h=6.0, teams=2))) == [0, 0]
    # the rest is the escorts' own: the one bus is free again before them
    assert departures(escorted(pool(rest_h=3.0), vehicles=1)) == [0, 3]


def test_escorts_do_not_turn_round_with_their_vehicle():
    given = scenario(
        groups=CROWD,
        fleets=[fleet(vehicles=2, turnaround_h=12, escort_pool="ESCORTS", escorts_per_trip=1)],
        escort_pools=[pool()],
    )
    assert departures(given) == [0, 2]


def test_a_round_trip_is_no_longer_than_escorts_may_be_on_duty():
    # 3 h out and 3 h back
    assert departures(escorted(pool(teams=2, duty_limit_h=6.0))) == [0, 0]
    too_long = best(escorted(pool(teams=2, duty_limit_h=5.9)))
    assert too_long.trips == ()
    assert too_long.expected_loss == pytest.approx(loss({}, staying=80))


def test_loading_and_coming_are_part_of_the_duty():
    bus = fleet(load_h=1.0, escort_pool="ESCORTS", escorts_per_trip=1)
    for limit_h, trips in ((6.9, 0), (7.0, 2)):
        given = scenario(groups=CROWD, fleets=[bus], escort_pools=[pool(duty_limit_h=limit_h)])
        assert len(best(given).trips) == trips


def test_pools_serve_several_fleets_at_once():
    fleets = [fleet(id, escort_pool="ESCORTS", escorts_per_trip=1) for id in ("BUS", "COACH")]
    shared = scenario(groups=CROWD, fleets=fleets, escort_pools=[pool(teams=1)])
    assert departures(shared) == [0, 2]


def test_teams_that_come_later_ride_later():
    more = [change(3, "escorts", "ESCORTS", "teams", 1)]
    assert departures(escorted(pool(teams=0), changes=more)) == [1, 3]


def test_teams_that_leave_are_not_out_then():
    fewer = [change(3, "escorts", "ESCORTS", "teams", 1)]
    assert departures(escorted(pool(teams=2), changes=fewer)) == [0, 2]
