"""Each disruption acting alone, against what can be worked out with pencil and paper."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from builders import Ride, fleet, group, link, plan_of, reception, security, site, small_scenario
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.rehearsal.stepwise.play import Stepwise
from muster.scenario import Disruption, Judgement, Objective
from muster.scenario import DisruptionKind as Kind
from rehearsal.looking_on import LookingOn

FUTURES = 20_000


def scenario(**others):
    """The small scenario, where nothing fails unless a test says so."""
    return small_scenario(**{"hazards": {}, **others})


DAYS = 1.0
"""The default scenario lasts 8 steps of 3 hours."""


FEW = 40
"""Futures that are played from decision to decision, too, which takes much longer."""


def run(given, *disruptions, rides=()):
    """Outcomes of following the rides; those of a policy that decides again must be the same."""
    given = replace(given, disruptions=disruptions)
    plan = plan_of(given, rides)
    (done,) = rehearse(given, plan, [Follow()], futures=FUTURES, seed=5)
    (again,) = rehearse(given, plan, [Stepwise(LookingOn())], futures=FEW, seed=5)
    for name in ("loss", "lost", "placed", "waiting", "last_arrival_h", "long_rides"):
        followed, played = getattr(done.outcomes, name)[:FEW], getattr(again.outcomes, name)
        np.testing.assert_allclose(played, followed, atol=1e-9, err_msg=name)
    return done.outcomes


def assert_mean(values, expected):
    error = values.std(ddof=1) / np.sqrt(len(values))
    assert abs(values.mean() - expected) < 4 * error + 1e-9, (values.mean(), expected, error)


def ran(outcomes):
    return outcomes.ran / len(outcomes.loss)


def assert_shares(found, expected):
    found, expected = np.array(found), np.array(expected)
    error = np.sqrt(expected * (1 - expected) / FUTURES)
    assert (np.abs(found - expected) < 4 * error + 1e-9).all(), (found, expected)


LEAVE = Ride("P-R", 2, {"G": 30})
STAYING_LOSS = 1 - exp(-2.0)
DANGER = {"P": 2.0}


def test_lost_for_good_loses_all_instead_of_the_loss_fraction():
    outcomes = run(scenario(hazards=DANGER), Disruption(Kind.LOST_FOR_GOOD, "P", chance=0.4))
    assert_mean(outcomes.loss, STAYING_LOSS * 30 * (0.4 * 1.0 + 0.6 * 0.5))


def test_nobody_leaves_a_site_that_is_lost_for_good():
    given = scenario(hazards=DANGER, sites=[site("P", loss_fraction=0.0), reception("R")])
    outcomes = run(given, Disruption(Kind.LOST_FOR_GOOD, chance=0.4), rides=[LEAVE])
    assert_shares(ran(outcomes), [1 - 0.4 * (1 - exp(-2.0 * 6 / 24))])


def test_no_trip_departs_until_the_site_is_secured_again():
    mu, lam = 1 / 10, 2.0 / 24
    outcomes = run(
        scenario(hazards=DANGER), Disruption(Kind.RESECURED, "P", hours=10.0), rides=[LEAVE]
    )
    closed = lam / (mu - lam) * (exp(-lam * 6) - exp(-mu * 6))
    assert_shares(ran(outcomes), [1 - closed])


def test_who_is_recaptured_before_the_end_is_not_lost():
    mu, lam = 1 / 10, 2.0 / 24
    outcomes = run(scenario(hazards=DANGER), Disruption(Kind.RECAPTURE, "P", share=0.7, hours=10.0))
    by_then = 1 - exp(-lam * 24) - lam / (mu - lam) * (exp(-lam * 24) - exp(-mu * 24))
    assert_mean(outcomes.loss, 15 * (STAYING_LOSS - 0.7 * by_then))
    assert_mean(outcomes.lost, 15 * (STAYING_LOSS - 0.7 * by_then))


def test_a_cancelled_trip_leaves_its_people_where_they_are():
    outcomes = run(scenario(), Disruption(Kind.CANCELLED, "P-R", chance=0.3), rides=[LEAVE])
    assert_shares(ran(outcomes), [0.7])
    assert_mean(outcomes.placed, 21)
    assert set(outcomes.placed + outcomes.waiting) == {30.0}


def test_trips_are_cancelled_independently_of_each_other():
    rides = [Ride("P-R", 1, {"G": 10}), Ride("P-R", 5, {"G": 20})]
    outcomes = run(scenario(), Disruption(Kind.CANCELLED, chance=0.3), rides=rides)
    assert_shares((outcomes.placed == 0).mean(), 0.09)
    assert_shares((outcomes.placed == 30).mean(), 0.49)


def test_a_delayed_trip_leaves_its_people_in_danger_for_longer():
    mu, lam = 1 / 2, 2.0 / 24
    outcomes = run(
        scenario(hazards=DANGER),
        Disruption(Kind.DELAYED, "P-R", chance=0.6, hours=2.0),
        rides=[Ride("P-R", 1, {"G": 30})],
    )
    standing = exp(-lam * 3) * (0.4 + 0.6 * mu / (mu + lam))
    assert_mean(outcomes.loss, 15 * (1 - standing))  # the end of the horizon is 21 hours off
    assert outcomes.late_h[0] / outcomes.ran[0] == pytest.approx(0.6 * 2.0, abs=0.06)


def test_a_slow_ride_arrives_late_and_may_be_longer_than_allowed():
    outcomes = run(
        scenario(objective=Objective(ride_limit_h=4.0)),
        Disruption(Kind.SLOW_RIDE, "P-R", chance=0.5, hours=2.0),
        rides=[LEAVE],
    )
    assert_mean(outcomes.last_arrival_h, 6 + 3 + 0.5 * 2.0)
    assert_shares((outcomes.long_rides == 1).mean(), 0.5 * exp(-1 / 2))
    assert outcomes.late_h[0] == 0


def test_a_trip_runs_if_its_vehicle_is_not_lost():
    lam, mu = 0.8 / 24, 1 / 30
    outcomes = run(
        scenario(), Disruption(Kind.VEHICLE_LOST, "BUS", per_day=0.8, hours=30.0), rides=[LEAVE]
    )
    assert_shares(ran(outcomes), [mu / (lam + mu) + lam / (lam + mu) * exp(-(lam + mu) * 6)])


def test_of_two_vehicles_one_may_be_lost_while_the_other_runs():
    lam, mu = 0.8 / 24, 1 / 30
    given = scenario(fleets=[fleet(vehicles=2)], links=[link("P", "R", 12.0)])
    rides = [Ride("P-R", 2, {"G": 10}), Ride("P-R", 2, {"G": 20})]
    outcomes = run(given, Disruption(Kind.VEHICLE_LOST, per_day=0.8, hours=30.0), rides=rides)
    up = mu / (lam + mu) + lam / (lam + mu) * exp(-(lam + mu) * 6)
    assert_shares((outcomes.placed == 30).mean(), up**2)
    assert_shares((outcomes.placed == 0).mean(), (1 - up) ** 2)


def test_an_attack_loses_its_share_of_those_on_board():
    outcomes = run(scenario(), Disruption(Kind.ATTACK, "P-R", chance=0.2, share=0.4), rides=[LEAVE])
    assert set(np.round(outcomes.loss, 9)) == {0.0, 12.0}
    assert_mean(outcomes.loss, 0.2 * 12)


def test_a_receiver_that_throttles_lets_its_share_of_trips_in():
    lam, mu = 1.0 / 24, 1 / 12
    outcomes = run(
        scenario(),
        Disruption(Kind.RECEIVER_THROTTLED, "R", per_day=1.0, hours=12.0, share=0.25),
        rides=[LEAVE],
    )
    throttles = lam / (lam + mu) * (1 - exp(-(lam + mu) * 6))
    assert_shares(ran(outcomes), [1 - 0.75 * throttles])


def test_no_aircraft_uses_an_airfield_that_is_lost():
    lam, mu = 1.0 / 24, 1 / 12
    given = scenario(
        links=[link("P", "R", mode="air"), link("P", "R", id="ROAD")],
        fleets=[fleet(), fleet("JET", mode="air")],
    )
    rides = [Ride("P-R", 2, {"G": 10}, fleet="JET"), Ride("ROAD", 2, {"G": 20})]
    outcomes = run(given, Disruption(Kind.AIRFIELD_LOST, "P", per_day=1.0, hours=12.0), rides=rides)
    lost = lam / (lam + mu) * (1 - exp(-(lam + mu) * 6))
    assert_shares(sorted(ran(outcomes)), [1 - lost, 1.0])


def test_a_site_whose_guards_leave_fails_sooner():
    r, lam = 1.5, 1.0  # per day; half of the guards leave: twice the hazard
    given = scenario(
        sites=[site("P", guards=10, guards_needed=10), reception("R")],
        security=security({"P": lam}, guard_elasticity=Judgement.certain(1.0)),
    )
    outcomes = run(given, Disruption(Kind.GUARDS_LEAVE, "P", per_day=r, share=0.5))
    leaving = r / (r - lam) * exp(-2 * lam * DAYS) * (1 - exp(-(r - lam) * DAYS))
    standing = exp(-(r + lam) * DAYS) + leaving
    assert_mean(outcomes.loss, 15 * (1 - standing))


def test_who_is_not_found_at_boarding_stays():
    outcomes = run(
        scenario(hazards={"P": log(2.0)}), Disruption(Kind.NOT_BOARDING, share=0.1), rides=[LEAVE]
    )
    before, after = 2 ** (-6 / 24), 2**-1.0
    assert_mean(outcomes.loss, 15 * (1 - before) + 1.5 * (before - after))
    assert outcomes.placed.max() == pytest.approx(27)


def test_slow_loading_leaves_people_behind():
    given = scenario(sites=[site("P", embark_per_h=10.0), reception("R")])  # 30 in each step
    rides = [Ride("P-R", 2, {"G": 30})]
    slow = Disruption(Kind.SLOW_LOADING, "P", chance=0.4, share=0.4)
    outcomes = run(given, slow, rides=rides)
    assert set(np.round(outcomes.placed, 6)) == {30.0, 24.0}  # of 60 in two steps
    assert_shares((outcomes.placed < 30).mean(), 0.4)


def test_no_disruption_acts_unless_it_is_given():
    plain = run(scenario(hazards=DANGER), rides=[LEAVE])
    idle = run(scenario(hazards=DANGER), Disruption(Kind.CANCELLED, chance=0.0), rides=[LEAVE])
    np.testing.assert_allclose(plain.loss, idle.loss)
    np.testing.assert_array_equal(plain.ran, idle.ran)


def test_a_row_without_a_target_is_for_those_that_no_row_names():
    given = scenario(
        links=[link("P", "R"), link("P", "R", id="OTHER")],
        fleets=[fleet(vehicles=2)],
        groups=[group(people=30)],
    )
    rides = [Ride("OTHER", 2, {"G": 10}), Ride("P-R", 2, {"G": 20})]
    outcomes = run(
        given,
        Disruption(Kind.CANCELLED, chance=1.0),
        Disruption(Kind.CANCELLED, "OTHER", chance=0.0),
        rides=rides,
    )
    assert sorted(outcomes.ran) == [0, FUTURES]
