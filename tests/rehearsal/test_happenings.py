"""One future told: everything of note in it, and nothing that is not in its figures."""

from dataclasses import replace

import numpy as np
import pytest

from builders import Ride, plan_of, small_scenario
from muster.rehearsal.happenings import What
from muster.rehearsal.policy import Follow, Repair
from muster.rehearsal.rehearse import rehearse
from muster.reporting.rehearsal_timeline import told
from muster.scenario import Disruption
from muster.scenario import DisruptionKind as Kind
from rehearsal.test_follow import busy

FUTURES = 300


LOSING = (What.FAILED, What.ATTACKED)


@pytest.mark.parametrize(
    "disruptions",
    [
        (),
        (Disruption(Kind.CANCELLED, chance=0.3),),
        (Disruption(Kind.ATTACK, chance=0.3, share=0.4),),
    ],
)
def test_what_is_told_adds_up_to_the_people_lost(disruptions):
    given, rides = busy()
    given = replace(
        given,
        disruptions=disruptions,
        links={id: replace(way, risk=way.risk.certain(0.0)) for id, way in given.links.items()},
    )
    (done,) = rehearse(given, plan_of(given, rides), [Follow()], futures=FUTURES)
    for future in range(FUTURES):
        happened = done.happenings(future)
        lost = sum(each.lost for each in happened if each.what in LOSING)
        assert lost == pytest.approx(done.outcomes.lost[future])
        stopped = [each.hour for each in happened if each.what is What.STOPPED]
        assert stopped == [h for h in [done.outcomes.stopped_h[future]] if np.isfinite(h)]


def test_the_worst_futures_are_those_that_lose_most():
    given, rides = busy()
    (done,) = rehearse(given, plan_of(given, rides), [Follow()], futures=FUTURES)
    worst = done.worst(10)
    assert list(done.outcomes.loss[worst]) == sorted(done.outcomes.loss, reverse=True)[:10]


def test_a_trip_that_is_held_up_is_told_each_time():
    given = replace(
        small_scenario(hazards={}), disruptions=(Disruption(Kind.CANCELLED, chance=1.0),)
    )
    (done,) = rehearse(given, plan_of(given, [Ride("P-R", 5, {"G": 30})]), [Repair()], futures=1)
    held = [each.hour for each in done.happenings(0) if each.what is What.HELD_UP]
    assert held == [15.0, 18.0, 21.0]


def test_an_attack_is_told_with_whom_it_cost():
    # people lost to attacks counted in the loss, and the timeline did not say where they went
    attack = Disruption(Kind.ATTACK, "P-R", chance=1.0, share=0.4)
    given = replace(small_scenario(hazards={}), disruptions=(attack,))
    (done,) = rehearse(given, plan_of(given, [Ride("P-R", 2, {"G": 30})]), [Follow()], futures=1)
    (_, attacked) = told(given, done.happenings(0))
    assert attacked == ("21 Jan 06:00", "trip T1 is attacked: 12 of 30 lost")


def test_a_future_is_told_in_words():
    given = small_scenario(hazards={"P": 500.0})
    (done,) = rehearse(given, plan_of(given, []), [Follow()], futures=1)
    (begins, fails) = told(given, done.happenings(0))
    assert begins == ("21 Jan 00:00", "begins in holding")
    assert fails[1] == "P fails: 15 of 30 lost"
