"""Expected losses against closed forms worked out by hand. Rates are per day, hours / 24 days."""

from math import exp

import pytest
from scipy.integrate import quad

from builders import Ride, change, fleet, group, hour, link, plan_of, reception, security, site
from builders import small_scenario as scenario
from muster.scenario import Hazard, Judgement
from muster.verification import verify_plan

STEP = 3 / 24
END = 8 * STEP
"""The default horizon of 8 steps, in days."""


def figures(given, *rides):
    return verify_plan(plan_of(given, rides), given).figures


def loss(given, *rides):
    return figures(given, *rides).expected_loss


def leaving(boundary, number=30):
    return Ride("P-R", boundary, {"G": number})


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


STOPPING = {"holding": True, "collapsed": False}


def stopping(q, holding, collapsed, **others):
    """Two regimes: trips stop at rate q, with these hazards at the prison."""
    return security(
        {"P": {"holding": holding, "collapsed": collapsed}},
        regimes=STOPPING,
        rates={("holding", "collapsed"): q},
        **others,
    )


def test_in_one_regime_the_loss_grows_with_the_time_of_exposure():
    given = scenario(hazards={"P": 0.4})
    for boundary in (0, 1, 5):
        expected = 30 * 0.5 * (1 - exp(-0.4 * boundary * STEP))
        assert loss(given, leaving(boundary)) == near(expected)


def test_people_still_there_at_the_end_are_counted_beyond_it():
    given = scenario(hazards={"P": 0.4}, beyond_h=36)
    assert loss(given) == near(15 * (1 - exp(-0.4 * (END + 1.5))))
    assert figures(given, leaving(2)).loss_if_nobody_moves == near(loss(given))


def test_each_person_counts_with_their_priority():
    given = scenario(hazards={"P": 0.4}, groups=[group(priority=3.0, people=10)])
    staying = 0.5 * (1 - exp(-0.4 * END))
    assert loss(given) == near(30 * staying)
    assert figures(given).people_lost == near(10 * staying)


def test_in_two_regimes_the_hazard_follows_the_regime():
    q, first, second = 0.7, 0.1, 1.3
    given = scenario(
        security=security(
            {"P": {"holding": first, "fraying": second}},
            regimes={"holding": True, "fraying": True},
            rates={("holding", "fraying"): q},
        )
    )
    time = 4 * STEP
    leaving_first = exp(-(first + q) * time)
    standing = leaving_first + q / (first + q - second) * (exp(-second * time) - leaving_first)
    assert loss(given, leaving(4)) == near(15 * (1 - standing))


def test_when_trips_stop_people_stay_where_they_are():
    q, first, second = 0.7, 0.1, 1.3
    given = scenario(security=stopping(q, first, second), beyond_h=48)
    departure, end = 4 * STEP, END + 2
    failed = first / (first + q) * (1 - exp(-(first + q) * departure))
    stopped, _ = quad(
        lambda s: q * exp(-(first + q) * s) * (1 - exp(-second * (end - s))), 0, departure
    )
    assert loss(given, leaving(4)) == near(15 * (failed + stopped))


def test_whoever_stays_loses_the_same_whether_or_not_trips_stop():
    rates = {("holding", "collapsed"): 0.7, ("collapsed", "holding"): 0.2}
    hazards = {"P": {"holding": 0.1, "collapsed": 1.3}}
    losses = {
        loss(scenario(security=security(hazards, regimes=regimes, rates=rates), beyond_h=9.0))
        for regimes in (STOPPING, dict.fromkeys(STOPPING, True))
    }
    assert max(losses) == near(min(losses))


def test_trips_do_not_resume_when_the_regime_passes():
    # trips stop at once; the prison fails only after the regime has passed
    given = scenario(
        security=security(
            {"P": {"holding": 2.0, "collapsed": 0.0}},
            regimes=STOPPING,
            initial={"collapsed": 1.0},
            rates={("collapsed", "holding"): 3.0},
        )
    )
    standing = exp(-3 * END) + 3 / (3 - 2) * (exp(-2 * END) - exp(-3 * END))
    assert loss(given) == near(15 * (1 - standing))
    assert loss(given, leaving(1)) == near(loss(given))


@pytest.mark.parametrize("boundary", [0, 3])
def test_a_start_without_trips_keeps_everybody_where_they_are(boundary):
    given = scenario(security=stopping(0.0, 0.2, 1.1, initial={"holding": 0.75, "collapsed": 0.25}))
    kept = 0.25 * (1 - exp(-1.1 * END))
    moved = 0.75 * (1 - exp(-0.2 * boundary * STEP))
    assert loss(given, leaving(boundary)) == near(15 * (kept + moved))


def test_where_trips_never_run_a_plan_costs_as_much_as_none():
    given = scenario(
        security=security({"P": 0.3}, regimes={"collapsed": False}),
        links=[link("P", "R", risk=0.1)],
    )
    assert loss(given, leaving(2)) == near(15 * (1 - exp(-0.3 * END)))
    assert loss(given, leaving(0)) == near(loss(given))


def test_people_under_way_when_trips_stop_are_counted_where_they_arrive():
    q, hazard = 0.7, 1.9
    given = scenario(
        sites=[site("P"), reception("R", loss_fraction=0.3)],
        links=[link("P", "R", 6.0)],
        security=security(
            {"R": {"holding": 0.0, "collapsed": hazard}},
            regimes=STOPPING,
            rates={("holding", "collapsed"): q},
        ),
        beyond_h=24,
    )
    departure, arrival, end = 2 * STEP, 4 * STEP, END + 1
    on_the_way, _ = quad(
        lambda s: q * exp(-q * s) * exp(-hazard * (arrival - s)), departure, arrival
    )
    on_the_way *= 1 - exp(-hazard * (end - arrival))
    there, _ = quad(lambda s: q * exp(-q * s) * (1 - exp(-hazard * (end - s))), arrival, end)
    assert loss(given, leaving(2)) == near(30 * 0.3 * (on_the_way + there))


def test_the_risk_of_a_link_is_paid_by_trips_that_depart():
    given = scenario(links=[link("P", "R", risk=0.02)], security=stopping(0.7, 0.0, 0.0))
    assert loss(given, leaving(3)) == near(30 * 0.02 * exp(-0.7 * 3 * STEP))


def test_people_who_arrive_later_are_counted_where_trips_leave_them():
    q, hazard = 0.7, 1.9
    given = scenario(
        groups=[group(arrives_at=hour(6))],
        security=stopping(q, 0.0, hazard),
        fleets=[fleet(load_h=0.0)],
    )
    arrival = 2 * STEP
    before, _ = quad(lambda s: q * exp(-q * s) * exp(-hazard * (arrival - s)), 0, arrival)
    before *= 1 - exp(-hazard * (END - arrival))
    assert loss(given, leaving(2)) == near(15 * before)
    there, _ = quad(lambda s: q * exp(-q * s) * (1 - exp(-hazard * (END - s))), arrival, END)
    assert loss(given) == near(15 * (before + there))
    assert figures(given, leaving(2)).loss_if_nobody_moves == near(loss(given))


def test_people_who_arrive_at_the_start_are_like_those_who_are_there():
    starts = {"initial": {"holding": 0.75, "collapsed": 0.25}}
    there = scenario(security=stopping(0.3, 0.2, 1.1, **starts))
    arriving = scenario(
        security=stopping(0.3, 0.2, 1.1, **starts), groups=[group(arrives_at=hour(0))]
    )
    for rides in ([], [leaving(0)], [leaving(2)]):
        assert loss(arriving, *rides) == near(loss(there, *rides))


def test_the_hazard_is_that_of_the_custodian_of_the_hour():
    given = scenario(
        sites=[site("P", custodian="north"), reception("R")],
        security=security(
            {"P": 0.4},
            more_hazards=[Hazard("P", "holding", Judgement.certain(3.0), "south")],
        ),
        changes=[
            change(4, "site", "P", "custodian", "south"),
            change(10, "site", "P", "custodian", "east"),
        ],
    )
    exposure = (0.4 * 4 + 3.0 * 6 + 0.4 * 14) / 24
    assert loss(given) == near(15 * (1 - exp(-exposure)))


def test_a_site_without_a_hazard_for_its_custodian_or_for_all_does_not_fail():
    south = Hazard("P", "holding", Judgement.certain(3.0), "south")
    given = scenario(security=security(more_hazards=[south]))
    assert loss(given) == 0.0


@pytest.mark.parametrize(
    ("guards", "elasticity", "factor"),
    [
        (20.0, 1.0, 1.0),
        (10.0, 1.0, 1.0),
        (5.0, 1.0, 2.0),
        (5.0, 2.0, 4.0),
        (1.0, 1.0, 6.0),
        (0.0, 1.0, 6.0),
        (0.0, 0.0, 1.0),
        (5.0, 0.0, 1.0),
        (None, 1.0, 1.0),
    ],
)
def test_missing_guards_multiply_the_hazard_up_to_the_limit(guards, elasticity, factor):
    given = scenario(
        sites=[site("P", guards=guards, guards_needed=10.0), reception("R")],
        security=security(
            {"P": 0.4},
            guard_elasticity=Judgement.certain(elasticity),
            guard_factor_limit=6.0,
        ),
    )
    assert loss(given) == near(15 * (1 - exp(-0.4 * factor * END)))


def test_guards_who_leave_count_from_their_hour_on_and_beyond_the_horizon():
    given = scenario(
        sites=[site("P", guards=10.0, guards_needed=10.0), reception("R")],
        security=security({"P": 0.4}, guard_elasticity=Judgement.certain(1.0)),
        changes=[
            change(13, "site", "P", "guards", 5.0),
            change(24, "site", "P", "guards", 2.0),
            change(25, "site", "P", "guards", 10.0),
        ],
        beyond_h=12,
    )
    exposure = 0.4 * (13 + 2 * 11 + 5 * 12) / 24
    assert loss(given) == near(15 * (1 - exp(-exposure)))


@pytest.mark.parametrize("hazard", [1e3, 1e5, 1e8])
def test_hazards_beyond_all_measure_do_no_harm(hazard):
    given = scenario(hazards={"P": hazard}, beyond_h=720)
    assert loss(given) == near(15.0)
