"""Readings of what happened: who moved when, where nobody said."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import builders
import strategies
from honest_plans import valid_plans
from muster.errors import MusterError
from muster.planning.evaluation import expected_loss
from muster.rehearsal.outcomes import room_for
from muster.rehearsal.policy import prepare_undisrupted
from muster.replay.cost import losses, range_of_excess, weights_of
from muster.replay.course import (
    Order,
    Pace,
    Reading,
    arrived_by,
    as_plan,
    course_of,
    lengthened,
    present_at,
    rides_of,
)
from muster.replay.events import Event, Kind
from muster.scenario import Judgement

slowly = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)


def scenario(**others):
    return builders.small_scenario(
        **{
            "sites": [builders.site("P"), builders.site("Q"), builders.reception("R")],
            "links": [builders.link("P", "R"), builders.link("Q", "R")],
            "groups": [
                builders.group("G", "P", people=30, priority=4.0),
                builders.group("H", "P", people=20, priority=1.0),
                builders.group("J", "Q", people=10, priority=2.0),
            ],
            "hazards": {"P": 0.5, "Q": 0.1},
            **others,
        }
    )


def total(at_h, people):
    return Event(builders.hour(at_h), Kind.TOTAL, people, None, None)


def moved(at_h, people, origin=None, destination=None):
    return Event(builders.hour(at_h), Kind.MOVED, people, origin, destination)


def reading(order=Order.DANGEROUS_FIRST, pace=Pace.LATE):
    return Reading(order, pace)


def by_group(rides):
    people = {}
    for ride in rides:
        people[ride.group] = people.get(ride.group, 0) + ride.people
    return people


def test_the_most_dangerous_went_first_or_last_or_all_alike():
    events = [total(12, 30)]
    assert by_group(course_of(scenario(), events, reading())) == {"G": 30}
    last = course_of(scenario(), events, reading(Order.DANGEROUS_LAST))
    assert by_group(last) == {"H": 20, "J": 10}
    alike = course_of(scenario(), events, reading(Order.ALIKE))
    assert by_group(alike) == {"G": 15, "H": 10, "J": 5}


def test_where_a_site_is_named_only_its_people_went():
    assert by_group(course_of(scenario(), [moved(12, 10, "Q", "R")], reading())) == {"J": 10}


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Pace.EARLY, [0, 0, 0, 0, 0, 10, 10, 10, 10]),
        (Pace.EVEN, [0, 0, 0, 0, 0, 2, 5, 7, 10]),
        (Pace.LATE, [0, 0, 0, 0, 0, 0, 0, 0, 10]),
    ],
)
def test_between_two_counts_people_arrived_early_evenly_or_late(pace, expected):
    events = [total(12, 20), total(24, 30)]
    given_ = scenario()
    came = arrived_by(given_, course_of(given_, events, reading(pace=pace)))
    since = [number - 20 for number in came[4:]]
    assert [0, 0, 0, 0, *since][5:] == expected[5:]
    assert came[8] == 30


def test_more_than_were_there_cannot_have_moved():
    with pytest.raises(MusterError, match="found 11 more people moved from Q; expected at most 10"):
        course_of(scenario(), [moved(12, 11, "Q")], reading())


def test_the_horizon_is_lengthened_and_the_evaluation_ends_when_it_did():
    given_ = scenario(beyond_h=48.0)
    longer = lengthened(given_, [total(40, 10)])
    assert longer.steps == 14
    assert longer.horizon_h + longer.objective.beyond_h == given_.horizon_h + 48.0


def test_who_was_there_when_a_site_failed():
    given_ = scenario()
    rides = course_of(given_, [moved(9, 20, "P"), moved(18, 25, "P")], reading())
    found = present_at(given_, rides, "P", [0, 2, 5])
    assert found == {0: 50, 2: 30, 5: 5}


@st.composite
def planned(draw):
    drawn = draw(strategies.scenarios())
    return drawn, draw(valid_plans(drawn))


@settings(slowly, max_examples=60, derandomize=True)
@given(planned())
def test_a_course_costs_what_the_planner_says_of_the_same_trips(case):
    drawn, plan = case
    weights = weights_of(drawn, rides_of(plan))
    assert losses(drawn, [weights])[0] == pytest.approx(expected_loss(drawn, plan), abs=1e-9)


@settings(slowly, max_examples=30, derandomize=True)
@given(planned(), st.integers(0, 200))
def test_a_longer_horizon_changes_no_cost(case, more_h):
    drawn, plan = case
    drawn = replace(
        drawn, changes=(), objective=replace(drawn.objective, beyond_h=drawn.horizon_h + 200.0)
    )
    longer = lengthened(drawn, [total(drawn.horizon_h + more_h, 0)])
    weights = weights_of(drawn, rides_of(plan))
    found = losses(longer, [weights])[0]
    assert found == pytest.approx(losses(drawn, [weights])[0], rel=1e-6, abs=1e-9)


def test_the_mean_of_futures_is_the_cost_of_the_course():
    given_ = scenario()
    rides = course_of(given_, [total(12, 30), total(24, 60)], reading())
    plan = as_plan(given_, rides, builders.plan_of(given_))
    out = room_for(40_000, 3, len(prepare_undisrupted(given_, plan).trips))
    prepare_undisrupted(given_, plan).run(4, 0, out)
    expected = losses(given_, [weights_of(given_, rides)])[0]
    assert abs(out.loss.mean() - expected) < 4 * out.loss.std() / 200


def test_certain_judgements_leave_no_range():
    given_ = scenario()
    first = weights_of(given_, course_of(given_, [total(24, 60)], reading()))
    found = range_of_excess(given_, first, {}, draws=5, seed=0)
    ours, theirs = losses(given_, [first, {}])
    assert found.ends == ()
    assert found.low == pytest.approx(ours - theirs)
    assert found.high == pytest.approx(ours - theirs)


def test_draws_lie_between_the_ends_of_what_was_judged():
    wide = Judgement(0.5, 0.1, 0.9)
    sites = [builders.site("P", loss_fraction=wide), builders.site("Q"), builders.reception("R")]
    given_ = scenario(sites=sites)
    found = range_of_excess(
        given_,
        {},
        weights_of(given_, course_of(given_, [total(6, 50)], reading())),
        draws=200,
        seed=1,
    )
    ends = sorted(each.excess for each in found.ends)
    assert len(ends) == 2
    assert ends[0] < found.low < found.high < ends[1]
    assert found.positive == 1.0
