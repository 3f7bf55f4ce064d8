"""What a ride costs: the risk on the way while trips run, and the danger where it leads."""

import numpy as np
import pytest

from builders import link, reception, security, site, small_scenario
from muster.planning.instance import compile_instance

STOP, AFTER, AT_ORIGIN = 0.03, 0.05, 0.02  # per hour
P_STOPPED = 0.2
RISK, PHI, PHI_ORIGIN = 0.01, 0.5, 0.3
STEP_H, STEPS, BEYOND_H = 3.0, 8, 24.0


def scenario_with(duration_h, origin=None, **destination):
    """A ride from P to Q; both fail only once trips have stopped, P only if it can lose people."""
    return small_scenario(
        sites=[origin or site("P", loss_fraction=0.0), site("Q", **destination), reception("R")],
        links=[link("P", "Q", duration_h, risk=RISK), link("P", "R", duration_h)],
        security=security(
            {
                "P": {"holding": 0.0, "collapsed": 24 * AT_ORIGIN},
                "Q": {"holding": 0.0, "collapsed": 24 * AFTER},
            },
            regimes={"holding": True, "collapsed": False},
            rates={("holding", "collapsed"): 24 * STOP},
            initial={"holding": 1 - P_STOPPED, "collapsed": P_STOPPED},
        ),
        step_h=STEP_H,
        steps=STEPS,
        beyond_h=BEYOND_H,
    )


def test_a_ride_costs_its_risk_if_trips_run_and_the_danger_at_its_end_if_they_stop_meanwhile():
    ride = 2
    costs = compile_instance(scenario_with(4.0, loss_fraction=PHI)).ride_cost["P-Q"]
    departs = STEP_H * np.arange(STEPS - ride + 1)
    arrives = departs + STEP_H * ride
    runs = (1 - P_STOPPED) * np.exp(-STOP * departs)
    k = STOP - AFTER
    stops_and_stands = (
        (1 - P_STOPPED)
        * (STOP / k)
        * (np.exp(-k * departs) - np.exp(-k * arrives))
        * np.exp(-AFTER * arrives)
    )
    fails_later = 1 - np.exp(-AFTER * (STEP_H * STEPS + BEYOND_H - arrives))
    expected = RISK * runs + PHI * stops_and_stands * fails_later
    assert costs[: STEPS - ride + 1] == pytest.approx(expected, rel=1e-10)


def test_those_who_would_leave_at_the_start_are_in_danger_where_they_are_if_trips_are_stopped():
    dangerous = compile_instance(
        scenario_with(4.0, origin=site("P", loss_fraction=PHI_ORIGIN), loss_fraction=PHI)
    ).ride_cost
    safe = compile_instance(scenario_with(4.0, loss_fraction=PHI)).ride_cost
    fails = 1 - np.exp(-AT_ORIGIN * (STEP_H * STEPS + BEYOND_H))
    more = dangerous["P-R"] - np.where(np.isfinite(safe["P-R"]), safe["P-R"], 0.0)
    assert more[0] == pytest.approx(PHI_ORIGIN * P_STOPPED * fails, rel=1e-10)
    assert dangerous["P-Q"][0] - safe["P-Q"][0] == pytest.approx(more[0], rel=1e-10)
    assert dangerous["P-Q"][1:] == pytest.approx(safe["P-Q"][1:])


def test_a_ride_without_risk_to_a_place_that_cannot_fail_costs_nothing():
    costs = compile_instance(scenario_with(4.0, loss_fraction=PHI)).ride_cost["P-R"]
    assert not costs[np.isfinite(costs)].any()


def test_a_ride_that_would_end_after_the_horizon_has_no_price_at_all():
    costs = compile_instance(scenario_with(4.0, loss_fraction=PHI)).ride_cost["P-Q"]
    assert np.isinf(costs[STEPS - 1 :]).all()
