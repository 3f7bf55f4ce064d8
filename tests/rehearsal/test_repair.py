"""Repairing: what fell out is made good, within the limits that the plan keeps."""

from dataclasses import replace

import numpy as np
import pytest

from builders import Ride, fleet, group, link, plan_of, reception, site, small_scenario
from muster.rehearsal.policy import Follow, Repair
from muster.rehearsal.rehearse import rehearse
from muster.scenario import Disruption, Judgement
from muster.scenario import DisruptionKind as Kind
from rehearsal.test_follow import busy

FUTURES = 10_000


def both(given, rides, *disruptions, futures=FUTURES):
    given = replace(given, disruptions=disruptions)
    found = rehearse(given, plan_of(given, rides), [Follow(), Repair()], futures=futures)
    return [each.outcomes for each in found]


CANCELLED = Disruption(Kind.CANCELLED, chance=0.5)
SAFE = {"hazards": {}}
SURE = Judgement.certain(0.0)


def test_where_nothing_falls_out_there_is_nothing_to_repair():
    given, rides = busy()
    given = replace(
        given,
        security=replace(given.security, hazards=()),
        links={id: replace(way, risk=SURE) for id, way in given.links.items()},
    )
    followed, repaired = both(given, rides)
    for name in ("loss", "placed", "last_arrival_h", "ran"):
        np.testing.assert_allclose(getattr(followed, name), getattr(repaired, name))


def test_a_cancelled_trip_is_tried_again_at_each_boundary_that_takes_it():
    followed, repaired = both(small_scenario(**SAFE), [Ride("P-R", 2, {"G": 30})], CANCELLED)
    assert followed.ran[0] / FUTURES == pytest.approx(0.5, abs=0.02)
    assert repaired.ran[0] / FUTURES == pytest.approx(1 - 0.5**6, abs=0.006)  # boundaries 2 to 7
    arrivals, number = np.unique(repaired.last_arrival_h, return_counts=True)
    assert arrivals.tolist() == [0, 9, 12, 15, 18, 21, 24]
    assert number[1:4] / FUTURES == pytest.approx([0.5, 0.25, 0.125], abs=0.02)


def test_both_policies_meet_the_same_futures():
    followed, repaired = both(small_scenario(**SAFE), [Ride("P-R", 2, {"G": 30})], CANCELLED)
    assert ((repaired.last_arrival_h == 9) == (followed.placed == 30)).all()


def test_a_trip_tried_again_waits_until_the_vehicle_is_free():
    rides = [Ride("P-R", 1, {"G": 10}), Ride("P-R", 3, {"G": 20})]
    only_first = Disruption(Kind.CANCELLED, "P-R", chance=0.5)
    _, repaired = both(small_scenario(**SAFE), rides, only_first)
    runs_first = repaired.last_arrival_h == 12  # the second, as planned
    assert runs_first.any()
    both_late = np.unique(repaired.last_arrival_h)
    assert set(both_late) <= {0, 6, 12, 15, 18, 21, 24}
    assert (repaired.ran <= FUTURES).all()


def test_a_trip_tried_again_keeps_to_what_the_receiver_takes_in_a_day():
    given = small_scenario(
        sites=[site("P"), reception("R", intake_per_day=30)], fleets=[fleet(vehicles=2)], **SAFE
    )
    _, repaired = both(given, [Ride("P-R", 5, {"G": 30})], CANCELLED)
    assert repaired.ran[0] / FUTURES == pytest.approx(1 - 0.5**3, abs=0.02)


def test_a_trip_tried_again_keeps_to_the_loading_rate():
    given = small_scenario(
        sites=[site("P", embark_per_h=5.0), reception("R")],
        fleets=[fleet(seats=15, vehicles=9)],
        **SAFE,
    )
    rides = [Ride("P-R", step, {"G": 15}) for step in (6, 7)]
    _, repaired = both(given, rides, CANCELLED)
    first_again = repaired.ran[0] / FUTURES  # only where the second does not load before 7
    assert first_again == pytest.approx(0.5, abs=0.02)


def test_places_of_the_lost_are_given_to_people_like_them():
    given = small_scenario(
        groups=[group(people=20), group("H", people=20)], hazards={"P": 3.0}, beyond_h=24
    )
    followed, repaired = both(given, [Ride("P-R", 4, {"G": 20})])
    fails_before = followed.placed == 10
    assert fails_before.any()
    assert (repaired.placed[fails_before] == 20).all()
    assert (repaired.placed <= 20).all()
    assert repaired.loss.mean() < followed.loss.mean() + 1e-9


def test_nobody_of_another_class_or_bound_elsewhere_takes_a_free_place():
    given = small_scenario(
        groups=[
            group(people=20),
            group("W", people=20, separation_class="women"),
            group("X", people=20, destinations=("Q",)),
        ],
        sites=[site("P"), reception("R"), reception("Q")],
        links=[link("P", "R"), link("P", "Q")],
        hazards={"P": 3.0},
    )
    followed, repaired = both(given, [Ride("P-R", 4, {"G": 20})])
    np.testing.assert_array_equal(followed.placed, repaired.placed)


def test_a_late_vehicle_makes_the_next_trip_late():
    slow = Disruption(Kind.SLOW_RIDE, "P-R", chance=1.0, hours=6.0)
    rides = [Ride("P-R", 1, {"G": 10}), Ride("P-R", 3, {"G": 20})]
    followed, _ = both(small_scenario(**SAFE), rides, slow)
    late = followed.late_h / followed.ran
    assert late[0] == 0
    assert 4 < late[1] < 6.5
