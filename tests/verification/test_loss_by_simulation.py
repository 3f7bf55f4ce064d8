"""The expected loss against a plain simulation of what docs/planning-model.md says.

A future is a course of regimes and, for each site, the time at which it fails. People follow
their rides until trips stop; whoever is at a site when it fails is lost with its loss fraction.
"""

from itertools import pairwise
from math import inf, sqrt
from random import Random
from statistics import fmean, stdev

from builders import Ride, change, fleet, group, hour, link, plan_of, reception, security, site
from builders import small_scenario as scenario
from muster.scenario import Hazard, Judgement
from muster.verification import verify_plan

FUTURES = 25_000

REGIMES = {"holding": True, "fraying": True, "collapsed": False}
SOUTH = Hazard("P", "fraying", Judgement.certain(3.0), "south")
DANGER = security(
    {
        "P": {"holding": 0.3, "fraying": 1.0, "collapsed": 2.5},
        "X": {"holding": 0.2, "fraying": 0.5, "collapsed": 2.0},
    },
    regimes=REGIMES,
    rates={
        ("holding", "fraying"): 1.2,
        ("fraying", "holding"): 0.5,
        ("fraying", "collapsed"): 1.0,
        ("holding", "collapsed"): 0.4,
        ("collapsed", "holding"): 0.8,
    },
    initial={"holding": 0.8, "collapsed": 0.2},
    more_hazards=[SOUTH],
)
PLACES = [
    site("P", loss_fraction=0.6, custodian="north"),
    site("Q", loss_fraction=0.4),
    site("S", "staging", loss_fraction=0.0),
    reception("R"),
    reception("X", loss_fraction=0.3),
]
WAYS = [
    link("P", "S", 4.0),
    link("S", "R"),
    link("Q", "X", 8.0),
    link("Q", "R", risk=0.03),
    link("P", "X", 5.0, risk=0.05),
]
CHANGES = [change(7, "site", "P", "custodian", "south")]


def course_of_regimes(rng, given, end):
    """(hour, regime) of each entry into a regime."""
    rates = {(rate.origin, rate.destination): rate.per_day.value for rate in given.security.rates}
    regime = rng.choices(list(given.security.initial), list(given.security.initial.values()))[0]
    course, now = [(0.0, regime)], 0.0
    while True:
        ways = {b: rate for (a, b), rate in rates.items() if a == regime and rate > 0}
        if not ways:
            return course
        now += rng.expovariate(sum(ways.values())) * 24
        if now >= end:
            return course
        regime = rng.choices(list(ways), list(ways.values()))[0]
        course.append((now, regime))


def hazard_per_h(given, place, regime, at_h):
    """The hazard of a site by who keeps it at an hour."""
    keeper = given.sites[place].custodian
    for each in given.changes:
        if each.target == place and given.hours_until(each.at) <= at_h:
            keeper = each.value
    named = {(h.site, h.regime, h.custodian): h.per_day.value for h in given.security.hazards}
    return named.get((place, regime, keeper), named.get((place, regime, None), 0.0)) / 24


def time_of_failure(rng, given, place, course, end):
    """When a site fails, or never: an exponential amount of hazard has been used up by then."""
    changes = [given.hours_until(each.at) for each in given.changes if each.target == place]
    marks = sorted({*(at for at, _ in course), *changes, end})
    left, regimes = rng.expovariate(1.0), dict(course)
    regime = regimes[0.0]
    for begins, ends in pairwise(marks):
        regime = regimes.get(begins, regime)
        rate = hazard_per_h(given, place, regime, begins)
        if rate * (ends - begins) > left:
            return begins + left / rate
        left -= rate * (ends - begins)
    return inf


def next_boundary(at_h, given):
    """The hour of the first boundary at or after an hour."""
    return -(-at_h // given.step_h) * given.step_h


def lost_on_the_way(given, rides, group_id, stopped, failures, end):
    """The part of some people of a group on these rides that is lost in one future."""
    riding = given.groups[group_id]
    appears = 0.0 if riding.arrives_at is None else given.hours_until(riding.arrives_at)
    arrived = next_boundary(appears, given)
    here, kept = riding.site, 1.0
    for ride in rides:
        way, departure = given.links[ride.link], ride.step * given.step_h
        if stopped <= departure:
            break
        if arrived < failures[here] <= departure:
            kept *= 1 - given.sites[here].loss_fraction.value
        kept *= 1 - way.risk.value
        here = way.destination
        arrived = next_boundary(departure + way.duration_h, given)
    if arrived < failures[here] <= end:
        kept *= 1 - given.sites[here].loss_fraction.value
    return 1 - kept


def simulated(given, parties, futures=FUTURES, seed=20260121):
    """Mean loss and its standard error; parties are (group, people, rides)."""
    rng, end = Random(seed), given.horizon_h + given.objective.beyond_h
    trips = {regime.name: regime.trips for regime in given.security.regimes}
    losses = []
    for _ in range(futures):
        course = course_of_regimes(rng, given, end)
        stopped = next((at for at, regime in course if not trips[regime]), inf)
        failures = {place: time_of_failure(rng, given, place, course, end) for place in given.sites}
        losses.append(
            sum(
                given.groups[group_id].priority
                * people
                * lost_on_the_way(given, rides, group_id, stopped, failures, end)
                for group_id, people, rides in parties
            )
        )
    return fmean(losses), stdev(losses) / sqrt(futures)


def case(*groups):
    return scenario(
        sites=PLACES,
        links=WAYS,
        groups=list(groups),
        security=DANGER,
        changes=CHANGES,
        fleets=[fleet(vehicles=20)],
        beyond_h=30,
    )


def stated(given, parties):
    rides = [
        Ride(ride.link, ride.step, {group_id: people})
        for group_id, people, rides in parties
        for ride in rides
    ]
    return verify_plan(plan_of(given, rides), given).figures.expected_loss


def ride(way, step):
    return Ride(way, step, {})


def test_the_expected_loss_is_the_mean_of_the_futures_where_one_site_on_the_way_can_fail():
    given = case(
        group("G", people=30, priority=2.0),
        group("H", "Q", people=20, destinations=("X", "R")),
        group("J", people=10, arrives_at=hour(8)),
        group("K", "Q", people=10, arrives_at=hour(3), destinations=("X",)),
    )
    parties = [
        ("G", 10, [ride("P-S", 0), ride("S-R", 2)]),
        ("G", 12, [ride("P-S", 3), ride("S-R", 7)]),
        ("G", 8, []),
        ("H", 9, [ride("Q-X", 2)]),
        ("H", 11, [ride("Q-R", 4)]),
        ("J", 6, [ride("P-S", 5), ride("S-R", 7)]),
        ("J", 4, []),
        ("K", 10, [ride("Q-X", 1)]),
    ]
    mean, error = simulated(given, parties)
    assert abs(stated(given, parties) - mean) < 4 * error
    assert error < 0.01 * mean


def test_the_expected_loss_is_never_below_the_mean_of_the_futures():
    given = case(group("G", destinations=("X",)))
    parties = [("G", 15, [ride("P-X", 2)]), ("G", 15, [ride("P-X", 4)])]
    mean, error = simulated(given, parties, futures=6_000)
    assert stated(given, parties) > mean + 4 * error
