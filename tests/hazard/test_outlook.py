"""The outlook: regimes and failures at hours ahead, whether or not a step ends there."""

import math

import pytest

from builders import change, reception, security, site, small_scenario
from muster.hazard import look_ahead, loss_coefficients


def two_regimes(**fields):
    return small_scenario(
        sites=[site("P", loss_fraction=0.4), reception("R")],
        security=security(
            {"P": {"holding": 0.1, "collapsed": 1.0}},
            regimes={"holding": True, "collapsed": False},
            rates={("holding", "collapsed"): 0.5, ("collapsed", "holding"): 0.25},
            initial={"holding": 0.9, "collapsed": 0.1},
        ),
        step_h=5.0,
        steps=20,
        beyond_h=50.0,
        **fields,
    )


def test_it_looks_a_day_three_days_and_the_horizon_ahead_in_order():
    assert look_ahead(two_regimes()).hours == (24.0, 72.0, 100.0)
    assert look_ahead(small_scenario(step_h=3, steps=16)).hours == (24.0, 48.0, 72.0)
    assert look_ahead(small_scenario(step_h=3, steps=8)).hours == (24.0, 72.0)


def test_regimes_mix_as_the_chain_says():
    """Two states: the mix decays to 1/3 holding at rate 0.75 a day."""
    ahead = look_ahead(two_regimes(), [0.0, 24.0])
    assert ahead.regimes[0] == pytest.approx({"holding": 0.9, "collapsed": 0.1})
    holding = 1 / 3 + (0.9 - 1 / 3) * math.exp(-0.75)
    assert ahead.regimes[1] == pytest.approx({"holding": holding, "collapsed": 1 - holding})


def test_trips_once_stopped_stay_stopped_though_the_regime_returns():
    ahead = look_ahead(two_regimes(), [0.0, 48.0])
    assert ahead.trips_stopped == pytest.approx((0.1, 1 - 0.9 * math.exp(-1.0)))


def test_where_no_regime_stops_trips_the_chance_is_nothing_and_not_nearly_nothing():
    scenario = small_scenario(
        security=security(
            regimes={"holding": True, "fraying": True},
            rates={("holding", "fraying"): 0.3, ("fraying", "holding"): 0.7},
        )
    )
    assert look_ahead(scenario).trips_stopped == (0.0, 0.0)


def test_at_the_horizon_it_agrees_with_the_planners_coefficients():
    scenario = two_regimes(changes=[change(33, "site", "P", "custodian", "other")])
    ahead = look_ahead(scenario, [25.0, scenario.horizon_h])
    planned = loss_coefficients(scenario).sites["P"]
    assert ahead.sites[0].failed_by == pytest.approx((planned.failed_by[5], planned.failed_by[20]))
    assert ahead.sites[0].lost_if_staying == pytest.approx(planned.present.sum())


def test_beyond_the_horizon_the_last_rates_go_on():
    scenario = small_scenario(hazards={"P": 0.1}, step_h=3, steps=8, beyond_h=24.0)
    prison, safe = look_ahead(scenario).sites
    assert prison.failed_by == pytest.approx((1 - math.exp(-0.1), 1 - math.exp(-0.3)))
    assert prison.failed_by_end == pytest.approx(1 - math.exp(-0.2))
    assert prison.lost_if_staying == pytest.approx(0.5 * (1 - math.exp(-0.2)))
    assert safe.failed_by == (0.0, 0.0)
