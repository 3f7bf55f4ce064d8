"""Following a plan while sites fail and trips stop: what must be true of every sample."""

from dataclasses import replace
from math import exp

import numpy as np
import pytest

from builders import Ride, change, fleet, group, hour, link, plan_of, reception, security, site
from builders import small_scenario as scenario
from muster.rehearsal.outcomes import Outcomes, room_for
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.scenario import Hazard, Judgement

STOPS = {"holding": True, "collapsed": False}


def followed(given, rides=(), futures=20_000, **others):
    (done,) = rehearse(given, plan_of(given, rides), [Follow()], futures=futures, **others)
    return done.outcomes


def mean_is(values, expected, errors=4.0):
    return abs(values.mean() - expected) < errors * values.std(ddof=1) / np.sqrt(len(values))


def busy():
    """Two prisons, a staging site and a reception that may all fail, and trips that may stop."""
    given = scenario(
        sites=[
            site("P", custodian="north"),
            site("Q", loss_fraction=0.3),
            site("S", "staging", loss_fraction=0.2),
            reception("R", loss_fraction=0.1),
        ],
        links=[link("P", "S"), link("Q", "S", 6.0, risk=0.05), link("S", "R", 6.0)],
        groups=[
            group(people=30),
            group("H", "Q", 20, priority=2.0),
            group("J", people=9, arrives_at=hour(5)),
        ],
        fleets=[fleet(vehicles=9)],
        changes=[change(7, "site", "P", "custodian", "south")],
        security=security(
            {"P": 1.0, "Q": {"holding": 0.5, "collapsed": 3.0}, "S": 1.0, "R": 0.3},
            regimes=STOPS,
            rates={("holding", "collapsed"): 0.8, ("collapsed", "holding"): 1.0},
            initial={"holding": 0.9, "collapsed": 0.1},
            more_hazards=[Hazard("P", "holding", Judgement.certain(4.0), "south")],
        ),
        beyond_h=24,
    )
    return given, [
        Ride("P-S", 0, {"G": 10}),
        Ride("P-S", 3, {"G": 15, "J": 4}),
        Ride("Q-S", 1, {"H": 20}),
        Ride("S-R", 4, {"G": 20, "H": 10}),
    ]


def assert_same(first, second):
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


def test_futures_are_the_same_for_any_number_of_workers():
    given, rides = busy()
    alone, together = (followed(given, rides, 10_000, workers=n) for n in (1, 3))
    assert_same(alone, together)


def test_future_4711_is_the_same_alone_and_among_others():
    given, rides = busy()
    among = followed(given, rides, 5_000, seed=8)
    alone = room_for(1, len(given.sites), 4)
    Follow().prepare(given, plan_of(given, rides)).run(8, 4_711, alone)
    assert_same(alone[:8], [column[4_711:4_712] for column in among[:8]])


def test_futures_do_not_depend_on_the_order_of_rows():
    given, rides = busy()
    security = given.security
    turned = replace(
        given,
        sites=dict(reversed(given.sites.items())),
        groups=dict(reversed(given.groups.items())),
        links=dict(reversed(given.links.items())),
        security=replace(
            security,
            regimes=security.regimes[::-1],
            rates=security.rates[::-1],
            hazards=security.hazards[::-1],
        ),
    )
    first, second = followed(given, rides, 500), followed(turned, rides, 500)
    np.testing.assert_allclose(first.loss, second.loss, rtol=1e-12)
    np.testing.assert_array_equal(first.stopped_h, second.stopped_h)


def test_another_seed_is_another_sample():
    given, rides = busy()
    assert (
        followed(given, rides, 50, seed=1).loss != followed(given, rides, 50, seed=2).loss
    ).any()


def test_whoever_stays_is_lost_when_the_site_fails():
    given = scenario(hazards={"P": 1.5}, beyond_h=12)  # 36 hours at 1.5 a day
    outcomes = followed(given)
    assert set(np.round(outcomes.loss, 9)) == {0.0, 15.0}
    assert mean_is(outcomes.loss, 15 * (1 - exp(-1.5 * 1.5)))
    assert outcomes.failed[0] == np.count_nonzero(outcomes.loss)
    assert outcomes.emptied[0] == 0


def test_whoever_left_before_the_failure_is_safe_and_the_site_emptied_in_time():
    given = scenario(hazards={"P": 4.0})
    outcomes = followed(given, [Ride("P-R", 2, {"G": 30})])
    assert mean_is(outcomes.loss, 15 * (1 - exp(-4.0 * 6 / 24)))
    share = outcomes.emptied[sorted(given.sites).index("P")] / 20_000
    assert share == pytest.approx(exp(-1.0), abs=0.015)
    assert set(outcomes.last_arrival_h) == {9.0}
    assert (outcomes.placed + outcomes.lost == 30).all()
    assert (outcomes.waiting == 0).all()


def test_nobody_departs_once_trips_have_stopped():
    given = scenario(
        security=security(
            {"P": {"holding": 0.0, "collapsed": 1e6}},
            regimes=STOPS,
            rates={("holding", "collapsed"): 2.0},
        ),
    )
    outcomes = followed(given, [Ride("P-R", 2, {"G": 10}), Ride("P-R", 4, {"G": 20})])
    early, late = outcomes.stopped_h <= 6, outcomes.stopped_h <= 12
    failing = outcomes.stopped_h < 24
    np.testing.assert_allclose(outcomes.loss[early], 15.0)
    np.testing.assert_allclose(outcomes.loss[late & ~early], 10.0)
    assert (outcomes.loss[~late] == 0).all()
    assert (outcomes.stopped_h[~failing] == np.inf).all()
    assert early.mean() == pytest.approx(1 - exp(-2.0 / 4), abs=0.015)


def test_who_is_under_way_when_trips_stop_arrives():
    given = scenario(
        links=[link("P", "R", 6.0)],
        security=security({}, regimes=STOPS, rates={("holding", "collapsed"): 6.0}),
    )
    outcomes = followed(given, [Ride("P-R", 1, {"G": 30})])
    under_way = (outcomes.stopped_h > 3) & (outcomes.stopped_h < 9)
    assert under_way.any()
    assert (outcomes.placed[under_way] == 30).all()
    assert (outcomes.placed[outcomes.stopped_h <= 3] == 0).all()


def test_nobody_leaves_where_trips_are_stopped_from_the_start():
    given = scenario(
        security=security({}, regimes=STOPS, initial={"holding": 0.6, "collapsed": 0.4})
    )
    outcomes = followed(given, [Ride("P-R", 0, {"G": 30})])
    assert (outcomes.stopped_h == 0).mean() == pytest.approx(0.4, abs=0.015)
    assert (outcomes.placed == np.where(outcomes.stopped_h == 0, 0, 30)).all()


def test_nobody_is_lost_twice():
    given = scenario(
        sites=[site("P", loss_fraction=1.0), reception("R", loss_fraction=1.0)],
        hazards={"P": 3.0, "R": 5.0},
        beyond_h=100,
    )
    outcomes = followed(given, [Ride("P-R", 3, {"G": 30})])
    assert outcomes.loss.max() == 30
    assert outcomes.counted.max() == 60


def test_a_site_that_loses_nobody_is_not_said_to_fail():
    given = scenario(sites=[site("P", loss_fraction=0.0), reception("R")], hazards={"P": 9.0})
    assert followed(given, futures=100).failed.sum() == 0


def test_people_who_come_after_the_horizon_are_outside_the_plan():
    given = scenario(groups=[group(), group("J", arrives_at=hour(25))], hazards={"P": 3.0})
    assert followed(given, futures=500).loss.max() == 15


def test_a_plan_that_moves_people_who_are_not_there_is_refused():
    given = scenario()
    with pytest.raises(ValueError, match="verify the plan"):
        followed(given, [Ride("P-R", 1, {"G": 31})], futures=1)


def test_ctrl_c_keeps_what_was_done():
    given, rides = busy()

    def stop(_policy, done, _of):
        if done >= 4_096:
            raise KeyboardInterrupt

    (cut,) = rehearse(
        given, plan_of(given, rides), [Follow(), Follow()], futures=100_000, report=stop
    )
    assert cut.interrupted
    assert cut.futures == 4_096
    whole = followed(given, rides, 4_096)
    assert isinstance(cut.outcomes, Outcomes)
    assert_same(cut.outcomes, whole)
