"""Loss coefficients against an independent simulation: courses of events drawn one by one.

Nothing here uses a matrix: regimes stay for exponential times, the site fails when its
accumulated hazard reaches an exponential draw, and events are counted as the definitions in
docs/planning-model.md say. Mean and coefficient must agree within four standard errors.
"""

import math
import random

import numpy as np
import pytest

from builders import change, reception, security, site, small_scenario
from muster.hazard import look_ahead, loss_coefficients
from muster.scenario import Hazard, Judgement

COURSES = 20_000
STANDARD_ERRORS = 4.0
NEVER = math.inf

STEP_H, STEPS, BEYOND_H = 3.0, 6, 36.0
END_H = STEP_H * STEPS + BEYOND_H
PHI = 0.6
RUNS = {"holding": True, "fraying": True, "collapsed": False}
INITIAL = {"holding": 0.7, "fraying": 0.2, "collapsed": 0.1}
LEAVES = {  # per day
    ("holding", "fraying"): 1.0,
    ("fraying", "holding"): 0.7,
    ("fraying", "collapsed"): 2.0,
    ("collapsed", "fraying"): 1.2,
    ("holding", "collapsed"): 0.4,
}
NORTH = {"holding": 0.2, "fraying": 0.8, "collapsed": 2.5}
SOUTH = {"holding": 0.05, "fraying": 1.6, "collapsed": 1.0}
CUSTODY_CHANGES_H = 7.5
GUARDS_LEAVE_H = 10.0
GUARD_FACTOR = 2.0  # 10 of 20 guards, elasticity 1


def scenario_under_test():
    named = [
        Hazard("P", regime, Judgement.certain(rate), custodian)
        for custodian, rates in (("north", NORTH), ("south", SOUTH))
        for regime, rate in rates.items()
    ]
    return small_scenario(
        sites=[
            site("P", loss_fraction=PHI, custodian="north", guards=20, guards_needed=20),
            reception("R"),
        ],
        security=security(
            regimes=RUNS,
            rates=LEAVES,
            initial=INITIAL,
            guard_elasticity=Judgement.certain(1.0),
            more_hazards=named,
        ),
        changes=[
            change(CUSTODY_CHANGES_H, "site", "P", "custodian", "south"),
            change(GUARDS_LEAVE_H, "site", "P", "guards", 10.0),
        ],
        step_h=STEP_H,
        steps=STEPS,
        beyond_h=BEYOND_H,
    )


def hazard_per_hour(regime, hour):
    rates = NORTH if hour < CUSTODY_CHANGES_H else SOUTH
    return rates[regime] / 24 * (GUARD_FACTOR if hour >= GUARDS_LEAVE_H else 1.0)


def one_course(chance):
    """(hour at which trips stop, hour at which the site fails), NEVER where after the end."""
    regime = chance.choices(list(INITIAL), list(INITIAL.values()))[0]
    hour, stops, fails = 0.0, NEVER, NEVER
    endurance = chance.expovariate(1.0)
    while True:
        if not RUNS[regime]:
            stops = min(stops, hour)
        ways = {to: rate / 24 for (origin, to), rate in LEAVES.items() if origin == regime}
        leaves = min(hour + chance.expovariate(sum(ways.values())), END_H)
        for until in (CUSTODY_CHANGES_H, GUARDS_LEAVE_H, END_H):
            until = min(until, leaves)
            if until <= hour or fails < NEVER:
                continue
            rate = hazard_per_hour(regime, hour)
            if endurance < rate * (until - hour):
                fails = hour + endurance / rate
            endurance -= rate * (until - hour)
            hour = until
        if leaves >= END_H:
            return stops, fails
        hour = leaves
        regime = chance.choices(list(ways), list(ways.values()))[0]


@pytest.fixture(scope="module")
def courses():
    chance = random.Random(20260121)
    return np.array([one_course(chance) for _ in range(COURSES)])


def agree(events, expected):
    """Whether a share of events agrees with its expected value."""
    mean = events.mean()
    error = max(math.sqrt(expected * (1 - expected) / len(events)), 1 / len(events))
    return abs(mean - expected) <= STANDARD_ERRORS * error


def test_presence_in_each_step(courses):
    stops, fails = courses.T
    present = loss_coefficients(scenario_under_test()).sites["P"].present / PHI
    for step in range(STEPS):
        begins, ends = STEP_H * step, STEP_H * (step + 1)
        fails_first = (begins < fails) & (fails <= ends) & (fails < stops)
        from_when = -1.0 if step == 0 else begins
        stops_first = (from_when < stops) & (stops <= ends) & (stops < fails) & (fails < END_H)
        assert agree(fails_first | stops_first, present[step]), step
    horizon = STEP_H * STEPS
    assert agree((stops > horizon) & (fails > horizon) & (fails < END_H), present[STEPS])


def test_people_under_way_when_trips_stop(courses):
    stops, fails = courses.T
    found = loss_coefficients(scenario_under_test()).sites["P"]
    for departs, arrives in [(0, 1), (1, 4), (0, STEPS), (STEPS - 1, STEPS)]:
        begins, ends = STEP_H * departs, STEP_H * arrives
        lost = (begins < stops) & (stops <= ends) & (fails > ends) & (fails < END_H)
        assert agree(lost, found.after_arrival(departs, arrives) / PHI), (departs, arrives)
    for arrives in (1, 3, STEPS):
        ends = STEP_H * arrives
        lost = (stops <= ends) & (fails > ends) & (fails < END_H)
        assert agree(lost, found.before_arrival_from_start(arrives) / PHI), arrives


def test_failure_by_each_boundary_and_trips_that_still_run(courses):
    stops, fails = courses.T
    found = loss_coefficients(scenario_under_test())
    for boundary in range(STEPS + 1):
        hour = STEP_H * boundary
        assert agree(fails <= hour, found.sites["P"].failed_by[boundary]), boundary
        assert agree(stops > hour, found.running[boundary]), boundary


def test_the_outlook(courses):
    stops, fails = courses.T
    ahead = look_ahead(scenario_under_test(), [5.0, 17.0, 40.0])
    prison = ahead.sites[0]
    for hour, failed_by, stopped in zip(
        ahead.hours, prison.failed_by, ahead.trips_stopped, strict=True
    ):
        assert agree(fails <= hour, failed_by), hour
        assert agree(stops <= hour, stopped), hour
    assert agree(fails < END_H, prison.failed_by_end)
