"""Windows, closures and readiness: when people may depart and arrive at all."""

from datetime import time

import pytest

from builders import change, fleet, group, hour, link, reception, site
from builders import small_scenario as scenario
from muster.scenario import DayWindow, Objective
from proven import best, loss, moves

DAYLIGHT = DayWindow(time(6), time(18))
NIGHT = DayWindow(time(18), time(6))


def first(**given):
    """The boundary of the only departure, and what waiting for it costs."""
    made = best(scenario(**given))
    ((_, step, people),) = moves(made)
    assert made.expected_loss == pytest.approx(loss({step: people}))
    return step


def test_departures_lie_in_the_window_of_their_origin():
    assert first() == 0
    assert first(sites=[site("P", window=DAYLIGHT), reception("R")]) == 2
    assert first(sites=[site("P", window=NIGHT), reception("R")]) == 0


def test_departures_lie_in_the_window_of_their_link():
    assert first(links=[link("P", "R", window=DAYLIGHT)]) == 2


def test_arrivals_lie_in_the_window_of_their_destination():
    assert first(sites=[site("P"), reception("R", window=DAYLIGHT)]) == 1


def test_a_window_is_told_by_the_scenarios_own_clock():
    # 00:00 at +03:00 is 21:00 UTC: by that clock the window of 21:00 to 22:00 would be open
    evening = DayWindow(time(21), time(22))
    assert first(links=[link("P", "R", window=evening)]) == 7


def test_windows_do_not_bind_empty_vehicles():
    # the bus comes from R at boundary 0 although the road is closed to people until 06:00
    day = link("P", "R", window=DAYLIGHT)
    assert first(links=[day], fleets=[fleet(base="R")]) == 2


def closed(kind, target, from_h, until_h):
    return [
        change(from_h, kind, target, "open", False),
        change(until_h, kind, target, "open", True),
    ]


@pytest.mark.parametrize(
    ("kind", "target", "expected"), [("site", "P", 2), ("link", "P-R", 2), ("site", "R", 1)]
)
def test_nobody_departs_from_over_or_to_what_is_closed(kind, target, expected):
    assert first(changes=closed(kind, target, 0, 6)) == expected


def test_what_is_closed_for_a_part_of_a_step_is_closed_for_all_of_it():
    assert first(changes=closed("link", "P-R", 1, 2)) == 1
    assert first(changes=closed("site", "R", 4, 5)) == 1


def test_what_closes_while_people_are_under_way_does_not_stop_them():
    long = [link("P", "R", 9)]
    assert first(links=long, changes=closed("link", "P-R", 3, 24)) == 0
    assert first(links=long, changes=closed("site", "P", 3, 24)) == 0
    assert first(links=long, changes=closed("site", "R", 3, 9)) == 0


def test_a_destination_is_open_in_the_last_step_for_an_arrival_at_its_end():
    given = scenario(steps=1, changes=closed("site", "R", 2, 3))
    assert best(given).trips == ()
    assert moves(best(scenario(steps=1))) == [("P-R", 0, 30)]


@pytest.mark.parametrize(("ready_h", "expected"), [(0, 0), (1, 1), (3, 1), (4, 2), (-5, 0)])
def test_nobody_departs_before_they_are_ready(ready_h, expected):
    assert first(groups=[group(ready_at=hour(ready_h))]) == expected


def test_who_is_ready_does_not_wait_for_who_is_not():
    groups = [group("G", people=10), group("H", people=10, ready_at=hour(6))]
    made = best(scenario(groups=groups))
    assert moves(made) == [("P-R", 0, 10), ("P-R", 2, 10)]


def test_people_who_come_later_depart_later_and_are_in_danger_from_then_on():
    made = best(scenario(groups=[group(arrives_at=hour(7))], fleets=[fleet(vehicles=0)]))
    stays = loss({}, staying=30) - loss({3: 30})
    assert made.expected_loss == pytest.approx(stays)
    moved = best(scenario(groups=[group(arrives_at=hour(7))]))
    assert moves(moved) == [("P-R", 3, 30)]
    assert moved.expected_loss == pytest.approx(0.0, abs=1e-12)


def test_people_who_come_after_the_horizon_are_outside_the_plan():
    made = best(scenario(groups=[group("G", people=5), group("H", arrives_at=hour(25))]))
    assert made.people == 5
    assert moves(made) == [("P-R", 0, 5)]


def test_a_ride_beyond_the_limit_needs_a_rest_stop():
    limit = Objective(beyond_h=0.0, ride_limit_h=8.0)
    for rest_stops, hours, trips in ((0, 8, 1), (0, 9, 0), (1, 9, 1), (1, 16, 1), (1, 17, 0)):
        way = link("P", "R", hours, rest_stops=rest_stops)
        assert len(best(scenario(links=[way], objective=limit)).trips) == trips
