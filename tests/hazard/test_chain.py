"""Regimes as a chain, and the rate at which a site fails in each of them over time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import change, security, site, small_scenario
from muster.hazard.chain import failure_rates, guard_factor, regime_chain
from muster.scenario import Hazard, Judgement


def rates_at(scenario, hour, site_id="P"):
    """Failure rates of a site per day, by regime."""
    rates = failure_rates(scenario, scenario.sites[site_id]).line.at(hour)
    return tuple(24 * rate for rate in rates)


def hazard(per_day, *, custodian=None, regime="holding", site_id="P"):
    return Hazard(site_id, regime, Judgement.certain(per_day), custodian)


def test_the_generator_holds_the_rates_per_hour_and_its_rows_sum_to_nothing():
    given_security = security(
        regimes={"holding": True, "fraying": True, "collapsed": False},
        rates={("holding", "fraying"): 0.24, ("fraying", "collapsed"): 0.48},
        initial={"fraying": 0.25, "holding": 0.75},
    )
    chain = regime_chain(small_scenario(security=given_security))
    expected = [[-0.01, 0.01, 0.0], [0.0, -0.02, 0.02], [0.0, 0.0, 0.0]]
    assert np.allclose(chain.generator, expected, atol=1e-15)
    assert chain.initial.tolist() == [0.75, 0.25, 0.0]
    assert chain.runs.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("guards", "needed", "elasticity", "factor"),
    [
        (None, 20, 1.0, 1.0),
        (10, None, 1.0, 1.0),
        (20, 20, 1.0, 1.0),
        (30, 20, 1.0, 1.0),
        (10, 20, 1.0, 2.0),
        (5, 20, 0.5, 2.0),
        (10, 20, 2.0, 4.0),
        (1, 20, 1.0, 10.0),
        (0, 20, 1.0, 10.0),
        (0, 20, 0.0, 1.0),
        (10, 20, 0.0, 1.0),
        (0, 0, 1.0, 1.0),
    ],
)
def test_a_shortage_of_guards_multiplies_the_hazard(guards, needed, elasticity, factor):
    assert guard_factor(guards, needed, elasticity, 10.0) == pytest.approx(factor, rel=1e-15)


@given(
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0.1, 100),
    st.floats(0, 3),
    st.floats(1, 50),
)
def test_fewer_guards_never_lower_the_hazard(some, others, needed, elasticity, limit):
    fewer, more = sorted((some, others))
    low = guard_factor(more, needed, elasticity, limit)
    high = guard_factor(fewer, needed, elasticity, limit)
    assert 1.0 <= low <= high <= limit


def test_the_custodians_own_hazard_goes_before_the_one_for_whoever_holds_the_site():
    scenario = small_scenario(
        sites=[site("P", custodian="north")],
        security=security(more_hazards=[hazard(0.1), hazard(0.4, custodian="north")]),
        changes=[change(7, "site", "P", "custodian", "south")],
    )
    assert rates_at(scenario, 6.9) == pytest.approx((0.4,))
    assert rates_at(scenario, 7.0) == pytest.approx((0.1,))


def test_a_custodian_for_whom_no_hazard_is_given_holds_the_site_safely():
    scenario = small_scenario(
        sites=[site("P", custodian="north")],
        security=security(more_hazards=[hazard(0.4, custodian="north")]),
        changes=[change(7, "site", "P", "custodian", "south")],
    )
    assert rates_at(scenario, 8.0) == (0.0,)


def test_guards_who_leave_and_return_raise_and_lower_the_hazard():
    scenario = small_scenario(
        sites=[site("P", guards=20, guards_needed=20)],
        security=security({"P": 0.1}, guard_elasticity=Judgement.certain(1.0)),
        changes=[
            change(4, "site", "P", "guards", 5.0),
            change(10, "site", "P", "guards", 0.0),
            change(16, "site", "P", "guards_needed", 0.0),
        ],
    )
    found = [rates_at(scenario, hour)[0] for hour in (3, 5, 11, 17)]
    assert found == pytest.approx([0.1, 0.4, 1.0, 0.1])


def test_of_changes_before_the_start_the_latest_is_in_force_whatever_their_order_in_the_table():
    named = [hazard(0.1, custodian=who) for who in ("north",)] + [hazard(0.4, custodian="south")]
    later, earlier = (
        change(-5, "site", "P", "custodian", "south"),
        change(-9, "site", "P", "custodian", "north"),
    )
    for changes in ([later, earlier], [earlier, later]):
        scenario = small_scenario(security=security(more_hazards=named), changes=changes)
        assert rates_at(scenario, 0.0) == pytest.approx((0.4,))
