"""A future that is played from decision to decision is the one that a fixed plan meets."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import builders
import strategies
from honest_plans import valid_plans
from muster.planning.dispatch import dispatch
from muster.planning.plan import Load, Trip
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.policy import Follow
from muster.rehearsal.rehearse import rehearse
from muster.rehearsal.stepwise.answer import as_runs, runs_of
from muster.rehearsal.stepwise.future import Future
from muster.rehearsal.stepwise.ground import find_ground
from muster.rehearsal.stepwise.play import prepare_stepwise
from muster.rehearsal.stepwise.search import listed, load
from muster.rehearsal.stepwise.view import View, that_run_together
from muster.scenario import Disruption, Judgement, Regime
from muster.scenario import DisruptionKind as Kind
from muster.verification import broken_rules
from muster.verification.violation import Rule
from rehearsal.looking_on import LookingOn

slowly = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)
ALL = (
    Disruption(Kind.LOST_FOR_GOOD, chance=0.2),
    Disruption(Kind.RESECURED, hours=5.0),
    Disruption(Kind.RECAPTURE, share=0.5, hours=10.0),
    Disruption(Kind.CANCELLED, chance=0.2),
    Disruption(Kind.DELAYED, chance=0.3, hours=2.0),
    Disruption(Kind.SLOW_RIDE, chance=0.3, hours=2.0),
    Disruption(Kind.VEHICLE_LOST, per_day=1.0, hours=8.0),
    Disruption(Kind.ATTACK, chance=0.1, share=0.5),
    Disruption(Kind.RECEIVER_THROTTLED, per_day=1.0, hours=10.0, share=0.5),
    Disruption(Kind.AIRFIELD_LOST, per_day=1.0, hours=10.0),
    Disruption(Kind.GUARDS_LEAVE, per_day=0.5, share=0.5),
    Disruption(Kind.NOT_BOARDING, share=0.1),
    Disruption(Kind.SLOW_LOADING, chance=0.5, share=0.5),
)


class Rules:
    """Decides by a rule that changes from one boundary to the next."""

    name, every_h = "rules", 0.0

    def __init__(self, order):
        self.order, self.decided = order, {}

    def decide(self, view):
        here = view.instance

        def score(_, candidate):
            turn = self.order[(candidate.service + view.standing.boundary) % len(self.order)]
            return 1e-6 + turn

        trips = that_run_together(
            view, [(trip.service, trip.departure) for trip in dispatch(here, score).trips]
        )
        found = load(view, listed(view, trips))
        for trip in found.trips if found else ():
            since = f" of hour {view.hour:g}" if view.hour else ""
            self.decided[trip.id + since] = trip
        return found


@st.composite
def drawn_cases(draw):
    scenario = draw(strategies.scenarios())
    return scenario, draw(valid_plans(scenario)), draw(st.sets(st.sampled_from(ALL)))


@settings(slowly, max_examples=40, derandomize=True)
@given(drawn_cases())
def test_a_policy_that_never_decides_otherwise_follows_the_plan(case):
    scenario, plan, disruptions = case
    scenario = replace(scenario, disruptions=tuple(disruptions))
    (followed,) = rehearse(scenario, plan, [Follow()], futures=10, seed=3)
    out = room_for(10, len(scenario.sites), 0)
    prepare_stepwise(scenario, plan, LookingOn()).run(3, 0, out)
    for name in ("loss", "lost", "placed", "waiting", "last_arrival_h", "long_rides", "failed"):
        expected = getattr(followed.outcomes, name)
        np.testing.assert_allclose(getattr(out, name), expected, atol=1e-9, err_msg=name)
    np.testing.assert_array_equal(out.emptied, followed.outcomes.emptied)


def without_dangers(scenario):
    """Nothing happens in nearly every future, and still people had better leave."""
    security = scenario.security
    hazards = tuple(
        replace(each, per_day=Judgement.certain(1e-5)) for each in scenario.security.hazards
    )
    regimes = tuple(Regime(each.name) for each in security.regimes)
    links = {id: replace(link, risk=Judgement.certain(0.0)) for id, link in scenario.links.items()}
    return replace(
        scenario, links=links, security=replace(security, hazards=hazards, regimes=regimes)
    )


@settings(slowly, max_examples=60, derandomize=True)
@given(
    strategies.scenarios().map(without_dangers),
    st.lists(st.floats(0.0, 1.0), min_size=3, max_size=12),
)
def test_trips_that_were_decided_again_and_again_keep_every_rule_together(scenario, order):
    ground, policy = find_ground(scenario), Rules(order)
    future, left = Future(ground, 7, 0, ()), {}
    for boundary in range(ground.nature.steps):
        future.advance(boundary)
        standing = future.standing()
        assume(not standing.out_of_use.failed)
        left |= {out.run.id: out for out in standing.out if out.has_left}
        view = View(ground, standing)
        there = sum(standing.people) + sum(each.people for each in standing.coming)
        later = sum(
            scenario.groups[id].people for id, at in ground.stocks.appears.items() if at >= boundary
        )
        assert there + later == sum(scenario.groups[id].people for id in ground.stocks.appears)
        if not view.instance.services:
            continue
        decided = policy.decide(view)
        if decided is not None:
            future.adopt(runs_of(view, decided, "rules"))
    future.advance(ground.nature.steps)
    left |= {out.run.id: out for out in future.standing().out if out.has_left}
    broken = broken_rules(plan_that_ran(scenario, ground, left, policy.decided), scenario)
    # whoever is at a staging site when a policy decides again may be kept there by it, also where
    # people are on their way to it already
    staged = tuple(f"site {id}" for id in scenario.sites if id.startswith("S"))
    kept = (Rule.BEDS, Rule.CAPACITY)
    broken = [each for each in broken if not (each.rule in kept and each.where.startswith(staged))]
    assert [each for each in broken if each.rule is not Rule.END] == []


def plan_that_ran(scenario, ground, left, decided):
    trips, loads = [], []
    for id, out in left.items():
        run = out.run
        departs_at = scenario.moment(run.boundary)
        people = {}
        for each, riders in zip(run.loads, out.riders, strict=True):
            group = ground.stocks.names[each.origin][0]
            people[group] = people.get(group, 0) + riders
        arrives_at = departs_at + (decided[id].arrives_at - decided[id].departs_at)
        trips.append(
            Trip(
                id,
                run.service.fleet,
                run.service.link,
                run.boundary,
                departs_at,
                arrives_at,
                decided[id].compartments,
                sum(people.values()),
            )
        )
        loads += [Load(id, group, number) for group, number in people.items() if number]
    empty = builders.plan_of(scenario)
    trips.sort(key=lambda trip: trip.step)
    return replace(empty, trips=tuple(trips), loads=tuple(loads))


def test_what_is_decided_again_alike_comes_out_alike():
    scenario = builders.small_scenario(hazards={"P": 2.0})
    scenario = replace(scenario, disruptions=(Disruption(Kind.CANCELLED, chance=0.3),))
    rides = [builders.Ride("P-R", step, {"G": 5}) for step in (1, 5)]
    plan = builders.plan_of(scenario, rides)
    ground = find_ground(scenario)
    first = as_runs(ground, plan.trips, plan.loads, lambda each: each.group)
    out = room_for(50, 2, 0)
    for number in range(50):
        future = Future(ground, 3, number, first)
        for boundary in range(1, ground.nature.steps):
            future.advance(boundary)
            standing = future.standing()
            if not standing.out_of_use.failed:
                future.adopt(standing.at_hand)
        future.finish(out, number)
    (followed,) = rehearse(scenario, plan, [Follow()], futures=50, seed=3)
    assert out.loss == pytest.approx(followed.outcomes.loss)
    assert out.placed == pytest.approx(followed.outcomes.placed)
