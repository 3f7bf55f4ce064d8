"""Following everybody through a plan."""

import numpy as np
from hypothesis import given, settings

from builders import Ride, group, hour, link, plan_of, reception, site, small_scenario
from honest_plans import honest
from muster.reporting.presence import emptied, flows, leaving, moved_in, presence
from reporting.planned import planned

a_few = settings(max_examples=12, deadline=None)


@a_few
@given(planned())
def test_nobody_appears_or_vanishes(given_plan):
    scenario, plan = given_plan
    where = presence(scenario, plan)
    for each in scenario.groups.values():
        here = sum(counts for (group_id, _), counts in where.at.items() if group_id == each.id)
        here = here + where.under_way.get(each.id, 0)
        came = np.flatnonzero(here)
        assert here.min() >= 0
        if came.size:
            assert (here[came[0] :] == each.people).all()


@a_few
@given(planned())
def test_at_the_end_people_are_where_the_independent_checker_finds_them(given_plan):
    scenario, plan = given_plan
    where = presence(scenario, plan)
    ends = {(p.group, p.site): p.people for p in plan.placements if p.people}
    assert {key: counts[-1] for key, counts in where.at.items() if counts[-1]} == ends


@a_few
@given(planned())
def test_whoever_has_to_leave_is_remaining_between_or_arrived(given_plan):
    scenario, plan = given_plan
    left = leaving(scenario, plan)
    here = sum(left.remaining.values(), start=np.zeros_like(left.between))
    task = here + left.between + left.arrived
    assert (left.between >= 0).all()
    assert (np.diff(task) >= 0).all()
    unplaced = sum(p.people for p in plan.placements if not p.placed)
    assert here[-1] + left.between[-1] == unplaced
    assert left.arrived[-1] == sum(moved_in(scenario, plan).values())


def test_people_are_under_way_from_departure_until_the_boundary_after_their_arrival():
    scenario = small_scenario(links=[link("P", "R", 4)])
    plan = plan_of(scenario, [Ride("P-R", 2, {"G": 30})])
    where = presence(scenario, plan)
    assert where.at["G", "P"].tolist() == [30, 30, 0, 0, 0, 0, 0, 0, 0]
    assert where.under_way["G"].tolist() == [0, 0, 30, 30, 0, 0, 0, 0, 0]
    assert where.at["G", "R"].tolist() == [0, 0, 0, 0, 30, 30, 30, 30, 30]


def test_people_who_may_stay_and_do_are_nobodys_task():
    scenario = small_scenario(
        groups=[group("MAY", people=20, destinations=["P", "R"]), group("MUST", people=5)]
    )
    plan = honest(scenario, plan_of(scenario, [Ride("P-R", 1, {"MAY": 8})]))
    left = leaving(scenario, plan)
    assert left.remaining["P"].tolist() == [13, *[5] * 8]


def test_people_who_come_later_are_counted_from_when_they_come():
    scenario = small_scenario(groups=[group(people=7, arrives_at=hour(5))])
    left = leaving(scenario, honest(scenario, plan_of(scenario)))
    assert left.remaining["P"].tolist() == [0, 0, 7, 7, 7, 7, 7, 7, 7]


def test_a_site_is_empty_from_the_boundary_after_which_nobody_is_there():
    assert emptied(np.array([5, 5, 0, 0])) == 2
    assert emptied(np.array([5, 5, 1, 1])) is None
    assert emptied(np.array([0, 5, 0, 0])) == 2


def test_flows_add_up_all_trips_of_a_link():
    scenario = small_scenario(
        sites=[site("P"), site("Q"), reception("R")], links=[link("P", "R"), link("Q", "R")]
    )
    rides = [Ride("P-R", 0, {"G": 10}), Ride("P-R", 3, {"G": 5}), Ride("Q-R", 0, {"G": 1})]
    found = flows(plan_of(scenario, rides))
    assert [(flow.link, flow.trips, flow.people) for flow in found] == [
        ("P-R", 2, 15),
        ("Q-R", 1, 1),
    ]
